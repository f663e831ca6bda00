// From stored samples to the grey values that are measured.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_PIXELS_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_PIXELS_H_

#include "dicom_frame.h"
#include "openvfa/image/radiograph.h"

namespace openvfa::image {

// Fills pixels, padding and window of `radiograph`: colour becomes luminance, the modality transformation is
// applied, MONOCHROME1 is negated, the VOI window is only noted. Throws ReadError.
void FillPixels(const DicomFile& file, const RawFrame& frame, Radiograph& radiograph);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_PIXELS_H_
