// Figures with their bootstrap intervals, made from what each cluster (film, or patient of several films)
// adds to sums, so that a draw costs a product of matrices and no walk over bodies.
#ifndef OPENVFA_EVALUATION_SRC_FIGURES_H_
#define OPENVFA_EVALUATION_SRC_FIGURES_H_

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "openvfa/evaluation/roc.h"
#include "openvfa/evaluation/statistic.h"

namespace openvfa {

struct Draws {
  std::vector<std::vector<int>> times;  // resamples x clusters
  Eigen::MatrixXd weights;              // the same
};
Draws MakeDraws(int clusters, int resamples, std::uint64_t seed);

struct Group {
  std::string by = "all", name = "all";
};

// Several figures of one group over the same numbers.
class Family {
 public:
  virtual ~Family() = default;
  // Each figure over all clusters and, where there are draws, its interval.
  virtual std::vector<Statistic> Compute(const Draws& draws) const = 0;
};

// Figures of sums: columns of numbers that add over clusters.
class SumFamily : public Family {
 public:
  using Of = std::function<std::optional<double>(std::span<const double> sums)>;

  SumFamily(Group group, std::string measure, int clusters, int columns);

  double& At(int cluster, int column) { return sums_(cluster, column); }
  // What the figures are made of, for Statistic::count and films.
  void Count(int films, int count) { films_ = films, count_ = count; }
  // `why`: said where the figure has no value.
  void Figure(std::string name, std::string unit, std::string why, Of of);
  // One that belongs to another measure over the same sums.
  void FigureOf(std::string measure, std::string name, std::string unit, std::string why, Of of);

  std::vector<Statistic> Compute(const Draws& draws) const override;

 private:
  struct Entry {
    Statistic blank;
    Of of;
  };
  Group group_;
  std::string measure_;
  Eigen::MatrixXd sums_;  // clusters x columns
  int films_ = 0, count_ = 0;
  std::vector<Entry> entries_;
};

// Sum of one column / sum of another, where that is above 0.
SumFamily::Of QuotientOf(std::size_t numerator, std::size_t denominator);

// Median, mean and 90th percentile of values.
class SpreadFamily : public Family {
 public:
  SpreadFamily(Group group, std::string measure, std::string unit, std::string why);
  void Add(double value, int cluster);
  void Films(int films) { films_ = films; }
  std::vector<Statistic> Compute(const Draws& draws) const override;

 private:
  Group group_;
  std::string measure_, unit_, why_;
  int films_ = 0;
  std::vector<double> values_;
  std::vector<int> clusters_;
};

// Area under the ROC curve of a score.
class RocFamily : public Family {
 public:
  RocFamily(Group group, std::string measure, std::string name, std::vector<ScoredCase> cases, int films);
  std::vector<Statistic> Compute(const Draws& draws) const override;

 private:
  Group group_;
  std::string measure_, name_;
  int count_, films_;
  RocAnalysis roc_;
};

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_FIGURES_H_
