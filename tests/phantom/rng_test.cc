#include "rng.h"

#include <gtest/gtest.h>

namespace openvfa::phantom {
namespace {

TEST(Rng, RepeatsForTheSameSeedAndDiffersForAnother) {
  Rng a(5, 1), b(5, 1), c(5, 2), d(6, 1);
  const auto first = a.Next();
  EXPECT_EQ(first, b.Next());
  EXPECT_NE(first, c.Next());
  EXPECT_NE(first, d.Next());
}

TEST(Rng, AForkLeavesTheStreamAsItWas) {
  Rng a(1, 2), b(1, 2);
  Rng fork = a.Fork(1), other = a.Fork(2);
  EXPECT_NE(fork.Next(), other.Next());
  EXPECT_EQ(a.Next(), b.Next());
  EXPECT_NE(fork.Next(), a.Next());
}

TEST(Rng, NormalsHaveTheStatedMoments) {
  Rng rng(1, 0);
  double sum = 0, square = 0, quick = 0, quick_square = 0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    const double n = rng.Normal(3, 2), q = rng.QuickNormal();
    sum += n, square += (n - 3) * (n - 3), quick += q, quick_square += q * q;
  }
  EXPECT_NEAR(sum / kDraws, 3, .03);
  EXPECT_NEAR(square / kDraws, 4, .06);
  EXPECT_NEAR(quick / kDraws, 0, .01);
  EXPECT_NEAR(quick_square / kDraws, 1, .02);
}

TEST(Rng, IntegersCoverTheirRangeAndNoMore) {
  Rng rng(2, 0);
  int seen[3] = {};
  for (int i = 0; i < 3000; ++i) {
    const int k = rng.Integer(4, 6);
    ASSERT_GE(k, 4);
    ASSERT_LE(k, 6);
    ++seen[k - 4];
  }
  for (int n : seen) EXPECT_GT(n, 850);
}

}  // namespace
}  // namespace openvfa::phantom
