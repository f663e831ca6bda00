#include "openvfa/report/report_input.h"

#include <cctype>
#include <sstream>
#include <vector>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

// With a dot and the 39 digits of a UUID behind it, a UID has 64 characters, which is what DICOM allows.
constexpr std::size_t kLongestRoot = 24;

bool IsComponent(const std::string& component) {
  if (component.empty() || (component.size() > 1 && component.front() == '0')) return false;
  for (const unsigned char c : component) {
    if (std::isdigit(c) == 0) return false;
  }
  return true;
}

std::vector<std::string> Components(const std::string& uid) {
  std::vector<std::string> components;
  std::istringstream in(uid + ".");
  for (std::string component; std::getline(in, component, '.');) components.push_back(component);
  return components;
}

[[noreturn]] void Refuse(const std::string& root, const std::string& why) {
  throw InputError("uid_root \"" + root + "\" is no root of DICOM UIDs: " + why + ".");
}

}  // namespace

void DicomOptions::Validate() const {
  if (uid_root.size() > kLongestRoot) Refuse(uid_root, "it has more than 24 characters");
  const auto components = Components(uid_root);
  for (const std::string& component : components) {
    if (!IsComponent(component)) {
      Refuse(uid_root, "it must be numbers without leading zeros, with dots between");
    }
  }
  if (components.size() < 2) Refuse(uid_root, "it must have at least two numbers");
  // ISO/IEC 9834-1: three arcs at the top, 40 below each of the first two.
  const bool below_two = components[0] == "0" || components[0] == "1";
  if (!below_two && components[0] != "2") Refuse(uid_root, "its first number must be 0, 1 or 2");
  if (below_two && (components[1].size() > 2 || std::stoi(components[1]) > 39)) {
    Refuse(uid_root, "its second number must be below 40");
  }
}

}  // namespace openvfa
