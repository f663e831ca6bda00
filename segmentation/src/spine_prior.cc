#include "spine_prior.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <utility>

#include "median.h"

namespace openvfa {
namespace {

// How far a corner lies from half way between its neighbours', per coordinate, in depths: medians of
// simulated and of well-seen patient bodies. The lumbosacral bend is sharper.
constexpr double kBendSd = 0.065, kLumbosacralBendSd = 0.11;
constexpr int kLumbosacral = 3;  // bodies at the lower end
// A corner seen to within this share of the depth needs no neighbours: below it the weight of what was seen
// grows with the fourth power.
constexpr double kSureSd = 0.09;

// Walls: half the window about a corner, in depths; a corner seen to within kWallSd goes half way to the
// curve.
constexpr double kWallReach = 4, kWallSd = 0.045;
constexpr int kWallDegree = 3, kWallRounds = 3;
// Corners farther than this many robust deviations from the curve lose weight (Huber).
constexpr double kWallHuber = 1.5, kWallLeastScale = 0.01;
constexpr double kWallMost = 0.06;  // depths a corner may move: a body that has slipped stays where it is

// What is outgrown: bodies on each side that say how large one can be; times their median; height in depths
// that no sound body has.
constexpr std::size_t kNear = 2;
constexpr double kOutgrown = 1.4, kHigh = 0.95;

double EffectiveSd(double sd) { return sd * std::min(1.0, sd / kSureSd); }

// One wall: corners from cranial to caudal with how surely each was seen, in depths.
struct Wall {
  std::vector<Eigen::Vector2d> points;
  std::vector<double> sds;
  std::vector<double> along;  // running length, depths
};

Wall WallOf(const std::vector<Candidate>& bodies, const std::vector<CornerSds>& sds, int superior,
            int inferior, double depth) {
  Wall wall;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    for (const int corner : {superior, inferior}) {
      const Eigen::Vector2d& point = bodies[i].corners[corner];
      const double step = wall.points.empty() ? 0 : (point - wall.points.back()).norm() / depth;
      wall.along.push_back(wall.along.empty() ? 0 : wall.along.back() + step);
      wall.points.push_back(point);
      wall.sds.push_back(sds[i][corner]);
    }
  }
  return wall;
}

double MedianAbsolute(const Eigen::VectorXd& values) {
  std::vector<double> a(values.size());
  for (Eigen::Index i = 0; i < values.size(); ++i) a[i] = std::abs(values[i]);
  return UpperMedian(std::move(a));
}

// How far point `at` lies from the smooth curve through its surroundings, across that curve.
Eigen::Vector2d ToCurve(const Wall& wall, int at, double depth) {
  std::vector<int> near;
  for (int i = 0; i < static_cast<int>(wall.points.size()); ++i) {
    if (std::abs(wall.along[i] - wall.along[at]) < kWallReach) near.push_back(i);
  }
  const Eigen::Index n = static_cast<Eigen::Index>(near.size());
  if (n < kWallDegree + 3) return Eigen::Vector2d::Zero();
  Eigen::MatrixXd powers(n, kWallDegree + 1), points(n, 2);
  Eigen::VectorXd weight(n);
  for (Eigen::Index r = 0; r < n; ++r) {
    const double u = wall.along[near[r]] - wall.along[at];
    for (int p = 0; p <= kWallDegree; ++p) powers(r, p) = std::pow(u, p);
    points.row(r) = wall.points[near[r]].transpose();
    weight[r] = std::pow(1 - std::pow(std::abs(u) / kWallReach, 3), 3) /
                (1 + std::pow(wall.sds[near[r]] / (2 * kWallSd), 2));
  }
  Eigen::VectorXd robust = Eigen::VectorXd::Ones(n);
  Eigen::Vector2d offset = Eigen::Vector2d::Zero();
  for (int round = 0; round < kWallRounds; ++round) {
    const Eigen::VectorXd root = weight.cwiseProduct(robust).cwiseSqrt();
    const Eigen::MatrixXd fit =
        (root.asDiagonal() * powers).colPivHouseholderQr().solve(root.asDiagonal() * points);
    const Eigen::Vector2d tangent = fit.row(1).transpose().normalized(), normal(-tangent.y(), tangent.x());
    const Eigen::VectorXd off = (points - powers * fit) * normal;
    const double scale = std::max(1.4826 * MedianAbsolute(off), kWallLeastScale * depth);
    robust = (off.cwiseAbs() / (kWallHuber * scale)).cwiseMax(1).cwiseInverse();
    offset = normal * normal.dot(fit.row(0).transpose() - wall.points[at]);
  }
  return offset;
}

}  // namespace

