#include "charts.h"
#include "openvfa/evaluation/agreement.h"
#include "openvfa/evaluation/calibration.h"
#include "openvfa/evaluation/roc.h"
#include "pair_values.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

// Both of a counted pair whose truth is graded, with the film.
template <typename Take>
void ForGraded(const EvaluationResult& result, const Take& take) {
  for (const BodyPair& pair : result.bodies) {
    if (!pair.counted || !pair.truth || !pair.prediction) continue;
    const FilmPair& film = result.films[pair.film];
    const BodyReading& truth = film.truth.bodies[*pair.truth];
    if (Graded(&truth)) take(truth, film.prediction.bodies[*pair.prediction], pair.film);
  }
}

RocAnalysis RocOf(const EvaluationResult& result, int grade) {
  std::vector<ScoredCase> cases;
  ForGraded(result, [&](const BodyReading& truth, const BodyReading& prediction, int film) {
    if (const auto score = ScoreOf(prediction)) {
      cases.push_back({.score = *score, .positive = *truth.grade >= grade, .film = film});
    }
  });
  return RocAnalysis(std::move(cases));
}

// Corners of a staircase closer than this many units to the last one drawn are left out.
constexpr double kLeastStep = 0.3;

std::vector<Vector2d> CurveOf(const RocAnalysis& roc, const Axes& axes) {
  std::vector<Vector2d> line;
  const std::vector<RocPoint> points = roc.Curve();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vector2d at = axes.At(points[i].false_positive_rate, points[i].sensitivity);
    if (line.empty() || i + 1 == points.size() || (at - line.back()).norm() >= kLeastStep) line.push_back(at);
  }
  return line;
}

struct KeyEntry {
  std::string text;
  Ink ink;
  std::vector<double> dash;
  std::optional<MarkShape> mark = {};
};

void DrawKey(double x, double y, const std::vector<KeyEntry>& entries, Drawing& drawing) {
  for (const KeyEntry& entry : entries) {
    const Stroke stroke{.ink = entry.ink, .width = 2, .dash = entry.dash};
    drawing.shapes.push_back(PolylineShape{{{x, y - 4}, {x + 30, y - 4}}, false, stroke, ""});
    if (entry.mark)
      drawing.shapes.push_back(MarkedShape{.at = {x + 15, y - 4}, .shape = *entry.mark, .ink = entry.ink});
    drawing.shapes.push_back(TextShape{.at = {x + 38, y}, .text = entry.text});
    y += 18;
  }
}

ConfusionMatrix MatrixOf(const StatisticIndex& index, const std::string& measure) {
  ConfusionMatrix matrix;
  for (int t = 0; t < matrix.classes; ++t) {
    for (int p = 0; p < matrix.classes; ++p) {
      const Statistic* s = index.Valued(measure, "count_" + std::to_string(t) + "_" + std::to_string(p));
      if (s != nullptr) matrix.Add(t, p, *s->value);
    }
  }
  return matrix;
}

// Stated against observed, with score intervals, and the number of bodies at each mark.
void DrawReliability(const ReliabilitySums& sums, const Stroke& stroke, MarkShape mark,
                     const std::string& part, Axes& axes, Drawing& drawing) {
  PolylineShape line{{}, false, stroke, part};
  const auto bins = ReliabilityDiagram(sums);
  for (const ReliabilityBin& bin : bins) {
    RatioSums ratio;
    ratio.events = bin.observed * bin.count, ratio.of = bin.count;
    if (const auto interval = WilsonInterval(ratio)) {
      axes.Whisker(bin.mean_probability, interval->low, interval->high,
                   {.ink = stroke.ink, .width = 1, .dash = {}});
    }
    line.points.push_back(axes.At(bin.mean_probability, bin.observed));
  }
  if (line.points.size() > 1) drawing.shapes.push_back(std::move(line));
  for (const ReliabilityBin& bin : bins)
    axes.Mark(bin.mean_probability, bin.observed, mark, stroke.ink, true, part + "-bin");
}

std::string WithInterval(const Statistic* s) {
  if (s == nullptr) return "–";
  const std::string interval = IntervalText(*s);
  return FigureText(*s->value, s->unit) + (interval.empty() ? "" : " (" + interval + ")");
}

}  // namespace

std::optional<Drawing> RocChart(const EvaluationResult& result, const StatisticIndex& index) {
  Drawing drawing{.id = "roc",
                  .title = "ROC curves of the height loss",
                  .description = "",
                  .caption = "",
                  .width = 520,
                  .height = 500};
  std::vector<KeyEntry> key;
  std::vector<PolylineShape> curves;
  const Statistic* any = nullptr;
  for (const int grade : {1, 2}) {
    const Statistic* auc = index.Valued("deformity", "auc_" + std::to_string(grade));
    if (auc == nullptr) continue;
    any = auc;
    key.push_back({"Grade ≥ " + std::to_string(grade) + ": AUC " + WithInterval(auc),
                   grade == 1 ? Ink::kFirst : Ink::kSecond,
                   grade == 1 ? std::vector<double>{} : std::vector<double>{8, 4},
                   grade == 1 ? MarkShape::kCircle : MarkShape::kTriangle});
    drawing.description += key.back().text + ". ";
  }
  if (any == nullptr) return std::nullopt;
  const std::string count = CountText(any->count, any->films);
  Axes axes(drawing, {.range = {}, .name = "1 − specificity; " + count},
            {.range = {}, .name = "Sensitivity"});
  axes.Line(0, 0, 1, 1, {.ink = Ink::kSoft, .width = 0.8, .dash = {2, 3}}, "chance");
  const ConfusionMatrix matrix = MatrixOf(index, "grade");
  std::size_t entry = 0;
  for (const int grade : {1, 2}) {
    if (!index.Valued("deformity", "auc_" + std::to_string(grade))) continue;
    const KeyEntry& style = key[entry++];
    drawing.shapes.push_back(PolylineShape{CurveOf(RocOf(result, grade), axes),
                                           false,
                                           {.ink = style.ink, .width = 2, .dash = style.dash},
                                           "roc-" + std::to_string(grade)});
    const DiagnosticAccuracy at = Dichotomise(matrix, grade);
    const auto sensitivity = Ratio(at.sensitivity), specificity = Ratio(at.specificity);
    if (sensitivity && specificity) {
      axes.Mark(1 - *specificity, *sensitivity, *style.mark, style.ink, false,
                "grade-" + std::to_string(grade));
    }
  }
  DrawKey(axes.X(0.3), axes.Y(0.12), key, drawing);
  drawing.description += count + ".";
  drawing.caption = "ROC curves of the largest fractional height loss as predicted, for the truth's grade. " +
                    drawing.description + " Marks: the grades as stated.";
  return drawing;
}

