// Result files appear whole or not at all.
#ifndef OPENVFA_REPORT_ATOMIC_FILE_H_
#define OPENVFA_REPORT_ATOMIC_FILE_H_

#include <filesystem>
#include <functional>
#include <iosfwd>

namespace openvfa {

// Lets `write` fill a binary stream, then puts it at `path`, replacing what was there. Until the last moment
// the bytes lie in a hidden temporary file beside `path`, which is removed on failure. Exceptions of `write`
// pass through. Throws WriteError naming path and cause.
void WriteFileAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

// Same, for libraries that write to a file name: `produce` writes the file it is given.
void ReplaceFileAtomically(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path& temporary)>& produce);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_ATOMIC_FILE_H_
