// Grey-value gradient around one body, for edges along outline normals.
#ifndef OPENVFA_SEGMENTATION_EDGE_FIELD_H_
#define OPENVFA_SEGMENTATION_EDGE_FIELD_H_

#include <Eigen/Core>
#include <opencv2/core.hpp>
#include <optional>

namespace openvfa {

class EdgeField {
 public:
  // Gradient of the film smoothed by a Gaussian of sigma_px (ITK, recursive: Deriche 1993), over the square
  // of half side radius_px about centre.
  EdgeField(const cv::Mat& film, const Eigen::Vector2d& centre, double radius_px, double sigma_px);

  // Bilinear; absent outside.
  std::optional<Eigen::Vector2d> At(const Eigen::Vector2d& film_px) const;
  // Root mean square of the gradient's length over the field.
  double Typical() const { return typical_; }

 private:
  cv::Mat gradient_;  // CV_32FC2
  Eigen::Vector2d origin_;
  double typical_ = 0;
};

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_EDGE_FIELD_H_
