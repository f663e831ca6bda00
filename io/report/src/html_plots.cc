// Heights and ratios by level, as SVG whose colours are those of the page.
#include <algorithm>
#include <cmath>
#include <optional>

#include "assessment_text.h"
#include "html_parts.h"
#include "openvfa/report/markup.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

constexpr double kWidth = 720, kHeight = 250, kLeft = 42, kRight = 62, kTop = 10, kBottom = 22;
constexpr double kDeviations = 1.96;  // 95 % of a normal distribution
constexpr const char* kSeries[] = {"ha", "hm", "hp"};

struct Interval {
  double low = 0, high = 1;
};

// One column of a plot: up to three estimates and, where the neighbours predict the height, that reference.
struct Column {
  std::string level;
  bool deformed = false;
  std::optional<Estimate> values[3];
  std::optional<double> reference;
};

double StepFor(double range) {
  double step = 0.1;
  for (const double candidate : {0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0}) {
    if (range / step > 8) step = candidate;
  }
  return step;
}

class Plot {
 public:
  Plot(const std::vector<Column>& columns, const Interval& range, const std::string& title)
      : columns_(columns), step_(StepFor(range.high - range.low)), title_(title) {
    range_.low = std::floor(range.low / step_) * step_;
    range_.high = std::ceil(range.high / step_) * step_;
    Axis();
  }

  double ColumnWidth() const {
    return (kWidth - kLeft - kRight) / static_cast<double>(std::max<std::size_t>(columns_.size(), 1));
  }
  double X(std::size_t column) const { return kLeft + (static_cast<double>(column) + 0.5) * ColumnWidth(); }
  double Y(double value) const {
    const double share = (value - range_.low) / (range_.high - range_.low);
    return kTop + (1 - std::clamp(share, 0.0, 1.0)) * (kHeight - kTop - kBottom);
  }

  void Band(double left, double width, const Interval& values, int grade) {
    const double top = Y(values.high), height = Y(values.low) - top;
    if (height <= 0) return;
    body_ += Element("rect",
                     {{"class", "band fill-" + std::to_string(grade)},
                      {"x", Coordinate(left)},
                      {"y", Coordinate(top)},
                      {"width", Coordinate(width)},
                      {"height", Coordinate(height)}},
                     "");
  }
  void Line(const char* kind, double x1, double y1, double x2, double y2) {
    body_ += Element("line",
                     {{"class", kind},
                      {"x1", Coordinate(x1)},
                      {"y1", Coordinate(y1)},
                      {"x2", Coordinate(x2)},
                      {"y2", Coordinate(y2)}},
                     "");
  }
  void Text(const char* kind, double x, double y, const char* anchor, const std::string& text) {
    body_ += Element("text",
                     {{"class", kind}, {"x", Coordinate(x)}, {"y", Coordinate(y)}, {"text-anchor", anchor}},
                     Escaped(text));
  }
  // Each series has its own shape: circle, square, triangle.
  void Mark(std::size_t series, double x, double y) {
    const Attributes kind = {{"class", kSeries[series]}};
    if (series == 0) {
      body_ += Element("circle", {kind[0], {"cx", Coordinate(x)}, {"cy", Coordinate(y)}, {"r", "3.4"}}, "");
      return;
    }
    const double half = series == 1 ? 3 : 0, tip = series == 1 ? 3 : 4;
    const std::string points = Coordinate(x - std::max(half, 4 - half)) + "," + Coordinate(y + 3) + " " +
                               Coordinate(x - half) + "," + Coordinate(y - tip) + " " + Coordinate(x + half) +
                               "," + Coordinate(y - tip) + " " + Coordinate(x + std::max(half, 4 - half)) +
                               "," + Coordinate(y + 3);
    body_ += Element("polygon", {kind[0], {"points", points}}, "");
  }
  void Values(const Column& column, std::size_t index) {
    for (std::size_t series = 0; series < 3; ++series) {
      if (!column.values[series]) continue;
      const Estimate& value = *column.values[series];
      const double x = X(index) + (static_cast<double>(series) - 1) * std::min(10.0, ColumnWidth() / 4);
      const std::string kind = std::string("bar ") + kSeries[series];
      Line(kind.c_str(), x, Y(value.value - kDeviations * value.sd), x,
           Y(value.value + kDeviations * value.sd));
      Mark(series, x, Y(value.value));
    }
  }
  std::string Markup() const {
    return Element("svg",
                   {{"class", "plot"},
                    {"viewBox", "0 0 " + Coordinate(kWidth) + " " + Coordinate(kHeight)},
                    {"role", "img"},
                    {"aria-label", title_}},
                   body_);
  }

