// Statistical shape of a vertebral body: mean and principal components of outline and six points together
// (Cootes et al., CVIU 1995;61:38), learned from simulated bodies.
#ifndef OPENVFA_SEGMENTATION_SHAPE_MODEL_H_
#define OPENVFA_SEGMENTATION_SHAPE_MODEL_H_

#include <Eigen/Core>
#include <Eigen/LU>
#include <array>
#include <iosfwd>
#include <vector>

namespace openvfa {

constexpr int kSidePoints = 16;                  // per side of the outline, corner included
constexpr int kOutlinePoints = 4 * kSidePoints;  // from SA along superior, posterior, inferior, anterior side
constexpr int kShapePoints = kOutlinePoints + 6;  // and SA, SM, SP, IA, IM, IP

// Points as columns: outline first, then the six points.
using Shape = Eigen::Matrix<double, 2, kShapePoints>;

// One thing seen about a shape: point `index` lies at `position` with `information` (inverse covariance).
struct ShapeObservation {
  int index;
  Eigen::Vector2d position;
  Eigen::Matrix2d information;
};

class ShapeModel {
 public:
  // Aligned shapes (ToFrame) in, model with `modes` components out. Throws InputError for too few shapes.
  static ShapeModel Learn(const std::vector<Shape>& shapes, int modes);
  // Text as written by Write. Throws ReadError.
  static ShapeModel Read(std::istream& in);
  void Write(std::ostream& out) const;

  int modes() const { return static_cast<int>(deviation_.size()); }
  Shape Mean() const;

  // Most probable shape given the observations: pose (loose prior about the frame) and components (their
  // own spread as prior) in one linear least-squares problem. Coordinates of the frame.
  Shape Fit(const std::vector<ShapeObservation>& observations) const;

 private:
  Eigen::VectorXd mean_;        // 2 * kShapePoints, x and y alternating
  Eigen::MatrixXd components_;  // columns, unit length
  Eigen::VectorXd deviation_;   // standard deviation along each
};

// Frame of a body: x from anterior to posterior, y from superior to inferior, unit = depth, origin at the
// mean of the corners (SA, SP, IA, IP).
struct ShapeFrame {
  Eigen::Matrix2d axes;  // columns: x and y axis times the depth
  Eigen::Vector2d origin;
  Eigen::Vector2d ToFrame(const Eigen::Vector2d& p) const { return axes.inverse() * (p - origin); }
  Eigen::Vector2d FromFrame(const Eigen::Vector2d& p) const { return axes * p + origin; }
};
ShapeFrame FrameOf(const std::array<Eigen::Vector2d, 4>& corners);

// 64 points of a closed outline in the model's order, starting at the outline point nearest SA.
std::vector<Eigen::Vector2d> ResampleOutline(const std::vector<Eigen::Vector2d>& outline,
                                             const std::array<Eigen::Vector2d, 4>& corners);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_SHAPE_MODEL_H_
