#include "lumbosacral.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "openvfa/phantom/phantom.h"
#include "refine_chain.h"
#include "spine_maker.h"

namespace openvfa {
namespace {

constexpr std::uint64_t kSeed = 4242;  // no network has seen these films

Candidate OfTruth(const phantom::TruthBody& b, bool right) {
  Candidate c = MakeBody({0, 0}, 0, 1, 1, .5);
  c.corners[right ? kSuperiorRight : kSuperiorLeft] = b.superior_anterior_px;
  c.corners[right ? kSuperiorLeft : kSuperiorRight] = b.superior_posterior_px;
  c.corners[right ? kInferiorRight : kInferiorLeft] = b.inferior_anterior_px;
  c.corners[right ? kInferiorLeft : kInferiorRight] = b.inferior_posterior_px;
  return c;
}

TEST(Lumbosacral, L5LiesBehindL4AndIsTurnedForward) {
  const Candidate l4 = MakeBody({300, 400}, 0, 80, 100, .9);
  const Candidate right = ExpectedL5(l4, l4, true), left = ExpectedL5(l4, l4, false);
  EXPECT_NEAR(right.Centre().x(), 300 - 12, 1);
  EXPECT_NEAR(left.Centre().x(), 300 + 12, 1);
  EXPECT_NEAR(right.Centre().y(), 400 + 110, 1);
  EXPECT_GT(right.corners[kSuperiorRight].y(), right.corners[kSuperiorLeft].y() + 10);
  EXPECT_GT(left.corners[kSuperiorLeft].y(), left.corners[kSuperiorRight].y() + 10);
  EXPECT_LT(right.Cranial().y(), -.9);
}

TEST(Lumbosacral, AStraightContinuationFitsWorse) {
  const Candidate l4 = MakeBody({300, 400}, .3, 80, 100, .9);
  for (const bool right : {true, false}) {
    EXPECT_LT(LumbosacralMisfit(l4, ExpectedL5(l4, l4, right), right), .01);
    Candidate straight = l4;
    for (Eigen::Vector2d& c : straight.corners) c -= 110 * l4.Cranial();
    EXPECT_GT(LumbosacralMisfit(l4, straight, right), 1.5);
  }
}

class LookAgain : public testing::Test {
 protected:
  LookAgain() {
    phantom::PhantomOptions options;
    options.framing = phantom::Framing::kLumbar;
    options.fracture_probability = 0;
    options.clutter = false;
    const phantom::PhantomFilm film = SimulateFilm(options, kSeed, 3);
    right_ = film.anterior_right;
    pixels_.create(film.rows, film.columns, CV_32F);
    std::copy(film.pixels.begin(), film.pixels.end(), pixels_.begin<float>());
    for (const phantom::TruthBody& body : film.bodies) {
      if (body.level == "L4") l4_ = OfTruth(body, right_);
      if (body.level == "L5") l5_ = OfTruth(body, right_);
    }
  }

  // L4 as it is, and an L5 sought a body farther on, as when the bend is missed.
  std::vector<Found> Missed(double confidence) {
    Candidate astray = l4_;
    for (Eigen::Vector2d& c : astray.corners) c -= 2.3 * l4_.Height() * l4_.Cranial();
    const std::vector<RefinedBody> seen = refiner_.Refine(pixels_, {l4_, astray}, right_);
    return {{l4_, seen[0], .9}, {astray, seen[1], confidence}};
  }

  double Off(const Found& found) const {
    return (WithCorners(found.candidate, found.refined, right_).Centre() - l5_.Centre()).norm() / l5_.Depth();
  }

  Refiner refiner_;
  cv::Mat pixels_;
  Candidate l4_, l5_;
  bool right_ = false;
};

TEST_F(LookAgain, FindsADoubtfulL5WhereTheSpineBends) {
  std::vector<Found> found = Missed(.4);
  ASSERT_GT(Off(found[1]), .2);
  LookAgainAtL5(refiner_, pixels_, right_, 1, found);
  EXPECT_LT(Off(found[1]), .03);
  EXPECT_FALSE(found[1].guessed);
}

TEST_F(LookAgain, SaysWhenItOnlyGuesses) {
  std::vector<Found> found = Missed(.2);
  found[1].candidate.score = .1;  // the first stage saw next to nothing
  LookAgainAtL5(refiner_, pixels_, right_, 1, found);
  EXPECT_LT(Off(found[1]), .03);
  EXPECT_TRUE(found[1].guessed);
}

TEST_F(LookAgain, LeavesASureL5AndOneUnderADoubtfulL4) {
  std::vector<Found> sure = Missed(.8);
  const double off = Off(sure[1]);
  LookAgainAtL5(refiner_, pixels_, right_, 1, sure);
  EXPECT_EQ(Off(sure[1]), off);
  std::vector<Found> doubtful = Missed(.4);
  doubtful[0].confidence = .3;
  LookAgainAtL5(refiner_, pixels_, right_, 1, doubtful);
  EXPECT_EQ(Off(doubtful[1]), off);
}

}  // namespace
}  // namespace openvfa
