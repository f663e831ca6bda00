// The grey value of a colour.
#ifndef OPENVFA_IO_IMAGE_SRC_LUMINANCE_H_
#define OPENVFA_IO_IMAGE_SRC_LUMINANCE_H_

namespace openvfa::image {

// Rec. 601, the weights that DICOM's own YBR models use.
inline float LuminanceOf(double red, double green, double blue) {
  return static_cast<float>(0.299 * red + 0.587 * green + 0.114 * blue);
}

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_LUMINANCE_H_
