// DICOM films: file, layout, routing, calibration and pixels put together.
#ifndef OPENVFA_IO_IMAGE_SRC_READ_DICOM_H_
#define OPENVFA_IO_IMAGE_SRC_READ_DICOM_H_

#include <filesystem>
#include <vector>

#include "openvfa/image/read_image.h"

namespace openvfa::image {

// Code of the diagnostic that says why an image is not a lateral spine film.
inline constexpr char kViewRefused[] = "view-refused";

// `head` is ReadHead(path). Both throw as their public namesakes do.
ImageInfo InspectDicom(const std::filesystem::path& path, const std::vector<unsigned char>& head,
                       const ReadOptions& options);
Radiograph ReadDicom(const std::filesystem::path& path, const std::vector<unsigned char>& head,
                     const ReadOptions& options);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_READ_DICOM_H_
