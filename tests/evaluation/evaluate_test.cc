#include "openvfa/evaluation/evaluate.h"

#include <gmock/gmock.h>

#include <cmath>
#include <sstream>

#include "openvfa/evaluation/agreement.h"
#include "openvfa/evaluation/overlap.h"
#include "openvfa/evaluation/write_evaluation.h"
#include "openvfa/image/error.h"
#include "strict_csv.h"
#include "study_maker.h"

namespace openvfa {
namespace {

using testing::Box;
using testing::Column;
using ::testing::DoubleNear;
using testing::FilmNumber;
using ::testing::HasSubstr;
using ::testing::Optional;

const Statistic& Find(const EvaluationResult& result, const std::string& measure, const std::string& name,
                      const std::string& by = "all", const std::string& group = "all") {
  for (const Statistic& s : result.statistics) {
    if (s.measure == measure && s.name == name && s.group_by == by && s.group == group) return s;
  }
  throw std::runtime_error("no figure " + measure + " " + name + " of " + by + " " + group);
}

double Value(const EvaluationResult& result, const std::string& measure, const std::string& name) {
  return Find(result, measure, name).value.value();
}

EvaluationResult EvaluateFilms(std::vector<FilmReading> truth, std::vector<FilmReading> prediction,
                               EvaluateOptions options = {}) {
  options.bootstrap = 0;
  return Evaluate({.format = "t", .tool = "", .films = std::move(truth)},
                  {.format = "p", .tool = "", .films = std::move(prediction)}, options);
}

TEST(Evaluate, SameReadingsAgreeWholly) {
  const FilmReading film = Column("a", VertebralLevel::kT10, 6);
  const EvaluationResult result = EvaluateFilms({film}, {film});
  EXPECT_EQ(Value(result, "detection", "sensitivity"), 1);
  EXPECT_EQ(Value(result, "detection", "false_bodies_per_film"), 0);
  EXPECT_EQ(Value(result, "point_px", "median"), 0);
  EXPECT_EQ(Value(result, "anterior_px", "bias"), 0);
  EXPECT_EQ(Value(result, "level", "accuracy"), 1);
  EXPECT_EQ(Value(result, "level", "shift_rate"), 0);
}

// Drawn again and again, one film is always itself.
TEST(Evaluate, OneFilmOrPatientHasNoInterval) {
  const FilmReading one = Column("a", VertebralLevel::kT10, 6), two = Column("b", VertebralLevel::kT10, 6);
  const auto sensitivity = [](std::vector<FilmReading> films) {
    const ReadingSet set = {.format = "t", .tool = "", .films = std::move(films)};
    EvaluateOptions options;
    options.bootstrap = 50;
    return Find(Evaluate(set, set, options), "detection", "sensitivity");
  };
  EXPECT_EQ(sensitivity({one}).value, 1);
  EXPECT_FALSE(sensitivity({one}).interval);
  EXPECT_TRUE(sensitivity({one, two}).interval);
  FilmReading again = two;
  FilmReading first = one;
  first.patient = again.patient = "p";
  EXPECT_FALSE(sensitivity({first, again}).interval);  // two films of one patient are drawn together
}

TEST(Evaluate, CountsMissedFalseAndBeyondApart) {
  const FilmReading truth = Column("a", VertebralLevel::kT12, 4);
  FilmReading prediction = truth;
  prediction.bodies.erase(prediction.bodies.begin() + 1);
  prediction.bodies.push_back(Box(VertebralLevel::kL4, 300, 100, 40, 30));  // beside the spine
  prediction.bodies.push_back(Box(VertebralLevel::kL5, 100, 400, 40, 30));  // below what the reader marked
  const EvaluationResult result = EvaluateFilms({truth}, {prediction});
  EXPECT_EQ(Value(result, "detection", "sensitivity"), 0.75);
  EXPECT_EQ(Value(result, "detection", "false_bodies_per_film"), 1);
  EXPECT_EQ(Value(result, "detection", "beyond_truth_per_film"), 1);
  EXPECT_EQ(Find(result, "detection", "sensitivity", "level", "L1").value, 0);
}

TEST(Evaluate, LevelsOutsideTheRangeCountForNothing) {
  const FilmReading truth = Column("a", VertebralLevel::kT2, 4);  // T2 to T5
  FilmReading prediction = truth;
  prediction.bodies.erase(prediction.bodies.begin());
  const EvaluationResult result = EvaluateFilms({truth}, {prediction});
  EXPECT_EQ(Value(result, "detection", "sensitivity"), 1);
  EXPECT_EQ(Find(result, "detection", "sensitivity").count, 2);
  EXPECT_EQ(Value(result, "detection", "false_bodies_per_film"), 0);
}

TEST(Evaluate, AFilmNamedOffByOneIsAShiftAndNoDetectionError) {
  const std::vector<FilmReading> truth = {Column("a", VertebralLevel::kL1, 4),
                                          Column("b", VertebralLevel::kL1, 4)};
  std::vector<FilmReading> prediction = {Column("a", VertebralLevel::kT12, 4),
                                         Column("b", VertebralLevel::kL1, 4)};
  prediction[1].bodies[3].level = VertebralLevel::kL5;  // one wrong name is no shift
  const EvaluationResult result = EvaluateFilms(truth, prediction);
  EXPECT_EQ(Value(result, "detection", "sensitivity"), 1);
  EXPECT_EQ(Value(result, "level", "shift_rate"), 0.5);
  EXPECT_EQ(Value(result, "level", "accuracy"), 3.0 / 8);
}

TEST(Evaluate, LengthsComeInEveryUnit) {
  const FilmReading truth = Column("a", VertebralLevel::kL1, 2);
  FilmReading prediction = truth;
  for (BodyReading& body : prediction.bodies) {
    for (auto& point : body.points_px) point->x() += 3, point->y() += 4;
  }
  EvaluateOptions options;
  options.mm_per_px = 0.2;
  const EvaluationResult result = EvaluateFilms({truth}, {prediction}, options);
  EXPECT_THAT(Value(result, "point_px", "median"), DoubleNear(5, 1e-9));
  EXPECT_THAT(Value(result, "point_mm", "p90"), DoubleNear(1, 1e-9));
  EXPECT_THAT(Value(result, "corner_percent_depth", "mean"), DoubleNear(100 * 5.0 / 40, 1e-9));
  EXPECT_EQ(Find(result, "point_px", "median").count, 12);
}

TEST(Evaluate, OblongPixelsAreMadeSquare) {
  FilmReading truth = Column("a", VertebralLevel::kL1, 1);
  truth.mm_per_px = Eigen::Vector2d(0.2, 0.4);
  FilmReading prediction = truth;
  prediction.bodies[0].points_px[kSuperiorAnterior]->y() -= 5;  // 2 mm
  const EvaluationResult result = EvaluateFilms({truth}, {prediction});
  EXPECT_THAT(Value(result, "anterior_mm", "bias"), DoubleNear(2, 1e-9));
  EXPECT_THAT(Value(result, "superior_anterior_mm", "median"), DoubleNear(2, 1e-9));
}

TEST(Evaluate, SaysWhyAFigureIsNotThere) {
  const FilmReading film = Column("a", VertebralLevel::kL1, 3);
  const EvaluationResult result = EvaluateFilms({film}, {film});
  for (const auto& [measure, name, why] :
       {std::tuple("point_mm", "median", "size of a pixel"), std::tuple("dice", "median", "outlines"),
        std::tuple("grade", "kappa", "graded by both"),
        std::tuple("wedge_ratio", "coverage_95", "standard dev"),
        std::tuple("deformity", "auc_1", "needs grades"),
        std::tuple("crush_ratio", "bias", "crush ratios")}) {
    const Statistic& s = Find(result, measure, name);
    EXPECT_EQ(s.value, std::nullopt) << measure;
    EXPECT_THAT(s.why, HasSubstr(why)) << measure;
  }
}

TEST(Evaluate, OutlinesGiveDiceAndDistances) {
  FilmReading truth = Column("a", VertebralLevel::kL1, 1), prediction = truth;
  truth.bodies[0].outline_px = {{100, 50}, {140, 50}, {140, 80}, {100, 80}};
  prediction.bodies[0].outline_px = {{110, 50}, {150, 50}, {150, 80}, {110, 80}};
  const EvaluationResult result = EvaluateFilms({truth}, {prediction});
  EXPECT_THAT(Value(result, "dice", "median"), DoubleNear(0.75, 1e-9));
  EXPECT_THAT(Value(result, "hausdorff_px", "median"), DoubleNear(10, 1e-6));
}

// The side that outlines leave open is the other reading's.
TEST(Evaluate, AnOutlineTakesItsAnteriorSideFromTheOtherReading) {
  const FilmReading truth = [] {
    FilmReading film = Column("a", VertebralLevel::kL1, 3);
    for (BodyReading& body : film.bodies) {  // anterior on the right
      std::swap(body.points_px[kSuperiorAnterior], body.points_px[kSuperiorPosterior]);
      std::swap(body.points_px[kInferiorAnterior], body.points_px[kInferiorPosterior]);
    }
    return film;
  }();
  FilmReading prediction = Column("a", VertebralLevel::kL1, 3);
  for (BodyReading& body : prediction.bodies) {
    const auto p = body.points_px;
    body = BodyReading();
    body.outline_px = {*p[kSuperiorAnterior], *p[kSuperiorPosterior], *p[kInferiorPosterior],
                       *p[kInferiorAnterior]};
  }
  const EvaluationResult result = EvaluateFilms({truth}, {prediction});
  EXPECT_THAT(Value(result, "corner_px", "p90"), DoubleNear(0, 1e-4));
}

TEST(Evaluate, NotEvaluableBodiesAreFoundButNotMeasured) {
  const FilmReading truth = Column("a", VertebralLevel::kL1, 4);
  FilmReading prediction = truth;
  prediction.bodies[0].evaluable = false;
  const EvaluationResult result = EvaluateFilms({truth}, {prediction});
  EXPECT_EQ(Value(result, "detection", "sensitivity"), 1);
  EXPECT_EQ(Value(result, "detection", "not_evaluable"), 0.25);
  EXPECT_EQ(Find(result, "anterior_px", "bias").count, 3);
}

TEST(Evaluate, FilmsWithoutAPredictionCountAsNothingFound) {
  const FilmReading a = Column("a", VertebralLevel::kL1, 2), b = Column("b", VertebralLevel::kL1, 2);
  const EvaluationResult result = EvaluateFilms({a, b}, {a, Column("c", VertebralLevel::kL1, 2)});
  EXPECT_EQ(Value(result, "detection", "sensitivity"), 0.5);
  EXPECT_FALSE(result.films[1].predicted);
  EXPECT_THAT(result.predictions_without_truth, ::testing::ElementsAre("c"));
  EXPECT_THROW(EvaluateFilms({a}, {b}), ReadError);
}

TEST(Evaluate, APatientIsAsBadAsTheWorstBody) {
  FilmReading truth = Column("a", VertebralLevel::kL1, 3), other = Column("b", VertebralLevel::kL1, 3);
  for (BodyReading& body : truth.bodies) body.grade = 0;
  for (BodyReading& body : other.bodies) body.grade = 0;
  truth.patient = other.patient = "one";
  FilmReading prediction = truth, other_prediction = other;
  other.bodies[1].grade = 2;  // on the patient's second film
  prediction.bodies[0].grade = 1;
  const EvaluationResult result = EvaluateFilms({truth, other}, {prediction, other_prediction});
  EXPECT_EQ(Value(result, "patient_grade", "count_2_1"), 1);
  EXPECT_EQ(Find(result, "patient_grade", "exact").count, 1);
  EXPECT_EQ(Value(result, "grade", "count_0_0"), 4);
}

TEST(Evaluate, RefusesSenselessOptions) {
  for (const auto& spoil : std::vector<std::function<void(EvaluateOptions&)>>{
           [](EvaluateOptions& o) { o.minimum_overlap = 0; }, [](EvaluateOptions& o) { o.bootstrap = -1; },
           [](EvaluateOptions& o) { o.mm_per_px = -1; }, [](EvaluateOptions& o) { o.group_by = {"mood"}; },
           [](EvaluateOptions& o) { o.first_level = VertebralLevel::kS1; }}) {
    EvaluateOptions options;
    spoil(options);
    EXPECT_THROW(options.Validate(), InputError);
  }
}

// Circles of 100,000 points, 1 px apart: what they share is a lens of 2 r^2 acos(d / 2r) - d/2 sqrt(4 r^2 -
// d^2).
TEST(Evaluate, OutlinesOfVeryManyPoints) {
  constexpr int kPoints = 100000;
  constexpr double kRadius = 20, kShift = 1;
  FilmReading truth = Column("a", VertebralLevel::kL1, 2), prediction = truth;
  for (int i = 0; i < kPoints; ++i) {
    const double angle = 2 * std::acos(-1) * i / kPoints;
    const Eigen::Vector2d at = kRadius * Eigen::Vector2d(std::cos(angle), std::sin(angle));
    truth.bodies[0].outline_px.emplace_back(at + Eigen::Vector2d(120, 65));
    prediction.bodies[0].outline_px.emplace_back(at + Eigen::Vector2d(120 + kShift, 65));
    // Combs, every edge of which is as wide as the body.
    const double x = i % 2 == 0 ? 100 : 140, y = 90 + 30.0 * i / kPoints;
    truth.bodies[1].outline_px.emplace_back(x, y);
    prediction.bodies[1].outline_px.emplace_back(x, y + 0.5);
  }
  const EvaluationResult result = EvaluateFilms({truth}, {prediction});
  ASSERT_FALSE(result.bodies.empty());
  const double lens = 2 * kRadius * kRadius * std::acos(kShift / (2 * kRadius)) -
                      kShift / 2 * std::sqrt(4 * kRadius * kRadius - kShift * kShift);
  EXPECT_THAT(result.bodies[0].dice, Optional(DoubleNear(lens / (std::acos(-1) * kRadius * kRadius), 1e-4)));
  EXPECT_THAT(result.bodies[0].hausdorff_px, Optional(DoubleNear(kShift, 1e-3)));
  EXPECT_LE(result.films[0].truth.bodies[1].outline_px.size(), kMostOutlinePoints);
  EXPECT_LE(result.films[0].prediction.bodies[0].outline_px.size(), kMostOutlinePoints);
}

// A table of heights in mm against corners in pixels.
TEST(Evaluate, TheTableOfBodiesNamesTheUnitOfEachSide) {
  FilmReading truth = Column("a", VertebralLevel::kL1, 2), prediction = truth;
  truth.height_unit = "mm";
  for (BodyReading& body : truth.bodies) {
    body.points_px = {};
    body.anterior = Estimate{9, 0};
  }
  truth.bodies.pop_back();  // L2 is a false body, of which the truth has no unit
  std::ostringstream out;
  WriteBodiesCsv(EvaluateFilms({truth}, {prediction}), out);
  const auto rows = testing::StrictCsvRows(out.str());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].at("truth_anterior_height"), "9");
  EXPECT_EQ(rows[0].at("truth_height_unit"), "mm");
  EXPECT_EQ(rows[0].at("predicted_anterior_height"), "30");
  EXPECT_EQ(rows[0].at("predicted_height_unit"), "px");
  EXPECT_EQ(rows[1].at("truth_height_unit"), "");
  EXPECT_EQ(rows[1].at("predicted_height_unit"), "px");
}

