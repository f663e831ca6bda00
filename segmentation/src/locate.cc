#include "locate.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "embedded_models.h"
#include "film.h"
#include "network_input.h"

namespace openvfa {
namespace {

// As trained: segmentation/training/NETWORKS.md.
constexpr double kMmPerPx = 1.2;
constexpr double kOffsetUnit = 10;    // output pixels
constexpr float kLeastScore = 0.12f;  // far below what is kept: the chain decides
enum Channel { kMask, kCentre, kSacrum, kOffsets, kSide = 11, kLevels = 12 };

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// The network's output, addressed by channel.
class Maps {
 public:
  explicit Maps(const cv::Mat& output) : output_(output) {}
  int rows() const { return output_.size[2]; }
  int columns() const { return output_.size[3]; }
  float At(int channel, int y, int x) const { return output_.ptr<float>(0, channel)[y * columns() + x]; }
  bool IsPeak(int channel, int y, int x, float least_logit) const {
    const float value = At(channel, y, x);
    if (value < least_logit) return false;
    for (int dy = -2; dy <= 2; ++dy)
      for (int dx = -2; dx <= 2; ++dx) {
        const int v = y + dy, u = x + dx;
        if (v >= 0 && v < rows() && u >= 0 && u < columns() && At(channel, v, u) > value) return false;
      }
    return true;
  }

 private:
  const cv::Mat& output_;
};

// Corners (output pixels), side and level, averaged over the peak's neighbourhood, weighted by the heat.
Candidate ReadPeak(const Maps& maps, int y, int x) {
  Candidate c;
  for (Eigen::Vector2d& corner : c.corners) corner.setZero();
  c.score = Sigmoid(maps.At(kCentre, y, x));
  double total = 0;
  for (int v = std::max(0, y - 1); v <= std::min(maps.rows() - 1, y + 1); ++v)
    for (int u = std::max(0, x - 1); u <= std::min(maps.columns() - 1, x + 1); ++u) {
      const double w = Sigmoid(maps.At(kCentre, v, u));
      total += w;
      for (int k = 0; k < 4; ++k)
        c.corners[k] += w * Eigen::Vector2d(u + kOffsetUnit * maps.At(kOffsets + 2 * k, v, u),
                                            v + kOffsetUnit * maps.At(kOffsets + 2 * k + 1, v, u));
      c.right_logit += w * maps.At(kSide, v, u);
      double sum = 0;
      std::array<double, kLevelClasses> e{};
      for (int k = 0; k < kLevelClasses; ++k)
        sum += e[k] = std::exp(std::min(maps.At(kLevels + k, v, u), 40.0f));
      for (int k = 0; k < kLevelClasses; ++k) c.level[k] += w * e[k] / sum;
    }
  for (Eigen::Vector2d& corner : c.corners) corner /= total;
  c.right_logit /= total;
  for (double& p : c.level) p /= total;
  return c;
}

// The film lies flipped before the network: undo it.
void Flip(Candidate& c, double columns) {
  for (Eigen::Vector2d& corner : c.corners) corner.x() = columns - 1 - corner.x();
  std::swap(c.corners[kSuperiorLeft], c.corners[kSuperiorRight]);
  std::swap(c.corners[kInferiorLeft], c.corners[kInferiorRight]);
  c.right_logit = -c.right_logit;
}

}  // namespace

Locator::Locator() {
  const auto bytes = LocateNetworkBytes();
  net_ = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Candidates Locator::Find(const cv::Mat& film, double mm_per_px, bool mirrored) {
  if (IsTooLong(film, mm_per_px)) return {};
  const ScaledFilm scaled = Resample(film, mm_per_px, kMmPerPx);
  cv::Mat seen = scaled.pixels;
  if (mirrored) cv::flip(scaled.pixels, seen, 1);
  net_.setInput(Blob(InputChannels(seen)));
  const cv::Mat output = net_.forward();
  const Maps maps(output);
  const float least = static_cast<float>(std::log(kLeastScore / (1 - kLeastScore)));
  Candidates found;
  const auto to_film = [&](const Eigen::Vector2d& out) {
    return scaled.ToFilm(Eigen::Vector2d(2 * out.array() + 0.5));
  };
  for (int y = 0; 2 * y < seen.rows; ++y)
    for (int x = 0; 2 * x < seen.cols; ++x) {
      if (maps.IsPeak(kCentre, y, x, least)) {
        Candidate c = ReadPeak(maps, y, x);
        for (Eigen::Vector2d& corner : c.corners) corner = to_film(corner);
        if (mirrored) Flip(c, film.cols);
        found.bodies.push_back(c);
      }
      if (maps.IsPeak(kSacrum, y, x, least)) {
        Candidate s;
        s.score = Sigmoid(maps.At(kSacrum, y, x));
        s.corners.fill(to_film(Eigen::Vector2d(x, y)));
        if (mirrored) Flip(s, film.cols);
        found.sacra.push_back(s);
      }
    }
  return found;
}

}  // namespace openvfa
