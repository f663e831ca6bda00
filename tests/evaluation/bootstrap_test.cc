#include "openvfa/evaluation/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "openvfa/evaluation/agreement.h"
#include "openvfa/evaluation/resample.h"

namespace openvfa {
namespace {

// 95 % interval of the mean over all films.
std::optional<Interval> IntervalOfMean(const std::vector<DifferenceSums>& films, int resamples,
                                       std::uint64_t seed) {
  std::vector<double> means;
  for (const auto& times : BootstrapDraws(static_cast<int>(films.size()), resamples, seed)) {
    DifferenceSums total;
    for (std::size_t i = 0; i < films.size(); ++i) total.Add(films[i], times[i]);
    if (const auto mean = Mean(total)) means.push_back(*mean);
  }
  return PercentileInterval(std::move(means), static_cast<std::size_t>(resamples));
}

TEST(Bootstrap, SameSeedSameInterval) {
  const auto one = BootstrapDraws(20, 50, 4), same = BootstrapDraws(20, 50, 4),
             other = BootstrapDraws(20, 50, 5);
  EXPECT_EQ(one, same);
  EXPECT_NE(one, other);
  for (const auto& times : one) EXPECT_EQ(std::accumulate(times.begin(), times.end(), 0), 20);
}

// The sums of a draw give what its values give one by one.
TEST(Bootstrap, SumsOfFilmsGiveTheIntervalOfTheirValues) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<DifferenceSums> films(30);
  std::vector<std::vector<double>> values(30);
  for (std::size_t film = 0; film < 30; ++film) {
    for (int i = 0; i < 5; ++i) {
      values[film].push_back(normal(random));
      films[film].Add(values[film].back());
    }
  }
  std::vector<double> means;
  for (const auto& times : BootstrapDraws(30, 200, 9)) {
    double sum = 0;
    for (std::size_t film = 0; film < 30; ++film) {
      sum += times[film] * std::accumulate(values[film].begin(), values[film].end(), 0.0);
    }
    means.push_back(sum / 150);
  }
  const auto fast = IntervalOfMean(films, 200, 9), slow = PercentileInterval(means, 200);
  EXPECT_NEAR(fast->low, slow->low, 1e-12);
  EXPECT_NEAR(fast->high, slow->high, 1e-12);
}

TEST(Bootstrap, MostDrawsMustGiveAFigure) {
  EXPECT_FALSE(PercentileInterval({}, 0));
  EXPECT_FALSE(PercentileInterval({1, 2, 3, 4}, 9));
  EXPECT_TRUE(PercentileInterval({1, 2, 3, 4, 5}, 9));
  EXPECT_FALSE(IntervalOfMean(std::vector<DifferenceSums>(10), 20, 1));
}

// Whether the 95 % interval of the mean of 50 films x 6 values, whose film shift is as large as the noise
// within, holds the true mean 0. `whole_films`: films are drawn, else each value as if independent.
bool Covers(std::mt19937_64& random, bool whole_films, std::uint64_t seed) {
  std::normal_distribution<double> normal;
  std::vector<DifferenceSums> clusters;
  for (int film = 0; film < 50; ++film) {
    const double shift = normal(random);
    if (whole_films) clusters.emplace_back();
    for (int i = 0; i < 6; ++i) {
      if (!whole_films) clusters.emplace_back();
      clusters.back().Add(shift + normal(random));
    }
  }
  const auto interval = IntervalOfMean(clusters, 300, seed);
  return interval->low <= 0 && 0 <= interval->high;
}

TEST(Bootstrap, OverFilmsCoversAsItSays) {
  constexpr int kStudies = 400;
  std::mt19937_64 random(11);
  int covered = 0, naive = 0;
  for (int study = 0; study < kStudies; ++study) {
    covered += Covers(random, true, study);
    naive += Covers(random, false, study);
  }
  // Binomial standard error 1.1 %; the percentile interval of 50 films is about 1 % short.
  EXPECT_NEAR(covered / static_cast<double>(kStudies), 0.945, 0.03);
  EXPECT_LT(naive / static_cast<double>(kStudies), 0.85);  // why whole films are drawn
}

}  // namespace
}  // namespace openvfa
