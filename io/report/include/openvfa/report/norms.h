// Norms as a file ("openvfa/norms/1", docs/formats/norms.md), and the tables they are built from.
#ifndef OPENVFA_REPORT_NORMS_H_
#define OPENVFA_REPORT_NORMS_H_

#include <filesystem>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "openvfa/morphometry/norms_builder.h"

namespace openvfa {

// UTF-8 JSON, the same bytes for the same norms; numbers are rounded to 1e-8. ReadNorms
// (openvfa/scoring/read_norms.h) gives them back. Throws InputError where the norms are not valid.
void WriteNorms(const Norms& norms, std::ostream& out);

// Who is on which film.
struct SexTable {
  struct Person {
    NormSex sex = NormSex::kAny;
    std::string subject;  // empty: each film is a person of its own
  };
  std::map<std::string, Person> films;  // by what the table names them with
};

// RFC 4180 with a header: "film" (or "subject" alone), "sex" (female, male, f, m or empty), optionally both
// "film" and "subject", where people have several films. Throws ReadError naming file and row.
SexTable ReadSexTable(const std::filesystem::path& path);

struct HeightTable {
  std::vector<HeightRow> rows;  // usable ones, and fractures without heights (`measured` false)
  int films = 0;
  int films_without_sex = 0;  // not in the sex table, or without a sex there
  int unusable = 0;           // rows that are not evaluable or lack a height
  std::string data_date;      // of the newest file, YYYY-MM-DD, UTC: when it was last written
};

// Reads vertebrae.csv as `annotate` and `batch` write it, or any table with columns
//   source_path, film or subject                            tells films apart
//   level                                                   "T4" to "L5"; other names are passed over
//   anterior_height_px, _mm or ha, and middle_ (hm), posterior_ (hp)   any unit, the same within a film
//   evaluable (true, false), genant_grade or grade          optional
// A film is looked up in `sexes` by that first column, its file name with and without extension,
// sop_instance_uid and study_instance_uid. Throws ReadError naming file and row or column.
HeightTable ReadHeightTables(const std::vector<std::filesystem::path>& paths, const SexTable& sexes);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_NORMS_H_
