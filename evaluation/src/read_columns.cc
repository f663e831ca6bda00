// Tables of corners whose columns a small JSON file, or their names, explain.
#include <algorithm>
#include <sstream>

#include "openvfa/report/csv_text.h"
#include "readers.h"

namespace openvfa {
namespace {

using Records = std::vector<std::vector<std::string>>;

// Separated by one character, or by "space": any number of blanks and tabs. Without quotes.
Records Split(const std::string& text, const std::string& delimiter) {
  Records records;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty()) continue;
    std::vector<std::string> fields;
    if (delimiter == "space") {
      std::istringstream words(line);
      for (std::string word; words >> word;) fields.push_back(word);
    } else {
      std::size_t from = 0;
      for (std::size_t at; (at = line.find(delimiter[0], from)) != std::string::npos; from = at + 1) {
        fields.push_back(line.substr(from, at - from));
      }
      fields.push_back(line.substr(from));
    }
    records.push_back(std::move(fields));
  }
  return records;
}

// Joins each `count` rows to one; what is left over at the end is no body.
Records Join(const Records& records, std::size_t count) {
  if (count == 1) return records;
  Records joined;
  for (std::size_t i = 0; i + count <= records.size(); i += count) {
    joined.emplace_back();
    for (std::size_t k = 0; k < count; ++k) {
      joined.back().insert(joined.back().end(), records[i + k].begin(), records[i + k].end());
    }
  }
  return joined;
}

constexpr const char* kKnownMembers[] = {"header",   "delimiter", "rows_per_body", "file",   "level",
                                         "levels",   "points",    "mm_per_px",     "origin", "patient",
                                         "modality", "device",    "grade"};

class CornerReader {
 public:
  CornerReader(const ReadJson& config, const NamedTable& table, const fs::path& path)
      : config_(config), table_(table), path_(path) {
    for (int i = 0; i < 6; ++i) points_[i] = PointColumns(kLandmarkNames[i]);
    if (std::none_of(points_.begin(), points_.end(), [](const auto& p) { return p.has_value(); })) {
      throw ReadError("it has no column of a point, such as superior_anterior_x and superior_anterior_y.");
    }
    file_ = Column("file", {"file", "film", "image", "filename", "image_path"});
    level_ = Column("level", {"level", "label", "vertebra"});
    grade_ = Column("grade", {"genant_grade", "grade"});
    patient_ = Column("patient", {"patient"});
    modality_ = Column("modality", {"modality"});
    device_ = Column("device", {"device"});
    scale_ = Column("mm_per_px", {"mm_per_px", "pixel_size"});
    const ReadJson origin = config.value("origin", ReadJson(0.0));
    origin_ = Eigen::Vector2d::Constant(origin.get<double>());
  }

