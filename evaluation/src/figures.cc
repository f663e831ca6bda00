#include "figures.h"

#include <cmath>
#include <set>
#include <utility>

#include "openvfa/evaluation/bootstrap.h"
#include "openvfa/evaluation/resample.h"

namespace openvfa {
namespace {

Statistic Blank(const Group& group, std::string measure, std::string name, std::string unit) {
  Statistic statistic;
  statistic.measure = std::move(measure);
  statistic.name = std::move(name);
  statistic.group_by = group.by;
  statistic.group = group.name;
  statistic.unit = std::move(unit);
  return statistic;
}

// With its interval from the draws, where there is a value.
template <typename OfDraw>
void Fill(const std::optional<double>& value, std::size_t draws, const OfDraw& of_draw, int clusters,
          Statistic& statistic) {
  if (!value || !std::isfinite(*value)) return;
  statistic.value = value;
  statistic.why.clear();
  // Drawn again and again one film, or one patient, is always itself: no interval rather than one of no
  // width.
  if (draws == 0 || clusters < 2) return;
  std::vector<double> figures;
  figures.reserve(draws);
  for (std::size_t i = 0; i < draws; ++i) {
    const std::optional<double> figure = of_draw(i);
    if (figure && std::isfinite(*figure)) figures.push_back(*figure);
  }
  statistic.interval = PercentileInterval(std::move(figures), draws);
}

}  // namespace

Draws MakeDraws(int clusters, int resamples, std::uint64_t seed) {
  Draws draws{.times = BootstrapDraws(clusters, resamples, seed), .weights = {resamples, clusters}};
  for (int i = 0; i < resamples; ++i) {
    for (int k = 0; k < clusters; ++k) draws.weights(i, k) = draws.times[i][k];
  }
  return draws;
}

SumFamily::SumFamily(Group group, std::string measure, int clusters, int columns)
    : group_(std::move(group)),
      measure_(std::move(measure)),
      sums_(Eigen::MatrixXd::Zero(clusters, columns)) {}

void SumFamily::Figure(std::string name, std::string unit, std::string why, Of of) {
  FigureOf(measure_, std::move(name), std::move(unit), std::move(why), std::move(of));
}

void SumFamily::FigureOf(std::string measure, std::string name, std::string unit, std::string why, Of of) {
  Statistic blank = Blank(group_, std::move(measure), std::move(name), std::move(unit));
  blank.why = std::move(why);
  entries_.push_back({std::move(blank), std::move(of)});
}

std::vector<Statistic> SumFamily::Compute(const Draws& draws) const {
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::RowVectorXd all = sums_.colwise().sum();
  const auto columns = static_cast<std::size_t>(sums_.cols());
  const auto clusters = static_cast<int>((sums_.array() != 0).rowwise().any().count());
  const RowMajor drawn =
      clusters < 2 ? RowMajor() : RowMajor(draws.weights * sums_);  // Fill draws from two on
  std::vector<Statistic> statistics;
  for (const Entry& entry : entries_) {
    Statistic statistic = entry.blank;
    statistic.count = count_;
    statistic.films = films_;
    Fill(
        entry.of({all.data(), columns}), draws.times.size(),
        [&](std::size_t i) {
          return entry.of({drawn.row(static_cast<Eigen::Index>(i)).data(), columns});
        },
        clusters, statistic);
    statistics.push_back(std::move(statistic));
  }
  return statistics;
}

SumFamily::Of QuotientOf(std::size_t numerator, std::size_t denominator) {
  return [=](std::span<const double> sums) -> std::optional<double> {
    if (!(sums[denominator] > 0)) return std::nullopt;
    return sums[numerator] / sums[denominator];
  };
}

SpreadFamily::SpreadFamily(Group group, std::string measure, std::string unit, std::string why)
    : group_(std::move(group)), measure_(std::move(measure)), unit_(std::move(unit)), why_(std::move(why)) {}

void SpreadFamily::Add(double value, int cluster) {
  values_.push_back(value);
  clusters_.push_back(cluster);
}

std::vector<Statistic> SpreadFamily::Compute(const Draws& draws) const {
  const SortedSample sample(values_, clusters_);
  const auto blank = [this](const char* name) {
    Statistic statistic = Blank(group_, measure_, name, unit_);
    statistic.why = why_;
    statistic.count = static_cast<int>(values_.size());
    statistic.films = films_;
    return statistic;
  };
  const auto clusters = static_cast<int>(std::set(clusters_.begin(), clusters_.end()).size());
  std::vector<Statistic> statistics;
  for (const auto& [name, p] : {std::pair("median", 0.5), std::pair("p90", 0.9)}) {
    statistics.push_back(blank(name));
    Fill(
        sample.Quantile(p), draws.times.size(),
        [&, p = p](std::size_t i) { return sample.Quantile(p, draws.times[i]); }, clusters,
        statistics.back());
  }
  SumFamily means(group_, measure_, static_cast<int>(draws.weights.cols()), 2);
  means.Count(films_, static_cast<int>(values_.size()));
  for (std::size_t i = 0; i < values_.size(); ++i) {
    means.At(clusters_[i], 0) += 1;
    means.At(clusters_[i], 1) += values_[i];
  }
  means.Figure("mean", unit_, why_, QuotientOf(1, 0));
  statistics.push_back(means.Compute(draws).front());
  return statistics;
}

RocFamily::RocFamily(Group group, std::string measure, std::string name, std::vector<ScoredCase> cases,
                     int films)
    : group_(std::move(group)),
      measure_(std::move(measure)),
      name_(std::move(name)),
      count_(static_cast<int>(cases.size())),
      films_(films),
      roc_(std::move(cases)) {}

std::vector<Statistic> RocFamily::Compute(const Draws& draws) const {
  Statistic statistic = Blank(group_, measure_, name_, "1");
  statistic.why = count_ == 0 ? "needs grades of the truth and height losses of the prediction"
                              : "needs bodies below and at or above the grade";
  statistic.count = count_;
  statistic.films = films_;
  Fill(
      roc_.Area(), draws.times.size(), [&](std::size_t i) { return roc_.Area(draws.times[i]); }, films_,
      statistic);
  return {statistic};
}

}  // namespace openvfa
