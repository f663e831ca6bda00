// Norms from a file: "openvfa/norms/1", docs/formats/norms.md.
#ifndef OPENVFA_SCORING_READ_NORMS_H_
#define OPENVFA_SCORING_READ_NORMS_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "openvfa/morphometry/norms.h"

namespace openvfa {

// Throws ReadError naming the file and the place for anything but whole norms: another schema (a newer one is
// said to be newer), an unknown or a missing member, a value that is impossible (Norms::Validate), an entry
// given twice.
Norms ReadNorms(const std::filesystem::path& path);

// The same from memory; `name` stands for the file in messages.
Norms ParseNorms(std::string_view json, const std::string& name);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_READ_NORMS_H_
