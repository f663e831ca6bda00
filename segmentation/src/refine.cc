#include "refine.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "embedded_models.h"

namespace openvfa {
namespace {

// As trained: segmentation/training/NETWORKS.md.
constexpr int kMask = 6;
constexpr int kBatch = 2;
// Patch pixels on each side of the peak over which the soft-argmax runs. Wide: on films of patients the heat
// of a corner that is hardly seen spreads over several places, and their mean errs less than the strongest of
// them.
constexpr int kWindow = 16;

using Affine = Eigen::Matrix<double, 2, 3>;

// Canonical frame: x from anterior to posterior, y from superior to inferior.
Affine PatchToFilm(const Candidate& body, bool anterior_right) {
  const BodyAxes axes = body.Axes(anterior_right);
  Affine affine;
  const double step = kPatchWidth * body.Depth() / kPatchSize;
  affine.col(0) = step * axes.posterior;
  affine.col(1) = step * axes.caudal;
  affine.col(2) = body.Centre() - (affine.leftCols<2>() * Eigen::Vector2d::Constant((kPatchSize - 1) / 2.0));
  return affine;
}

Eigen::Vector2d Apply(const Affine& affine, const Eigen::Vector2d& p) {
  return affine.leftCols<2>() * p + affine.col(2);
}

// The film under the patch; a film finer than the patch is area-averaged by a whole factor first.
cv::Mat Cut(const cv::Mat& film, const Affine& affine) {
  const double step = std::sqrt(std::abs(affine.leftCols<2>().determinant()));
  const int factor = step >= 1.5 ? std::max(1, static_cast<int>(std::lround(step))) : 1;
  Eigen::Vector2d low(1e9, 1e9), high(-1e9, -1e9);
  for (int k = 0; k < 4; ++k) {
    const Eigen::Vector2d p = Apply(affine, {k % 2 ? kPatchSize - 1.0 : 0.0, k / 2 ? kPatchSize - 1.0 : 0.0});
    low = low.cwiseMin(p), high = high.cwiseMax(p);
  }
  const auto origin = [&](double v, int limit) {
    const int at = std::clamp(static_cast<int>(std::floor(v)) - 2 * factor, 0, limit - 1);
    return at - at % factor;
  };
  const int x0 = origin(low.x(), film.cols), y0 = origin(low.y(), film.rows);
  const int x1 = std::clamp(static_cast<int>(std::ceil(high.x())) + 2 * factor + 1, x0 + 1, film.cols);
  const int y1 = std::clamp(static_cast<int>(std::ceil(high.y())) + 2 * factor + 1, y0 + 1, film.rows);
  cv::Mat region = film(cv::Rect(x0, y0, x1 - x0, y1 - y0));
  if (factor > 1) {
    const cv::Size size(std::max(1, region.cols / factor), std::max(1, region.rows / factor));
    const cv::Rect whole(0, 0, std::min(region.cols, size.width * factor),
                         std::min(region.rows, size.height * factor));
    cv::Mat small;
    cv::resize(region(whole), small, size, 0, 0, cv::INTER_AREA);
    region = small;
  }
  const Eigen::Vector2d shift = ((affine.col(2) - Eigen::Vector2d(x0, y0)).array() + 0.5).matrix() / factor -
                                Eigen::Vector2d::Constant(0.5);
  const cv::Mat local = (cv::Mat_<double>(2, 3) << affine(0, 0) / factor, affine(0, 1) / factor, shift.x(),
                         affine(1, 0) / factor, affine(1, 1) / factor, shift.y());
  cv::Mat patch;
  cv::warpAffine(region, patch, local, {kPatchSize, kPatchSize}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return patch;
}

cv::Mat Normalised(const cv::Mat& patch) {
  cv::Scalar mean, deviation;
  cv::meanStdDev(patch, mean, deviation);
  return cv::min(cv::max((patch - mean[0]) / std::max(deviation[0], 1e-6), -3), 3) / 3;
}

struct Spot {
  Eigen::Vector2d position;
  Eigen::Matrix2d spread;
};

// Expectation and spread of the softmax within a window about its peak (patch pixels).
Spot SoftArgmax(const cv::Mat& logits) {
  double top = 0;
  cv::Point peak;
  cv::minMaxLoc(logits, nullptr, &top, nullptr, &peak);
  double total = 0;
  Eigen::Vector2d sum = Eigen::Vector2d::Zero();
  Eigen::Matrix2d square = Eigen::Matrix2d::Zero();
  for (int y = std::max(0, peak.y - kWindow); y <= std::min(kPatchSize - 1, peak.y + kWindow); ++y)
    for (int x = std::max(0, peak.x - kWindow); x <= std::min(kPatchSize - 1, peak.x + kWindow); ++x) {
      const double w = std::exp(logits.at<float>(y, x) - top);
      const Eigen::Vector2d p(x, y);
      total += w;
      sum += w * p;
      square += w * p * p.transpose();
    }
  const Eigen::Vector2d mean = sum / total;
  return {mean, square / total - mean * mean.transpose()};
}

RefinedBody Read(const cv::Mat& maps, const cv::Mat& valid, int i, const Affine& affine) {
  RefinedBody body;
  body.px_from_patch = affine;
  const Eigen::Matrix2d linear = affine.leftCols<2>();
  for (int k = 0; k < 6; ++k) {
    const cv::Mat logits(kPatchSize, kPatchSize, CV_32F, const_cast<float*>(maps.ptr<float>(i, k)));
    const Spot spot = SoftArgmax(logits);
    body.points[k] = Apply(affine, spot.position);
    body.covariance[k] = linear * spot.spread * linear.transpose();
  }
  cv::Mat mask(kPatchSize, kPatchSize, CV_32F, const_cast<float*>(maps.ptr<float>(i, kMask)));
  cv::exp(-mask, body.mask);
  body.mask = 1 / (1 + body.mask);
  body.validity = 1 / (1 + std::exp(-valid.at<float>(i, 0)));
  return body;
}

}  // namespace

Refiner::Refiner() {
  const auto bytes = RefineNetworkBytes();
  net_ = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::vector<RefinedBody> Refiner::Refine(const cv::Mat& film, const std::vector<Candidate>& bodies,
                                         bool anterior_right) {
  std::vector<RefinedBody> refined;
  for (std::size_t first = 0; first < bodies.size(); first += kBatch) {
    const int count = static_cast<int>(std::min<std::size_t>(kBatch, bodies.size() - first));
    std::vector<Affine> frames;
    // Always a full batch: OpenCV sets its buffers up anew whenever the shape changes.
    const int shape[] = {kBatch, 1, kPatchSize, kPatchSize};
    cv::Mat blob(4, shape, CV_32F, cv::Scalar(0));
    for (int i = 0; i < count; ++i) {
      frames.push_back(PatchToFilm(bodies[first + i], anterior_right));
      Normalised(Cut(film, frames.back()))
          .copyTo(cv::Mat(kPatchSize, kPatchSize, CV_32F, blob.ptr<float>(i, 0)));
    }
    net_.setInput(blob);
    std::vector<cv::Mat> out;
    net_.forward(out, std::vector<std::string>{"maps", "valid"});
    for (int i = 0; i < count; ++i) refined.push_back(Read(out[0], out[1], i, frames[i]));
  }
  return refined;
}

std::array<Point, 4> PointsByCorner(bool anterior_right) {
  return anterior_right ? std::array{kSP, kSA, kIP, kIA} : std::array{kSA, kSP, kIA, kIP};
}

Candidate WithCorners(const Candidate& candidate, const RefinedBody& r, bool anterior_right) {
  const std::array<Point, 4> points = PointsByCorner(anterior_right);
  Candidate c = candidate;
  for (std::size_t k = 0; k < points.size(); ++k) c.corners[k] = r.points[points[k]];
  return c;
}

}  // namespace openvfa
