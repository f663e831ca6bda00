// Which studies need no more work, in a file that survives being killed at any moment.
#ifndef OPENVFA_PACS_SRC_DONE_STUDIES_H_
#define OPENVFA_PACS_SRC_DONE_STUDIES_H_

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace openvfa {

// One JSON object a line: {"study": UID, "scope": TEXT, "objects": N}. Lines are only ever appended; the last
// one for a study and scope counts, and a line that was cut off is none.
class DoneStudies {
 public:
  // Reads what is there. `scope` tells apart what was asked for: lines of another one are kept, unread.
  // Throws ReadError where the file is there and cannot be read.
  DoneStudies(std::filesystem::path file, std::string scope);

  // How many objects the study had when it was done.
  std::optional<std::size_t> Objects(const std::string& study) const;
  // On disk when it returns. Throws WriteError.
  void Add(const std::string& study, std::size_t objects);

 private:
  std::filesystem::path file_;
  std::string scope_;
  bool ends_in_line_ = true;
  std::map<std::string, std::size_t> objects_;
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_DONE_STUDIES_H_
