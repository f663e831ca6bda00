#include "openvfa/scoring/read_norms.h"

#include <fstream>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "input_field.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using nlohmann::json;

constexpr std::string_view kSchema = "openvfa/norms/1";
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

// A part of the file, with its place for messages.
class Part {
 public:
  Part(const json& value, std::string where, std::initializer_list<std::string_view> known)
      : value_(value), where_(std::move(where)) {
    if (!value_.is_object()) Fail("is not an object.");
    for (const auto& [key, member] : value_.items()) {
      bool is_known = false;
      for (const std::string_view name : known) is_known = is_known || key == name;
      if (!is_known) Fail("has a member that is not known: \"" + key + "\".");
    }
  }

  const json& Member(const char* name) const {
    const auto member = value_.find(name);
    if (member == value_.end()) Fail("has no \"" + std::string(name) + "\".");
    return *member;
  }
  std::string Text(const char* name) const {
    if (!Member(name).is_string()) Fail("\"" + std::string(name) + "\" is not a text.");
    return Member(name).get<std::string>();
  }
  std::string TextOrNone(const char* name) const { return Member(name).is_null() ? "" : Text(name); }
  double Number(const char* name) const {
    if (!Member(name).is_number()) Fail("\"" + std::string(name) + "\" is not a number.");
    return Member(name).get<double>();
  }
  int Count(const char* name) const {
    const double number = Number(name);
    const bool whole = Member(name).is_number_integer() && number >= 0 && number < 1e9;
    if (!whole) Fail("\"" + std::string(name) + "\" is not a count.");
    return static_cast<int>(number);
  }
  template <typename Parse>
  auto Name(const char* name, const Parse& parse) const {
    const auto parsed = parse(Text(name));
    if (!parsed) Fail("\"" + std::string(name) + "\" is \"" + Text(name) + "\", which is not known.");
    return *parsed;
  }
  [[noreturn]] void Fail(const std::string& cause) const { throw ReadError(where_ + " " + cause); }

 private:
  const json& value_;
  std::string where_;
};

NormsOrigin ReadOrigin(const json& value, const std::string& where) {
  const Part in(value, where, {"source", "data_date", "fractured", "trim_sd", "people", "values_trimmed"});
  NormsOrigin origin;
  origin.source = in.Text("source");
  origin.data_date = in.TextOrNone("data_date");
  origin.fractured = in.Text("fractured");
  if (!in.Member("trim_sd").is_null()) origin.trim_sd = in.Number("trim_sd");
  origin.people = in.Count("people");
  origin.values_trimmed = in.Count("values_trimmed");
  return origin;
}

void ReadRatio(const json& value, const std::string& where, Norms& norms) {
  const Part in(value, where, {"sex", "level", "ratio", "mean", "sd", "n", "trimmed"});
  const NormKey key{.sex = in.Name("sex", ParseNormSex),
                    .level = in.Name("level", ParseLevel),
                    .ratio = in.Name("ratio", ParseNormRatio)};
  const NormEntry entry{
      .mean = in.Number("mean"), .sd = in.Number("sd"), .n = in.Count("n"), .trimmed = in.Count("trimmed")};
  if (!norms.entries.emplace(key, entry).second) {
    in.Fail("gives " + NormRatioName(key.ratio) + " of " + LevelName(key.level) + ", sex " +
            NormSexName(key.sex) + ", a second time.");
  }
}

void ReadRelative(const json& value, const std::string& where, Norms& norms) {
  const Part in(value, where, {"sex", "level", "value"});
  const NormSex sex = in.Name("sex", ParseNormSex);
  const VertebralLevel level = in.Name("level", ParseLevel);
  if (!norms.relative_posterior[sex].emplace(level, in.Number("value")).second) {
    in.Fail("gives " + LevelName(level) + ", sex " + NormSexName(sex) + ", a second time.");
  }
}

template <typename Read>
void ReadList(const Part& file, const char* name, const std::string& where, const Read& read) {
  const json& list = file.Member(name);
  if (!list.is_array()) file.Fail("\"" + std::string(name) + "\" is not a list.");
  for (std::size_t i = 0; i < list.size(); ++i) {
    read(list[i], where + ", \"" + name + "\" " + std::to_string(i + 1));
  }
}

void RequireSchema(const json& value, const std::string& where) {
  const auto member = value.find("schema");
  if (member != value.end() && *member == kSchema) return;
  const std::string text = member != value.end() && member->is_string() ? member->get<std::string>() : "";
  const std::string_view family = kSchema.substr(0, kSchema.size() - 1);
  const bool newer =
      text.starts_with(family) && text != std::string(family) + "0" && text.size() > family.size();
  throw ReadError(where +
                  (newer ? " was written by a newer version of the program: its" : " is no norms: its") +
                  " \"schema\" is not \"" + std::string(kSchema) + "\".");
}

}  // namespace

Norms ParseNorms(std::string_view text, const std::string& name) {
  const std::string where = "\"" + name + "\"";
  const json value = ParseStrictJson(text, where);
  RequireSchema(value, where);
  const Part file(value, where, {"schema", "origin", "relative_posterior_heights", "ratios"});
  Norms norms;
  norms.origin = ReadOrigin(file.Member("origin"), where + ", \"origin\"");
  ReadList(file, "relative_posterior_heights", where,
           [&norms](const json& item, const std::string& place) { ReadRelative(item, place, norms); });
  ReadList(file, "ratios", where,
           [&norms](const json& item, const std::string& place) { ReadRatio(item, place, norms); });
  try {
    norms.Validate();
  } catch (const InputError& error) {
    throw ReadError(where + " cannot be used: " + error.what());
  }
  return norms;
}

Norms ReadNorms(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw ReadError("The norms \"" + path.string() + "\" cannot be opened.");
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return ParseNorms(text, path.string());
}

}  // namespace openvfa
