// Picture and volume formats other than DICOM, recognised by their content.
#ifndef OPENVFA_IO_IMAGE_SRC_PLAIN_FORMAT_H_
#define OPENVFA_IO_IMAGE_SRC_PLAIN_FORMAT_H_

#include <filesystem>
#include <optional>
#include <vector>

namespace openvfa::image {

enum class PlainFormat { kPng, kJpeg, kTiff, kNifti, kNrrd, kMeta };

// "PNG", "JPEG", ...
const char* FormatName(PlainFormat format);

// `head` is ReadHead(path); the path's extension helps only where the content is itself compressed (.nii.gz).
std::optional<PlainFormat> FindPlainFormat(const std::vector<unsigned char>& head,
                                           const std::filesystem::path& path);

// Mostly printable characters: a text file, which deserves its own sentence.
bool LooksLikeText(const std::vector<unsigned char>& head);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_PLAIN_FORMAT_H_
