// Grades, the continuous score behind them and their probabilities.
#include <algorithm>
#include <map>

#include "figure_group.h"
#include "openvfa/evaluation/agreement.h"
#include "openvfa/evaluation/calibration.h"
#include "pair_films.h"
#include "pair_values.h"

namespace openvfa {
namespace {

constexpr int kGrades = 4;

ConfusionMatrix MatrixOf(std::span<const double> s) {
  ConfusionMatrix matrix;
  for (int t = 0; t < kGrades; ++t) {
    for (int p = 0; p < kGrades; ++p) matrix.counts[t * kMaximumClasses + p] = s[t * kGrades + p];
  }
  return matrix;
}

SumFamily::Of KappaOf(KappaWeights weights) {
  return [weights](std::span<const double> s) { return KappaValue(MatrixOf(s), weights); };
}

using Yield = decltype(Dichotomise(ConfusionMatrix(), 1));

SumFamily::Of YieldOf(RatioSums Yield::*member, int grade) {
  return [=](std::span<const double> s) { return Ratio(Dichotomise(MatrixOf(s), grade).*member); };
}

// Figures of a family whose 16 columns are the confusion matrix.
void NameGradeFigures(const std::string& needs, SumFamily& family) {
  const std::string varied = needs + ", of more than one grade";
  family.Figure("kappa", "1", varied, KappaOf(KappaWeights::kPlain));
  family.Figure("kappa_linear", "1", varied, KappaOf(KappaWeights::kLinear));
  family.Figure("kappa_quadratic", "1", varied, KappaOf(KappaWeights::kQuadratic));
  for (const int grade : {1, 2}) {
    const std::string at = "_" + std::to_string(grade),
                      from = " of grade " + std::to_string(grade) + " or more";
    family.Figure("sensitivity" + at, "1", needs + ", some" + from, YieldOf(&Yield::sensitivity, grade));
    family.Figure("specificity" + at, "1", needs + ", some below grade " + std::to_string(grade),
                  YieldOf(&Yield::specificity, grade));
    family.Figure("ppv" + at, "1", needs + ", some predicted" + from, YieldOf(&Yield::ppv, grade));
    family.Figure("npv" + at, "1", needs + ", some predicted below", YieldOf(&Yield::npv, grade));
  }
  family.Figure("exact", "1", needs, [](std::span<const double> s) -> std::optional<double> {
    const ConfusionMatrix matrix = MatrixOf(s);
    if (!(matrix.Total() > 0)) return std::nullopt;
    return (matrix.At(0, 0) + matrix.At(1, 1) + matrix.At(2, 2) + matrix.At(3, 3)) / matrix.Total();
  });
  for (int t = 0; t < kGrades; ++t) {
    for (int p = 0; p < kGrades; ++p) {
      family.Figure("count_" + std::to_string(t) + "_" + std::to_string(p), "bodies", needs,
                    [=](std::span<const double> s) -> std::optional<double> {
                      if (!(MatrixOf(s).Total() > 0)) return std::nullopt;
                      return s[t * kGrades + p];
                    });
    }
  }
}

}  // namespace

void FigureMaker::MakeGrades(const FigureGroup& group) {
  auto family = std::make_unique<SumFamily>(group.group, "grade", clusters_.count, kGrades * kGrades);
  FilmCount count;
  for (const BodyPair* pair : group.pairs) {
    const BodyReading *truth = TruthOf(*pair), *prediction = PredictionOf(*pair);
    if (!Graded(truth) || !Graded(prediction)) continue;
    family->At(ClusterOf(*pair), *truth->grade * kGrades + *prediction->grade) += 1;
    count.See(*pair);
  }
  family->Count(count.films(), count.bodies());
  NameGradeFigures("needs bodies graded by both", *family);
  families_.push_back(std::move(family));
}

// A patient's grade is the worst of the patient's bodies; a false body within the truth's stretch counts.
void FigureMaker::MakePatientGrades(const FigureGroup& group) {
  struct Worst {
    std::optional<int> truth, prediction;
    int film = 0;
  };
  std::map<std::string, Worst> patients;
  for (const BodyPair* pair : group.pairs) {
    Worst& worst = patients[PatientOf(FilmOf(*pair))];
    worst.film = pair->film;
    const BodyReading *truth = TruthOf(*pair), *prediction = PredictionOf(*pair);
    if (Graded(truth)) worst.truth = std::max(worst.truth.value_or(0), *truth->grade);
    if (Graded(prediction) && !pair->beyond_truth) {
      worst.prediction = std::max(worst.prediction.value_or(0), *prediction->grade);
    }
  }
  auto family = std::make_unique<SumFamily>(group.group, "patient_grade", clusters_.count, kGrades * kGrades);
  int count = 0;
  for (const auto& [name, worst] : patients) {
    if (!worst.truth || !worst.prediction) continue;
    family->At(clusters_.of_film[worst.film], *worst.truth * kGrades + *worst.prediction) += 1;
    ++count;
  }
  family->Count(static_cast<int>(group.films.size()), count);
  NameGradeFigures("needs patients graded by both", *family);
  families_.push_back(std::move(family));
}

void FigureMaker::MakeScores(const FigureGroup& group) {
  for (const int grade : {1, 2}) {
    std::vector<ScoredCase> cases;
    FilmCount count;
    for (const BodyPair* pair : group.pairs) {
      const BodyReading *truth = TruthOf(*pair), *prediction = PredictionOf(*pair);
      if (!Graded(truth) || !prediction) continue;
      const auto score = ScoreOf(*prediction);
      if (!score) continue;
      cases.push_back({.score = *score, .positive = *truth->grade >= grade, .film = ClusterOf(*pair)});
      count.See(*pair);
    }
    families_.push_back(std::make_unique<RocFamily>(group.group, "deformity", "auc_" + std::to_string(grade),
                                                    std::move(cases), count.films()));
  }
}

namespace {

constexpr int kBins = kReliabilityBins;
enum ProbabilityColumn {
  kN,
  kBrier,
  kLogLoss,
  kConfidence,
  kDeformed = kConfidence + 3 * kBins,
  kColumns = kDeformed + 3 * kBins
};

void AddReliability(const ReliabilitySums& sums, int cluster, int column, SumFamily& family) {
  for (int b = 0; b < kBins; ++b) {
    family.At(cluster, column + b) += sums.count[b];
    family.At(cluster, column + kBins + b) += sums.probability[b];
    family.At(cluster, column + 2 * kBins + b) += sums.events[b];
  }
}

SumFamily::Of CalibrationErrorOf(std::size_t column) {
  return [column](std::span<const double> s) {
    ReliabilitySums sums;
    for (std::size_t b = 0; b < kBins; ++b) {
      sums.count[b] = s[column + b];
      sums.probability[b] = s[column + kBins + b];
      sums.events[b] = s[column + 2 * kBins + b];
    }
    return ExpectedCalibrationError(sums);
  };
}

}  // namespace

void FigureMaker::MakeProbabilities(const FigureGroup& group) {
  auto family = std::make_unique<SumFamily>(group.group, "grade_probability", clusters_.count, kColumns);
  FilmCount count;
  for (const BodyPair* pair : group.pairs) {
    const BodyReading *truth = TruthOf(*pair), *prediction = PredictionOf(*pair);
    if (!Graded(truth) || !prediction || !prediction->evaluable || !prediction->grade_probability) continue;
    GradeProbabilitySums sums;
    sums.Add(*prediction->grade_probability, *truth->grade);
    if (!(sums.n > 0)) continue;
    count.See(*pair);
    const int cluster = ClusterOf(*pair);
    family->At(cluster, kN) += sums.n;
    family->At(cluster, kBrier) += sums.brier;
    family->At(cluster, kLogLoss) += sums.log_loss;
    AddReliability(sums.confidence, cluster, kConfidence, *family);
    AddReliability(sums.deformed, cluster, kDeformed, *family);
  }
  family->Count(count.films(), count.bodies());
  const std::string why = "needs grades of the truth and grade probabilities of the prediction";
  family->Figure("brier", "1", why, QuotientOf(kBrier, kN));
  family->Figure("log_loss", "1", why, QuotientOf(kLogLoss, kN));
  family->Figure("ece", "1", why, CalibrationErrorOf(kConfidence));
  family->Figure("ece_deformed", "1", why, CalibrationErrorOf(kDeformed));
  families_.push_back(std::move(family));
}

}  // namespace openvfa
