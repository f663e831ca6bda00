#include "spine_regularity.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/AutoDiff>
#include <utility>

#include "median.h"

namespace openvfa {
namespace {

constexpr int kCoordinates = 8;  // of a body
constexpr int kTriple = 3 * kCoordinates;

// Standard deviations on 97 simulated spines without fractures, robust (median absolute) where single
// discs and bodies stand out, of both walls or endplates together; readers' marks on patients are more
// regular still. Each counts by itself though some follow from others. Lengths in the row's median depth,
// angles in radians, heights and depths as logarithms; "bend": a body against the mean of its neighbours,
// "change": from one disc to the next.
constexpr double kHeightBend = 0.068, kDepthBend = 0.04, kTiltBend = 0.045, kWedgeBend = 0.047,
                 kShearBend = 0.03, kCentreBend = 0.065, kDiscChange = 0.08, kSlipChange = 0.04;
// The lumbosacral bend: times as much in tilts and places of the lowest bodies.
constexpr double kLumbosacral = 2;
constexpr int kLumbosacralBodies = 4;

// Deviations of more than this many SDs count less and less (Geman and McClure 1985); in the first rounds
// more, halved in each, so that what was hardly seen comes back first (graduated non-convexity, Blake and
// Zisserman 1987).
constexpr double kRobust = 2, kRobustAtFirst = 16;
constexpr int kRounds = 6;

// A wall seen lower than the median of three bodies on each side by this share (of the logarithm), and
// kSurely SDs more, is a fracture's: from the first on in part, from the second on wholly.
constexpr double kLower = 0.1, kFractured = 0.18, kSurely = 1.5;
constexpr std::size_t kAround = 3;

template <typename T>
using Vector = Eigen::Matrix<T, 2, 1>;
template <typename T>
using Corners = std::array<Vector<T>, 4>;  // by ImageCorner, in depths

// A deviation from regularity in SDs; `of_heights`: a fracture makes it.
template <typename T>
struct Deviation {
  T value;
  bool of_heights;
};

template <typename T>
T Norm(const Vector<T>& v) {
  return sqrt(v.x() * v.x() + v.y() * v.y() + 1e-12);  // the root of 0 has no derivative
}

template <typename T>
T Turn(const Vector<T>& from, const Vector<T>& to) {
  return atan2(from.x() * to.y() - from.y() * to.x(), from.dot(to));
}

template <typename T>
T LogHeight(const Corners<T>& c, int side) {
  return log(Norm<T>(c[kSuperiorLeft + side] - c[kInferiorLeft + side]));
}

template <typename T>
T LogDepth(const Corners<T>& c, int left) {
  return log(Norm<T>(c[left] - c[left + 1]));
}

template <typename T>
T Wedge(const Corners<T>& c) {
  return Turn<T>(c[kSuperiorRight] - c[kSuperiorLeft], c[kInferiorRight] - c[kInferiorLeft]);
}

template <typename T>
Vector<T> Across(const Corners<T>& c) {
  const Vector<T> right = c[kSuperiorRight] - c[kSuperiorLeft] + c[kInferiorRight] - c[kInferiorLeft];
  return right / Norm(right);
}

// By how much the superior endplate lies to the right of the inferior one.
template <typename T>
T Shear(const Corners<T>& c) {
  const Vector<T> up = (c[kSuperiorLeft] + c[kSuperiorRight] - c[kInferiorLeft] - c[kInferiorRight]) / T(2);
  return up.dot(Across(c));
}

// By how much an endplate lies to the right of the one across the disc below.
template <typename T>
T Slip(const Corners<T>& above, const Corners<T>& below) {
  const Vector<T> step =
      (above[kInferiorLeft] + above[kInferiorRight] - below[kSuperiorLeft] - below[kSuperiorRight]) / T(2);
  const Vector<T> right = Across(above) + Across(below);
  return step.dot(right) / Norm(right);
}

template <typename T>
std::vector<Deviation<T>> Deviations(const Corners<T>& a, const Corners<T>& b, const Corners<T>& c,
                                     double looser) {
  std::vector<Deviation<T>> out;
  const auto add = [&](const T& value, double sd, bool of_heights) {
    out.push_back({T(value / sd), of_heights});
  };
  const auto bend = [](const T& x, const T& y, const T& z) -> T { return y - (x + z) / 2; };
  for (const int side : {0, 1}) {
    add(bend(LogHeight(a, side), LogHeight(b, side), LogHeight(c, side)), kHeightBend, true);
    const int superior = kSuperiorLeft + side, inferior = kInferiorLeft + side;
    add(Norm<T>(a[inferior] - b[superior]) - Norm<T>(b[inferior] - c[superior]), kDiscChange, false);
  }
  for (const int left : {kSuperiorLeft, kInferiorLeft})
    add(bend(LogDepth(a, left), LogDepth(b, left), LogDepth(c, left)), kDepthBend, false);
  add(bend(Wedge(a), Wedge(b), Wedge(c)), kWedgeBend, true);
  add(bend(Shear(a), Shear(b), Shear(c)), kShearBend, false);
  add((Turn(Across(a), Across(b)) - Turn(Across(b), Across(c))) / 2, looser * kTiltBend, false);
  add(Slip(a, b) - Slip(b, c), looser * kSlipChange, false);
  Vector<T> centre = Vector<T>::Zero();
  for (int k = 0; k < 4; ++k) centre += (b[k] - (a[k] + c[k]) / T(2)) / T(4);
  const Vector<T> across = Across(b);
  add(centre.dot(across), looser * kCentreBend, false);
  add(centre.x() * across.y() - centre.y() * across.x(), looser * kCentreBend, false);
  return out;
}

// By how much of its height a wall of body `at` was seen lower than those around, less kSurely SDs.
double SurelyLower(const std::vector<Candidate>& bodies, const CornerCovariances& seen, std::size_t at,
                   int side) {
  std::vector<double> around;
  for (std::size_t i = at < kAround ? 0 : at - kAround; i < std::min(bodies.size(), at + kAround + 1); ++i)
    if (i != at) around.push_back(LogHeight(bodies[i].corners, side));
  const int superior = kSuperiorLeft + side, inferior = kInferiorLeft + side;
  const Eigen::Vector2d wall = bodies[at].corners[superior] - bodies[at].corners[inferior];
  const Eigen::Matrix2d both = seen[superior] + seen[inferior];
  const double sd = std::sqrt(wall.dot(both * wall)) / std::max(wall.squaredNorm(), 1e-9);
  return UpperMedian(std::move(around)) - LogHeight(bodies[at].corners, side) - kSurely * sd;
}

// 1 of a body that may be compared with its neighbours, 0 of a fractured one. Asked of what was seen: on the
// way a body that is drawn up would look sounder and be drawn up further.
double Soundness(const std::vector<Candidate>& bodies, const CornerCovariances& seen, std::size_t at) {
  const double lower = std::max(SurelyLower(bodies, seen, at, 0), SurelyLower(bodies, seen, at, 1));
  return std::clamp((kFractured - lower) / (kFractured - kLower), 0.0, 1.0);
}

// What the regularity of three bodies asks of their corners, which begin at `at` in the row's coordinates
// `x`: adds to the normal equations of the row.
void AddTriple(const Eigen::VectorXd& x, Eigen::Index at, double robust, double heights_count,
               Eigen::MatrixXd& normal, Eigen::VectorXd& right) {
  using Gradient = Eigen::Matrix<double, kTriple, 1>;
  using Scalar = Eigen::AutoDiffScalar<Gradient>;
  std::array<Corners<Scalar>, 3> bodies;
  for (int c = 0; c < kTriple; ++c)
    bodies[c / kCoordinates][c % kCoordinates / 2][c % 2] = Scalar(x[at + c], kTriple, c);
  const double looser = at + kLumbosacralBodies * kCoordinates >= x.size() ? kLumbosacral : 1;
  for (const Deviation<Scalar>& d : Deviations(bodies[0], bodies[1], bodies[2], looser)) {
    const double value = d.value.value();
    const double weight = (d.of_heights ? heights_count : 1) / std::pow(1 + std::pow(value / robust, 2), 2);
    const Gradient& gradient = d.value.derivatives();
    normal.block<kTriple, kTriple>(at, at) += weight * gradient * gradient.transpose();
    right.segment<kTriple>(at) -= weight * value * gradient;
  }
}

}  // namespace

std::vector<Candidate> RegulariseSpine(const std::vector<Candidate>& bodies,
                                       const std::vector<CornerCovariances>& seen) {
  std::vector<Candidate> regular = bodies;
  const std::size_t n = bodies.size();
  if (n < 3) return regular;
  std::vector<double> depths;
  depths.reserve(n);
  for (const Candidate& body : bodies) depths.push_back(body.Depth());
  const double depth = UpperMedian(std::move(depths));

  const auto place = [](std::size_t i, int k) { return static_cast<Eigen::Index>(kCoordinates * i + 2 * k); };
  const Eigen::Index size = place(n, 0);
  Eigen::VectorXd sighted(size);
  Eigen::MatrixXd information = Eigen::MatrixXd::Zero(size, size);
  std::vector<double> sound(n);
  for (std::size_t i = 0; i < n; ++i) {
    sound[i] = Soundness(bodies, seen[i], i);
    for (int k = 0; k < 4; ++k) {
      sighted.segment<2>(place(i, k)) = bodies[i].corners[k] / depth;
      information.block<2, 2>(place(i, k), place(i, k)) = depth * depth * seen[i][k].inverse();
    }
  }
  Eigen::VectorXd x = sighted;
  for (int round = 0; round < kRounds; ++round) {
    Eigen::MatrixXd normal = information;
    Eigen::VectorXd right = information * (sighted - x);
    const double robust = std::max(kRobust, kRobustAtFirst / std::pow(2, round));
    for (std::size_t i = 0; i + 2 < n; ++i)
      AddTriple(x, place(i, 0), robust, sound[i] * sound[i + 1] * sound[i + 2], normal, right);
    x += normal.ldlt().solve(right);
  }
  if (!x.allFinite()) return regular;  // an endplate without length has no direction
  for (std::size_t i = 0; i < n; ++i)
    for (int k = 0; k < 4; ++k) regular[i].corners[k] = depth * x.segment<2>(place(i, k));
  return regular;
}

}  // namespace openvfa