std::vector<Candidate> SmoothWalls(const std::vector<Candidate>& bodies, const std::vector<CornerSds>& sds) {
  std::vector<Candidate> smooth = bodies;
  if (bodies.size() < 4) return smooth;
  std::vector<double> depths;
  depths.reserve(bodies.size());
  for (const Candidate& body : bodies) depths.push_back(body.Depth());
  const double depth = UpperMedian(std::move(depths));
  for (const auto& [superior, inferior] :
       {std::pair{kSuperiorLeft, kInferiorLeft}, {kSuperiorRight, kInferiorRight}}) {
    const Wall wall = WallOf(bodies, sds, superior, inferior, depth);
    for (std::size_t k = 0; k < wall.points.size(); ++k) {
      const double doubt = wall.sds[k] * wall.sds[k] / (wall.sds[k] * wall.sds[k] + kWallSd * kWallSd);
      Eigen::Vector2d move = doubt * ToCurve(wall, static_cast<int>(k), depth);
      const double length = move.norm(), most = kWallMost * depth;
      if (length > most) move *= most / length;
      smooth[k / 2].corners[k % 2 == 0 ? superior : inferior] += move;
    }
  }
  return smooth;
}

std::vector<Candidate> SmoothSpine(const std::vector<Candidate>& bodies, const std::vector<CornerSds>& sds) {
  const int n = static_cast<int>(bodies.size());
  std::vector<Candidate> smooth = bodies;
  if (n < 3) return smooth;
  for (int k = 0; k < 4; ++k) {
    Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(n, n);
    Eigen::MatrixXd right = Eigen::MatrixXd::Zero(n, 2);
    for (int i = 0; i < n; ++i) {
      const double w = std::pow(std::max(EffectiveSd(sds[i][k]), 1e-3) * bodies[i].Depth(), -2);
      normal(i, i) += w;
      right.row(i) += w * bodies[i].corners[k].transpose();
    }
    for (int i = 1; i + 1 < n; ++i) {
      const double sd = (i + kLumbosacral >= n ? kLumbosacralBendSd : kBendSd) * bodies[i].Depth();
      const Eigen::Vector3d bend(-0.5, 1, -0.5);
      normal.block<3, 3>(i - 1, i - 1) += bend * bend.transpose() / (sd * sd);
    }
    const Eigen::MatrixXd solved = normal.ldlt().solve(right);
    for (int i = 0; i < n; ++i) smooth[i].corners[k] = solved.row(i).transpose();
  }
  return smooth;
}

bool IsOutgrown(const std::vector<Candidate>& bodies, std::size_t at) {
  std::vector<double> heights, depths;
  for (std::size_t i = at < kNear ? 0 : at - kNear; i < std::min(bodies.size(), at + kNear + 1); ++i) {
    if (i == at) continue;
    heights.push_back(bodies[i].Height());
    depths.push_back(bodies[i].Depth());
  }
  if (heights.size() < kNear) return false;
  const double height = bodies[at].Height(), depth = bodies[at].Depth();
  return (height > kHigh * depth && height > kOutgrown * UpperMedian(std::move(heights))) ||
         depth > kOutgrown * UpperMedian(std::move(depths));
}

}  // namespace openvfa
