#include "take_body.h"

#include <algorithm>

#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "openvfa/segmentation/outline_from_points.h"
#include "reader_precision.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

// The step of our own files: what differs by less has not moved.
constexpr double kLeastMove_px = 1e-4;

// What a reader sets is kept as our own files keep it, so that reading the result again gives the same.
Vector2d Kept(const Vector2d& p) { return (p * 1e4).array().round() / 1e4; }

bool Near(const Vector2d& a, const Vector2d& b, double tolerance_px) {
  return (a - b).cwiseAbs().maxCoeff() <= tolerance_px;
}

SixPositions PositionsOf(const SixPoints& points) {
  SixPositions positions;
  const auto landmarks = PointsOf(points);
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = landmarks[i]->position_px;
  return positions;
}

double DepthOf(const SixPositions& p, const Calibration& calibration) {
  return 0.5 * (SquarePx(p[kSuperiorPosterior] - p[kSuperiorAnterior], calibration).norm() +
                SquarePx(p[kInferiorPosterior] - p[kInferiorAnterior], calibration).norm());
}

// Makes one body; a class because its parts look at the same things.
class BodyTaker {
 public:
  BodyTaker(const BodySource& source, std::vector<LandmarkEdit>& edits)
      : source_(source), edits_(edits), tolerance_px_(std::max(1.01 * source.rounding_px, kLeastMove_px)) {}

  VertebralBody Take(int rows, int columns) {
    if (source_.found != nullptr) body_ = *source_.found;
    TakeName();
    TakeVerdict();
    const SixPositions positions = Positions();
    TakePoints(positions, rows, columns);
    TakeOutline(positions);
    return body_;
  }

 private:
  void TakeName() {
    const auto& level = source_.from.level;
    if (!level && source_.found == nullptr) {
      throw ReadError("a body where the program found none has no name.");
    }
    body_.level = level.value_or(source_.before.level);
    if (source_.found == nullptr) {
      body_.level_probability = 1;
      body_.level_alternatives = {{body_.level, 1.0}};
    }
    if (!source_.known) {
      Record({.change = "added"});
    } else if (body_.level != source_.before.level) {
      Record(
          {.change = "renamed", .before = LevelName(source_.before.level), .after = LevelName(body_.level)});
    }
  }

  void TakeVerdict() {
    const LandmarkBody& from = source_.from;
    if (source_.found == nullptr) {
      body_.evaluable = from.evaluable.value_or(true);
    } else if (source_.before.evaluable) {
      body_.evaluable = *source_.before.evaluable;
    } else {
      return;
    }
    body_.reason = body_.evaluable ? "" : from.reason;
  }

  // Where the point was before the reader of this file saw it.
  std::optional<Vector2d> Before(std::size_t i) const {
    if (source_.before.points_px[i]) return source_.before.points_px[i];
    if (source_.found == nullptr) return std::nullopt;
    return PointsOf(source_.found->points)[i]->position_px;
  }

  // The file's point; that of the program where the two are the same but for rounding.
  std::optional<Vector2d> Given(std::size_t i) const {
    const auto& given = source_.from.points_px[i];
    if (!given) return std::nullopt;
    if (source_.found != nullptr) {
      const Vector2d& found = PointsOf(source_.found->points)[i]->position_px;
      if (Near(*given, found, tolerance_px_)) return found;
    }
    return Kept(*given);
  }

  SixPositions Positions() {
    SixPositions positions;
    for (const LandmarkIndex i :
         {kSuperiorAnterior, kSuperiorPosterior, kInferiorAnterior, kInferiorPosterior}) {
      const auto position = Given(i) ? Given(i) : Before(i);
      if (!position) {
        throw ReadError(NameForMessage(source_.from) + " lacks its point " + kLandmarkNames[i] +
                        ", and the program found no body there to take it from.");
      }
      positions[i] = *position;
    }
    positions[kSuperiorMiddle] = Middle(kSuperiorMiddle, positions);
    positions[kInferiorMiddle] = Middle(kInferiorMiddle, positions);
    return positions;
  }

