// PNG, JPEG, TIFF, NIfTI, NRRD and MetaImage through ITK.
#ifndef OPENVFA_IO_IMAGE_SRC_PLAIN_IMAGE_H_
#define OPENVFA_IO_IMAGE_SRC_PLAIN_IMAGE_H_

#include <filesystem>

#include "openvfa/image/read_image.h"
#include "plain_format.h"

namespace openvfa::image {

// Both throw ReadError or InputError as their public namesakes do.
ImageInfo InspectPlain(const std::filesystem::path& path, PlainFormat format, const ReadOptions& options);
Radiograph ReadPlain(const std::filesystem::path& path, PlainFormat format, const ReadOptions& options);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_PLAIN_IMAGE_H_
