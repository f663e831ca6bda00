// What follows from what a source states.
#include <algorithm>
#include <cmath>
#include <string_view>

#include "openvfa/evaluation/overlap.h"
#include "openvfa/evaluation/reading.h"
#include "openvfa/report/landmarks.h"
#include "outline_points.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

std::optional<double> Length(const BodyReading& body, LandmarkIndex a, LandmarkIndex b, double aspect) {
  if (!body.points_px[a] || !body.points_px[b]) return std::nullopt;
  const Vector2d d = *body.points_px[a] - *body.points_px[b];
  return Vector2d(d.x(), d.y() * aspect).norm();
}

void FillHeight(std::optional<Estimate>& height, const std::optional<double>& length) {
  if (!height && length && std::isfinite(*length)) height = Estimate{*length, 0};
}

void FillRatio(std::optional<Estimate>& ratio, const std::optional<Estimate>& height,
               const std::optional<Estimate>& reference) {
  if (!ratio && height && reference && reference->value > 0) {
    ratio = Estimate{height->value / reference->value, 0};
  }
}

// Lengths between points are in px: a source that states mm keeps to what it states.
void FillHeights(const std::string& unit, double aspect, BodyReading& body) {
  if (unit == "px") {
    FillHeight(body.anterior, Length(body, kSuperiorAnterior, kInferiorAnterior, aspect));
    FillHeight(body.middle, Length(body, kSuperiorMiddle, kInferiorMiddle, aspect));
    FillHeight(body.posterior, Length(body, kSuperiorPosterior, kInferiorPosterior, aspect));
  }
  FillRatio(body.wedge_ratio, body.anterior, body.posterior);
  FillRatio(body.biconcavity_ratio, body.middle, body.posterior);
}

bool HasPoints(const BodyReading& body) {
  return std::any_of(body.points_px.begin(), body.points_px.end(),
                     [](const auto& p) { return p.has_value(); });
}

}  // namespace

std::string FilmNameOf(const std::string& path) {
  std::string name = path.substr(path.find_last_of("/\\") + 1);
  const auto drop = [&name](std::string_view ending) {
    if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
  };
  // A last part of digits only belongs to a name such as a UID.
  if (const std::size_t dot = name.rfind('.');
      dot != std::string::npos && dot > 0 &&
      name.find_first_not_of("0123456789", dot + 1) != std::string::npos) {
    name.resize(dot);
  }
  // Second halves of double endings.
  for (const std::string_view ending : {".coco", ".labelme", ".mrk", ".nii"}) drop(ending);
  return name;
}

double PixelAspectOf(const FilmReading& film) {
  return film.mm_per_px ? film.mm_per_px->y() / film.mm_per_px->x() : 1.0;
}

std::optional<double> DepthPx(const BodyReading& body, double pixel_aspect) {
  const auto superior = Length(body, kSuperiorAnterior, kSuperiorPosterior, pixel_aspect);
  const auto inferior = Length(body, kInferiorAnterior, kInferiorPosterior, pixel_aspect);
  if (!superior || !inferior) return std::nullopt;
  return 0.5 * (*superior + *inferior);
}

void CompleteReading(FilmReading& film) {
  const double aspect = PixelAspectOf(film);
  std::vector<std::size_t> without_points;
  std::vector<std::vector<Vector2d>> outlines;
  for (std::size_t i = 0; i < film.bodies.size(); ++i) {
    const BodyReading& body = film.bodies[i];
    if (HasPoints(body) || body.outline_px.size() < 4) continue;
    without_points.push_back(i);
    outlines.push_back(body.outline_px);
  }
  const auto points = PointsOfOutlines(outlines, film.anterior.value_or(AnteriorSide::kLeft), aspect);
  for (std::size_t k = 0; k < points.size(); ++k) {
    BodyReading& body = film.bodies[without_points[k]];
    for (std::size_t i = 0; i < 6; ++i) body.points_px[i] = points[k][i];
    body.points_derived = true;
  }
  for (BodyReading& body : film.bodies) {
    FillHeights(film.height_unit, aspect, body);
    if (body.outline_px.size() > kMostOutlinePoints) {
      body.outline_px = Thinned(body.outline_px, kMostOutlinePoints);
    }
  }
}

}  // namespace openvfa
