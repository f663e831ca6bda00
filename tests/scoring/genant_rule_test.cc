#include <gtest/gtest.h>

#include <limits>

#include "openvfa/image/error.h"
#include "openvfa/scoring/genant.h"

namespace openvfa {
namespace {

struct Vector {
  HeightTriple heights;
  std::optional<double> hp_reference;
  int grade;
  DeformityType type;
};

using T = DeformityType;

TEST(GradeHeights, GradesTheVectorsOfTheRule) {
  const std::vector<Vector> vectors = {
      {{28, 28, 28}, 28, 0, T::kNone},
      {{22.4, 27, 28}, 28, 1, T::kWedge},  // exactly 20 %
      {{22.41, 27, 28}, 28, 0, T::kNone},
      {{21, 26, 28}, 28, 2, T::kWedge},    // exactly 25 %
      {{16.8, 20, 28}, 28, 3, T::kWedge},  // exactly 40 %
      {{26, 20, 28}, 28, 2, T::kBiconcave},
      {{20, 20, 20}, 28, 2, T::kCrush},  // only the neighbours tell
      {{15, 15, 16}, 28, 3, T::kCrush},
      {{30, 28, 27}, 27, 0, T::kNone},             // a normal L4
      {{20, 25, 25}, std::nullopt, 1, T::kWedge},  // 1 - 20/25 < 0.2 in doubles
      {{15, 20, 20}, std::nullopt, 2, T::kWedge},
      {{12, 20, 20}, std::nullopt, 3, T::kWedge},
      {{20, 12, 20}, std::nullopt, 3, T::kBiconcave},
  };
  for (const Vector& v : vectors) {
    const GenantGrade grade = GradeHeights(v.heights, v.hp_reference);
    SCOPED_TRACE(::testing::Message()
                 << v.heights.anterior << ' ' << v.heights.middle << ' ' << v.heights.posterior);
    EXPECT_TRUE(grade.evaluable);
    EXPECT_EQ(grade.grade, v.grade);
    EXPECT_EQ(grade.type, v.type);
    EXPECT_EQ(grade.probability[v.grade], 1);
    EXPECT_FALSE(grade.secondary_type);
  }
}

TEST(GradeHeights, DoesNotDependOnTheUnit) {
  for (const double unit : {0.1, 3.3, 1000.}) {
    EXPECT_EQ(GradeHeights({22.4 * unit, 27 * unit, 28 * unit}, 28 * unit).grade, 1);
    EXPECT_EQ(GradeHeights({16.8 * unit, 20 * unit, 28 * unit}, 28 * unit).grade, 3);
  }
}

TEST(GradeHeights, SevereMayExcludeItsThreshold) {
  GenantOptions options;
  options.severe_inclusive = false;
  EXPECT_EQ(GradeHeights({16.8, 20, 28}, 28, options).grade, 2);
  EXPECT_EQ(GradeHeights({16.79, 20, 28}, 28, options).grade, 3);
  EXPECT_EQ(GradeHeights({28 * 0.6, 28, 28}, {}, options).grade, 2);
}

// J Orthop Surg Res 2023, doi 10.1186/s13018-023-03758-w, Table 1: means of wedge fractures.
TEST(GradeHeights, GradesPublishedGroupMeans) {
  struct Row {
    double ha, hp, loss_percent;
    int grade;
  };
  for (const Row& row : {Row{23.8, 30.9, 23.0, 1}, Row{21.2, 27.7, 23.5, 1}, Row{16.4, 26.2, 37.4, 2},
                         Row{19.8, 30.1, 34.2, 2}, Row{20.2, 30.8, 34.4, 2}, Row{21.2, 32.2, 34.2, 2},
                         Row{12.1, 24.2, 50.0, 3}, Row{13.6, 28.3, 51.9, 3}}) {
    const GenantGrade grade = GradeHeights({row.ha, (row.ha + row.hp) / 2, row.hp}, {});
    EXPECT_NEAR(100 * grade.deformity, row.loss_percent, 0.06);
    EXPECT_EQ(grade.grade, row.grade);
    EXPECT_EQ(grade.type, T::kWedge);
  }
}

TEST(GradeHeights, WithoutReferenceTheCrushCriterionIsNotApplied) {
  const GenantGrade grade = GradeHeights({20, 20, 20}, {});
  EXPECT_EQ(grade.grade, 0);
  EXPECT_FALSE(grade.crush_ratio);
}

TEST(GradeHeights, CrushIsGradedAgainstTheReferenceAndTellsItsShape) {
  // Against its own posterior height the anterior loss would be 30 % (moderate).
  const GenantGrade wedge = GradeHeights({14, 18, 20}, 28);
  EXPECT_EQ(wedge.type, T::kCrush);
  EXPECT_EQ(wedge.secondary_type, T::kWedge);
  EXPECT_EQ(wedge.grade, 3);
  EXPECT_NEAR(wedge.deformity, 0.5, 1e-12);
  EXPECT_NEAR(wedge.crush_ratio->value, 20. / 28, 1e-12);
  const GenantGrade biconcave = GradeHeights({20, 15, 20}, 28);
  EXPECT_EQ(biconcave.type, T::kCrush);
  EXPECT_EQ(biconcave.secondary_type, T::kBiconcave);
  EXPECT_FALSE(biconcave.posterior_wedge);
}

TEST(GradeHeights, ExactlyTwentyPercentOfTheReferenceIsCrush) {
  EXPECT_EQ(GradeHeights({20, 20, 20}, 25).type, T::kCrush);
  EXPECT_EQ(GradeHeights({20.01, 20.01, 20.01}, 25).type, T::kNone);
}

TEST(GradeHeights, APosteriorWedgeIsFlagged) {
  EXPECT_TRUE(GradeHeights({26, 24, 20}, 28).posterior_wedge);
  EXPECT_EQ(GradeHeights({26, 24, 20}, 28).type, T::kCrush);
  EXPECT_FALSE(GradeHeights({22, 21, 20}, 28).posterior_wedge);  // Ha/Hp = 1.1 is not above it
  EXPECT_FALSE(GradeHeights({30, 28, 25}, 28).posterior_wedge);  // posterior height not reduced
}

TEST(GradeHeights, BoundaryIsTheNeighbourhoodOfEveryThreshold) {
  const auto boundary = [](double loss) { return GradeHeights({28 * (1 - loss), 28, 28}, {}).boundary; };
  EXPECT_FALSE(boundary(0));
  EXPECT_FALSE(boundary(0.169));
  EXPECT_TRUE(boundary(0.171));
  EXPECT_TRUE(boundary(0.279));
  EXPECT_FALSE(boundary(0.281));
  EXPECT_TRUE(boundary(0.371));
  EXPECT_TRUE(boundary(0.429));
  EXPECT_FALSE(boundary(0.431));
  GenantOptions strict;
  strict.boundary_margin = 0;
  EXPECT_FALSE(GradeHeights({22.4, 28, 28}, {}, strict).boundary);
}

TEST(GradeHeights, HeightsThatAreNoneAreNotEvaluable) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const HeightTriple& heights : {HeightTriple{28, 28, 0}, HeightTriple{28, -1, 28},
                                      HeightTriple{nan, 28, 28}, HeightTriple{28, 28, nan}}) {
    const GenantGrade grade = GradeHeights(heights, 28);
    EXPECT_FALSE(grade.evaluable);
    EXPECT_EQ(grade.reason, "heights are not positive numbers");
    EXPECT_EQ(grade.grade, 0);
  }
  EXPECT_THROW(GradeHeights({28, 28, 28}, 0.0), InputError);
  EXPECT_THROW(GradeHeights({28, 28, 28}, nan), InputError);
}

