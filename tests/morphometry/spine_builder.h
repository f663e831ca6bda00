// Spines of known shape, drawn point by point.
#ifndef OPENVFA_TESTS_MORPHOMETRY_SPINE_BUILDER_H_
#define OPENVFA_TESTS_MORPHOMETRY_SPINE_BUILDER_H_

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa::testing {

inline std::array<Landmark*, 6> PointsOf(VertebralBody& body) {
  SixPoints& p = body.points;
  return {&p.superior_anterior, &p.superior_middle, &p.superior_posterior,
          &p.inferior_anterior, &p.inferior_middle, &p.inferior_posterior};
}

// The polygon through the six points.
inline std::vector<Eigen::Vector2d> HexagonOf(const SixPoints& p) {
  return {p.superior_anterior.position_px,  p.superior_middle.position_px, p.superior_posterior.position_px,
          p.inferior_posterior.position_px, p.inferior_middle.position_px, p.inferior_anterior.position_px};
}

// Anterior to the left; the anterior and posterior walls are upright, `depth` apart, symmetric about y = 0.
inline VertebralBody MakeBody(VertebralLevel level, double anterior, double middle, double posterior,
                              double depth, double landmark_sd = 0) {
  VertebralBody body;
  body.level = level;
  body.level_probability = 1;
  SixPoints& p = body.points;
  p.superior_anterior.position_px = {-depth / 2, -anterior / 2};
  p.inferior_anterior.position_px = {-depth / 2, anterior / 2};
  p.superior_middle.position_px = {0, -middle / 2};
  p.inferior_middle.position_px = {0, middle / 2};
  p.superior_posterior.position_px = {depth / 2, -posterior / 2};
  p.inferior_posterior.position_px = {depth / 2, posterior / 2};
  for (Landmark* point : PointsOf(body))
    point->covariance_px2 = landmark_sd * landmark_sd * Eigen::Matrix2d::Identity();
  body.outline_px = HexagonOf(p);
  return body;
}

// An isosceles trapezium: walls of the given heights, endplates at `angle_deg` to each other.
inline VertebralBody MakeTrapezium(VertebralLevel level, double anterior, double posterior,
                                   double angle_deg) {
  const double half = angle_deg / 2 * std::numbers::pi / 180;
  return MakeBody(level, anterior, (anterior + posterior) / 2, posterior,
                  (posterior - anterior) / (2 * std::tan(half)));
}

// Moves every point by x -> linear * x + offset, and the covariances along.
inline void Move(VertebralBody& body, const Eigen::Matrix2d& linear,
                 const Eigen::Vector2d& offset = Eigen::Vector2d::Zero()) {
  for (Landmark* point : PointsOf(body)) {
    point->position_px = linear * point->position_px + offset;
    point->covariance_px2 = linear * point->covariance_px2 * linear.transpose();
  }
  for (Eigen::Vector2d& point : body.outline_px) point = linear * point + offset;
}

inline Eigen::Matrix2d Rotation(double degrees) {
  return Eigen::Rotation2Dd(degrees * std::numbers::pi / 180).toRotationMatrix();
}

// T4 to L5 (and S1) along a kyphotic thoracic and a lordotic lumbar curve, with wedges and dishes on the way.
inline SpineOutlines MakeSpine(bool with_sacrum = true, double landmark_sd = 0.5) {
  SpineOutlines spine;
  int i = 0;
  for (int k = static_cast<int>(VertebralLevel::kT4); k <= static_cast<int>(VertebralLevel::kS1); ++k) {
    const auto level = static_cast<VertebralLevel>(k);
    if (level == VertebralLevel::kT13 || level == VertebralLevel::kL6) continue;
    if (level == VertebralLevel::kS1 && !with_sacrum) continue;
    VertebralBody body = MakeBody(level, 40 + i, 38 + i, 43 + i - (i % 3), 60 + i, landmark_sd);
    const double tilt = level <= VertebralLevel::kT12 ? -20 + 5.0 * i : 25 - 9.0 * (i - 9);
    Move(body, Rotation(tilt), Eigen::Vector2d(200 + 3 * i, 60 + 55 * i));
    spine.bodies.push_back(body);
    ++i;
  }
  return spine;
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_MORPHOMETRY_SPINE_BUILDER_H_
