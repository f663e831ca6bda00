#include "edge_field.h"

#include <itkGradientRecursiveGaussianImageFilter.h>
#include <itkImage.h>

#include <algorithm>
#include <cmath>

namespace openvfa {

EdgeField::EdgeField(const cv::Mat& film, const Eigen::Vector2d& centre, double radius_px, double sigma_px) {
  const double margin = radius_px + 3 * sigma_px + 4;
  const cv::Rect wanted(static_cast<int>(centre.x() - margin), static_cast<int>(centre.y() - margin),
                        static_cast<int>(2 * margin), static_cast<int>(2 * margin));
  const cv::Rect box = wanted & cv::Rect(0, 0, film.cols, film.rows);
  origin_ = {box.x, box.y};
  if (box.width < 8 || box.height < 8) return;  // the recursive filter needs a few samples
  using Image = itk::Image<float, 2>;
  using Filter = itk::GradientRecursiveGaussianImageFilter<Image>;
  auto image = Image::New();
  image->SetRegions(Image::SizeType{
      {static_cast<itk::SizeValueType>(box.width), static_cast<itk::SizeValueType>(box.height)}});
  image->Allocate();
  for (int y = 0; y < box.height; ++y)
    std::copy_n(film.ptr<float>(box.y + y) + box.x, box.width,
                image->GetBufferPointer() + static_cast<std::ptrdiff_t>(y) * box.width);
  auto filter = Filter::New();
  filter->SetInput(image);
  filter->SetSigma(sigma_px);
  filter->SetNumberOfWorkUnits(1);
  filter->Update();
  gradient_.create(box.height, box.width, CV_32FC2);
  const auto* values = filter->GetOutput()->GetBufferPointer();
  double sum = 0;
  for (int i = 0; i < box.width * box.height; ++i) {
    const cv::Vec2f g(static_cast<float>(values[i][0]), static_cast<float>(values[i][1]));
    gradient_.at<cv::Vec2f>(i / box.width, i % box.width) = g;
    sum += g.dot(g);
  }
  typical_ = std::sqrt(sum / (box.width * box.height));
}

std::optional<Eigen::Vector2d> EdgeField::At(const Eigen::Vector2d& film_px) const {
  const Eigen::Vector2d p = film_px - origin_;
  const int x = static_cast<int>(std::floor(p.x())), y = static_cast<int>(std::floor(p.y()));
  if (x < 0 || y < 0 || x + 1 >= gradient_.cols || y + 1 >= gradient_.rows) return std::nullopt;
  const float tx = static_cast<float>(p.x() - x), ty = static_cast<float>(p.y() - y);
  const cv::Vec2f g =
      (1 - ty) * ((1 - tx) * gradient_.at<cv::Vec2f>(y, x) + tx * gradient_.at<cv::Vec2f>(y, x + 1)) +
      ty * ((1 - tx) * gradient_.at<cv::Vec2f>(y + 1, x) + tx * gradient_.at<cv::Vec2f>(y + 1, x + 1));
  return Eigen::Vector2d(g[0], g[1]);
}

}  // namespace openvfa
