#include "worst_bodies.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "files_below.h"
#include "openvfa/image/error.h"
#include "openvfa/image/read_image.h"
#include "outline_points.h"
#include "statistic_index.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using Eigen::Vector2d;

constexpr double kSide = 260;     // of a crop, in units of the drawing
constexpr int kPixels = 520;      // of its picture
constexpr double kAround = 0.55;  // of the bodies' extent, on each side

double GreatestPointError(const BodyPair& pair) {
  double most = -1;
  for (const auto& error : pair.point_error_px) {
    if (error) most = std::max(most, *error);
  }
  return most;
}

std::vector<Vector2d> OutlineOf(const BodyReading& body) {
  if (!body.outline_px.empty()) return body.outline_px;
  std::vector<Vector2d> outline;
  for (const LandmarkIndex point : kAroundBody) {
    if (body.points_px[point]) outline.push_back(*body.points_px[point]);
  }
  return outline;
}

// Square in millimetres around both bodies: upper left corner and extent in film pixels.
struct Window {
  Vector2d corner, extent;
  Vector2d ToDrawing(const Vector2d& px) const { return (px - corner).cwiseQuotient(extent) * kSide; }
};

Window WindowAround(const BodyReading& a, const BodyReading& b, double aspect) {
  Vector2d low = Vector2d::Constant(std::numeric_limits<double>::infinity()), high = -low;
  for (const BodyReading* body : {&a, &b}) {
    for (const Vector2d& p : OutlineOf(*body)) low = low.cwiseMin(p), high = high.cwiseMax(p);
  }
  const Vector2d square(1, aspect);
  const double side = std::max(8.0, (high - low).cwiseProduct(square).maxCoeff()) * (1 + 2 * kAround);
  const Vector2d extent = Vector2d::Constant(side).cwiseQuotient(square);
  return {(low + high) / 2 - extent / 2, extent};
}

// The film at a place between its pixels, bilinear; nothing outside.
std::optional<float> Sample(const Radiograph& film, const Vector2d& at) {
  const int x = static_cast<int>(std::floor(at.x())), y = static_cast<int>(std::floor(at.y()));
  if (x < 0 || y < 0 || x + 1 >= film.columns || y + 1 >= film.rows) return std::nullopt;
  const double u = at.x() - x, v = at.y() - y;
  const double value = (1 - v) * ((1 - u) * film.At(y, x) + u * film.At(y, x + 1)) +
                       v * ((1 - u) * film.At(y + 1, x) + u * film.At(y + 1, x + 1));
  return std::isfinite(value) ? std::optional(static_cast<float>(value)) : std::nullopt;
}

// Shown from the 1 % to the 99 % grey value of the part itself, so that edges are seen also where the whole
// film is too bright or too dark; black outside.
std::vector<unsigned char> CutOut(const Radiograph& film, const Window& window) {
  cv::Mat values(kPixels, kPixels, CV_32F, cv::Scalar(0)), inside(kPixels, kPixels, CV_8UC1, cv::Scalar(0));
  std::vector<float> sorted;
  for (int row = 0; row < kPixels; ++row) {
    for (int column = 0; column < kPixels; ++column) {
      const auto value = Sample(film, window.corner + Vector2d((column + 0.5) / kPixels * window.extent.x(),
                                                               (row + 0.5) / kPixels * window.extent.y()));
      if (!value) continue;
      values.at<float>(row, column) = *value;
      inside.at<unsigned char>(row, column) = 255;
      sorted.push_back(*value);
    }
  }
  cv::Mat picture(kPixels, kPixels, CV_8UC1, cv::Scalar(0)), shown;
  if (!sorted.empty()) {
    std::sort(sorted.begin(), sorted.end());
    const double low = sorted[sorted.size() / 100], high = sorted[sorted.size() - 1 - sorted.size() / 100];
    const double gain = 255 / std::max(high - low, 1e-6);
    values.convertTo(shown, CV_8UC1, gain, -low * gain);
    shown.copyTo(picture, inside);
  }
  std::vector<unsigned char> bytes;
  if (!cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, 82})) {
    throw WriteError("The picture of a body cannot be encoded.");
  }
  return bytes;
}

void DrawBody(const BodyReading& body, const Window& window, bool truth, Drawing& drawing) {
  const Ink ink = truth ? Ink::kFilmTruth : Ink::kFilmPrediction;
  const std::string part = truth ? "truth" : "prediction";
  std::vector<Vector2d> outline;
  for (const Vector2d& p : OutlineOf(body)) outline.push_back(window.ToDrawing(p));
  const std::vector<double> dash = truth ? std::vector<double>{} : std::vector<double>{7, 4};
  drawing.shapes.push_back(
      PolylineShape{outline, true, {.ink = Ink::kFilmHalo, .width = 3.5, .dash = dash}, ""});
  drawing.shapes.push_back(PolylineShape{outline, true, {.ink = ink, .width = 1.8, .dash = dash}, part});
  for (const auto& point : body.points_px) {
    if (!point) continue;
    drawing.shapes.push_back(MarkedShape{.at = window.ToDrawing(*point),
                                         .shape = truth ? MarkShape::kCircle : MarkShape::kCross,
                                         .radius = 3.5,
                                         .ink = ink,
                                         .filled = truth,
                                         .part = part + "-point"});
  }
}

