// A path of its own for each test case, removed with everything in it.
#ifndef OPENVFA_TESTS_IMAGE_TEMP_FILE_H_
#define OPENVFA_TESTS_IMAGE_TEMP_FILE_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "temp_folder.h"

namespace openvfa::test {

using testing::TempFolder;

inline std::string Bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void WriteBytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace openvfa::test

#endif  // OPENVFA_TESTS_IMAGE_TEMP_FILE_H_
