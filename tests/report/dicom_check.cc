#include "dicom_check.h"

#include <cstdio>
#include <memory>
#include <sstream>

namespace openvfa::testing {

std::string DciodvfyErrors(const std::filesystem::path& path) {
  const std::string command = "dciodvfy '" + path.string() + "' 2>&1";
  std::string said;
  char block[4096];
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "dciodvfy cannot be started";
  while (std::fgets(block, sizeof block, pipe) != nullptr) said += block;
  const int status = ::pclose(pipe);
  std::istringstream lines(said);
  std::string errors;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Error") || line.starts_with("Abort")) errors += line + "\n";
  }
  // It names the kind of object it has recognised; without that it has checked nothing.
  if (said.empty() || status == 127 << 8) errors += "dciodvfy (Debian: dicom3tools) says nothing: " + said;
  return errors;
}

}  // namespace openvfa::testing
