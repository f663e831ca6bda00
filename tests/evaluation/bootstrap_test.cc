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

std::optional<double> MeanOf(const DifferenceSums& sums) { return Mean(sums); }

TEST(Bootstrap, SameSeedSameInterval) {
  const auto one = BootstrapDraws(20, 50, 4), same = BootstrapDraws(20, 50, 4),
             other = BootstrapDraws(20, 50, 5);
  EXPECT_EQ(one, same);
  EXPECT_NE(one, other);
  for (const auto& times : one) EXPECT_EQ(std::accumulate(times.begin(), times.end(), 0), 20);
}

TEST(Bootstrap, SumsAndFunctionGiveTheSameInterval) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<DifferenceSums> films(30);
  for (DifferenceSums& film : films) {
    for (int i = 0; i < 5; ++i) film.Add(normal(random));
  }
  const auto draws = BootstrapDraws(30, 200, 9);
  const auto totals = ResampledTotals(std::span<const DifferenceSums>(films), draws);
  const auto fast = IntervalOfTotals(totals, MeanOf);
  const auto slow =
      BootstrapInterval(30, 200, 9, [&](const std::vector<int>& times) -> std::optional<double> {
        double sum = 0, n = 0;
        for (int i = 0; i < 30; ++i) sum += times[i] * films[i].sum, n += times[i] * films[i].n;
        return sum / n;
      });
  EXPECT_NEAR(fast->low, slow->low, 1e-12);
  EXPECT_NEAR(fast->high, slow->high, 1e-12);
}

TEST(Bootstrap, MostDrawsMustGiveAFigure) {
  EXPECT_FALSE(PercentileInterval({}, 0));
  EXPECT_FALSE(PercentileInterval({1, 2, 3, 4}, 9));
  EXPECT_TRUE(PercentileInterval({1, 2, 3, 4, 5}, 9));
  const auto none = IntervalOfTotals(std::vector<DifferenceSums>(10), MeanOf);
  EXPECT_FALSE(none);
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
  const auto draws = BootstrapDraws(static_cast<int>(clusters.size()), 300, seed);
  const auto interval =
      IntervalOfTotals(ResampledTotals(std::span<const DifferenceSums>(clusters), draws), MeanOf);
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
