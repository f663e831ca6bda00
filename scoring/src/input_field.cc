#include "input_field.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using nlohmann::json;

// Files of this kind are a few kB.
constexpr std::size_t kMaxBytes = 1 << 20;
constexpr int kMaxDepth = 16;

std::string Decimal(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.10g", value);
  return buffer;
}

// Text of strangers, for a message.
std::string Quoted(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  std::string clean = "\"";
  for (const char c : text.substr(0, kLongest)) clean += c >= ' ' && c <= '~' && c != '"' ? c : '?';
  if (text.size() > kLongest) clean += "...";
  return clean + '"';
}

std::string KindName(const json& value) {
  if (value.is_string()) return "the text " + Quoted(value.get_ref<const std::string&>());
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number()) return Decimal(value.get<double>());
  return value.is_array() ? "a list" : value.is_object() ? "an object" : "null";
}

std::string List(const std::vector<std::string_view>& values) {
  std::string list;
  for (const auto value : values) list.append(list.empty() ? "" : ", ").append(value);
  return list;
}

[[noreturn]] void ThrowWrong(const std::string& where, const json& value, const std::string& wanted) {
  throw InputError(where + " is " + KindName(value) + "; it must be " + wanted);
}

std::string Range(const FieldInfo& info) {
  std::string range = Decimal(info.minimum) + " to " + Decimal(info.maximum);
  if (!info.unit.empty()) range.append(" ").append(info.unit);
  return range;
}

std::size_t IndexIn(const FieldInfo& info, const json& value, const std::string& where) {
  const auto wanted = "one of " + List(info.values);
  if (!value.is_string()) ThrowWrong(where, value, wanted);
  const auto& text = value.get_ref<const std::string&>();
  const auto found = std::find(info.values.begin(), info.values.end(), text);
  if (found == info.values.end()) throw InputError(where + " is " + Quoted(text) + "; it must be " + wanted);
  return static_cast<std::size_t>(found - info.values.begin());
}

std::set<std::string> Codes(const FieldInfo& info, const json& value, const std::string& where) {
  RequireList(value, info.values.size(), where);
  std::set<std::string> codes;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::size_t index = IndexIn(info, value[i], where + "[" + std::to_string(i) + "]");
    if (!codes.emplace(info.values[index]).second) {
      throw InputError(where + " names " + std::string(info.values[index]) + " twice");
    }
  }
  return codes;
}

std::string Place(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto last = before.rfind('\n');
  const auto column = last == std::string_view::npos ? before.size() + 1 : before.size() - last;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// Refuses what a JSON object can hold and no reader would expect: a key twice, endless nesting.
class Watch {
 public:
  explicit Watch(const std::string& name) : name_(name) {}

  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    if (depth > kMaxDepth) throw ReadError(name_ + " is nested deeper than any known file of its kind");
    if (event == json::parse_event_t::object_start) keys_.emplace_back();
    if (event == json::parse_event_t::object_end && !keys_.empty()) keys_.pop_back();
    if (event == json::parse_event_t::key && !keys_.empty()) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second)
        throw ReadError(name_ + " holds the field " + Quoted(key) + " twice");
    }
    return true;
  }

 private:
  std::string name_;
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

json ParseStrictJson(std::string_view text, const std::string& name) {
  if (text.size() > kMaxBytes) throw ReadError(name + " is larger than 1 MiB, far more than its fields need");
  json parsed;
  try {
    Watch watch(name);
    parsed = json::parse(
        text.begin(), text.end(),
        [&watch](int depth, json::parse_event_t event, json& value) { return watch(depth, event, value); });
  } catch (const json::parse_error& error) {
    // The library's own message quotes the file.
    throw ReadError(name + " is not JSON (" + Place(text, error.byte) + ")");
  } catch (const json::exception&) {
    throw ReadError(name + " holds a number that no computer number can hold");
  }
  if (!parsed.is_object()) throw ReadError(name + " does not hold a JSON object");
  return parsed;
}

void CheckFieldNumber(double value, const FieldInfo& info, const std::string& where) {
  // Written so that NaN fails.
  const bool inside = value >= info.minimum && value <= info.maximum;
  if (!inside) throw InputError(where + " is " + Decimal(value) + ", outside " + Range(info));
  if (info.kind == FieldKind::kInteger && value != std::floor(value)) {
    throw InputError(where + " is " + Decimal(value) + "; it must be a whole number, " + Range(info));
  }
}

FieldValue ReadFieldValue(const json& value, const FieldInfo& info, const std::string& where) {
  FieldValue read;
  switch (info.kind) {
    case FieldKind::kNumber:
    case FieldKind::kInteger:
      if (!value.is_number()) ThrowWrong(where, value, "a number, " + Range(info));
      read.number = value.get<double>();
      CheckFieldNumber(read.number, info, where);
      break;
    case FieldKind::kBool:
      if (!value.is_boolean()) ThrowWrong(where, value, "true or false");
      read.flag = value.get<bool>();
      break;
    case FieldKind::kEnum:
      read.index = IndexIn(info, value, where);
      break;
    case FieldKind::kText:
      if (!value.is_string() || value.get_ref<const std::string&>().size() > info.maximum) {
        ThrowWrong(where, value, "a text of at most " + Decimal(info.maximum) + " bytes");
      }
      read.text = value.get<std::string>();
      break;
    case FieldKind::kCodes:
      read.codes = Codes(info, value, where);
      break;
  }
  return read;
}

void RequireObject(const json& value, const std::string& where) {
  if (!value.is_object()) ThrowWrong(where, value, "an object");
}

void RequireList(const json& value, std::size_t longest, const std::string& where) {
  if (!value.is_array()) ThrowWrong(where, value, "a list");
  if (value.size() > longest) {
    throw InputError(where + " has " + std::to_string(value.size()) + " entries; at most " +
                     std::to_string(longest) + " are allowed");
  }
}

void ThrowUnknownField(const std::string& where, const std::string& key, std::string_view documentation) {
  throw InputError(where + ": " + Quoted(key) + " is not a known field; " + std::string(documentation) +
                   " lists them");
}

void CheckSchemaName(const json& object, std::string_view schema, const std::string& name) {
  const auto found = object.find("schema");
  if (found == object.end() || found->is_null() || *found == schema) return;
  throw InputError(name + ": schema is " + KindName(*found) + "; it must be \"" + std::string(schema) + "\"");
}

}  // namespace openvfa