// A study of 200 films x 8 bodies by two readers. Each sets the upper anterior corner too high by a bias, an
// error of the film and one of the body, and grades by known odds.
class PlantedStudy : public ::testing::Test {
 protected:
  static constexpr int kFilms = 200, kBodies = 8;
  static constexpr double kScale = 0.25;  // mm
  struct Reader {
    double bias_mm, film_sd_mm, body_sd_mm;
    double flip;  // chance that a grade is off by one class, up or down as there is room
  };
  static constexpr Reader kFirst = {0.4, 0.3, 0.8, 0.10}, kSecond = {-0.3, 0.2, 0.6, 0.05};

  PlantedStudy() {
    for (int i = 0; i < kFilms; ++i) {
      FilmReading film = Column(FilmNumber(i), VertebralLevel::kT10, kBodies);
      film.mm_per_px = Eigen::Vector2d::Constant(kScale);
      film.modality = i % 4 == 0 ? "dxa" : "radiograph";
      for (BodyReading& body : film.bodies) {
        const double height = 100 + 12 * normal_(random_);  // enough to tell bodies apart
        body = Box(body.level, 100, body.points_px[0]->y() * 4, 120, height);
        body.grade = static_cast<int>(std::min(3.0, -std::log(uniform_(random_)) / 1.2));
      }
      truth_.films.push_back(film);
    }
  }

