#include <algorithm>

#include "densitometry_input.h"
#include "openvfa/image/densitometry_fields.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using nlohmann::json;

std::vector<std::string_view> SiteNames() {
  std::vector<std::string_view> names;
  for (const auto& site : BoneSiteNames()) names.push_back(site.name);
  return names;
}

std::vector<std::string_view> MakerNames() {
  std::vector<std::string_view> names;
  for (const auto& maker : DensitometerMakerNames()) names.push_back(maker.name);
  return names;
}

template <typename Owner>
Field<Owner> SiteField(BoneSite Owner::*member) {
  // Names and enumerators have the same order.
  return EnumField<BoneSite>("site", member, SiteNames(), "where; required, each site at most once");
}

template <typename Entry>
std::vector<Entry> ReadEntries(const json& list, const std::vector<Field<Entry>>& fields,
                               std::initializer_list<const char*> required, const std::string& where) {
  RequireList(list, BoneSiteNames().size(), where);
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto place = where + "[" + std::to_string(i) + "]";
    RequireObject(list[i], place);
    Entry entry{};
    for (const auto& [key, value] : list[i].items()) {
      if (!ReadField(key, value, fields, place + "." + key, entry)) {
        ThrowUnknownField(place, key, kDensitometryDocumentation);
      }
    }
    for (const auto* key : required) {
      if (!list[i].contains(key) || list[i][key].is_null()) throw InputError(place + " lacks its " + key);
    }
    if (std::any_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.site == entry.site; })) {
      throw InputError(where + " holds " + std::string(NameOf(entry.site)) + " twice");
    }
    entries.push_back(entry);
  }
  return entries;
}

bool ReadList(const std::string& key, const json& value, const std::string& where,
              DensitometryRecord& record) {
  const bool stated = !value.is_null();
  if (key == "results") {
    if (stated) record.results = ReadEntries(value, BoneDensityResultFields(), {"site"}, where);
  } else if (key == "previous") {
    if (stated) record.previous = ReadEntries(value, BoneDensityResultFields(), {"site"}, where);
  } else if (key == "least_significant_change") {
    if (!stated) return true;
    record.least_significant_change = ReadEntries(value, SiteLscFields(), {"site", "lsc_g_per_cm2"}, where);
  } else {
    return false;
  }
  return true;
}

}  // namespace

const std::vector<Field<DensitometryRecord>>& DensitometryRecordFields() {
  using R = DensitometryRecord;
  static const auto& tbs = ReportedTbsQuantity();
  static const std::vector<Field<R>> fields = {
      EnumField<DensitometerMaker>("maker", &R::maker, MakerNames(), "who made the densitometer"),
      TextField("model", &R::model, 64, "model of the densitometer"),
      TextField("software", &R::software, 64, "its software and version"),
      NumberField(tbs.name, &R::reported_tbs, tbs.unit, tbs.minimum, tbs.maximum, tbs.text),
  };
  return fields;
}

const std::vector<Field<BoneDensityResult>>& BoneDensityResultFields() {
  static const auto fields = [] {
    std::vector<Field<BoneDensityResult>> table = {SiteField(&BoneDensityResult::site)};
    for (const auto& q : SiteQuantities()) {
      table.push_back(NumberField(q.name, q.member, q.unit, q.minimum, q.maximum, q.text));
    }
    return table;
  }();
  return fields;
}

const std::vector<Field<DensitometryRecord::SiteLsc>>& SiteLscFields() {
  using L = DensitometryRecord::SiteLsc;
  static const auto& lsc = LeastSignificantChangeQuantity();
  static const std::vector<Field<L>> fields = {
      SiteField(&L::site),
      {{lsc.name, FieldKind::kNumber, lsc.unit, lsc.text, lsc.minimum, lsc.maximum, {}},
       [](L& entry, const FieldValue& value) { entry.lsc_g_per_cm2 = value.number; }},
  };
  return fields;
}

DensitometryRecord ParseDensitometryJson(std::string_view text, const std::string& name) {
  const json object = ParseStrictJson(text, name);
  CheckSchemaName(object, kDensitometrySchema, name);
  DensitometryRecord record;
  for (const auto& [key, value] : object.items()) {
    const auto where = name + ": " + key;
    if (key == "schema" || ReadList(key, value, where, record)) continue;
    if (!ReadField(key, value, DensitometryRecordFields(), where, record)) {
      ThrowUnknownField(name, key, kDensitometryDocumentation);
    }
  }
  record.source = name;
  return record;
}

}  // namespace openvfa
