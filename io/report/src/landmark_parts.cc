#include "landmark_parts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

constexpr const char* kSeparators = "/ :_-.";

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (std::string(kSeparators).find(c) == std::string::npos) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// 's' or 'i' for the endplate, 'a', 'm' or 'p' for the place on it; 0 for other words.
char Place(const std::string& word) {
  struct Name {
    const char* word;
    char place;
  };
  static constexpr Name kNames[] = {
      {"superior", 's'}, {"sup", 's'}, {"upper", 's'},     {"s", 's'},    {"inferior", 'i'}, {"inf", 'i'},
      {"lower", 'i'},    {"i", 'i'},   {"anterior", 'a'},  {"ant", 'a'},  {"a", 'a'},        {"middle", 'm'},
      {"mid", 'm'},      {"m", 'm'},   {"posterior", 'p'}, {"post", 'p'}, {"p", 'p'}};
  for (const Name& name : kNames) {
    if (word == name.word) return name.place;
  }
  return 0;
}

bool LooksLikeLevel(const std::string& text) {
  return text.size() >= 2 && text.size() <= 3 && std::string("CTLS").find(text[0]) != std::string::npos &&
         text.find_first_not_of("0123456789", 1) == std::string::npos;
}

int Decimals(double value) {
  std::array<char, 400> text;
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc()) return 0;
  const char* point = std::find(text.data(), end, '.');
  return point == end ? 0 : static_cast<int>(end - point) - 1;
}

std::string WithoutEnding(const std::string& name) { return name.substr(0, name.rfind('.')); }

template <typename Points, typename Pointer>
std::array<Pointer, 6> PointersTo(Points& points) {
  return {&points.superior_anterior, &points.superior_middle, &points.superior_posterior,
          &points.inferior_anterior, &points.inferior_middle, &points.inferior_posterior};
}

}  // namespace

std::optional<LandmarkIndex> ParsePoint(const std::string& text) {
  std::vector<std::string> words = Words(text);
  if (words.size() == 1 && words[0].size() == 2) words = {words[0].substr(0, 1), words[0].substr(1)};
  if (words.size() != 2) return std::nullopt;
  char endplate = Place(words[0]), place = Place(words[1]);
  if (endplate != 's' && endplate != 'i') std::swap(endplate, place);
  const std::size_t at = std::string("amp").find(place);
  if ((endplate != 's' && endplate != 'i') || place == 0 || at == std::string::npos) return std::nullopt;
  return static_cast<LandmarkIndex>((endplate == 'i' ? 3 : 0) + static_cast<int>(at));
}

std::optional<VertebralLevel> ParseLevelName(const std::string& text) {
  std::string upper;
  for (const char c : text) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto level = ParseLevel(upper);
  if (!level && LooksLikeLevel(upper)) throw ReadError("\"" + text + "\" is not the name of a vertebra.");
  return level;
}

PointLabel ParsePointLabel(const std::string& label) {
  const std::size_t split = label.find_first_of(kSeparators);
  PointLabel parsed{.level = ParseLevelName(label.substr(0, split)), .point = {}};
  if (!parsed.level) {
    parsed.point = ParsePoint(label);
  } else if (split != std::string::npos) {
    parsed.point = ParsePoint(label.substr(split + 1));
    if (!parsed.point) throw ReadError("the label \"" + label + "\" names none of the six points.");
  }
  return parsed;
}

std::string NameForMessage(const LandmarkBody& body) {
  return body.level ? LevelName(*body.level) : "a body without a name";
}

void SetPoint(LandmarkIndex index, const Eigen::Vector2d& point_px, LandmarkBody& body) {
  std::optional<Eigen::Vector2d>& place = body.points_px[index];
  if (place) {
    throw ReadError(std::string("it gives the point ") + kLandmarkNames[index] + " of " +
                    NameForMessage(body) + " twice.");
  }
  place = point_px;
}

void DigitWatch::See(double value) { decimals_ = std::max(decimals_, Decimals(value)); }

double DigitWatch::Rounding() const { return 0.5 * std::pow(10.0, -decimals_); }

std::string FileName(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

bool SameFilmName(const std::string& a, const std::string& b) {
  const std::string left = FileName(a), right = FileName(b);
  return left == right || WithoutEnding(left) == WithoutEnding(right);
}

std::array<const Landmark*, 6> PointsOf(const SixPoints& points) {
  return PointersTo<const SixPoints, const Landmark*>(points);
}

std::array<Landmark*, 6> PointsOf(SixPoints& points) { return PointersTo<SixPoints, Landmark*>(points); }

}  // namespace openvfa
