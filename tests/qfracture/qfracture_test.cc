#include "openvfa/qfracture/qfracture.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace openvfa::qfracture {
namespace {

Input Person(bool female, double age_years, double body_mass_index, int years = 10) {
  Input input;
  input.female = female;
  input.age_years = age_years;
  input.body_mass_index = body_mass_index;
  input.years = years;
  return input;
}

struct Vector {
  Input input;
  double osteoporotic_percent, hip_percent;
};

void ExpectAll(const std::vector<Vector>& vectors) {
  for (const Vector& v : vectors) {
    SCOPED_TRACE(::testing::Message() << (v.input.female ? "F " : "M ") << v.input.age_years << ", BMI "
                                      << v.input.body_mass_index << ", t=" << v.input.years);
    const Score score = Evaluate(v.input);
    EXPECT_NEAR(score.osteoporotic_percent, v.osteoporotic_percent, 1e-6);
    EXPECT_NEAR(score.hip_percent, v.hip_percent, 1e-6);
    EXPECT_FALSE(score.bmi_clamped);
  }
}

// Computed with the published C program.
TEST(QFracture2012, ScoresPeopleWithoutRiskFactors) {
  ExpectAll({{Person(true, 65, 24.977043), 4.551261, 1.187594},
             {Person(true, 50, 25), 1.559543, 0.162281},
             {Person(false, 50, 25), 0.606309, 0.111352},
             {Person(true, 70, 25), 6.285854, 2.159089},
             {Person(false, 70, 25), 1.837697, 0.990157},
             {Person(true, 30, 20), 0.523937, 0.020729},
             {Person(false, 100, 40), 17.411515, 6.707705}});
}

TEST(QFracture2012, ScoresShorterPeriods) {
  ExpectAll({{Person(true, 64, 25, 5), 1.624639, 0.346203},
             {Person(true, 64, 25, 1), 0.261601, 0.052078},
             {Person(false, 64, 25, 5), 0.472024, 0.159498}});
}

TEST(QFracture2012, ScoresWomenWithRiskFactors) {
  Input heavy = Person(true, 75, 21.875);
  heavy.smoking = heavy.alcohol = 4;
  heavy.prior_fracture = heavy.rheumatoid_or_sle = heavy.corticosteroids = heavy.parental_osteoporosis = true;
  Input hormones = Person(true, 60, 24.034610);
  hormones.ethnicity = 2;
  hormones.hrt_oestrogen = hormones.antidepressant = true;
  Input steroids = Person(true, 70, 25);
  steroids.corticosteroids = true;
  Input many = Person(true, 72, 28);
  many.ethnicity = 7;
  many.smoking = many.alcohol = 1;
  many.renal = many.epilepsy = many.liver = many.malabsorption = many.dementia = true;
  ExpectAll({{heavy, 45.194353, 35.514128},
             {hormones, 2.969878, 0.428621},
             {steroids, 7.569497, 2.554180},
             {many, 24.010799, 2.513903}});
}

TEST(QFracture2012, ScoresMenWithRiskFactors) {
  Input diabetic = Person(false, 70, 30.040816);
  diabetic.smoking = 3;
  diabetic.type2_diabetes = diabetic.cardiovascular = diabetic.asthma_copd = true;
  Input frail = Person(false, 80, 23.999459);
  frail.falls = frail.parkinsons = frail.type1_diabetes = frail.care_home = true;
  Input many = Person(false, 68, 23);
  many.ethnicity = 3;
  many.smoking = 2;
  many.alcohol = 5;
  many.renal = many.epilepsy = many.liver = many.malabsorption = many.corticosteroids =
      many.rheumatoid_or_sle = many.parental_osteoporosis = true;
  ExpectAll({{diabetic, 4.146912, 2.527956}, {frail, 47.924641, 80.247719}, {many, 98.800635, 71.335014}});
}

TEST(QFracture2012, RisesWithAgeAndWithYears) {
  for (const bool female : {true, false}) {
    Score younger = Evaluate(Person(female, 30, 25));
    for (int age = 31; age <= 100; ++age) {
      const Score older = Evaluate(Person(female, age, 25));
      EXPECT_GT(older.hip_percent, younger.hip_percent) << age;
      // The men's polynomial (-9.00 sqrt(x) + 2.40 x, x = age / 10) has its lowest point at 35.1 years: as
      // published.
      if (female || age > 35) {
        EXPECT_GT(older.osteoporotic_percent, younger.osteoporotic_percent) << age;
      }
      younger = older;
    }
    Score shorter = Evaluate(Person(female, 65, 25, 1));
    for (int years = 2; years <= 18; ++years) {
      const Score longer = Evaluate(Person(female, 65, 25, years));
      EXPECT_GT(longer.hip_percent, shorter.hip_percent);
      EXPECT_GT(longer.osteoporotic_percent, shorter.osteoporotic_percent);
      shorter = longer;
    }
  }
}

TEST(QFracture2012, EveryFlagActsOnTheModelsThatHaveIt) {
  using Flag = bool Input::*;
  const auto changes = [](bool female, Flag flag, bool hip) {
    Input with = Person(female, 65, 25);
    const Score without = Evaluate(with);
    with.*flag = true;
    const Score score = Evaluate(with);
    return hip ? score.hip_percent != without.hip_percent
               : score.osteoporotic_percent != without.osteoporotic_percent;
  };
  const std::vector<Flag> everywhere = {&Input::antidepressant, &Input::any_cancer,
                                        &Input::asthma_copd,    &Input::corticosteroids,
                                        &Input::cardiovascular, &Input::dementia,
                                        &Input::epilepsy,       &Input::falls,
                                        &Input::prior_fracture, &Input::liver,
                                        &Input::parkinsons,     &Input::renal,
                                        &Input::type1_diabetes, &Input::rheumatoid_or_sle,
                                        &Input::type2_diabetes};
  for (const Flag flag : everywhere)
    for (const bool female : {true, false})
      for (const bool hip : {true, false}) EXPECT_TRUE(changes(female, flag, hip));
  for (const bool hip : {true, false}) {
    EXPECT_TRUE(changes(true, &Input::endocrine, hip));
    EXPECT_TRUE(changes(true, &Input::hrt_oestrogen, hip));
    EXPECT_TRUE(changes(false, &Input::care_home, hip));
    EXPECT_FALSE(changes(false, &Input::endocrine, hip));
    EXPECT_FALSE(changes(false, &Input::hrt_oestrogen, hip));
    EXPECT_FALSE(changes(true, &Input::care_home, hip));
  }
  for (const bool female : {true, false}) {
    EXPECT_TRUE(changes(female, &Input::malabsorption, false));
    EXPECT_FALSE(changes(female, &Input::malabsorption, true));
    EXPECT_TRUE(changes(female, &Input::parental_osteoporosis, false));
  }
  EXPECT_FALSE(changes(true, &Input::parental_osteoporosis, true));
  EXPECT_TRUE(changes(false, &Input::parental_osteoporosis, true));
}

TEST(QFracture2012, ClampsBodyMassIndexAndSaysSo) {
  for (const bool female : {true, false}) {
    EXPECT_FALSE(Evaluate(Person(female, 65, 20)).bmi_clamped);
    EXPECT_FALSE(Evaluate(Person(female, 65, 40)).bmi_clamped);
    const Score thin = Evaluate(Person(female, 65, 17.5)), heavy = Evaluate(Person(female, 65, 48));
    EXPECT_TRUE(thin.bmi_clamped);
    EXPECT_TRUE(heavy.bmi_clamped);
    EXPECT_EQ(thin.hip_percent, Evaluate(Person(female, 65, 20)).hip_percent);
    EXPECT_EQ(heavy.osteoporotic_percent, Evaluate(Person(female, 65, 40)).osteoporotic_percent);
  }
}

TEST(QFracture2012, CountsWholeYearsOfAge) {
  EXPECT_EQ(Evaluate(Person(true, 65.9, 25)).hip_percent, Evaluate(Person(true, 65, 25)).hip_percent);
  EXPECT_GT(Evaluate(Person(true, 66, 25)).hip_percent, Evaluate(Person(true, 65.9, 25)).hip_percent);
}

std::string Refusal(const Input& input) {
  try {
    Evaluate(input);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(QFracture2012, RefusesWhatIsOutOfRange) {
  const auto with = [](auto field, auto value) {
    Input input;
    input.*field = value;
    return Refusal(input);
  };
  EXPECT_EQ(with(&Input::age_years, 29.5), "QFracture: age_years is 29.5; allowed: 30 to 100");
  EXPECT_NE(with(&Input::age_years, 100.5), "");
  EXPECT_NE(with(&Input::age_years, std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_NE(with(&Input::body_mass_index, 0.), "");
  EXPECT_NE(with(&Input::body_mass_index, std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_NE(with(&Input::years, 0), "");
  EXPECT_EQ(with(&Input::years, 19), "QFracture: years is 19; allowed: 1 to 18");
  EXPECT_NE(with(&Input::alcohol, -1), "");
  EXPECT_NE(with(&Input::alcohol, 6), "");
  EXPECT_NE(with(&Input::smoking, 5), "");
  EXPECT_EQ(with(&Input::ethnicity, 0), "QFracture: ethnicity is 0; allowed: 1 to 9");
  EXPECT_NE(with(&Input::ethnicity, 10), "");
  EXPECT_EQ(with(&Input::age_years, 30.), "");
  EXPECT_EQ(with(&Input::age_years, 100.), "");
}

TEST(QFracture2012, DisclaimerIsThatOfTheLicence) {
  EXPECT_NE(kDisclaimer.find("ClinRisk Ltd."), std::string_view::npos);
  EXPECT_NE(kDisclaimer.find("it is the responsibility of the end user to check that the source that they "
                             "receive produces the same results as the original code"),
            std::string_view::npos);
  EXPECT_NE(
      kDisclaimer.find("Inaccurate implementations of risk scores can lead to wrong patients being given "
                       "the wrong treatment."),
      std::string_view::npos);
}

}  // namespace
}  // namespace openvfa::qfracture
