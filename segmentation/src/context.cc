#include "context.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "chain.h"
#include "embedded_models.h"
#include "film.h"
#include "median.h"
#include "network_input.h"

namespace openvfa {
namespace {

constexpr double kTypicalDepth_mm = 34;  // median of the bodies the networks were trained on
// As trained: segmentation/training/NETWORKS.md.
constexpr double kMmPerPx = 1.8;
constexpr std::array kGrid = {0.15, 0.325, 0.5, 0.675, 0.85};  // places within a body, across and along
constexpr int kMask = kLevelClasses, kMasks = 3, kSacrumMask = kMask + 2;

// Logarithms of the softmax over `count` channels from `first` on at one pixel.
template <std::size_t N>
std::array<double, N> LogSoftmax(const cv::Mat& output, int first, int y, int x) {
  std::array<double, N> v{};
  for (std::size_t k = 0; k < N; ++k)
    v[k] = output.ptr<float>(0, first + static_cast<int>(k))[y * output.size[3] + x];
  const double top = *std::max_element(v.begin(), v.end());
  double sum = 0;
  for (const double a : v) sum += std::exp(a - top);
  for (double& a : v) a -= top + std::log(sum);
  return v;
}

// Means over a grid within the body.
PlaceContext ReadBody(const cv::Mat& output, const ScaledFilm& scaled, const Candidate& body, bool mirrored) {
  PlaceContext read;
  const double share = 1.0 / (kGrid.size() * kGrid.size());
  for (const double u : kGrid)
    for (const double v : kGrid) {
      const Eigen::Vector2d top = (1 - u) * body.corners[kSuperiorLeft] + u * body.corners[kSuperiorRight];
      const Eigen::Vector2d bottom = (1 - u) * body.corners[kInferiorLeft] + u * body.corners[kInferiorRight];
      const Eigen::Array2d film = (1 - v) * top + v * bottom;
      Eigen::Array2d in = (film + 0.5) / scaled.px_from_scaled.array() - 0.5;
      if (mirrored) in.x() = scaled.pixels.cols - 1 - in.x();
      const Eigen::Array2d out = (in - 0.5) / 2;
      const int x = std::clamp(static_cast<int>(std::lround(out.x())), 0, output.size[3] - 1);
      const int y = std::clamp(static_cast<int>(std::lround(out.y())), 0, output.size[2] - 1);
      const auto level = LogSoftmax<kLevelClasses>(output, 0, y, x);
      for (int k = 0; k < kLevelClasses; ++k) read.level[k] += share * level[k];
      read.sacrum += share * std::exp(LogSoftmax<kMasks>(output, kMask, y, x)[kSacrumMask - kMask]);
    }
  return read;
}

// Both looks; the mean of logarithms is normalised again.
PlaceContext Average(const PlaceContext& a, const PlaceContext& b) {
  PlaceContext m;
  double sum = 0;
  for (int k = 0; k < kLevelClasses; ++k) sum += std::exp(m.level[k] = (a.level[k] + b.level[k]) / 2);
  for (double& l : m.level) l -= std::log(sum);
  m.sacrum = (a.sacrum + b.sacrum) / 2;
  return m;
}

}  // namespace

// From the lower part of the chain, where bodies are thoracic or lumbar even if the neck is seen.
double MmPerPxFromDepth(const std::vector<Candidate>& bodies) {
  std::vector<double> depths;
  for (std::size_t i = bodies.size() * 2 / 5; i < bodies.size(); ++i) depths.push_back(bodies[i].Depth());
  return kTypicalDepth_mm / UpperMedian(std::move(depths));
}

ContextReader::ContextReader() {
  const auto bytes = ContextNetworkBytes();
  net_ = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

SpineContext ContextReader::Read(const cv::Mat& film, double mm_per_px,
                                 const std::vector<Candidate>& bodies) {
  if (IsTooLong(film, mm_per_px)) return {};
  const ScaledFilm scaled = Resample(film, mm_per_px, kMmPerPx);
  std::vector<Candidate> places = bodies;
  places.push_back(Continue(bodies, true));
  std::array<std::vector<PlaceContext>, 2> looks;
  for (const bool mirrored : {false, true}) {
    cv::Mat seen = scaled.pixels;
    if (mirrored) cv::flip(scaled.pixels, seen, 1);
    net_.setInput(Blob(InputChannels(seen)));
    const cv::Mat output = net_.forward();
    for (const Candidate& place : places)
      looks[mirrored].push_back(ReadBody(output, scaled, place, mirrored));
  }
  SpineContext context;
  for (std::size_t i = 0; i < bodies.size(); ++i) context.bodies.push_back(Average(looks[0][i], looks[1][i]));
  if (!LeavesFilm(places.back().Centre(), film)) context.below = Average(looks[0].back(), looks[1].back());
  return context;
}

}  // namespace openvfa
