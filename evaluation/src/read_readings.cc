#include "openvfa/evaluation/read_readings.h"

#include <algorithm>
#include <fstream>

#include "files_below.h"
#include "openvfa/image/read_image.h"
#include "openvfa/report/csv_text.h"
#include "readers.h"

namespace openvfa {
namespace {

constexpr std::size_t kMostBodies = 200;
constexpr std::size_t kHead = 4096;

// In the order in which a folder's formats are preferred.
enum class Format {
  kColumns,
  kAssessment,
  kTable,
  kTruthList,
  kCoco,
  kLabelMe,
  kSlicer,
  kCorners,
  kNhanes,
  kMask
};

const char* NameOf(Format format) {
  switch (format) {
    case Format::kAssessment:
      return "openvfa/assessment";
    case Format::kTable:
      return "openvfa csv";
    case Format::kTruthList:
      return "six-point list";
    case Format::kCoco:
      return "coco";
    case Format::kLabelMe:
      return "labelme";
    case Format::kSlicer:
      return "slicer markups";
    case Format::kNhanes:
      return "nhanes";
    case Format::kMask:
      return "mask";
    case Format::kColumns:
    case Format::kCorners:
      break;
  }
  return "four-corner csv";
}

std::string HeadOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string head(kHead, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

std::optional<Format> FormatOfJson(const fs::path& path, const std::string& head) {
  if (head.find("\"openvfa/assessment/") != std::string::npos) return Format::kAssessment;
  const std::string text = TextOfFile(path);
  return Naming(path, [&]() -> std::optional<Format> {
    const ReadJson in = ReadJson::parse(text);
    if (!in.is_object()) return std::nullopt;
    if (in.contains("schema") && in.at("schema").is_string() &&
        in.at("schema").get<std::string>().starts_with("openvfa/assessment/")) {
      return Format::kAssessment;
    }
    if (in.contains("films") && in.at("films").is_array()) return Format::kTruthList;
    if (in.contains("images") && in.contains("annotations")) return Format::kCoco;
    if (in.contains("shapes")) return Format::kLabelMe;
    if (in.contains("markups")) return Format::kSlicer;
    return std::nullopt;
  });
}

bool IsImageName(const fs::path& path) {
  const std::string name = path.filename().string();
  for (const char* ending : {".png", ".nii", ".nii.gz", ".tif", ".tiff", ".nrrd", ".mha"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

std::optional<Format> FormatOf(const fs::path& path, const ReadReadingsOptions& options) {
  const std::string head = HeadOf(path);
  const std::size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (IsImageName(path)) return Format::kMask;
  if (head.starts_with("HEADER RECORD*******LIBRARY HEADER")) return Format::kNhanes;
  if (first == std::string::npos || head.find('\0') != std::string::npos) return std::nullopt;
  if (head[first] == '{' || head[first] == '[') return FormatOfJson(path, head);
  const bool table = path.extension() == ".csv" || path.extension() == ".txt" || path.extension() == ".tsv";
  if (!table) return std::nullopt;
  if (options.columns) return Format::kColumns;
  const std::string line = head.substr(0, head.find('\n'));
  const auto has = [&](const char* column) { return line.find(column) != std::string::npos; };
  if (has("superior_anterior_x_px") && has("source_path")) return Format::kTable;
  if (has("superior_anterior_x")) return Format::kCorners;
  if (has("level") && (has("anterior_height_px") || has("anterior_height_mm"))) return Format::kTable;
  return std::nullopt;
}

// What a folder holds of the format that comes first.
class Collector {
 public:
  Collector(const std::vector<fs::path>& paths, const ReadReadingsOptions& options) : options_(options) {
    if (options.labels) labels_ = ReadLabels(*options.labels);
    if (options.columns) columns_ = ColumnMap(*options.columns);
    if (options.images) FindImages(*options.images);
    for (const fs::path& path : paths) Find(path);
    if (found_.empty()) throw InputError("No file of readings was given.");
  }

  ReadingSet Read() {
    Format format = found_.front().second;
    for (const auto& [path, other] : found_) format = std::min(format, other);
    set_.format = NameOf(format);
    for (const auto& [path, of_file] : found_) {
      if (of_file == format) ReadFile(path, format);
    }
    if (format == Format::kNhanes) set_.films = ReadNhanes(nhanes_);
    Finish();
    return std::move(set_);
  }

 private:
  void Find(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) throw ReadError("\"" + path.string() + "\" is not there.");
    if (!fs::is_directory(path, error)) {
      const auto format = FormatOf(path, options_);
      if (!format)
        throw ReadError("\"" + path.string() + "\" is no reading that is known (see docs/evaluate.md).");
      found_.emplace_back(path, *format);
      return;
    }
    const std::size_t before = found_.size();
    for (const fs::path& file : FilesBelow(path)) {
      if (const auto format = FormatOf(file, options_)) found_.emplace_back(file, *format);
    }
    if (found_.size() == before) {
      throw ReadError("The folder \"" + path.string() +
                      "\" holds no reading that is known (see docs/evaluate.md).");
    }
  }

  void FindImages(const fs::path& folder) {
    for (const fs::path& file : FilesBelow(folder)) images_.emplace(FilmNameOf(file.string()), file);
  }

  // Each film is looked into once.
  std::optional<ImageInfo> InfoOf(const std::string& film) {
    const auto image = images_.find(film);
    if (image == images_.end()) return std::nullopt;
    const auto known = infos_.find(film);
    return known != infos_.end() ? known->second
                                 : infos_.emplace(film, InspectImage(image->second)).first->second;
  }

  void ReadFile(const fs::path& path, Format format) {
    const auto take = [this](std::vector<FilmReading> films) {
      std::move(films.begin(), films.end(), std::back_inserter(set_.films));
    };
    switch (format) {
      case Format::kAssessment:
        return take({ReadAssessmentReading(TextOfFile(path), path, set_.tool)});
      case Format::kTable:
        return take(ReadVertebraTable(TextOfFile(path), path));
      case Format::kTruthList:
        return take(ReadTruthList(TextOfFile(path), path));
      case Format::kCoco:
      case Format::kLabelMe:
      case Format::kSlicer: {
        const auto info = InfoOf(FilmNameOf(path.string()));
        const auto scale = info ? info->calibration.mm_per_px : std::nullopt;
        return take(ReadPointReadings(TextOfFile(path), path, scale, set_.tool));
      }
      case Format::kColumns:
      case Format::kCorners:
        return take(columns_.Read(TextOfFile(path), path));
      case Format::kMask:
        return take({ReadMask(path, labels_)});
      case Format::kNhanes:
        nhanes_.push_back(path);
    }
  }

  void Finish() {
    std::sort(set_.films.begin(), set_.films.end(),
              [](const FilmReading& a, const FilmReading& b) { return a.film < b.film; });
    for (std::size_t i = 0; i < set_.films.size(); ++i) {
      FilmReading& film = set_.films[i];
      if (i > 0 && set_.films[i - 1].film == film.film) {
        throw ReadError("Two readings are of the film \"" + film.film + "\": \"" + set_.films[i - 1].source +
                        "\" and \"" + film.source + "\".");
      }
      Check(film);
      TakeImage(film);
    }
    if (options_.films) TakeFilmTable(*options_.films);
  }

  static void Check(const FilmReading& film) {
    const auto fail = [&](const std::string& cause) {
      throw ReadError("\"" + film.source + "\" cannot be used: " + cause);
    };
    if (film.bodies.size() > kMostBodies) fail("the film \"" + film.film + "\" has more than 200 bodies.");
    const auto finite = [](const Eigen::Vector2d& p) {
      return p.allFinite() && p.cwiseAbs().maxCoeff() < 1e6;
    };
    for (const BodyReading& body : film.bodies) {
      for (const auto& point : body.points_px) {
        if (point && !finite(*point)) fail("a point lies outside of any film.");
      }
      if (!std::all_of(body.outline_px.begin(), body.outline_px.end(), finite)) {
        fail("an outline lies outside of any film.");
      }
      if (body.outline_px.size() > 100000) fail("an outline has more than 100000 points.");
    }
    if (film.mm_per_px && !(film.mm_per_px->minCoeff() > 0 && film.mm_per_px->maxCoeff() < 100)) {
      fail("the size of a pixel has to be above 0 and below 100 mm.");
    }
  }

  void TakeImage(FilmReading& film) {
    const auto info = InfoOf(film.film);
    if (!info) return;
    film.image = images_.at(film.film).string();
    if (!film.rows) film.rows = info->rows, film.columns = info->columns;
    if (!film.mm_per_px) film.mm_per_px = info->calibration.mm_per_px;
    if (film.modality.empty()) film.modality = ModalityOf(info->view);
  }

  void TakeFilmTable(const fs::path& path) {
    const std::string text = TextOfFile(path);
    Naming(path, [&] {
      const NamedTable table(ParseCsv(text));
      if (!table.Has("film")) throw ReadError("it lacks the column film.");
      std::map<std::string, std::size_t> row_of;
      for (std::size_t row = 0; row < table.rows(); ++row) row_of[FilmNameOf(table.Text(row, "film"))] = row;
      for (FilmReading& film : set_.films) {
        const auto row = row_of.find(film.film);
        if (row == row_of.end()) continue;
        if (table.Has("patient")) film.patient = table.Text(row->second, "patient");
        if (table.Has("modality")) film.modality = table.Text(row->second, "modality");
        if (table.Has("device")) film.device = table.Text(row->second, "device");
      }
    });
  }

  const ReadReadingsOptions& options_;
  LabelLevels labels_;
  ColumnMap columns_;
  std::map<std::string, fs::path> images_;
  std::map<std::string, ImageInfo> infos_;
  std::vector<std::pair<fs::path, Format>> found_;
  std::vector<fs::path> nhanes_;
  ReadingSet set_;
};

}  // namespace

ReadingSet ReadReadings(const std::vector<fs::path>& paths, const ReadReadingsOptions& options) {
  return Collector(paths, options).Read();
}

}  // namespace openvfa
