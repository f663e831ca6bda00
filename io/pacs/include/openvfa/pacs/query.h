// What to ask an archive for.
#ifndef OPENVFA_PACS_QUERY_H_
#define OPENVFA_PACS_QUERY_H_

#include <string>
#include <vector>

namespace openvfa {

struct QueryKey {
  std::string keyword;  // "StudyDescription"
  std::string value;    // may hold wildcards * and ?, or a range of dates
};

// "StudyDescription=*SPINE*" or "0008,1030=*SPINE*". Throws InputError where the attribute is none that can
// be asked for, or the value cannot be one; the message names the attribute only.
QueryKey ParseQueryKey(const std::string& text);
// Attributes that ParseQueryKey takes, by keyword.
std::vector<std::string> QueryKeywords();

// "20240101-20241231", "20240101-", "-20241231" or "20240101" as a matching key. Throws InputError.
std::string ParseDateRange(const std::string& text);

// "CR,DX" -> {"CR", "DX"}. Throws InputError where one is no code of a modality.
std::vector<std::string> ParseModalities(const std::string& text);

// All have to fit.
struct PacsSelection {
  std::vector<QueryKey> keys;
  std::vector<std::string> modalities;  // only series of one of these; empty: all
  std::string dates;                    // of the study, from ParseDateRange; empty: any
  std::vector<std::string> studies;     // StudyInstanceUIDs; empty: any

  // Throws InputError where nothing is selected, which would be the whole archive, or a UID is none.
  void Validate() const;
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_QUERY_H_
