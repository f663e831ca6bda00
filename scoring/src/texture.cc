#include "openvfa/scoring/texture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "openvfa/image/error.h"
#include "openvfa/segmentation/outline_geometry.h"

namespace openvfa {
namespace {

constexpr int kFractionBits = 8;      // of cv::fillPoly's fixed-point coordinates
constexpr double kFarthest_px = 1e6;  // keeps them in range for a wild polygon

// The pixels of a region: mask(row, column) belongs to the image's pixel (row + top, column + left).
struct Region {
  cv::Mat1b mask;
  int top = 0, left = 0;
  int pixels = 0;
};

// The part of the film that the polygon touches. Empty for a polygon that is none or lies outside.
cv::Rect BoundsOf(const std::vector<Eigen::Vector2d>& polygon_px, const Radiograph& image) {
  if (polygon_px.size() < 3) return {};
  Eigen::Vector2d low = polygon_px.front(), high = low;
  for (const Eigen::Vector2d& p : polygon_px) {
    if (!p.allFinite()) return {};
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  const Eigen::Vector2d last(image.columns - 1, image.rows - 1);
  low = low.cwiseMax(Eigen::Vector2d::Zero());
  high = high.cwiseMin(last);
  if ((low.array() > high.array()).any()) return {};
  const int left = static_cast<int>(std::floor(low.x())), top = static_cast<int>(std::floor(low.y()));
  const int right = static_cast<int>(std::ceil(high.x())), bottom = static_cast<int>(std::ceil(high.y()));
  return {left, top, right - left + 1, bottom - top + 1};
}

// With a border of one empty pixel, so that the film's edge bounds the region too.
cv::Mat1b FilledPolygon(const std::vector<Eigen::Vector2d>& polygon_px, const cv::Rect& bounds) {
  std::vector<cv::Point> points;
  for (const Eigen::Vector2d& p : polygon_px) {
    const auto fixed = [](double value) {
      return static_cast<int>(
          std::lround(std::clamp(value, -kFarthest_px, kFarthest_px) * (1 << kFractionBits)));
    };
    points.emplace_back(fixed(p.x() - bounds.x + 1), fixed(p.y() - bounds.y + 1));
  }
  cv::Mat1b mask(bounds.height + 2, bounds.width + 2, static_cast<uchar>(0));
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{points}, 255, cv::LINE_8, kFractionBits);
  mask.row(0).setTo(0);
  mask.row(mask.rows - 1).setTo(0);
  mask.col(0).setTo(0);
  mask.col(mask.cols - 1).setTo(0);
  return mask;
}

Region ErodedRegion(const Radiograph& image, const std::vector<Eigen::Vector2d>& polygon_px,
                    const TextureOptions& options) {
  Region region;
  const cv::Rect bounds = BoundsOf(polygon_px, image);
  if (bounds.empty()) return region;
  const cv::Mat1b filled = FilledPolygon(polygon_px, bounds);
  cv::Mat1f depth;
  cv::distanceTransform(filled, depth, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  const double erosion_px = options.erosion_share * std::sqrt(PolygonArea(polygon_px));
  region.mask = cv::Mat1b(depth > erosion_px)(cv::Rect(1, 1, bounds.width, bounds.height)).clone();
  region.top = bounds.y;
  region.left = bounds.x;
  for (int r = 0; r < bounds.height; ++r)
    for (int c = 0; c < bounds.width; ++c) {
      const auto at = static_cast<std::size_t>(r + bounds.y) * static_cast<std::size_t>(image.columns) +
                      static_cast<std::size_t>(c + bounds.x);
      const bool padded = !image.padding.empty() && image.padding[at] != 0;
      if (padded || !std::isfinite(image.pixels[at])) region.mask(r, c) = 0;
    }
  region.pixels = cv::countNonZero(region.mask);
  return region;
}

// Adds the squared differences over one lag (dr, dc) to `sum` and counts the pairs.
void AddPairs(const Radiograph& image, const Region& region, int dr, int dc, double& sum, long long& pairs) {
  for (int r = 0; r + dr < region.mask.rows; ++r)
    for (int c = 0; c + dc < region.mask.cols; ++c) {
      if (!region.mask(r, c) || !region.mask(r + dr, c + dc)) continue;
      const int row = r + region.top, column = c + region.left;
      const double difference = static_cast<double>(image.At(row + dr, column + dc)) - image.At(row, column);
      sum += difference * difference;
      ++pairs;
    }
}

Variogram VariogramOf(const Radiograph& image, const Region& region, const TextureOptions& options) {
  Variogram variogram;
  for (int lag = options.first_lag_px; lag <= options.last_lag_px; ++lag) {
    double sum = 0;
    long long pairs = 0;
    if (region.pixels > 0) {
      AddPairs(image, region, 0, lag, sum, pairs);
      AddPairs(image, region, lag, 0, sum, pairs);
    }
    variogram.value.push_back(pairs > 0 ? sum / static_cast<double>(pairs) : 0);
    variogram.pairs.push_back(pairs);
  }
  return variogram;
}

struct Fit {
  double slope, slope_sd;
};

// ln V = a + slope ln k, each lag weighted by its number of pairs. Lags with V = 0 take no part.
std::optional<Fit> FitSlope(const Variogram& variogram, int first_lag_px) {
  std::vector<Eigen::Vector3d> points;  // weight, ln k, ln V
  for (std::size_t i = 0; i < variogram.value.size(); ++i)
    if (variogram.value[i] > 0)
      points.emplace_back(static_cast<double>(variogram.pairs[i]),
                          std::log(static_cast<double>(first_lag_px) + static_cast<double>(i)),
                          std::log(variogram.value[i]));
  if (points.size() < 2) return std::nullopt;
  double weight = 0, x = 0, y = 0;
  for (const auto& p : points) {
    weight += p[0];
    x += p[0] * p[1];
    y += p[0] * p[2];
  }
  x /= weight;
  y /= weight;
  double xx = 0, xy = 0, residual = 0;
  for (const auto& p : points) {
    xx += p[0] * (p[1] - x) * (p[1] - x);
    xy += p[0] * (p[1] - x) * (p[2] - y);
  }
  const double slope = xy / xx;
  for (const auto& p : points) residual += p[0] * std::pow(p[2] - y - slope * (p[1] - x), 2);
  const double freedom = static_cast<double>(points.size()) - 2;
  return Fit{slope, freedom > 0 ? std::sqrt(residual / freedom / xx) : 0};
}

void Average(TextureSummary& summary) {
  if (summary.regions.size() < 2) return;
  double sum = 0;
  for (const TextureIndex& region : summary.regions) sum += region.slope;
  summary.mean_slope = sum / static_cast<double>(summary.regions.size());
}

void AddRegion(const Radiograph& image, const std::vector<Eigen::Vector2d>& polygon_px,
               const std::string& name, const TextureOptions& options, TextureSummary& summary) {
  if (auto index = TextureOf(image, polygon_px, name, options))
    summary.regions.push_back(std::move(*index));
  else
    summary.diagnostics.push_back({Severity::kInfo, "texture-no-region",
                                   "TBS-like texture of " + name +
                                       " not computed: the region is too small (after "
                                       "erosion " +
                                       std::to_string(options.least_pixels) +
                                       " pixels are needed) or flat."});
}

}  // namespace

void TextureOptions::Validate() const {
  if (first_lag_px < 1 || last_lag_px <= first_lag_px || last_lag_px > 100)
    throw InputError("texture: the lags must satisfy 1 <= first < last <= 100 px");
  if (!(erosion_share >= 0 && erosion_share < 0.5))
    throw InputError("texture: erosion_share must lie in 0 to 0.5 (0.5 excluded)");
  if (least_pixels < 1) throw InputError("texture: least_pixels must be 1 or more");
}

Variogram ExperimentalVariogram(const Radiograph& image, const std::vector<Eigen::Vector2d>& polygon_px,
                                const TextureOptions& options) {
  options.Validate();
  return VariogramOf(image, ErodedRegion(image, polygon_px, options), options);
}

std::optional<TextureIndex> TextureOf(const Radiograph& image, const std::vector<Eigen::Vector2d>& polygon_px,
                                      const std::string& region_name, const TextureOptions& options) {
  options.Validate();
  const Region region = ErodedRegion(image, polygon_px, options);
  if (region.pixels < options.least_pixels) return std::nullopt;
  TextureIndex index;
  index.variogram = VariogramOf(image, region, options);
  const auto fit = FitSlope(index.variogram, options.first_lag_px);
  if (!fit) return std::nullopt;
  index.region = region_name;
  index.slope = fit->slope;
  index.slope_sd = fit->slope_sd;
  index.pixels = region.pixels;
  return index;
}

TextureSummary TextureOfBodies(const Radiograph& image, const SpineOutlines& outlines,
                               const TextureOptions& options) {
  options.Validate();
  TextureSummary summary;
  for (const VertebralBody& body : outlines.bodies)
    if (body.evaluable && body.outline_px.size() >= 3)
      AddRegion(image, body.outline_px, LevelName(body.level), options, summary);
  Average(summary);
  if (!summary.regions.empty())
    summary.diagnostics.push_back(
        {Severity::kInfo, "texture-research",
         "the TBS-like texture of lateral vertebral bodies is a research value without "
         "any threshold; it is not TBS."});
  return summary;
}

TextureSummary TextureOfRegions(const Radiograph& image, const std::vector<TextureRegion>& regions,
                                const TextureOptions& options) {
  options.Validate();
  TextureSummary summary;
  summary.research_only = false;
  for (const TextureRegion& region : regions) {
    for (const Eigen::Vector2d& p : region.polygon_px)
      if (!(p.x() >= -0.5 && p.y() >= -0.5 && p.x() <= image.columns - 0.5 && p.y() <= image.rows - 0.5))
        throw InputError("texture region " + region.name + ": a point lies outside the image of " +
                         std::to_string(image.columns) + " x " + std::to_string(image.rows) + " pixels");
    AddRegion(image, region.polygon_px, region.name, options, summary);
  }
  Average(summary);
  summary.diagnostics.push_back({Severity::kInfo, "texture-not-tbs",
                                 "the TBS-like texture index is not TBS and must not be compared with TBS "
                                 "thresholds."});
  return summary;
}

}  // namespace openvfa
