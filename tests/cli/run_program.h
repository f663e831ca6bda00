// Running the built program and looking at what it left behind.
#ifndef OPENVFA_TESTS_CLI_RUN_PROGRAM_H_
#define OPENVFA_TESTS_CLI_RUN_PROGRAM_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace openvfa::testing {

struct Outcome {
  int exit_code = -1;  // -1: it died of a signal
  std::string out;     // stdout
  std::string err;     // stderr
};

// Bytes of a file; empty where there is none.
std::string FileBytes(const std::filesystem::path& path);

// A fresh folder for each test.
class ProgramTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Runs `openvfa` with these arguments in the test's folder.
  Outcome Run(const std::vector<std::string>& arguments) const;

  std::filesystem::path Path(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& bytes) const;
  // Names in a folder below the test's, sorted.
  std::vector<std::string> Names(const std::string& folder) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_CLI_RUN_PROGRAM_H_
