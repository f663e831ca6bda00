#include "shape_model.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <istream>
#include <limits>
#include <ostream>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

constexpr int kDimensions = 2 * kShapePoints;
// Prior of the pose about the frame, in depths and radians: loose, the observations decide.
constexpr double kShiftSd = 0.2, kTurnSd = 0.2, kScaleSd = 0.2;

// Shift in x and y, turn and growth of the mean shape, as columns.
MatrixXd PoseModes(const VectorXd& mean) {
  MatrixXd modes(kDimensions, 4);
  for (int i = 0; i < kShapePoints; ++i) {
    const Vector2d p = mean.segment<2>(2 * i);
    modes.block<2, 4>(2 * i, 0) << kShiftSd, 0, -kTurnSd * p.y(), kScaleSd * p.x(), 0, kShiftSd,
        kTurnSd * p.x(), kScaleSd * p.y();
  }
  return modes;
}

}  // namespace

ShapeModel ShapeModel::Learn(const std::vector<Shape>& shapes, int modes) {
  if (static_cast<int>(shapes.size()) <= modes)
    throw InputError("a shape model needs more shapes than components");
  ShapeModel model;
  model.mean_ = VectorXd::Zero(kDimensions);
  for (const Shape& s : shapes) model.mean_ += s.reshaped();
  model.mean_ /= static_cast<double>(shapes.size());
  MatrixXd covariance = MatrixXd::Zero(kDimensions, kDimensions);
  for (const Shape& s : shapes) {
    const VectorXd d = s.reshaped() - model.mean_;
    covariance += d * d.transpose();
  }
  covariance /= static_cast<double>(shapes.size() - 1);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(covariance);
  model.components_ = solver.eigenvectors().rightCols(modes).rowwise().reverse();
  model.deviation_ = solver.eigenvalues().tail(modes).reverse().cwiseMax(0).cwiseSqrt();
  return model;
}

ShapeModel ShapeModel::Read(std::istream& in) {
  int dimensions = 0, modes = 0;
  in >> dimensions >> modes;
  if (!in || dimensions != kDimensions || modes < 1 || modes > kDimensions)
    throw ReadError("the shape model does not fit this program");
  ShapeModel model;
  model.mean_.resize(dimensions);
  model.deviation_.resize(modes);
  model.components_.resize(dimensions, modes);
  for (double& v : model.mean_) in >> v;
  for (double& v : model.deviation_) in >> v;
  for (int m = 0; m < modes; ++m)
    for (int i = 0; i < dimensions; ++i) in >> model.components_(i, m);
  if (!in) throw ReadError("the shape model is truncated");
  return model;
}

void ShapeModel::Write(std::ostream& out) const {
  out.precision(6);
  out << kDimensions << ' ' << modes() << '\n' << mean_.transpose() << '\n' << deviation_.transpose() << '\n';
  for (int m = 0; m < modes(); ++m) out << components_.col(m).transpose() << '\n';
}

Shape ShapeModel::Mean() const { return mean_.reshaped(2, kShapePoints); }

Shape ShapeModel::Fit(const std::vector<ShapeObservation>& observations) const {
  MatrixXd basis(kDimensions, 4 + modes());
  basis << PoseModes(mean_), components_ * deviation_.asDiagonal();
  const int n = static_cast<int>(basis.cols());
  // Unit prior on every coefficient: the columns carry the spreads.
  MatrixXd normal = MatrixXd::Identity(n, n);
  VectorXd right = VectorXd::Zero(n);
  for (const ShapeObservation& o : observations) {
    const auto rows = basis.middleRows<2>(2 * o.index);
    const Vector2d d = o.position - mean_.segment<2>(2 * o.index);
    normal += rows.transpose() * o.information * rows;
    right += rows.transpose() * o.information * d;
  }
  const VectorXd fitted = mean_ + basis * normal.llt().solve(right);
  return fitted.reshaped(2, kShapePoints);
}

ShapeFrame FrameOf(const std::array<Vector2d, 4>& c) {
  const Vector2d across = (c[1] - c[0]) + (c[3] - c[2]);
  const double depth = ((c[1] - c[0]).norm() + (c[3] - c[2]).norm()) / 2;
  const Vector2d x = across.normalized();
  Vector2d y(-x.y(), x.x());
  if (y.dot(c[2] + c[3] - c[0] - c[1]) < 0) y = -y;
  ShapeFrame frame;
  frame.axes << depth * x, depth * y;
  frame.origin = (c[0] + c[1] + c[2] + c[3]) / 4;
  return frame;
}

std::vector<Vector2d> ResampleOutline(const std::vector<Vector2d>& outline,
                                      const std::array<Vector2d, 4>& corners) {
  const int n = static_cast<int>(outline.size());
  const auto nearest = [&](const Vector2d& p) {
    return static_cast<int>(std::min_element(outline.begin(), outline.end(),
                                             [&](const Vector2d& a, const Vector2d& b) {
                                               return (a - p).squaredNorm() < (b - p).squaredNorm();
                                             }) -
                            outline.begin());
  };
  const int at[] = {nearest(corners[0]), nearest(corners[1]), nearest(corners[3]), nearest(corners[2])};
  // Walk the way that meets SP before IP.
  const auto ahead = [&](int from, int to) { return ((to - from) % n + n) % n; };
  const int way = ahead(at[0], at[1]) < ahead(at[0], at[2]) ? 1 : -1;
  std::vector<Vector2d> points;
  for (int side = 0; side < 4; ++side) {
    std::vector<Vector2d> path;
    for (int i = at[side];; i = (i + way + n) % n) {
      path.push_back(outline[i]);
      if (i == at[(side + 1) % 4]) break;
    }
    std::vector<double> length(path.size(), 0.0);
    for (std::size_t i = 1; i < path.size(); ++i) length[i] = length[i - 1] + (path[i] - path[i - 1]).norm();
    for (int k = 0; k < kSidePoints; ++k) {
      const double target = length.back() * k / kSidePoints;
      const std::size_t i = std::min<std::size_t>(
          path.size() - 1, std::upper_bound(length.begin(), length.end(), target) - length.begin());
      const double span = i > 0 ? length[i] - length[i - 1] : 0;
      points.push_back(span > 0
                           ? Vector2d(path[i - 1] + (target - length[i - 1]) / span * (path[i] - path[i - 1]))
                           : path[i]);
    }
  }
  return points;
}

}  // namespace openvfa