std::optional<Drawing> ReliabilityChart(const EvaluationResult& result, const StatisticIndex& index) {
  const Statistic *ece = index.Valued("grade_probability", "ece"),
                  *deformed = index.Valued("grade_probability", "ece_deformed");
  if (ece == nullptr || deformed == nullptr) return std::nullopt;
  GradeProbabilitySums sums;
  ForGraded(result, [&](const BodyReading& truth, const BodyReading& prediction, int) {
    if (prediction.evaluable && prediction.grade_probability)
      sums.Add(*prediction.grade_probability, *truth.grade);
  });
  const std::string count = CountText(ece->count, ece->films);
  Drawing drawing{.id = "reliability",
                  .title = "Reliability of the grade probabilities",
                  .description = "Expected calibration error of \"grade ≥ 1\" " + WithInterval(deformed) +
                                 ", of the likeliest grade " + WithInterval(ece) + ". " + count + ".",
                  .caption = "",
                  .width = 520,
                  .height = 500};
  drawing.caption =
      "Stated against observed, 15 bins of equal width with 95 % score intervals (Wilson) of "
      "independent bodies; on the dotted line a probability is honest. " +
      drawing.description;
  Axes axes(drawing, {.range = {}, .name = "Stated probability; " + count},
            {.range = {}, .name = "Observed share"});
  axes.Line(0, 0, 1, 1, {.ink = Ink::kSoft, .width = 0.8, .dash = {2, 3}}, "honest");
  DrawReliability(sums.confidence, {.ink = Ink::kSecond, .width = 1.5, .dash = {8, 4}}, MarkShape::kTriangle,
                  "likeliest", axes, drawing);
  DrawReliability(sums.deformed, {.ink = Ink::kFirst, .width = 1.5, .dash = {}}, MarkShape::kCircle,
                  "deformed", axes, drawing);
  DrawKey(axes.X(0.03), axes.Y(0.95),
          {{"grade ≥ 1", Ink::kFirst, {}, MarkShape::kCircle},
           {"the likeliest grade is right", Ink::kSecond, {8, 4}, MarkShape::kTriangle}},
          drawing);
  return drawing;
}

std::optional<Drawing> ConfusionChart(const StatisticIndex& index, const std::string& measure) {
  const ConfusionMatrix matrix = MatrixOf(index, measure);
  const Statistic* exact = index.Valued(measure, "exact");
  if (exact == nullptr || !(matrix.Total() > 0)) return std::nullopt;
  const bool patients = measure == "patient_grade";
  const char* what = patients ? "patients" : "bodies";
  const std::string count = CountText(exact->count, exact->films, what);
  Drawing drawing{
      .id = patients ? "confusion-patients" : "confusion",
      .title = patients ? "Worst grade of a patient: truth and prediction" : "Grades: truth and prediction",
      .description = "Equal " + WithInterval(exact) + ", linear kappa " +
                     WithInterval(index.Valued(measure, "kappa_linear")) + ". " + count + ".",
      .caption = "",
      .width = 460,
      .height = 400};
  drawing.caption = drawing.title + ", with the share of each row. " + drawing.description;
  const std::vector<std::string> grades = {"0", "1", "2", "3"};
  Axes axes(drawing, {.range = {}, .name = "Predicted grade; " + count, .categories = grades},
            {.range = {}, .name = "True grade", .categories = {"3", "2", "1", "0"}});
  for (int t = 0; t < matrix.classes; ++t) {
    double row = 0;
    for (int p = 0; p < matrix.classes; ++p) row += matrix.At(t, p);
    for (int p = 0; p < matrix.classes; ++p) {
      const double share = row > 0 ? matrix.At(t, p) / row : 0, y = 3 - t;
      const std::string cell = std::to_string(t) + "-" + std::to_string(p);
      const Vector2d corner = axes.At(p - 0.5, y + 0.5), end = axes.At(p + 0.5, y - 0.5);
      drawing.shapes.push_back(RectShape{corner, end - corner, Ink::kBand, 0.75 * share, "cell-" + cell});
      axes.Text(axes.X(p), axes.Y(y) + 1, FigureText(matrix.At(t, p), "bodies"), Anchor::kMiddle, 15, t == p);
      if (row > 0)
        axes.Text(axes.X(p), axes.Y(y) + 17, FigureText(100 * share, "bodies") + " %", Anchor::kMiddle, 11);
    }
  }
  return drawing;
}

}  // namespace openvfa
