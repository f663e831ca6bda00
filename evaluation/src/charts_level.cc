#include <algorithm>
#include <map>

#include "charts.h"
#include "openvfa/evaluation/calibration.h"
#include "openvfa/evaluation/resample.h"

namespace openvfa {
namespace {

// "14,021"
std::string Grouped(int number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

struct LevelErrors {
  std::vector<double> errors;
  int bodies = 0;
};

std::string NameOf(const std::optional<VertebralLevel>& level) { return level ? LevelName(*level) : "?"; }

// Levels from the head down, bodies without a name last.
bool Above(const std::string& a, const std::string& b) {
  const auto first = ParseLevel(a), second = ParseLevel(b);
  return first && second ? *first < *second : first.has_value() && !second;
}

using ByLevel = std::map<std::string, LevelErrors, decltype(&Above)>;

ByLevel ErrorsOf(const EvaluationResult& result, bool mm) {
  ByLevel levels(&Above);
  for (const BodyPair& pair : result.bodies) {
    const FilmPair& film = result.films[pair.film];
    if (!pair.counted || !pair.truth || !pair.prediction || (mm && !film.mm_per_px)) continue;
    LevelErrors level;
    for (const auto& error : pair.point_error_px) {
      if (error) level.errors.push_back(*error * (mm ? film.mm_per_px->x() : 1));
    }
    if (level.errors.empty()) continue;
    LevelErrors& all = levels[NameOf(film.truth.bodies[*pair.truth].level)];
    all.errors.insert(all.errors.end(), level.errors.begin(), level.errors.end());
    ++all.bodies;
  }
  return levels;
}

struct Box {
  double low, median, high, p90;
};

Box BoxOf(const std::vector<double>& errors) {
  const std::vector<int> films(errors.size(), 0);
  const SortedSample sample(errors, films);
  return {*sample.Quantile(0.25), *sample.Quantile(0.5), *sample.Quantile(0.75), *sample.Quantile(0.9)};
}

void DrawBox(const Box& box, double at, const std::string& level, Axes& axes, Drawing& drawing) {
  const Eigen::Vector2d corner = axes.At(at - 0.3, box.high), end = axes.At(at + 0.3, box.low);
  drawing.shapes.push_back(RectShape{corner, end - corner, Ink::kBand, 0.8, "iqr-" + level});
  axes.Line(at, box.high, at, box.p90, {.ink = Ink::kSoft, .width = 1, .dash = {}});
  axes.Line(at - 0.18, box.p90, at + 0.18, box.p90, {.ink = Ink::kInk, .width = 1.4, .dash = {}},
            "p90-" + level);
  axes.Line(at - 0.3, box.median, at + 0.3, box.median, {.ink = Ink::kInk, .width = 2.4, .dash = {}},
            "median-" + level);
}

// A measure of the coverage chart.
struct Covered {
  std::string name;
  const Statistic* at[3];
};

std::vector<Covered> CoveredMeasures(const StatisticIndex& index) {
  std::vector<Covered> all;
  const bool mm = index.Valued("anterior_mm", "coverage_95") != nullptr;
  const std::string unit = mm ? "_mm" : "_px";
  for (const std::string& measure :
       {std::string("point_sd"), "anterior" + unit, "middle" + unit, "posterior" + unit,
        std::string("wedge_ratio"), std::string("biconcavity_ratio"), std::string("crush_ratio")}) {
    const Covered covered{MeasureText(measure),
                          {index.Valued(measure, "coverage_50"), index.Valued(measure, "coverage_68"),
                           index.Valued(measure, "coverage_95")}};
    if (covered.at[0] && covered.at[1] && covered.at[2]) all.push_back(covered);
  }
  return all;
}

}  // namespace

std::string CountText(int bodies, int films, const char* what) {
  return "n = " + Grouped(bodies) + " " + what + " of " + Grouped(films) + (films == 1 ? " film" : " films");
}

std::optional<Drawing> CoverageChart(const StatisticIndex& index) {
  const std::vector<Covered> measures = CoveredMeasures(index);
  if (measures.empty()) return std::nullopt;
  std::vector<std::string> names;
  for (const Covered& covered : measures) names.push_back(covered.name);
  const Statistic& first = *measures.front().at[0];
  Drawing drawing{.id = "coverage",
                  .title = "Coverage of the stated standard deviations",
                  .description = "",
                  .caption = ""};
  Axes axes(drawing,
            {.range = {}, .name = "Measure; " + CountText(first.count, first.films), .categories = names},
            {.range = {}, .name = "Share of errors within the interval"},
            {.left = 62, .right = 84, .top = 16, .bottom = 52});
  constexpr MarkShape kMarks[] = {MarkShape::kTriangle, MarkShape::kSquare, MarkShape::kCircle};
  for (int level = 0; level < 3; ++level) {
    const double stated = kCoverageLevels[level];
    const std::string text = FigureText(100 * stated, "bodies") + " %";
    axes.Level(stated, {.ink = Ink::kInk, .width = 1.2, .dash = {6, 4}}, "stated-" + std::to_string(level));
    axes.Text(axes.right() + 6, axes.Y(stated) + 4, text + " stated", Anchor::kStart, 11);
    for (std::size_t i = 0; i < measures.size(); ++i) {
      const Statistic& s = *measures[i].at[level];
      const double x = static_cast<double>(i) + 0.18 * (level - 1);
      if (s.interval)
        axes.Whisker(x, s.interval->low, s.interval->high, {.ink = Ink::kFirst, .width = 1.2, .dash = {}});
      axes.Mark(x, *s.value, kMarks[level], Ink::kFirst, true, s.name + "-" + s.measure);
    }
  }
  for (const Covered& covered : measures) {
    drawing.description += covered.name + ": ";
    for (int level = 0; level < 3; ++level) {
      drawing.description += FigureText(100 * *covered.at[level]->value, "%") + (level < 2 ? ", " : " %. ");
    }
  }
  drawing.caption =
      "Errors within the central 50 % (triangles), 68 % (squares) and 95 % (circles) interval of the stated "
      "standard deviation; marks on the dashed lines are honest, below them it is too sure. " +
      drawing.description + "Bars: 95 % intervals.";
  return drawing;
}

std::optional<Drawing> ErrorChart(const EvaluationResult& result, const StatisticIndex& index) {
  const bool mm = index.Valued("point_mm", "median") != nullptr;
  const ByLevel levels = ErrorsOf(result, mm);
  const Statistic* all = index.Valued(mm ? "point_mm" : "point_px", "median");
  if (levels.empty() || all == nullptr) return std::nullopt;
  const std::string unit = mm ? "mm" : "px";
  std::vector<std::string> names;
  std::vector<Box> boxes;
  double most = 0;
  Drawing drawing{.id = "error-by-level",
                  .title = "Distance of the points from the truth by level",
                  .description = "",
                  .caption = ""};
  for (const auto& [name, level] : levels) {
    names.push_back(name);
    boxes.push_back(BoxOf(level.errors));
    most = std::max(most, boxes.back().p90);
    drawing.description += name + " median " + FigureText(boxes.back().median, unit) + ", 90th percentile " +
                           FigureText(boxes.back().p90, unit) + " " + unit + "; ";
  }
  const std::string count = "n = " + Grouped(all->count) + " points of " + Grouped(all->films) + " films";
  drawing.description += count + ".";
  drawing.caption =
      "Distance of each point from the truth's: median (thick), quartiles (box) and 90th percentile (upper "
      "bar); above it the number of bodies. " +
      count + ".";
  Axes axes(
      drawing, {.range = {}, .name = "Level; " + count, .categories = names},
      {.range = {0, 1.12 * std::max(most, 1e-6)}, .name = "Distance from the true point (" + unit + ")"});
  for (std::size_t i = 0; i < names.size(); ++i) {
    DrawBox(boxes[i], static_cast<double>(i), names[i], axes, drawing);
    axes.Text(axes.X(static_cast<double>(i)), axes.top() + 9, Grouped(levels.at(names[i]).bodies),
              Anchor::kMiddle, 10);
  }
  return drawing;
}

std::optional<Drawing> FoundChart(const StatisticIndex& index) {
  std::vector<const Statistic*> found;
  for (const std::string& level : index.Groups("level")) {
    if (const Statistic* s = index.Valued("detection", "sensitivity", "level", level)) found.push_back(s);
  }
  const Statistic* all = index.Valued("detection", "sensitivity");
  if (found.empty() || all == nullptr) return std::nullopt;
  std::sort(found.begin(), found.end(),
            [](const Statistic* a, const Statistic* b) { return Above(a->group, b->group); });
  double least = *all->value;
  for (const Statistic* s : found) least = std::min(least, s->interval ? s->interval->low : *s->value);
  Drawing drawing{.id = "found-by-level", .title = "Bodies found by level", .description = "", .caption = ""};
  std::vector<std::string> names;
  for (const Statistic* s : found) {
    names.push_back(s->group);
    drawing.description += s->group + " " + FigureText(100 * *s->value, "%") + " %; ";
  }
  const std::string count = CountText(all->count, all->films);
  drawing.description += "all " + FullText(*all) + ". " + count + ".";
  drawing.caption =
      "Share of the truth's bodies that are found, with 95 % intervals; dashed: of all levels, " +
      FullText(*all) + ". " + count + ".";
  Axes axes(drawing, {.range = {}, .name = "Level; " + count, .categories = names},
            {.range = {std::min(0.9, least), 1}, .name = "Sensitivity"});
  axes.Level(*all->value, {.ink = Ink::kInk, .width = 1.2, .dash = {6, 4}}, "all");
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double x = static_cast<double>(i);
    const auto& interval = found[i]->interval;
    if (interval)
      axes.Whisker(x, interval->low, interval->high, {.ink = Ink::kFirst, .width = 1.2, .dash = {}});
    axes.Mark(x, *found[i]->value, MarkShape::kCircle, Ink::kFirst, true, "found-" + found[i]->group);
  }
  return drawing;
}

std::vector<Drawing> AllCharts(const EvaluationResult& result, const StatisticIndex& index) {
  std::vector<Drawing> all;
  const auto take = [&](std::optional<Drawing> drawing) {
    if (drawing) all.push_back(std::move(*drawing));
  };
  take(ErrorChart(result, index));
  take(FoundChart(index));
  for (Drawing& drawing : BlandAltmanCharts(result, index)) all.push_back(std::move(drawing));
  take(CoverageChart(index));
  take(RocChart(result, index));
  take(ReliabilityChart(result, index));
  take(ConfusionChart(index, "grade"));
  take(ConfusionChart(index, "patient_grade"));
  return all;
}

}  // namespace openvfa
