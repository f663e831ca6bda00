// Measurements of spines given by their heights alone.
#ifndef OPENVFA_TESTS_SCORING_MEASURED_SPINE_H_
#define OPENVFA_TESTS_SCORING_MEASURED_SPINE_H_

#include <vector>

#include "openvfa/scoring/genant.h"

namespace openvfa::testing {

struct Given {
  VertebralLevel level;
  HeightTriple heights;
};

inline VertebraMeasurement Measured(VertebralLevel level, const HeightTriple& heights, double height_sd = 0) {
  VertebraMeasurement m;
  m.level = level;
  m.heights_px = {{heights.anterior, height_sd}, {heights.middle, height_sd}, {heights.posterior, height_sd}};
  m.height_covariance_px2 = height_sd * height_sd * Eigen::Matrix3d::Identity();
  return m;
}

inline SpineMeasurements MeasuredSpine(const std::vector<Given>& bodies, double height_sd = 0) {
  SpineMeasurements spine;
  for (const Given& body : bodies) spine.vertebrae.push_back(Measured(body.level, body.heights, height_sd));
  return spine;
}

// T4..L4, all bodies with the same three heights.
inline SpineMeasurements UniformSpine(double height = 28, double height_sd = 0) {
  SpineMeasurements spine;
  for (int k = static_cast<int>(VertebralLevel::kT4); k <= static_cast<int>(VertebralLevel::kL4); ++k) {
    const auto level = static_cast<VertebralLevel>(k);
    if (IsIndexLevel(level)) spine.vertebrae.push_back(Measured(level, {height, height, height}, height_sd));
  }
  return spine;
}

inline std::size_t IndexOf(const SpineMeasurements& spine, VertebralLevel level) {
  std::size_t i = 0;
  while (spine.vertebrae.at(i).level != level) ++i;
  return i;
}

inline void SetHeights(SpineMeasurements& spine, VertebralLevel level, const HeightTriple& heights) {
  VertebraMeasurement& m = spine.vertebrae[IndexOf(spine, level)];
  m.heights_px.anterior.value = heights.anterior;
  m.heights_px.middle.value = heights.middle;
  m.heights_px.posterior.value = heights.posterior;
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_SCORING_MEASURED_SPINE_H_
