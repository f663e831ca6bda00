// The attributes that can be asked for, and on which level of the archive they live.
#ifndef OPENVFA_PACS_SRC_QUERY_ATTRIBUTES_H_
#define OPENVFA_PACS_SRC_QUERY_ATTRIBUTES_H_

#include <cstdint>
#include <span>
#include <string>

namespace openvfa {

struct QueryAttribute {
  const char* keyword;
  std::uint16_t group, element;
  bool of_series;  // else of the study or its patient
};

std::span<const QueryAttribute> QueryAttributes();
// Null where there is none of that keyword.
const QueryAttribute* FindQueryAttribute(const std::string& keyword);

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_QUERY_ATTRIBUTES_H_
