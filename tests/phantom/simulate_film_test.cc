#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <thread>

#include "openvfa/phantom/phantom.h"

namespace openvfa::phantom {
namespace {

PhantomOptions Small() {
  PhantomOptions options;
  options.rows = 256;
  options.columns = 160;
  return options;
}

TEST(SimulateFilm, IsTheSameInEveryThread) {
  std::vector<PhantomFilm> alone, together(6);
  for (std::uint64_t i = 0; i < 6; ++i) alone.push_back(SimulateFilm(Small(), 9, i));
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < 6; ++i)
    threads.emplace_back([&, i] { together[i] = SimulateFilm(Small(), 9, i); });
  for (std::thread& t : threads) t.join();
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(alone[i].pixels, together[i].pixels);
    ASSERT_EQ(alone[i].bodies.size(), together[i].bodies.size());
    for (std::size_t k = 0; k < alone[i].bodies.size(); ++k)
      EXPECT_EQ(alone[i].bodies[k].outline_px, together[i].bodies[k].outline_px);
  }
  EXPECT_NE(alone[0].pixels, alone[1].pixels);
}

TEST(SimulateFilm, ShowsWhatTheFramingPromises) {
  const struct {
    Framing framing;
    const char* level;
  } cases[] = {{Framing::kWholeSpine, "T8"},
               {Framing::kWholeSpine, "L3"},
               {Framing::kLumbar, "L3"},
               {Framing::kThoracic, "T7"},
               {Framing::kDxa, "T12"}};
  int missing = 0;
  for (const auto& c : cases)
    for (std::uint64_t i = 0; i < 10; ++i) {
      PhantomOptions options = Small();
      options.framing = c.framing;
      std::set<std::string> levels;
      for (const TruthBody& body : SimulateFilm(options, 1, i).bodies) levels.insert(body.level);
      missing += !levels.contains(c.level);
    }
  EXPECT_LE(missing, 1);  // of 50: a very bent spine may leave its frame
}

TEST(SimulateFilm, DrawsAllFramingsBothFacingsAndEveryFracture) {
  std::set<Framing> framings;
  std::set<bool> facings;
  std::set<Fracture> types;
  std::set<int> grades;
  for (std::uint64_t i = 0; i < 120; ++i) {
    PhantomOptions options = Small();
    options.rows = 96, options.columns = 64;
    const PhantomFilm film = SimulateFilm(options, 2, i);
    framings.insert(film.framing);
    facings.insert(film.anterior_right);
    for (const TruthBody& body : film.bodies) types.insert(body.type), grades.insert(body.grade);
  }
  EXPECT_EQ(framings.size(), 4u);
  EXPECT_EQ(facings.size(), 2u);
  EXPECT_EQ(types.size(), 4u);
  EXPECT_EQ(grades, (std::set<int>{0, 1, 2, 3}));
}

// A clean film is brighter inside a body than in the disc beside it.
TEST(SimulateFilm, PixelsFollowTheTruth) {
  PhantomOptions options;
  options.framing = Framing::kLumbar;
  options.clutter = options.acquisition = false;
  int bodies = 0, brighter = 0;
  for (std::uint64_t i = 0; i < 4; ++i) {
    const PhantomFilm film = SimulateFilm(options, 5, i);
    for (std::size_t k = 1; k < film.bodies.size(); ++k) {
      const TruthBody &upper = film.bodies[k - 1], &lower = film.bodies[k];
      const auto grey = [&](const Eigen::Vector2d& p) {
        const int x = static_cast<int>(p.x()), y = static_cast<int>(p.y());
        return x < 0 || y < 0 || x >= film.columns || y >= film.rows
                   ? -1
                   : film.pixels[static_cast<std::size_t>(y) * film.columns + x];
      };
      const int disc = grey((upper.inferior_middle_px + lower.superior_middle_px) / 2);
      const int body = grey((lower.superior_middle_px * 3 + lower.inferior_middle_px) / 4);
      if (disc < 0 || body < 0) continue;
      ++bodies;
      brighter += body > disc;
    }
  }
  ASSERT_GE(bodies, 15);
  EXPECT_GE(brighter, bodies * 9 / 10);
}

// Bodies under an opaque cover are left out of the truth, as nobody could see them.
TEST(SimulateFilm, HasNoTruthWhereTheFilmIsFlat) {
  int bodies = 0;
  for (std::uint64_t i = 0; i < 40; ++i) {
    PhantomOptions options = Small();
    options.framing = Framing::kWholeSpine;
    options.acquisition = false;  // so that nothing else burns out
    const PhantomFilm film = SimulateFilm(options, 17, i);
    for (const TruthBody& body : film.bodies) {
      std::set<int> greys;
      for (const Eigen::Vector2d& p : body.outline_px) {
        const int x = static_cast<int>(p.x()), y = static_cast<int>(p.y());
        if (x >= 0 && y >= 0 && x < film.columns && y < film.rows)
          greys.insert(film.pixels[static_cast<std::size_t>(y) * film.columns + x]);
      }
      EXPECT_GT(greys.size(), 1u) << body.level << " of film " << i;
      ++bodies;
    }
  }
  EXPECT_GT(bodies, 400);
}

TEST(SimulateFilm, DrawsNumericVariants) {
  int l6 = 0, t13 = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    PhantomOptions options = Small();
    options.rows = 48, options.columns = 32;
    options.framing = Framing::kWholeSpine;
    for (const TruthBody& body : SimulateFilm(options, 4, i).bodies) {
      l6 += body.level == "L6";
      t13 += body.level == "T13";
    }
  }
  EXPECT_NEAR(l6, 16, 12);
  EXPECT_NEAR(t13, 12, 10);
}

TEST(SimulateFilm, RefusesWhatMakesNoFilm) {
  PhantomOptions options = Small();
  options.rows = 10;
  EXPECT_THROW(SimulateFilm(options, 1, 1), std::invalid_argument);
  options = Small();
  options.mm_per_px = 0;
  EXPECT_THROW(SimulateFilm(options, 1, 1), std::invalid_argument);
  options = Small();
  options.fracture_probability = 1.5;
  EXPECT_THROW(SimulateFilm(options, 1, 1), std::invalid_argument);
}

TEST(SimulateFilm, MillimetresAndPixelsAgree) {
  PhantomOptions options = Small();
  options.mm_per_px = 1.25;
  const PhantomFilm film = SimulateFilm(options, 6, 0);
  EXPECT_EQ(film.rows, 256);
  EXPECT_EQ(film.columns, 160);
  EXPECT_EQ(film.mm_per_px, 1.25);
  ASSERT_FALSE(film.bodies.empty());
  for (const TruthBody& body : film.bodies) {
    EXPECT_NEAR((body.superior_posterior_px - body.inferior_posterior_px).norm() * 1.25,
                body.posterior_height_mm, 1e-9);
    EXPECT_GE(body.outline_px.size(), 64u);
    EXPECT_GE(body.visible_fraction, .6);
  }
}

}  // namespace
}  // namespace openvfa::phantom
