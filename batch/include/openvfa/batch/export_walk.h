// The files of an export, one after the other.
#ifndef OPENVFA_BATCH_EXPORT_WALK_H_
#define OPENVFA_BATCH_EXPORT_WALK_H_

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openvfa {

struct ExportFile {
  std::filesystem::path path;  // to open it
  // Names the file in ledger, tables and results: bytes, relative. Below a single folder the path from there;
  // otherwise the path as it was given, without a leading "/" and with "__" for "..".
  std::string name;
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;  // since 1970
  std::string trouble = {};      // not empty: why this file or folder cannot be opened
};

// Walks folders (in the order of names, links to folders not followed), DICOMDIRs, lists of paths and single
// films. Holds the names of the folders it is in, never of the whole export.
class ExportWalk {
 public:
  // `roots`: folders, films, DICOMDIRs, text files of paths (one per line, or separated by NUL), or "-" for
  // such a list on `standard_input`. `except`: a folder that is not entered (that of the results). Throws
  // ReadError where a root is not there.
  ExportWalk(const std::vector<std::string>& roots, std::istream& standard_input,
             std::filesystem::path except = {});
  ~ExportWalk();

  // The next file; nothing at the end.
  std::optional<ExportFile> Next();

 private:
  class Source;
  class Folder;
  class List;
  class Directory;
  class Single;

  std::unique_ptr<Source> Open(const std::string& root, bool only, std::istream& standard_input);

  std::filesystem::path except_;
  std::vector<std::unique_ptr<Source>> sources_;
  std::size_t current_ = 0;
};

}  // namespace openvfa

#endif  // OPENVFA_BATCH_EXPORT_WALK_H_