  ReadingSet Read(const Reader& reader) {
    ReadingSet set = truth_;
    for (FilmReading& film : set.films) {
      const double of_film = reader.bias_mm + reader.film_sd_mm * normal_(random_);
      for (BodyReading& body : film.bodies) {
        body.points_px[kSuperiorAnterior]->y() -= (of_film + reader.body_sd_mm * normal_(random_)) / kScale;
        if (uniform_(random_) < reader.flip) *body.grade += *body.grade == 3 ? -1 : 1;
      }
    }
    return set;
  }

  static double SdOf(const Reader& r) { return std::hypot(r.film_sd_mm, r.body_sd_mm); }

  std::mt19937_64 random_{20130114};
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_{1e-12, 1};
  ReadingSet truth_;
};

void ExpectWithin(const Statistic& s, double planted) {
  ASSERT_TRUE(s.value && s.interval) << s.measure << " " << s.name;
  EXPECT_LE(s.interval->low, planted) << s.measure << " " << s.name;
  EXPECT_GE(s.interval->high, planted) << s.measure << " " << s.name;
  EXPECT_LE(s.interval->low, *s.value);
  EXPECT_GE(s.interval->high, *s.value);
}

TEST_F(PlantedStudy, BiasAndLimitsOfAReaderAreRecovered) {
  for (const Reader& reader : {kFirst, kSecond}) {
    const EvaluationResult result = Evaluate(truth_, Read(reader));
    ExpectWithin(Find(result, "anterior_mm", "bias"), reader.bias_mm);
    ExpectWithin(Find(result, "anterior_mm", "sd"), SdOf(reader));
    ExpectWithin(Find(result, "anterior_mm", "loa_low"), reader.bias_mm - 1.96 * SdOf(reader));
    ExpectWithin(Find(result, "anterior_mm", "loa_high"), reader.bias_mm + 1.96 * SdOf(reader));
    EXPECT_EQ(Value(result, "posterior_mm", "bias"), 0);
    ExpectWithin(Find(result, "anterior_mm", "bias", "modality", "dxa"), reader.bias_mm);
  }
}