bool IsFile(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// Where films lie.
class FilmFinder {
 public:
  explicit FilmFinder(const std::optional<fs::path>& folder) {
    if (!folder) return;
    for (const fs::path& file : FilesBelow(*folder)) {
      const std::string ending = file.extension().string();
      if (ending == ".json" || ending == ".csv" || ending == ".txt") continue;
      below_.emplace(FilmNameOf(file.string()), file);
    }
  }

  std::optional<fs::path> Find(const FilmPair& film) const {
    const auto found = below_.find(film.truth.film);
    if (found != below_.end()) return found->second;
    for (const FilmReading* reading : {&film.truth, &film.prediction}) {
      const fs::path folder = fs::path(reading->source).parent_path();
      for (const std::string& image : {film.truth.image, film.prediction.image}) {
        if (image.empty()) continue;
        if (IsFile(image)) return image;
        if (IsFile(folder / fs::path(image).filename())) return folder / fs::path(image).filename();
      }
    }
    return std::nullopt;
  }

 private:
  std::map<std::string, fs::path> below_;
};

// A film, or why there is none.
struct FilmAtHand {
  std::optional<Radiograph> radiograph;
  std::string why;
};

FilmAtHand ReadFilm(const FilmPair& film, const FilmFinder& finder) {
  const auto path = finder.Find(film);
  if (!path) {
    return {std::nullopt, "The film is not at hand; --images names the folder of the films."};
  }
  try {
    return {ReadImage(*path), ""};
  } catch (const Error& error) {
    return {std::nullopt, std::string("The film cannot be read: ") + error.what()};
  }
}

Drawing CropOf(const EvaluationResult& result, const WorstBody& body, std::size_t rank,
               const Radiograph& radiograph) {
  const FilmPair& film = result.films[body.pair->film];
  const BodyReading &truth = film.truth.bodies[*body.pair->truth],
                    &prediction = film.prediction.bodies[*body.pair->prediction];
  const Window window = WindowAround(truth, prediction, PixelAspectOf(film.truth));
  Drawing drawing{
      .id = (rank < 10 ? "worst-0" : "worst-") + std::to_string(rank),
      .title = "Truth and prediction: " + WorstText(result, body),
      .description =
          "Part of the film; the truth is the solid outline with round points, the prediction the "
          "dashed one with crosses.",
      .caption = WorstText(result, body),
      .width = kSide,
      .height = kSide};
  drawing.shapes.push_back(RectShape{{0, 0}, {kSide, kSide}, Ink::kFilmHalo, 1, ""});
  drawing.shapes.push_back(PictureShape{{0, 0}, {kSide, kSide}, CutOut(radiograph, window)});
  DrawBody(truth, window, true, drawing);
  DrawBody(prediction, window, false, drawing);
  return drawing;
}

}  // namespace

std::vector<WorstBody> WorstBodies(const EvaluationResult& result, int most) {
  std::vector<WorstBody> all;
  for (const BodyPair& pair : result.bodies) {
    if (!pair.counted || !pair.truth || !pair.prediction || !pair.depth_px || !(*pair.depth_px > 0)) continue;
    const double error = std::max(GreatestPointError(pair), pair.hausdorff_px.value_or(-1));
    const double points = GreatestPointError(pair);
    if (error >= 0) all.push_back({&pair, (points >= 0 ? points : error) / *pair.depth_px});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const WorstBody& a, const WorstBody& b) { return a.score > b.score; });
  if (static_cast<int>(all.size()) > most) all.resize(static_cast<std::size_t>(std::max(most, 0)));
  return all;
}

std::string WorstText(const EvaluationResult& result, const WorstBody& body) {
  const FilmPair& film = result.films[body.pair->film];
  const BodyReading &truth = film.truth.bodies[*body.pair->truth],
                    &prediction = film.prediction.bodies[*body.pair->prediction];
  const auto level = [](const BodyReading& reading) {
    return reading.level ? LevelName(*reading.level) : "a body";
  };
  std::string text = level(truth) + " of " + film.truth.film + ": ";
  const double error_px = body.score * *body.pair->depth_px;
  text += GreatestPointError(*body.pair) >= 0 ? "a point is " : "the outline is ";
  if (film.mm_per_px) {
    text += FigureText(error_px * film.mm_per_px->x(), "mm") + " mm";
  } else {
    text += FigureText(error_px, "px") + " px";
  }
  text += " off (" + FigureText(100 * body.score, "bodies") + " % of the depth)";
  if (truth.level && prediction.level && truth.level != prediction.level)
    text += ", predicted as " + level(prediction);
  if (truth.grade && prediction.grade) {
    text += ", grade " + std::to_string(*truth.grade) + " predicted " + std::to_string(*prediction.grade);
  }
  if (!prediction.evaluable) text += ", predicted as not evaluable";
  return text + ".";
}

std::vector<WorstPicture> PicturesOf(const EvaluationResult& result, const std::vector<WorstBody>& worst,
                                     const std::optional<fs::path>& images,
                                     const EvaluateProgress& progress) {
  const FilmFinder finder(images);
  std::vector<std::size_t> by_film(worst.size());
  std::iota(by_film.begin(), by_film.end(), std::size_t{0});
  std::stable_sort(by_film.begin(), by_film.end(),
                   [&](std::size_t a, std::size_t b) { return worst[a].pair->film < worst[b].pair->film; });
  std::vector<WorstPicture> pictures(worst.size());
  FilmAtHand film;
  for (std::size_t i = 0; i < by_film.size(); ++i) {
    const WorstBody& body = worst[by_film[i]];
    if (i == 0 || worst[by_film[i - 1]].pair->film != body.pair->film) {
      film = ReadFilm(result.films[body.pair->film], finder);
    }
    WorstPicture& picture = pictures[by_film[i]];
    picture.why = film.why;
    if (film.radiograph) picture.drawing = CropOf(result, body, by_film[i] + 1, *film.radiograph);
    if (progress) progress("pictures", static_cast<double>(i + 1) / static_cast<double>(worst.size()));
  }
  return pictures;
}

}  // namespace openvfa
