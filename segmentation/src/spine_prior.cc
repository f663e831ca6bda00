#include "spine_prior.h"

#include <Eigen/Cholesky>
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

// What is outgrown: bodies on each side that say how large one can be; times their median; height in depths
// that no sound body has.
constexpr std::size_t kNear = 2;
constexpr double kOutgrown = 1.4, kHigh = 0.95;

double EffectiveSd(double sd) { return sd * std::min(1.0, sd / kSureSd); }

}  // namespace

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
