#include "openvfa/evaluation/matching.h"

#include <algorithm>
#include <limits>

#include "openvfa/evaluation/overlap.h"
#include "outline_points.h"

namespace openvfa {
namespace {

using Points = std::vector<Eigen::Vector2d>;

// Once around the points that are there; fewer than four corners make no polygon.
Points PointPolygon(const BodyReading& body) {
  Points polygon;
  for (const LandmarkIndex index : kAroundBody) {
    const bool corner = index != kSuperiorMiddle && index != kInferiorMiddle;
    if (body.points_px[index]) {
      polygon.push_back(*body.points_px[index]);
    } else if (corner) {
      return {};
    }
  }
  return polygon;
}

bool HasOutline(const BodyReading& body) { return body.outline_px.size() >= 3; }

bool HasPlace(const BodyReading& body) { return HasOutline(body) || !PointPolygon(body).empty(); }

// Augments a shortest path for each row: square cost matrix, rows and columns counted from 1.
class Hungarian {
 public:
  explicit Hungarian(const Eigen::MatrixXd& cost)
      : cost_(cost),
        n_(static_cast<int>(cost.rows())),
        u_(n_ + 1),
        v_(n_ + 1),
        row_of_(n_ + 1),
        way_(n_ + 1) {
    for (int row = 1; row <= n_; ++row) Place(row);
  }

  int RowOf(int column) const { return row_of_[column + 1] - 1; }

 private:
  void Place(int row) {
    std::vector<double> least(n_ + 1, std::numeric_limits<double>::infinity());
    std::vector<char> used(n_ + 1, 0);
    row_of_[0] = row;
    int column = 0;
    do {
      used[column] = 1;
      column = Step(column, least, used);
    } while (row_of_[column] != 0);
    for (; column != 0; column = way_[column]) row_of_[column] = row_of_[way_[column]];
  }

  int Step(int from, std::vector<double>& least, const std::vector<char>& used) {
    const int row = row_of_[from];
    double delta = std::numeric_limits<double>::infinity();
    int next = 0;
    for (int column = 1; column <= n_; ++column) {
      if (used[column]) continue;
      const double reduced = cost_(row - 1, column - 1) - u_[row] - v_[column];
      if (reduced < least[column]) least[column] = reduced, way_[column] = from;
      if (least[column] < delta) delta = least[column], next = column;
    }
    for (int column = 0; column <= n_; ++column) {
      if (used[column]) {
        u_[row_of_[column]] += delta, v_[column] -= delta;
      } else {
        least[column] -= delta;
      }
    }
    return next;
  }

  const Eigen::MatrixXd& cost_;
  int n_;
  std::vector<double> u_, v_;
  std::vector<int> row_of_, way_;
};

void MatchByName(const FilmReading& truth, const FilmReading& prediction, std::vector<BodyMatch>& matches) {
  std::vector<char> taken_truth(truth.bodies.size()), taken_prediction(prediction.bodies.size());
  for (const BodyMatch& match : matches) taken_truth[match.truth] = taken_prediction[match.prediction] = 1;
  for (std::size_t t = 0; t < truth.bodies.size(); ++t) {
    for (std::size_t p = 0; p < prediction.bodies.size() && !taken_truth[t]; ++p) {
      const BodyReading &a = truth.bodies[t], &b = prediction.bodies[p];
      if (taken_prediction[p] || !a.level || a.level != b.level || (HasPlace(a) && HasPlace(b))) continue;
      taken_truth[t] = taken_prediction[p] = 1;
      matches.push_back({.truth = static_cast<int>(t), .prediction = static_cast<int>(p)});
    }
  }
}

}  // namespace

std::vector<std::pair<int, int>> BestAssignment(const Eigen::MatrixXd& weight, double minimum) {
  const Eigen::Index n = std::max(weight.rows(), weight.cols());
  if (n == 0) return {};
  Eigen::MatrixXd cost = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index row = 0; row < weight.rows(); ++row) {
    for (Eigen::Index column = 0; column < weight.cols(); ++column) {
      if (weight(row, column) >= minimum) cost(row, column) = -weight(row, column);
    }
  }
  const Hungarian hungarian(cost);
  std::vector<std::pair<int, int>> pairs;
  for (int column = 0; column < weight.cols(); ++column) {
    const int row = hungarian.RowOf(column);
    if (row < weight.rows() && weight(row, column) >= minimum) pairs.emplace_back(row, column);
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

std::optional<double> BodyOverlap(const BodyReading& a, const BodyReading& b) {
  Polygon first = a.outline_px, second = b.outline_px;
  Points points_of_a, points_of_b;
  if (!HasOutline(a) || !HasOutline(b)) {
    // Like with like: a box through four corners cuts off what an outline has of bulging.
    points_of_a = PointPolygon(a), points_of_b = PointPolygon(b);
    if (!points_of_a.empty()) first = points_of_a;
    if (!points_of_b.empty()) second = points_of_b;
  }
  if (first.size() < 3 || second.size() < 3) return std::nullopt;
  const auto overlap = MeasureOverlap(first, second);
  if (!overlap) return std::nullopt;
  return overlap->iou;
}

std::vector<BodyMatch> MatchBodies(const FilmReading& truth, const FilmReading& prediction,
                                   double minimum_overlap) {
  Eigen::MatrixXd weight = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(truth.bodies.size()),
                                                 static_cast<Eigen::Index>(prediction.bodies.size()));
  for (Eigen::Index t = 0; t < weight.rows(); ++t) {
    for (Eigen::Index p = 0; p < weight.cols(); ++p) {
      weight(t, p) = BodyOverlap(truth.bodies[t], prediction.bodies[p]).value_or(0);
    }
  }
  std::vector<BodyMatch> matches;
  for (const auto& [t, p] : BestAssignment(weight, minimum_overlap)) matches.push_back({t, p, weight(t, p)});
  MatchByName(truth, prediction, matches);
  std::sort(matches.begin(), matches.end(),
            [](const BodyMatch& a, const BodyMatch& b) { return a.truth < b.truth; });
  return matches;
}

std::optional<int> LevelStep(VertebralLevel from, VertebralLevel to) {
  const auto place = [](VertebralLevel level) -> std::optional<int> {
    if (level == VertebralLevel::kT13 || level == VertebralLevel::kL6) return std::nullopt;
    const int at = static_cast<int>(level);
    return at - (level > VertebralLevel::kT13 ? 1 : 0) - (level > VertebralLevel::kL6 ? 1 : 0);
  };
  const auto a = place(from), b = place(to);
  if (!a || !b) return std::nullopt;
  return *b - *a;
}

}  // namespace openvfa