 private:
  void Axis() {
    const int digits = step_ < 1 ? 1 : 0;
    for (double value = range_.low; value < range_.high + step_ / 2; value += step_) {
      Line("grid", kLeft, Y(value), kWidth - kRight, Y(value));
      Text("faint", kLeft - 5, Y(value) + 4, "end", Fixed(value, digits));
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const bool measured = columns_[i].values[0].has_value();
      Text(columns_[i].deformed ? "bold" : "", X(i), kHeight - 7, "middle", columns_[i].level);
      if (!measured) Text("faint", X(i), kHeight - kBottom - 5, "middle", "n.e.");
    }
  }

  const std::vector<Column>& columns_;
  double step_;
  std::string title_, body_;
  Interval range_;
};

// Where a grade begins, as a share of the reference height; the lowest band ends at nothing.
struct Thresholds {
  double ends[4];
};
Thresholds ThresholdsOf(const ReportInput& input) {
  const GenantOptions genant = input.options ? input.options->genant : GenantOptions{};
  return {{1 - genant.mild, 1 - genant.moderate, 1 - genant.severe, 0}};
}

Interval RangeOf(const std::vector<Column>& columns, const Interval& least) {
  Interval range = least;
  for (const Column& column : columns) {
    for (const auto& value : column.values) {
      if (!value || !std::isfinite(value->value) || !std::isfinite(value->sd)) continue;
      range.low = std::min(range.low, value->value - kDeviations * value->sd);
      range.high = std::max(range.high, value->value + kDeviations * value->sd);
    }
    if (column.reference) range.high = std::max(range.high, *column.reference);
    if (column.reference) range.low = std::min(range.low, 0.55 * *column.reference);
  }
  return range;
}

std::vector<Column> HeightColumns(const StudyAssessment& assessment) {
  std::vector<Column> columns;
  const Calibration& calibration = assessment.calibration;
  for (const VertebraRow& row : VertebraRows(assessment)) {
    Column column{.level = LevelName(row.body->level), .values = {}, .reference = {}};
    if (row.measurement != nullptr) {
      const VertebraMeasurement& m = *row.measurement;
      const Heights& heights = m.heights_mm ? *m.heights_mm : m.heights_px;
      column.values[0] = heights.anterior;
      column.values[1] = heights.middle;
      column.values[2] = heights.posterior;
      if (row.grade != nullptr && row.grade->hp_reference_px) {
        // "px" lengths are in units of the column distance.
        const Eigen::Vector2d reference_px(*row.grade->hp_reference_px, 0);
        column.reference = m.heights_mm ? MmFromPx(reference_px, calibration).x() : reference_px.x();
      }
    }
    column.deformed = row.grade != nullptr && row.grade->grade > 0;
    columns.push_back(column);
  }
  return columns;
}

std::vector<Column> RatioColumns(const StudyAssessment& assessment) {
  std::vector<Column> columns;
  for (const VertebraRow& row : VertebraRows(assessment)) {
    Column column{.level = LevelName(row.body->level), .values = {}, .reference = {}};
    if (row.measurement != nullptr) {
      column.values[0] = row.measurement->wedge_ratio;
      column.values[1] = row.measurement->biconcavity_ratio;
      if (row.grade != nullptr) column.values[2] = row.grade->crush_ratio;
    }
    column.deformed = row.grade != nullptr && row.grade->grade > 0;
    columns.push_back(column);
  }
  return columns;
}

