#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "read_assessment.h"
#include "read_structured_report.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestBytes = 256u << 20;
// The program itself places points of a body that is cut by the edge somewhat outside; as a share of the
// longer side of the film.
constexpr double kMargin = 0.1;

std::string Contents(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) throw ReadError("is a folder.");
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) throw ReadError("cannot be read: " + error.message() + ".");
  if (size > kLargestBytes) throw ReadError("is larger than any landmark file.");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw ReadError("cannot be opened.");
  return {std::istreambuf_iterator<char>(in), {}};
}

// Calls read() and puts `name` before what goes wrong in it.
template <typename Read>
auto Naming(const std::string& name, const Read& read) {
  try {
    return read();
  } catch (const NewerSchema& error) {
    throw ReadError(name + error.what());
  } catch (const Json::parse_error&) {
    throw ReadError(name + "cannot be used: it is not whole JSON.");
  } catch (const Json::exception& error) {
    throw ReadError(name + "cannot be used: it lacks something, or has it in another form: " + error.what());
  } catch (const ReadError& error) {
    throw ReadError(name + "cannot be used: " + error.what());
  }
}

LandmarkFile FromJson(const Json& in, const Radiograph& film, const std::string& film_path) {
  if (in.is_object()) {
    const Json schema = in.value("schema", Json());
    if (schema.is_string() && schema.get<std::string>().starts_with("openvfa/")) {
      return LandmarksOfAssessment(in);
    }
    if (in.contains("annotations") && in.contains("images")) return LandmarksOfCoco(in, film_path);
    if (in.contains("shapes")) return LandmarksOfLabelMe(in);
    if (in.contains("markups")) return LandmarksOfSlicer(in, film.calibration);
  }
  throw ReadError(
      "it is JSON, but neither an assessment of this program nor COCO keypoints, LabelMe or 3D Slicer "
      "markups.");
}

bool IsDicom(const std::string& bytes) { return bytes.size() > 132 && bytes.compare(128, 4, "DICM") == 0; }

// Its coordinates are 4-byte floats, exact to one part in 2^24. Names the file in its errors itself.
LandmarkFile FromStructuredReport(const fs::path& path) {
  LandmarkFile file = ReadStructuredReportLandmarks(path);
  file.rounding_px = std::ldexp(std::max(file.rows.value_or(0), file.columns.value_or(0)), -24);
  return file;
}

LandmarkFile FromContents(const std::string& bytes, const Radiograph& film, const std::string& film_path) {
  const std::size_t first = bytes.find_first_not_of(" \t\r\n", bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  if (first == std::string::npos) throw ReadError("it is empty.");
  if (bytes[first] == '{' || bytes[first] == '[') return FromJson(Json::parse(bytes), film, film_path);
  if (bytes.substr(0, bytes.find('\n')).find("superior_anterior_x_px") != std::string::npos) {
    return LandmarksOfCsv(bytes, film_path);
  }
  throw ReadError(
      "it is none of these: JSON or CSV of this program, COCO keypoints, LabelMe, 3D Slicer markups, DICOM "
      "SR.");
}

void RequireThisFilm(const LandmarkFile& file, const Radiograph& film) {
  const bool other_size =
      (file.rows && *file.rows != film.rows) || (file.columns && *file.columns != film.columns);
  if (other_size) {
    throw ReadError("it belongs to another film: one of " + std::to_string(file.rows.value_or(film.rows)) +
                    " x " + std::to_string(file.columns.value_or(film.columns)) + " pixels, and this has " +
                    std::to_string(film.rows) + " x " + std::to_string(film.columns) + ".");
  }
  const std::string& uid = film.reference.sop_instance_uid;
  if (file.sop_instance_uid && !uid.empty() && *file.sop_instance_uid != uid) {
    throw ReadError("it belongs to another film: the SOP Instance UIDs differ.");
  }
}

void RequireInside(const LandmarkBody& body, const Radiograph& film) {
  const double margin = kMargin * std::max(film.rows, film.columns);
  const auto inside = [&](const Eigen::Vector2d& p) {
    return p.allFinite() && p.minCoeff() >= -margin && p.x() <= film.columns - 1 + margin &&
           p.y() <= film.rows - 1 + margin;
  };
  for (std::size_t i = 0; i < body.points_px.size(); ++i) {
    if (!body.points_px[i] || inside(*body.points_px[i])) continue;
    throw ReadError("the point " + std::string(kLandmarkNames[i]) + " of " + NameForMessage(body) +
                    " lies outside the film.");
  }
  if (!std::all_of(body.outline_px.begin(), body.outline_px.end(), inside)) {
    throw ReadError("the outline of " + NameForMessage(body) + " lies outside the film.");
  }
}

void RequireSense(const LandmarkFile& file, const Radiograph& film) {
  RequireThisFilm(file, film);
  std::set<VertebralLevel> seen;
  for (const LandmarkBody& body : file.bodies) {
    if (body.level && !seen.insert(*body.level).second) {
      throw ReadError("it names two bodies " + LevelName(*body.level) + ".");
    }
    const bool has_points = std::any_of(body.points_px.begin(), body.points_px.end(),
                                        [](const auto& point) { return point.has_value(); });
    if (!has_points && body.outline_px.empty()) {
      throw ReadError("it gives no point of " + NameForMessage(body) + ".");
    }
    if (!body.outline_px.empty() && body.outline_px.size() < 4) {
      throw ReadError("the outline of " + NameForMessage(body) + " has fewer than four points.");
    }
    RequireInside(body, film);
  }
}

}  // namespace

LandmarkFile ReadLandmarks(const fs::path& path, const Radiograph& film, const std::string& film_path) {
  const std::string name = "The landmark file \"" + path.string() + "\" ";
  std::string bytes;
  try {
    bytes = Contents(path);
  } catch (const ReadError& error) {
    throw ReadError(name + error.what());
  }
  std::optional<LandmarkFile> report;
  if (IsDicom(bytes)) report = FromStructuredReport(path);
  return Naming(name, [&] {
    LandmarkFile file = report ? std::move(*report) : FromContents(bytes, film, film_path);
    RequireSense(file, film);
    return file;
  });
}

namespace {

std::vector<FilmLandmarks> FilmsOf(const Json& in, const std::optional<Eigen::Vector2d>& mm_per_px) {
  if (!in.is_object()) return {};
  if (in.contains("annotations") && in.contains("images")) return FilmsOfCoco(in);
  if (in.contains("shapes")) {
    const Json image = in.value("imagePath", Json());
    return {{image.is_string() ? image.get<std::string>() : "", LandmarksOfLabelMe(in, true)}};
  }
  if (in.contains("markups")) {
    Calibration calibration;
    calibration.mm_per_px = mm_per_px;
    if (mm_per_px) calibration.source = "header";
    return {{"", LandmarksOfSlicer(in, calibration)}};
  }
  return {};
}

}  // namespace

std::vector<FilmLandmarks> ReadFilmLandmarks(const std::string& text, const fs::path& path,
                                             const std::optional<Eigen::Vector2d>& mm_per_px) {
  const std::string name = "The file \"" + path.string() + "\" ";
  return Naming(name, [&] { return FilmsOf(Json::parse(text), mm_per_px); });
}

}  // namespace openvfa