  // A middle point that the file leaves out goes with its corners. Where nobody has seen it, nothing is
  // measured of it.
  Vector2d Middle(std::size_t i, const SixPositions& corners) {
    if (const auto given = Given(i)) return *given;
    const auto before = Before(i), anterior = Before(i - 1), posterior = Before(i + 1);
    if (before && anterior && posterior) {
      const Vector2d shift = 0.5 * (corners[i - 1] - *anterior + corners[i + 1] - *posterior);
      return shift.norm() > tolerance_px_ ? Kept(*before + shift) : *before;
    }
    body_.evaluable = false;
    body_.reason = "the middle points of its endplates are not given";
    return 0.5 * (corners[i - 1] + corners[i + 1]);
  }

  void TakePoints(const SixPositions& positions, int rows, int columns) {
    const Eigen::Matrix2d covariance_px2 =
        ReaderCovariance(source_.calibration, DepthOf(positions, source_.calibration));
    const auto points = PointsOf(body_.points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Vector2d& now = positions[i];
      const auto before = Before(i);
      const bool moved = !before || !Near(now, *before, tolerance_px_);
      if (moved) {
        RequireInside(i, now, rows, columns);
        Record({.change = source_.known ? "moved" : "added",
                .point = kLandmarkNames[i],
                .before_px = before,
                .after_px = now});
      }
      const bool as_found = source_.found != nullptr && now == points[i]->position_px;
      if (!as_found) *points[i] = {now, moved ? covariance_px2 : StatedOr(i, covariance_px2)};
    }
  }

  Eigen::Matrix2d StatedOr(std::size_t i, const Eigen::Matrix2d& covariance_px2) const {
    const auto& sd_px = source_.from.sd_px[i];
    if (!sd_px) return covariance_px2;
    return sd_px->cwiseAbs2().asDiagonal();
  }

  void RequireInside(std::size_t i, const Vector2d& point, int rows, int columns) const {
    if (point.minCoeff() >= -0.5 && point.x() <= columns - 0.5 && point.y() <= rows - 0.5) return;
    throw ReadError(std::string("the point ") + kLandmarkNames[i] + " of " + LevelName(body_.level) +
                    " was set outside the film.");
  }

  bool SameOutline(const std::vector<Vector2d>& a, const std::vector<Vector2d>& b) const {
    // Two roundings: of the points that it goes with, and its own.
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [this](const Vector2d& p, const Vector2d& q) {
      return Near(p, q, 2 * tolerance_px_ + kLeastMove_px);
    });
  }

  // The program's outline, or the shape model's, through these points.
  std::vector<Vector2d> OutlineThrough(const SixPositions& positions) const {
    if (source_.found == nullptr || source_.found->outline_px.empty()) {
      return OutlineFromPoints(positions, source_.calibration.pixel_aspect);
    }
    return WarpOutline(source_.found->outline_px, PositionsOf(source_.found->points), positions);
  }

  void TakeOutline(const SixPositions& positions) {
    const std::vector<Vector2d>& given = source_.from.outline_px;
    SixPositions before = positions;
    for (std::size_t i = 0; i < before.size(); ++i) before[i] = Before(i).value_or(positions[i]);
    const bool redrawn = !given.empty() && !SameOutline(given, OutlineThrough(before));
    if (redrawn && source_.known && !source_.before.redrawn) Record({.change = "redrawn"});
    if (!redrawn && source_.found != nullptr && positions == PositionsOf(source_.found->points)) return;
    body_.outline_px = redrawn ? given : OutlineThrough(positions);
    for (Vector2d& point : body_.outline_px) point = Kept(point);
  }

  void Record(LandmarkEdit edit) {
    edit.level = LevelName(body_.level);
    edits_.push_back(std::move(edit));
  }

  const BodySource& source_;
  std::vector<LandmarkEdit>& edits_;
  double tolerance_px_;
  VertebralBody body_;
};

}  // namespace

VertebralBody TakeBody(const BodySource& source, int rows, int columns, std::vector<LandmarkEdit>& edits) {
  return BodyTaker(source, edits).Take(rows, columns);
}

}  // namespace openvfa
