#include "openvfa/pacs/query.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>

#include "dicom_uid.h"
#include "openvfa/image/error.h"
#include "query_attributes.h"

namespace openvfa {
namespace {

constexpr QueryAttribute kAttributes[] = {
    {"StudyDate", 0x0008, 0x0020, false},
    {"StudyTime", 0x0008, 0x0030, false},
    {"AccessionNumber", 0x0008, 0x0050, false},
    {"ModalitiesInStudy", 0x0008, 0x0061, false},
    {"ReferringPhysicianName", 0x0008, 0x0090, false},
    {"StudyDescription", 0x0008, 0x1030, false},
    {"PatientName", 0x0010, 0x0010, false},
    {"PatientID", 0x0010, 0x0020, false},
    {"PatientBirthDate", 0x0010, 0x0030, false},
    {"PatientSex", 0x0010, 0x0040, false},
    {"StudyInstanceUID", 0x0020, 0x000D, false},
    {"StudyID", 0x0020, 0x0010, false},
    {"Modality", 0x0008, 0x0060, true},
    {"Manufacturer", 0x0008, 0x0070, true},
    {"InstitutionName", 0x0008, 0x0080, true},
    {"StationName", 0x0008, 0x1010, true},
    {"SeriesDescription", 0x0008, 0x103E, true},
    {"BodyPartExamined", 0x0018, 0x0015, true},
    {"ProtocolName", 0x0018, 0x1030, true},
    {"SeriesInstanceUID", 0x0020, 0x000E, true},
};

constexpr std::size_t kLongestValue = 256;

bool SameIgnoringCase(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

const QueryAttribute* AttributeNamed(const std::string& name) {
  for (const QueryAttribute& attribute : kAttributes) {
    char tag[10];
    std::snprintf(tag, sizeof tag, "%04x,%04x", attribute.group, attribute.element);
    if (name == attribute.keyword || SameIgnoringCase(name, tag)) return &attribute;
  }
  return nullptr;
}

// A day of the calendar as YYYYMMDD.
bool IsDate(const std::string& text) {
  const bool digits =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (text.size() != 8 || !digits) return false;
  using namespace std::chrono;
  return year_month_day(year(std::stoi(text.substr(0, 4))),
                        month(static_cast<unsigned>(std::stoi(text.substr(4, 2)))),
                        day(static_cast<unsigned>(std::stoi(text.substr(6)))))
      .ok();
}

}  // namespace

std::span<const QueryAttribute> QueryAttributes() { return kAttributes; }

const QueryAttribute* FindQueryAttribute(const std::string& keyword) {
  const auto found = std::find_if(std::begin(kAttributes), std::end(kAttributes),
                                  [&](const QueryAttribute& a) { return keyword == a.keyword; });
  return found == std::end(kAttributes) ? nullptr : found;
}

std::vector<std::string> QueryKeywords() {
  std::vector<std::string> keywords;
  for (const QueryAttribute& attribute : kAttributes) keywords.emplace_back(attribute.keyword);
  return keywords;
}

QueryKey ParseQueryKey(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    throw InputError("A query is KEY=VALUE, such as StudyDescription=*SPINE*.");
  const std::string name = text.substr(0, equals);
  const QueryAttribute* attribute = AttributeNamed(name);
  if (attribute == nullptr) {
    std::string known;
    for (const QueryAttribute& each : kAttributes)
      known.append(known.empty() ? "" : ", ").append(each.keyword);
    throw InputError("\"" + name + "\" is no attribute that can be asked for; those are " + known + ".");
  }
  const std::string value = text.substr(equals + 1);
  const bool printable =
      std::none_of(value.begin(), value.end(), [](unsigned char c) { return std::iscntrl(c) != 0; });
  if (value.empty() || value.size() > kLongestValue || !printable) {
    throw InputError(std::string("The value asked for as ") + attribute->keyword +
                     " has to be 1 to 256 printable characters.");
  }
  return {attribute->keyword, value};
}

std::string ParseDateRange(const std::string& text) {
  const std::size_t dash = text.find('-');
  const std::string from = text.substr(0, dash);
  const std::string to = dash == std::string::npos ? from : text.substr(dash + 1);
  const bool dates = (from.empty() || IsDate(from)) && (to.empty() || IsDate(to));
  if (!dates || (from.empty() && to.empty()) || (!from.empty() && !to.empty() && from > to)) {
    throw InputError(
        "A range of dates is FROM-TO with dates as YYYYMMDD and FROM not after TO; either may be left out.");
  }
  return text;
}

std::vector<std::string> ParseModalities(const std::string& text) {
  std::vector<std::string> modalities(1);
  for (const char c : text) {
    if (c == ',') {
      modalities.emplace_back();
    } else {
      modalities.back() += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  for (const std::string& modality : modalities) {
    const bool code = std::all_of(modality.begin(), modality.end(), [](unsigned char c) {
      return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_';
    });
    if (modality.empty() || modality.size() > 16 || !code) {
      throw InputError("\"" + text + "\" is no list of modalities such as CR,DX.");
    }
  }
  std::sort(modalities.begin(), modalities.end());
  modalities.erase(std::unique(modalities.begin(), modalities.end()), modalities.end());
  return modalities;
}

void PacsSelection::Validate() const {
  if (keys.empty() && modalities.empty() && dates.empty() && studies.empty()) {
    throw InputError(
        "Say what to fetch: by query, modality, date or study. Without, it is the whole archive.");
  }
  for (const std::string& study : studies) {
    if (!IsUid(study)) throw InputError("\"" + study + "\" is no StudyInstanceUID.");
  }
  for (const QueryKey& key : keys) {
    if (FindQueryAttribute(key.keyword) == nullptr) {
      throw InputError("\"" + key.keyword + "\" is no attribute that can be asked for.");
    }
  }
  if (!dates.empty()) ParseDateRange(dates);
}

}  // namespace openvfa
