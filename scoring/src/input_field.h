// Fields of an input file as data: name, kind, unit, allowed values. One table per struct feeds the parser,
// and the tests that hold the JSON schema and the documentation against it.
#ifndef OPENVFA_SCORING_SRC_INPUT_FIELD_H_
#define OPENVFA_SCORING_SRC_INPUT_FIELD_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace openvfa {

enum class FieldKind { kNumber, kInteger, kBool, kEnum, kText, kCodes };

struct FieldInfo {
  std::string_view name;
  FieldKind kind = FieldKind::kNumber;
  std::string_view unit;  // empty where there is none
  std::string_view text;
  double minimum = 0, maximum = 0;       // of numbers, both included; kText: most bytes
  std::vector<std::string_view> values;  // kEnum: in the order of the enum; kCodes: those allowed
};

struct FieldValue {
  double number = 0;
  bool flag = false;
  std::size_t index = 0;  // into FieldInfo::values
  std::string text;
  std::set<std::string> codes;
};

template <typename Owner>
struct Field {
  FieldInfo info;
  std::function<void(Owner&, const FieldValue&)> set;
};

template <typename Owner>
Field<Owner> NumberField(std::string_view name, std::optional<double> Owner::*member, std::string_view unit,
                         double minimum, double maximum, std::string_view text) {
  return {{name, FieldKind::kNumber, unit, text, minimum, maximum, {}},
          [member](Owner& owner, const FieldValue& value) { owner.*member = value.number; }};
}

template <typename Owner>
Field<Owner> IntegerField(std::string_view name, std::optional<int> Owner::*member, std::string_view unit,
                          int minimum, int maximum, std::string_view text) {
  return {
      {name, FieldKind::kInteger, unit, text, double(minimum), double(maximum), {}},
      [member](Owner& owner, const FieldValue& value) { owner.*member = static_cast<int>(value.number); }};
}

template <typename Owner>
Field<Owner> BoolField(std::string_view name, std::optional<bool> Owner::*member, std::string_view text) {
  return {{name, FieldKind::kBool, "", text, 0, 0, {}},
          [member](Owner& owner, const FieldValue& value) { owner.*member = value.flag; }};
}

template <typename Owner>
Field<Owner> TextField(std::string_view name, std::string Owner::*member, int most_bytes,
                       std::string_view text) {
  return {{name, FieldKind::kText, "", text, 0, double(most_bytes), {}},
          [member](Owner& owner, const FieldValue& value) { owner.*member = value.text; }};
}

// `Member` is an enum or an optional of one; `values` name its enumerators in their order, from 0.
template <typename Enum, typename Owner, typename Member>
Field<Owner> EnumField(std::string_view name, Member Owner::*member, std::vector<std::string_view> values,
                       std::string_view text) {
  return {
      {name, FieldKind::kEnum, "", text, 0, 0, std::move(values)},
      [member](Owner& owner, const FieldValue& value) { owner.*member = static_cast<Enum>(value.index); }};
}

template <typename Owner>
Field<Owner> CodesField(std::string_view name, std::optional<std::set<std::string>> Owner::*member,
                        std::vector<std::string_view> codes, std::string_view text) {
  return {{name, FieldKind::kCodes, "", text, 0, 0, std::move(codes)},
          [member](Owner& owner, const FieldValue& value) { owner.*member = value.codes; }};
}

// Strict JSON: an object, no key twice, bounded depth and size. Throws ReadError naming file and place.
nlohmann::json ParseStrictJson(std::string_view text, const std::string& name);

// The value of one field; `where` names file and field. Throws InputError naming value and what is allowed.
FieldValue ReadFieldValue(const nlohmann::json& value, const FieldInfo& info, const std::string& where);
void CheckFieldNumber(double value, const FieldInfo& info, const std::string& where);

// Throws InputError for a value that is no object or no list.
void RequireObject(const nlohmann::json& value, const std::string& where);
void RequireList(const nlohmann::json& value, std::size_t longest, const std::string& where);
// "<where>: "<key>" is not a known field; <documentation> lists them".
[[noreturn]] void ThrowUnknownField(const std::string& where, const std::string& key,
                                    std::string_view documentation);
// Of "schema": absent, null or exactly `schema`.
void CheckSchemaName(const nlohmann::json& object, std::string_view schema, const std::string& name);

// Sets the field called `key`. False when there is none of that name. null is the same as absent.
template <typename Owner>
bool ReadField(const std::string& key, const nlohmann::json& value, const std::vector<Field<Owner>>& fields,
               const std::string& where, Owner& owner) {
  for (const auto& field : fields) {
    if (field.info.name != key) continue;
    if (!value.is_null()) field.set(owner, ReadFieldValue(value, field.info, where));
    return true;
  }
  return false;
}

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_INPUT_FIELD_H_
