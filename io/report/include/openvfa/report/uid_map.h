// Which replacement stands for which original identifier, kept apart from the de-identified results: whoever
// has the map can go back, whoever has only the results cannot.
#ifndef OPENVFA_REPORT_UID_MAP_H_
#define OPENVFA_REPORT_UID_MAP_H_

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace openvfa {

// What an identifier names. UIDs are one space: the same original has the same replacement whichever kind it
// is asked for as.
enum class IdentifierKind { kStudy, kSeries, kInstance, kOtherUid, kPatient, kFile };
std::string KindName(IdentifierKind kind);  // "study", "series", "instance", "uid", "patient", "file"

class UidMap {
 public:
  using Generator = std::function<std::string(IdentifierKind)>;

  // In memory only.
  explicit UidMap(Generator generate);
  // With the replacements of `file`, which is made (mode 0600) with the first new one: CSV, RFC 4180, columns
  // original, replacement, kind. Throws ReadError where it is something else.
  UidMap(std::filesystem::path file, Generator generate);

  // The replacement of `original`; a new one is in the file before this returns. Processes that share the
  // file agree. Throws WriteError where the file cannot be extended.
  std::string Replace(const std::string& original, IdentifierKind kind);

 private:
  using Key = std::pair<std::string, std::string>;  // space of names ("uid", "patient", "file"), original

  void ReadNewLines(int file);
  void AddLine(const std::string& line);
  std::string Append(const Key& key, IdentifierKind kind);

  std::filesystem::path file_;  // empty: in memory only
  Generator generate_;
  std::map<Key, std::string> replacements_;
  long long read_bytes_ = 0;  // of the file, up to the end of a line
};

// Random: UIDs from UUIDs under `root`, "VFA-" and "film-" with 16 hexadecimal digits for patients and files.
UidMap::Generator RandomReplacements(const std::string& root);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_UID_MAP_H_
