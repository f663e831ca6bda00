#include <algorithm>
#include <cmath>

#include "charts.h"
#include "figure_group.h"
#include "openvfa/evaluation/agreement.h"
#include "pair_values.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

struct Differences {
  std::vector<Vector2d> points;  // mean of both, prediction - truth
  FilmCount count;
};

Differences DifferencesOf(const EvaluationResult& result, const HeightMeasure& measure) {
  Differences differences;
  for (const BodyPair& pair : result.bodies) {
    if (!pair.counted || !pair.truth || !pair.prediction) continue;
    const FilmPair& film = result.films[pair.film];
    const auto truth = ValueOf(film.truth.bodies[*pair.truth], film.truth, measure);
    const auto prediction = ValueOf(film.prediction.bodies[*pair.prediction], film.prediction, measure);
    if (!truth || !prediction || !std::isfinite(truth->value) || !std::isfinite(prediction->value)) continue;
    differences.points.emplace_back((truth->value + prediction->value) / 2, prediction->value - truth->value);
    differences.count.See(pair);
  }
  return differences;
}

// A line of the chart: value, interval and how it is called.
struct Limit {
  const char* part;
  const char* text;
  double value;
  std::optional<Interval> interval;
};

// Intervals of the bootstrap; without one, of Student's t (Bland, Altman 1999).
std::vector<Limit> LimitsOf(const HeightMeasure& measure, const Differences& differences,
                            const StatisticIndex& index) {
  std::vector<double> values;
  for (const Vector2d& p : differences.points) values.push_back(p.y());
  const auto analysis = AnalyseDifferences(values);
  if (!analysis) return {};
  std::vector<Limit> limits = {
      {"loa_high", "bias + 1.96 SD", analysis->loa_high, analysis->loa_high_interval},
      {"bias", "bias", analysis->bias, analysis->bias_interval},
      {"loa_low", "bias − 1.96 SD", analysis->loa_low, analysis->loa_low_interval}};
  for (Limit& limit : limits) {
    if (const Statistic* s = index.Valued(measure.name, limit.part)) {
      limit.value = *s->value;
      if (s->interval) limit.interval = s->interval;
    }
  }
  return limits;
}

PlotRange RangeOf(const Differences& differences, const std::vector<Limit>& limits) {
  PlotRange range{0, 0};
  const auto see = [&](double value) { range = {std::min(range.low, value), std::max(range.high, value)}; };
  for (const Vector2d& p : differences.points) see(p.y());
  for (const Limit& limit : limits) {
    see(limit.value);
    if (limit.interval) see(limit.interval->low), see(limit.interval->high);
  }
  if (range.high - range.low < 1e-6) range = {-1, 1};
  return range;
}

void DrawIntervals(const std::vector<Limit>& limits, Axes& axes) {
  for (const Limit& limit : limits) {
    if (!limit.interval) continue;
    axes.Band(limit.interval->low, limit.interval->high, Ink::kBand, 0.6,
              limit.part + std::string("-interval"));
  }
}

// Texts at the right end, pushed apart where lines lie close.
void DrawLimits(const std::vector<Limit>& limits, const std::string& unit, Axes& axes) {
  double least = axes.top();
  for (const Limit& limit : limits) {
    const std::string part = limit.part;
    const bool bias = part == "bias";
    const Stroke stroke{.ink = Ink::kInk,
                        .width = bias ? 1.8 : 1.4,
                        .dash = bias ? std::vector<double>{} : std::vector<double>{7, 4}};
    axes.Level(limit.value, stroke, part);
    const double y = std::max(axes.Y(limit.value) + 4, least + 12);
    least = y + 30;
    axes.Text(axes.right() + 8, y, limit.text, Anchor::kStart, 11);
    axes.Text(axes.right() + 8, y + 14, FigureText(limit.value, unit), Anchor::kStart, 12, true);
    if (limit.interval) {
      axes.Text(axes.right() + 8, y + 27,
                FigureText(limit.interval->low, unit) + " to " + FigureText(limit.interval->high, unit),
                Anchor::kStart, 10.5);
      least = y + 36;
    }
  }
}

std::string Sentence(const HeightMeasure& measure, const std::vector<Limit>& limits) {
  const std::string unit = measure.unit == "1" ? "" : " " + measure.unit;
  std::string text;
  for (const Limit& limit : limits) {
    text += (text.empty() ? "" : "; ") + std::string(limit.text) + " " +
            FigureText(limit.value, measure.unit) + unit;
    if (limit.interval) {
      text += " (" + FigureText(limit.interval->low, measure.unit) + " to " +
              FigureText(limit.interval->high, measure.unit) + ")";
    }
  }
  return text;
}

std::optional<Drawing> BlandAltmanChart(const EvaluationResult& result, const HeightMeasure& measure,
                                        const StatisticIndex& index) {
  const Differences differences = DifferencesOf(result, measure);
  const std::vector<Limit> limits = LimitsOf(measure, differences, index);
  if (limits.empty()) return std::nullopt;
  const std::string name = MeasureText(measure.name), unit = measure.unit == "1" ? "ratio" : measure.unit;
  const std::string count = CountText(differences.count.bodies(), differences.count.films());
  Drawing drawing{.id = "bland-altman-" + measure.name,
                  .title = "Bland–Altman plot of " + name,
                  .description = Sentence(measure, limits) + ". " + count + ".",
                  .caption = ""};
  drawing.caption = name + ": prediction − truth against the mean of both. " + drawing.description +
                    " Shaded: 95 % intervals.";
  PlotRange x{differences.points.front().x(), differences.points.front().x()};
  for (const Vector2d& p : differences.points) x = {std::min(x.low, p.x()), std::max(x.high, p.x())};
  Axes axes(drawing,
            {.range = x, .name = "Mean of truth and prediction, " + name + " (" + unit + "); " + count},
            {.range = RangeOf(differences, limits), .name = "Prediction − truth (" + unit + ")"},
            {.left = 66, .right = 118, .top = 16, .bottom = 52});
  DrawIntervals(limits, axes);
  DotsShape dots{.at = {},
                 .radius = differences.points.size() > 1500 ? 1.4 : 2.2,
                 .ink = Ink::kFirst,
                 .opacity = 0.6,
                 .part = "bodies"};
  for (const Vector2d& p : differences.points) dots.at.push_back(axes.At(p.x(), p.y()));
  drawing.shapes.push_back(std::move(dots));
  axes.Level(0, {.ink = Ink::kSoft, .width = 0.8, .dash = {2, 3}}, "zero");
  DrawLimits(limits, measure.unit, axes);
  return drawing;
}

}  // namespace

std::vector<Drawing> BlandAltmanCharts(const EvaluationResult& result, const StatisticIndex& index) {
  std::vector<Drawing> drawings;
  const bool mm = index.Valued("anterior_mm", "bias") || index.Valued("posterior_mm", "bias") ||
                  index.Valued("middle_mm", "bias");
  for (const HeightMeasure& measure : HeightMeasures()) {
    if (measure.unit == (mm ? "px" : "mm")) continue;
    if (auto drawing = BlandAltmanChart(result, measure, index)) drawings.push_back(std::move(*drawing));
  }
  return drawings;
}

}  // namespace openvfa