void ExpectRefused(void (*spoil)(GenantOptions&), const char* field) {
  GenantOptions options;
  spoil(options);
  try {
    options.Validate();
    FAIL() << "accepted a bad " << field;
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(field), std::string::npos) << error.what();
  }
}

TEST(GenantOptions, NamesTheFieldItRefuses) {
  EXPECT_NO_THROW(GenantOptions{}.Validate());
  ExpectRefused([](GenantOptions& o) { o.mild = 0; }, "mild");
  ExpectRefused([](GenantOptions& o) { o.moderate = 0.2; }, "moderate");
  ExpectRefused([](GenantOptions& o) { o.severe = 0.25; }, "severe");
  ExpectRefused([](GenantOptions& o) { o.severe = std::numeric_limits<double>::quiet_NaN(); }, "severe");
  ExpectRefused([](GenantOptions& o) { o.boundary_margin = -0.01; }, "boundary_margin");
  ExpectRefused([](GenantOptions& o) { o.samples = 0; }, "samples");
}

TEST(DeformityName, IsTheOneOfTheReport) {
  EXPECT_EQ(DeformityName(T::kNone), "none");
  EXPECT_EQ(DeformityName(T::kWedge), "wedge");
  EXPECT_EQ(DeformityName(T::kBiconcave), "biconcave");
  EXPECT_EQ(DeformityName(T::kCrush), "crush");
}

}  // namespace
}  // namespace openvfa
