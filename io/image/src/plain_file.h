// One plain image file, opened by the library that suits its format.
#ifndef OPENVFA_IO_IMAGE_SRC_PLAIN_FILE_H_
#define OPENVFA_IO_IMAGE_SRC_PLAIN_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "plain_format.h"

namespace openvfa::image {

class PlainFile {
 public:
  virtual ~PlainFile() = default;
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  const std::string& Name() const { return name_; }
  // Pixels along each axis, the fastest first, and the millimetres between them.
  const std::vector<std::int64_t>& Size() const { return size_; }
  const std::vector<double>& Spacing() const { return spacing_; }
  int Components() const { return components_; }
  int ComponentBytes() const { return component_bytes_; }
  bool IsSigned() const { return is_signed_; }
  // Luminances of `count` pixels from pixel `first` on, in stored order. Throws ReadError.
  virtual std::vector<float> ReadGrey(std::size_t first, std::size_t count) const = 0;

 protected:
  explicit PlainFile(std::string name) : name_(std::move(name)) {}

  std::string name_;
  std::vector<std::int64_t> size_;
  std::vector<double> spacing_;
  int components_ = 1;
  int component_bytes_ = 1;
  bool is_signed_ = false;
};

// Both read the header only and throw ReadError naming `name`.
// TIFF, NIfTI, NRRD and MetaImage through ITK.
std::unique_ptr<PlainFile> OpenWithItk(const std::filesystem::path& path, const std::string& name,
                                       PlainFormat format);
// PNG and JPEG through OpenCV: ITK's readers of these end the process on some damaged files.
std::unique_ptr<PlainFile> OpenPicture(const std::filesystem::path& path, const std::string& name,
                                       PlainFormat format);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_PLAIN_FILE_H_
