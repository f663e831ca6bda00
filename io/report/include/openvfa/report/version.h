// Which program wrote a result.
#ifndef OPENVFA_REPORT_VERSION_H_
#define OPENVFA_REPORT_VERSION_H_

#include <string>

namespace openvfa {

// "0.1.0"
std::string ProgramVersion();

// Short git hash of the sources at configure time; "unknown" outside a git checkout.
std::string ProgramCommit();

}  // namespace openvfa

#endif  // OPENVFA_REPORT_VERSION_H_
