#include "grade_probability.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <random>

#include "genant_rule.h"

namespace openvfa {
namespace {

// S with S S' = covariance; LDLT because heights known exactly make it singular.
Eigen::Matrix3d SquareRoot(const Eigen::Matrix3d& covariance) {
  const Eigen::LDLT<Eigen::Matrix3d> ldlt(covariance);
  const Eigen::Matrix3d lower = ldlt.matrixL();
  const Eigen::Vector3d diagonal = ldlt.vectorD().cwiseMax(0).cwiseSqrt();
  return ldlt.transpositionsP().transpose() * (lower * diagonal.asDiagonal());
}

}  // namespace

std::array<double, 4> GradeProbability(const HeightTriple& heights, const Eigen::Matrix3d& covariance,
                                       const std::optional<Estimate>& hp_reference,
                                       const GenantOptions& options, std::uint32_t stream) {
  std::seed_seq seed{static_cast<std::uint32_t>(options.seed), static_cast<std::uint32_t>(options.seed >> 32),
                     stream};
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  const Eigen::Matrix3d root = SquareRoot(covariance);
  const Eigen::Vector3d mean(heights.anterior, heights.middle, heights.posterior);
  // A draw far in the tail must stay a height.
  const double least = 1e-3 * heights.posterior;
  std::array<int, 4> count{};
  for (int i = 0; i < options.samples; ++i) {
    Eigen::Vector3d z;
    for (double& value : z) value = normal(random);
    const Eigen::Vector3d draw = (mean + root * z).cwiseMax(least);
    std::optional<double> reference;
    if (hp_reference) reference = std::max(least, hp_reference->value + hp_reference->sd * normal(random));
    ++count[ApplyRule({draw[0], draw[1], draw[2]}, reference, options).grade];
  }
  std::array<double, 4> probability{};
  for (std::size_t g = 0; g < 4; ++g) probability[g] = static_cast<double>(count[g]) / options.samples;
  return probability;
}

}  // namespace openvfa