std::string Key(const std::vector<std::pair<std::size_t, std::string>>& series) {
  std::string text;
  const char* const shapes[] = {"● ", "■ ", "▲ "};
  for (const auto& [index, name] : series) text += (text.empty() ? "" : ", ") + (shapes[index] + name);
  return text;
}

std::string HeightPlot(const ReportInput& input) {
  const std::vector<Column> columns = HeightColumns(input.assessment);
  const std::string unit = input.assessment.calibration.mm_per_px ? "mm" : "px";
  Interval range{.low = 1e9, .high = -1e9};
  range = RangeOf(columns, range);
  if (range.high <= range.low) return "";
  Plot plot(columns, {.low = std::max(0.0, range.low), .high = range.high},
            "Anterior, middle and posterior height of each vertebra in " + unit +
                "; the numbers are in the table of vertebrae");
  const Thresholds thresholds = ThresholdsOf(input);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].reference) {
      const double left = plot.X(i) - 0.45 * plot.ColumnWidth(), width = 0.9 * plot.ColumnWidth();
      for (int grade = 1; grade <= 3; ++grade) {
        plot.Band(left, width,
                  {.low = *columns[i].reference * thresholds.ends[grade],
                   .high = *columns[i].reference * thresholds.ends[grade - 1]},
                  grade);
      }
      plot.Line("reference", left, plot.Y(*columns[i].reference), left + width,
                plot.Y(*columns[i].reference));
    }
    plot.Values(columns[i], i);
  }
  const std::string caption =
      "Heights in " + unit +
      " with ±1.96 standard deviations: " + Key({{0, "Ha anterior"}, {1, "Hm middle"}, {2, "Hp posterior"}}) +
      ". Horizontal bar: the posterior height that the neighbours predict; shaded below it: where "
      "a loss against it is mild, moderate, severe. Bold: graded 1 to 3.";
  return Element("figure", {}, plot.Markup() + "\n" + Element("figcaption", {}, Escaped(caption))) + "\n";
}

std::string RatioPlot(const ReportInput& input) {
  const std::vector<Column> columns = RatioColumns(input.assessment);
  const Thresholds thresholds = ThresholdsOf(input);
  const Interval range = RangeOf(columns, {.low = thresholds.ends[2] - 0.08, .high = 1.1});
  Plot plot(
      columns, {.low = std::max(0.0, range.low), .high = range.high},
      "Height ratios of each vertebra against the thresholds of the grades; the numbers are in the table of "
      "vertebrae");
  const char* const names[] = {"", "mild", "moderate", "severe"};
  for (int grade = 1; grade <= 3; ++grade) {
    const Interval band{.low = thresholds.ends[grade], .high = thresholds.ends[grade - 1]};
    plot.Band(kLeft, kWidth - kLeft - kRight, band, grade);
    const double middle = (plot.Y(band.low) + plot.Y(band.high)) / 2;
    plot.Text("faint", kWidth - kRight + 5, middle + 4, "start", names[grade]);
  }
  plot.Line("axis", kLeft, plot.Y(1), kWidth - kRight, plot.Y(1));
  for (std::size_t i = 0; i < columns.size(); ++i) plot.Values(columns[i], i);
  const std::string caption =
      "Ratios with ±1.96 standard deviations: " +
      Key({{0, "Ha/Hp (wedge)"}, {1, "Hm/Hp (biconcave)"}, {2, "Hp/reference (crush)"}}) +
      ". The bands are the losses of grades 1, 2 and 3. With a crush, Ha and Hm are graded "
      "against the reference, too.";
  return Element("figure", {}, plot.Markup() + "\n" + Element("figcaption", {}, Escaped(caption))) + "\n";
}

}  // namespace

std::string PlotsPart(const ReportInput& input) {
  const std::string heights = HeightPlot(input);
  return heights.empty() ? Paragraph("Nothing was measured.") : heights + RatioPlot(input);
}

}  // namespace openvfa
