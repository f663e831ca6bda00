// NHANES 2013-14 lateral spine files, one per level (DXXT4_H.XPT to DXXL4_H.XPT): a film is a person (SEQN).
#include "openvfa/evaluation/xport.h"
#include "readers.h"

namespace openvfa {
namespace {

// "L1" of the data set DXXL1_H; nothing for other data sets (DXXVFA_H, DEMO_H).
std::optional<VertebralLevel> LevelOfMember(const std::string& name) {
  if (!name.starts_with("DXX") || !name.ends_with("_H")) return std::nullopt;
  return ParseLevel(name.substr(3, name.size() - 5));
}

class MemberReader {
 public:
  MemberReader(const XportMember& member, VertebralLevel level) : member_(member), level_(level) {
    person_ = Column("SEQN");
    invalid_ = Column("DXX" + LevelName(level) + "CC");
    for (const char* name : {"DXXANTEH", "DXXMIDH", "DXXPOSTH", "DXXSQSCR"}) values_.push_back(Column(name));
    for (const char* point : {"SA", "SM", "SP", "IA", "IM", "IP"}) {
      for (const char* axis : {"X", "Y"}) points_.push_back(member.Find(std::string("DXX") + point + axis));
    }
  }

  std::optional<long long> Person(std::size_t row) const {
    const auto person = member_.Number(row, person_).value;
    if (!person) return std::nullopt;
    if (!(*person >= 0 && *person < 1e9))
      throw ReadError("the data set " + member_.name + " holds a SEQN that is no number of a person.");
    return static_cast<long long>(*person);
  }

  // Nothing where nothing was measured.
  std::optional<BodyReading> Body(std::size_t row) const {
    BodyReading body;
    body.level = level_;
    body.evaluable = member_.Number(row, invalid_).value.value_or(1) == 0;
    std::optional<Estimate>* const heights[] = {&body.anterior, &body.middle, &body.posterior};
    for (std::size_t i = 0; i < 3; ++i) {
      if (const auto height = member_.Number(row, values_[i]).value) *heights[i] = Estimate{*height, 0};
    }
    if (const auto grade = member_.Number(row, values_[3]).value) body.grade = GradeOf(*grade);
    for (std::size_t i = 0; i < 6; ++i) {
      if (!points_[2 * i] || !points_[2 * i + 1]) continue;
      const auto x = member_.Number(row, *points_[2 * i]).value,
                 y = member_.Number(row, *points_[2 * i + 1]).value;
      if (x && y) body.points_px[i] = Eigen::Vector2d(*x, *y);
    }
    if (!body.posterior && !body.points_px[0]) return std::nullopt;
    return body;
  }

 private:
  std::size_t Column(const std::string& name) const {
    const auto found = member_.Find(name);
    if (!found) throw ReadError("the data set " + member_.name + " lacks the variable " + name + ".");
    return *found;
  }

  const XportMember& member_;
  VertebralLevel level_;
  std::size_t person_ = 0, invalid_ = 0;
  std::vector<std::size_t> values_;
  std::vector<std::optional<std::size_t>> points_;
};

void AddMember(const XportMember& member, VertebralLevel level, const fs::path& path,
               std::map<long long, FilmReading>& films) {
  const MemberReader reader(member, level);
  for (std::size_t row = 0; row < member.rows; ++row) {
    const auto person = reader.Person(row);
    if (!person) continue;
    auto body = reader.Body(row);
    if (!body) continue;
    FilmReading& film = films[*person];
    film.film = film.patient = std::to_string(*person);
    film.source = path.string();
    film.modality = "dxa";
    film.bodies.push_back(std::move(*body));
  }
}

}  // namespace

std::vector<FilmReading> ReadNhanes(const std::vector<fs::path>& paths) {
  std::map<long long, FilmReading> films;
  for (const fs::path& path : paths) {
    for (const XportMember& member : ReadXport(path)) {
      const auto level = LevelOfMember(member.name);
      if (level) Naming(path, [&] { AddMember(member, *level, path, films); });
    }
  }
  if (films.empty())
    throw ReadError("The transport files hold no heights of vertebrae (DXXT4_H to DXXL4_H).");
  std::vector<FilmReading> list;
  for (auto& [person, film] : films) list.push_back(std::move(film));
  return list;
}

}  // namespace openvfa
