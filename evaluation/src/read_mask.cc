// Label images: one grey value per body.
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <set>

#include "openvfa/image/read_image.h"
#include "readers.h"

namespace openvfa {
namespace {

constexpr std::int64_t kMostPixels = std::int64_t{1} << 26;
constexpr std::size_t kMostLabels = 200;
// A piece smaller than this share of its label's largest is speckle.
constexpr double kSpeckle = 0.1;
constexpr int kLeastPixels = 16;
// The outline follows the edges of pixels to 1/8 px where the body is enlarged by this factor.
constexpr int kEnlarge = 4;
constexpr int kMostEnlargedPixels = 1 << 24;

std::set<int> LabelsOf(const Radiograph& image) {
  std::set<int> labels;
  for (const float value : image.pixels) {
    if (value == 0) continue;
    if (!(value > 0 && value < 65536) || value != std::floor(value)) {
      throw ReadError("it is no mask: its values are not whole numbers from 0 to 65535.");
    }
    labels.insert(static_cast<int>(value));
    if (labels.size() > kMostLabels) throw ReadError("it is no mask: it has more than 200 different values.");
  }
  return labels;
}

// The outer edge of the pixels that are set.
std::vector<Eigen::Vector2d> OutlineOf(const cv::Mat& mask, const cv::Point& corner) {
  const bool enlarge =
      static_cast<std::int64_t>(mask.rows) * mask.cols * kEnlarge * kEnlarge < kMostEnlargedPixels;
  const int factor = enlarge ? kEnlarge : 1;
  cv::Mat large;
  cv::resize(mask, large, {}, factor, factor, cv::INTER_NEAREST);
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(large, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  std::vector<Eigen::Vector2d> outline;
  for (const cv::Point& p : contours.at(0)) {
    outline.emplace_back(corner.x + (p.x + 0.5) / factor - 0.5, corner.y + (p.y + 0.5) / factor - 0.5);
  }
  return outline;
}

// The bodies of one label: its connected pieces without speckle. Where labels have names, only the largest.
void AddBodies(const cv::Mat& of_label, const std::optional<VertebralLevel>& level,
               std::vector<BodyReading>& bodies) {
  cv::Mat pieces, stats, centres;
  const int count = cv::connectedComponentsWithStats(of_label, pieces, stats, centres, 8, CV_32S);
  int largest = 0;
  for (int i = 1; i < count; ++i) largest = std::max(largest, stats.at<int>(i, cv::CC_STAT_AREA));
  bool taken = false;
  for (int i = 1; i < count; ++i) {
    const int area = stats.at<int>(i, cv::CC_STAT_AREA);
    if (area < kLeastPixels || area < kSpeckle * largest) continue;
    if (level && (area < largest || taken)) continue;
    const cv::Rect box(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                       stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
    BodyReading body;
    body.level = level;
    body.outline_px = OutlineOf(pieces(box) == i, box.tl());
    if (body.outline_px.size() < 4) continue;
    bodies.push_back(std::move(body));
    taken = true;
    if (bodies.size() > kMostLabels)
      throw ReadError("it is no mask of vertebrae: it has more than 200 bodies.");
  }
}

}  // namespace

FilmReading ReadMask(const fs::path& path, const LabelLevels& labels) {
  ReadOptions options;
  options.max_pixels = kMostPixels;
  const Radiograph image = ReadImage(path, options);
  return Naming(path, [&] {
    FilmReading film;
    film.film = FilmNameOf(path.string());
    film.source = path.string();
    film.rows = image.rows;
    film.columns = image.columns;
    film.mm_per_px = image.calibration.mm_per_px;
    const std::set<int> values = LabelsOf(image);
    const cv::Mat pixels(image.rows, image.columns, CV_32F, const_cast<float*>(image.pixels.data()));
    for (const int value : values) {
      const auto named = labels.find(std::to_string(value));
      if (!labels.empty() && named == labels.end()) continue;  // not a body: sacrum, background, ...
      AddBodies(pixels == static_cast<float>(value),
                named == labels.end() ? std::nullopt : std::optional(named->second), film.bodies);
    }
    return film;
  });
}

}  // namespace openvfa
