// Plain image files made for a test. Free of Eigen, because ITK's headers bring their own.
#ifndef OPENVFA_TESTS_IMAGE_ITK_WRITER_H_
#define OPENVFA_TESTS_IMAGE_ITK_WRITER_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace openvfa::test {

struct PlainPicture {
  std::vector<int> size;        // fastest axis first
  std::vector<double> spacing;  // mm; empty: 1
  int components = 1;
  int bytes = 1;  // per component, unsigned
  std::vector<std::uint16_t> values;
};

// `format` is "png", "jpg", "tif", "nii", "nrrd" or "mha", whatever the path's extension says.
void WritePlain(const std::filesystem::path& path, const std::string& format, const PlainPicture& picture);

}  // namespace openvfa::test

#endif  // OPENVFA_TESTS_IMAGE_ITK_WRITER_H_