TEST_F(PlantedStudy, TwoReadersAreComparedWithEachOther) {
  const ReadingSet first = Read(kFirst), second = Read(kSecond);
  const EvaluationResult result = Evaluate(first, second);
  ExpectWithin(Find(result, "anterior_mm", "bias"), kSecond.bias_mm - kFirst.bias_mm);
  ExpectWithin(Find(result, "anterior_mm", "sd"), std::hypot(SdOf(kFirst), SdOf(kSecond)));
  // Var(bodies) / (Var(bodies) + mean error variance), both reading the same bodies of 3 mm spread.
  const double error = (std::pow(SdOf(kFirst), 2) + std::pow(SdOf(kSecond), 2)) / 2;
  ExpectWithin(Find(result, "anterior_mm", "icc31"), 9.0 / (9.0 + error));
}

TEST_F(PlantedStudy, KappaOfKnownFlipsIsRecovered) {
  const EvaluationResult result = Evaluate(truth_, Read(kFirst));
  // Shares of the grades 0..3 of an exponential of rate 1.2 cut at 1, 2, 3.
  const double q = std::exp(-1.2);
  const double share[] = {1 - q, q - q * q, q * q - q * q * q, q * q * q};
  ConfusionMatrix expected;
  for (int grade = 0; grade < 4; ++grade) {
    expected.Add(grade, grade, share[grade] * (1 - kFirst.flip));
    expected.Add(grade, grade == 3 ? 2 : grade + 1, share[grade] * kFirst.flip);
  }
  ExpectWithin(Find(result, "grade", "kappa"), *KappaValue(expected, KappaWeights::kPlain));
  ExpectWithin(Find(result, "grade", "kappa_linear"), *KappaValue(expected, KappaWeights::kLinear));
  ExpectWithin(Find(result, "grade", "kappa_quadratic"), *KappaValue(expected, KappaWeights::kQuadratic));
  ExpectWithin(Find(result, "grade", "specificity_1"), 1 - kFirst.flip);
}

