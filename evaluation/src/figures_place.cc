// How far points and outlines are from the truth's.
#include <cmath>

#include "figure_group.h"
#include "openvfa/evaluation/calibration.h"
#include "openvfa/report/landmarks.h"

namespace openvfa {
namespace {

struct PointKind {
  const char* name;
  std::vector<int> points;
};

const std::vector<PointKind>& PointKinds() {
  static const std::vector<PointKind> kinds = [] {
    std::vector<PointKind> all = {
        {"point", {0, 1, 2, 3, 4, 5}},
        {"corner", {kSuperiorAnterior, kSuperiorPosterior, kInferiorAnterior, kInferiorPosterior}}};
    for (int i = 0; i < 6; ++i) all.push_back({kLandmarkNames[i], {i}});
    return all;
  }();
  return kinds;
}

struct LengthUnit {
  const char* suffix;
  const char* unit;
  const char* needs;  // beside what is measured
};
constexpr LengthUnit kUnits[] = {{"mm", "mm", " and the size of a pixel"},
                                 {"px", "px", ""},
                                 {"percent_depth", "%", " and four corners in the truth"}};

// A length in px in another unit; lengths in px are in units of the column distance.
std::optional<double> InUnit(double length_px, const LengthUnit& unit, const BodyPair& pair,
                             const FilmPair& film) {
  if (unit.unit[0] == 'p') return length_px;
  if (unit.unit[0] == 'm') {
    if (!film.mm_per_px) return std::nullopt;
    return length_px * film.mm_per_px->x();
  }
  if (!pair.depth_px || !(*pair.depth_px > 0)) return std::nullopt;
  return 100 * length_px / *pair.depth_px;
}

}  // namespace

void FigureMaker::MakePoints(const FigureGroup& group) {
  for (const PointKind& kind : PointKinds()) {
    for (const LengthUnit& unit : kUnits) {
      auto family = std::make_unique<SpreadFamily>(
          group.group, std::string(kind.name) + "_" + unit.suffix, unit.unit,
          std::string("needs these points in truth and prediction") + unit.needs);
      FilmCount count;
      for (const BodyPair* pair : group.pairs) {
        if (!pair->truth || !pair->prediction) continue;
        bool any = false;
        for (const int point : kind.points) {
          if (!pair->point_error_px[point]) continue;
          const auto error = InUnit(*pair->point_error_px[point], unit, *pair, FilmOf(*pair));
          if (error) family->Add(*error, ClusterOf(*pair)), any = true;
        }
        if (any) count.See(*pair);
      }
      family->Films(count.films());
      families_.push_back(std::move(family));
    }
  }
}

void FigureMaker::MakeOutlines(const FigureGroup& group) {
  const std::string needs = "needs outlines in truth and prediction";
  const auto make = [&](const std::string& measure, const std::string& unit, const std::string& why,
                        const auto& value_of) {
    auto family = std::make_unique<SpreadFamily>(group.group, measure, unit, why);
    FilmCount count;
    for (const BodyPair* pair : group.pairs) {
      const std::optional<double> value = value_of(*pair);
      if (value) family->Add(*value, ClusterOf(*pair)), count.See(*pair);
    }
    family->Films(count.films());
    families_.push_back(std::move(family));
  };
  make("dice", "1", needs, [](const BodyPair& pair) { return pair.dice; });
  for (const LengthUnit& unit : kUnits) {
    const auto in_unit = [&](const std::optional<double>& px, const BodyPair& pair) {
      return px ? InUnit(*px, unit, pair, FilmOf(pair)) : std::nullopt;
    };
    make(std::string("curve_") + unit.suffix, unit.unit, needs + unit.needs,
         [&](const BodyPair& pair) { return in_unit(pair.curve_error_px, pair); });
    make(std::string("hausdorff_") + unit.suffix, unit.unit, needs + unit.needs,
         [&](const BodyPair& pair) { return in_unit(pair.hausdorff_px, pair); });
  }
}

void FigureMaker::MakePointCoverage(const FigureGroup& group) {
  auto family = std::make_unique<SumFamily>(group.group, "point_sd", clusters_.count, 5);
  FilmCount count;
  for (const BodyPair* pair : group.pairs) {
    const BodyReading *truth = TruthOf(*pair), *prediction = PredictionOf(*pair);
    if (!truth || !prediction) continue;
    CoverageSums sums;
    for (std::size_t i = 0; i < 6; ++i) {
      if (!truth->points_px[i] || !prediction->points_px[i] || !prediction->sd_px[i]) continue;
      const Eigen::Vector2d error = *prediction->points_px[i] - *truth->points_px[i];
      for (int axis = 0; axis < 2; ++axis) {
        // A truth that states its own uncertainty is not exact either.
        const double own = truth->sd_px[i] ? (*truth->sd_px[i])[axis] : 0;
        sums.Add(error[axis], std::hypot((*prediction->sd_px[i])[axis], own));
      }
    }
    if (!(sums.n > 0)) continue;
    count.See(*pair);
    AddCoverage(sums, ClusterOf(*pair), 0, *family);
  }
  family->Count(count.films(), count.bodies());
  NameCoverage("point_sd", "needs standard deviations of the points", 0, *family);
  families_.push_back(std::move(family));
}

void AddCoverage(const CoverageSums& sums, int cluster, int column, SumFamily& family) {
  family.At(cluster, column) += sums.n;
  for (int i = 0; i < 3; ++i) family.At(cluster, column + 1 + i) += sums.within[i];
  family.At(cluster, column + 4) += sums.squared_z;
}

void NameCoverage(const std::string& measure, const std::string& why, std::size_t column, SumFamily& family) {
  const auto sums_of = [column](std::span<const double> s) {
    CoverageSums sums;
    sums.n = s[column];
    for (std::size_t i = 0; i < 3; ++i) sums.within[i] = s[column + 1 + i];
    sums.squared_z = s[column + 4];
    return sums;
  };
  for (int i = 0; i < 3; ++i) {
    const std::string name = "coverage_" + std::to_string(std::lround(100 * kCoverageLevels[i]));
    family.FigureOf(measure, name, "1", why,
                    [=](std::span<const double> s) { return Coverage(sums_of(s), i); });
  }
  family.FigureOf(measure, "rms_z", "1", why, [=](std::span<const double> s) { return RmsZ(sums_of(s)); });
}

}  // namespace openvfa