  std::vector<FilmReading> Read() {
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      try {
        ReadRow(row);
      } catch (const ReadError& error) {
        throw ReadError("in its row of body " + std::to_string(row + 1) + ", " + error.what());
      }
    }
    std::vector<FilmReading> films;
    for (auto& [name, film] : films_) films.push_back(std::move(film));
    return films;
  }

 private:
  using PointColumn = std::optional<std::pair<std::size_t, std::size_t>>;

  // A name of the header or a number counted from 1.
  std::size_t Resolve(const ReadJson& column) const {
    if (column.is_number_integer()) {
      const auto number = column.get<long long>();
      if (number < 1 || number > static_cast<long long>(table_.Width())) {
        throw ReadError("it has no column " + std::to_string(number) + ".");
      }
      return static_cast<std::size_t>(number - 1);
    }
    const auto found = table_.Find(column.get<std::string>());
    if (!found) throw ReadError("it has no column \"" + column.get<std::string>() + "\".");
    return *found;
  }

  std::optional<std::size_t> Column(const char* member, std::initializer_list<const char*> usual) const {
    if (config_.contains(member)) {
      const ReadJson& column = config_.at(member);
      const bool value = column.is_null() || column.is_number_float() || column.is_array();
      if (value) return std::nullopt;
      return Resolve(column);
    }
    for (const char* name : usual) {
      if (const auto found = table_.Find(name)) return found;
    }
    return std::nullopt;
  }

  PointColumn PointColumns(const std::string& point) const {
    if (config_.contains("points")) {
      if (!config_.at("points").contains(point)) return std::nullopt;
      const ReadJson& pair = config_.at("points").at(point);
      return std::pair(Resolve(pair.at(0)), Resolve(pair.at(1)));
    }
    for (const std::string ending : {"", "_px"}) {
      const auto x = table_.Find(point + "_x" + ending), y = table_.Find(point + "_y" + ending);
      if (x && y) return std::pair(*x, *y);
    }
    return std::nullopt;
  }

  std::string Text(std::size_t row, const std::optional<std::size_t>& column) const {
    return column ? table_.Field(row, *column) : "";
  }

  void ReadRow(std::size_t row) {
    std::string image = Text(row, file_);
    if (image.empty()) image = path_.filename().string();
    FilmReading& film = films_[image];
    if (film.film.empty()) StartFilm(image, row, film);
    const std::size_t place = film.bodies.size();
    if (config_.contains("levels") && place >= config_.at("levels").size()) return;
    BodyReading body;
    body.level = config_.contains("levels") ? LevelOf(config_.at("levels").at(place).get<std::string>())
                                            : LevelOf(Text(row, level_));
    if (const auto grade = NamedTable::ParseNumber(Text(row, grade_))) body.grade = GradeOf(*grade);
    for (int i = 0; i < 6; ++i) {
      if (!points_[i]) continue;
      const auto x = NamedTable::ParseNumber(table_.Field(row, points_[i]->first));
      const auto y = NamedTable::ParseNumber(table_.Field(row, points_[i]->second));
      if (x && y) body.points_px[i] = Eigen::Vector2d(*x, *y) - origin_;
    }
    film.bodies.push_back(std::move(body));
  }

  void StartFilm(const std::string& image, std::size_t row, FilmReading& film) const {
    film.film = FilmNameOf(image);
    film.source = path_.string();
    film.image = file_ ? image : "";
    film.patient = Text(row, patient_);
    film.modality = Text(row, modality_);
    film.device = Text(row, device_);
    const ReadJson scale = config_.value("mm_per_px", ReadJson());
    if (scale.is_number_float()) film.mm_per_px = Eigen::Vector2d::Constant(scale.get<double>());
    if (scale.is_array())
      film.mm_per_px = Eigen::Vector2d(scale.at(0).get<double>(), scale.at(1).get<double>());
    if (const auto value = NamedTable::ParseNumber(Text(row, scale_))) {
      film.mm_per_px = Eigen::Vector2d::Constant(*value);
    }
  }

  const ReadJson& config_;
  const NamedTable& table_;
  const fs::path& path_;
  std::array<PointColumn, 6> points_;
  std::optional<std::size_t> file_, level_, grade_, patient_, modality_, device_, scale_;
  Eigen::Vector2d origin_ = Eigen::Vector2d::Zero();
  std::map<std::string, FilmReading> films_;
};

}  // namespace

ColumnMap::ColumnMap(const fs::path& path) {
  const std::string text = TextOfFile(path);
  Naming(path, [&] {
    config_ = ReadJson::parse(text);
    if (!config_.is_object()) throw ReadError("it is not a JSON object.");
    for (const auto& [member, value] : config_.items()) {
      const bool known = std::any_of(std::begin(kKnownMembers), std::end(kKnownMembers),
                                     [&m = member](const char* name) { return m == name; });
      if (!known) throw ReadError("its member \"" + member + "\" is unknown.");
    }
    const ReadJson points = config_.value("points", ReadJson::object());
    for (const auto& [point, pair] : points.items()) {
      if (std::find(kLandmarkNames.begin(), kLandmarkNames.end(), point) == kLandmarkNames.end()) {
        throw ReadError("the point \"" + point + "\" is unknown.");
      }
    }
    const auto rows = config_.value("rows_per_body", 1);
    if (rows < 1 || rows > 12) throw ReadError("rows_per_body has to be 1 to 12.");
    const std::string delimiter = config_.value("delimiter", ",");
    if (delimiter.size() != 1 && delimiter != "space") {
      throw ReadError("the delimiter has to be one character or \"space\".");
    }
  });
}

std::vector<FilmReading> ColumnMap::Read(const std::string& text, const fs::path& path) const {
  return Naming(path, [&] {
    const std::string delimiter = config_.value("delimiter", ",");
    const bool header = config_.value("header", true);
    Records records = delimiter == "," ? ParseCsv(text) : Split(text, delimiter);
    const auto per_body = static_cast<std::size_t>(config_.value("rows_per_body", 1));
    Records bodies;
    if (header && !records.empty()) {
      if (per_body != 1) throw ReadError("several rows of a body can have no header.");
      bodies = std::move(records);
    } else {
      bodies = Join(records, per_body);
    }
    const NamedTable table(std::move(bodies), header);
    return CornerReader(config_, table, path).Read();
  });
}

}  // namespace openvfa