TEST_F(PlantedStudy, IntervalsWidenWithTheFilmsOwnError) {
  const EvaluationResult whole = Evaluate(truth_, Read({0, 1.0, 0.1, 0}));
  const EvaluationResult apart = Evaluate(truth_, Read({0, 0.1, 1.0, 0}));
  const auto width = [](const EvaluationResult& r) {
    const Statistic& s = Find(r, "anterior_mm", "bias");
    return s.interval->high - s.interval->low;
  };
  // Standard errors 1 / sqrt(200) and 1 / sqrt(1600) but for the small part.
  EXPECT_GT(width(whole), 2 * width(apart));
}

TEST_F(PlantedStudy, StatedStandardDeviationsAreJudged) {
  ReadingSet reading = Read(kFirst);
  for (FilmReading& film : reading.films) {
    for (BodyReading& body : film.bodies) {
      const double height = body.points_px[kInferiorAnterior]->y() - body.points_px[kSuperiorAnterior]->y();
      body.anterior = Estimate{height - kFirst.bias_mm / kScale, SdOf(kFirst) / kScale};
    }
  }
  const EvaluationResult result = Evaluate(truth_, reading);
  ExpectWithin(Find(result, "anterior_mm", "coverage_50"), 0.50);
  ExpectWithin(Find(result, "anterior_mm", "coverage_68"), 0.68);
  ExpectWithin(Find(result, "anterior_mm", "coverage_95"), 0.95);
  ExpectWithin(Find(result, "anterior_mm", "rms_z"), 1);
}

TEST_F(PlantedStudy, TheSameSeedGivesTheSameFigures) {
  const ReadingSet reading = Read(kSecond);
  EvaluateOptions options;
  options.bootstrap = 100;
  const EvaluationResult a = Evaluate(truth_, reading, options), b = Evaluate(truth_, reading, options);
  ASSERT_EQ(a.statistics.size(), b.statistics.size());
  for (std::size_t i = 0; i < a.statistics.size(); ++i) {
    EXPECT_EQ(a.statistics[i].name, b.statistics[i].name);
    EXPECT_EQ(a.statistics[i].value, b.statistics[i].value);
    EXPECT_EQ(a.statistics[i].interval.has_value(), b.statistics[i].interval.has_value());
    if (a.statistics[i].interval) {
      EXPECT_EQ(a.statistics[i].interval->low, b.statistics[i].interval->low);
    }
  }
}

}  // namespace
}  // namespace openvfa
