#include "annotation_labels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "assessment_text.h"

namespace openvfa {
namespace {

const Colour kWhite{255, 255, 255};

std::string GradeText(const VertebraRow& row, bool full) {
  if (row.grade == nullptr) return full ? "not evaluable" : "n.e.";
  std::string text = "G";
  text += std::to_string(row.grade->grade);
  if (full && row.grade->grade > 0) text.append(" ").append(DeformityName(row.grade->type));
  if (row.grade->boundary) text += " ~";
  return text;
}

std::string LabelText(const VertebraRow& row, bool full) {
  std::string text = LevelName(row.body->level);
  const double probability = row.body->level_probability;
  if (probability < kSureLevel) text += "?";
  if (probability < kSureLevel && full) text.append(" (").append(Percent(probability)).append(")");
  return text.append(" ").append(GradeText(row, full));
}

struct Span {
  double left = 1e9, right = -1e9;
};

// The columns that this body covers, and others between two rows.
Span Covered(const AnnotationScene& scene, const SceneVertebra& own, double top, double bottom) {
  Span span;
  for (const Eigen::Vector2d& point : own.outline.points) {
    span.left = std::min(span.left, point.x());
    span.right = std::max(span.right, point.x());
  }
  for (const SceneVertebra& vertebra : scene.vertebrae) {
    const auto& points = vertebra.outline.points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Eigen::Vector2d &a = points[i], &b = points[(i + 1) % points.size()];
      if (std::max(a.y(), b.y()) < top || std::min(a.y(), b.y()) > bottom) continue;
      span.left = std::min({span.left, a.x(), b.x()});
      span.right = std::max({span.right, a.x(), b.x()});
    }
  }
  return span;
}

// Sizes that all labels of a picture share.
struct Layout {
  double letter = 9, height = 18, gap = 4;  // of a letter, of a plate, between plate and body
  double columns = 0;
  AnteriorSide anterior = AnteriorSide::kLeft;
};

struct Choice {
  std::string text;
  double left = 0, width = 0;  // of the plate
  bool on_left = true;
};

// The fullest text that fits on the anterior side, else on the other; else the short one over the body.
Choice Choose(const VertebraRow& row, const Span& covered, const Layout& layout) {
  const bool left_first = layout.anterior == AnteriorSide::kLeft;
  const auto fit = [&](bool full, bool on_left) {
    Choice choice{.text = LabelText(row, full), .on_left = on_left};
    choice.width = TextWidth(choice.text, layout.letter) + layout.letter;
    choice.left = on_left ? covered.left - layout.gap - choice.width : covered.right + layout.gap;
    return choice;
  };
  for (const bool on_left : {left_first, !left_first}) {
    for (const bool full : {true, false}) {
      const Choice choice = fit(full, on_left);
      if (choice.left >= 1 && choice.left + choice.width <= layout.columns - 2) return choice;
    }
  }
  Choice choice = fit(false, left_first);
  choice.left = std::clamp(choice.left, 1.0, std::max(1.0, layout.columns - 2 - choice.width));
  return choice;
}

Eigen::Vector2d Centre(const std::vector<Eigen::Vector2d>& points) {
  const Eigen::Vector2d sum =
      std::accumulate(points.begin(), points.end(), Eigen::Vector2d(Eigen::Vector2d::Zero()));
  return sum / static_cast<double>(points.size());
}

// The point of the body's wall on that side, half way down.
Eigen::Vector2d WallPoint(const SceneVertebra& vertebra, bool on_left) {
  const Eigen::Vector2d centre = Centre(vertebra.outline.points);
  Eigen::Vector2d wall = centre;
  const auto& points = vertebra.outline.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Eigen::Vector2d &a = points[i], &b = points[(i + 1) % points.size()];
    if ((a.y() < centre.y()) == (b.y() < centre.y())) continue;
    const double x = a.x() + (b.x() - a.x()) * (centre.y() - a.y()) / (b.y() - a.y());
    if (on_left ? x < wall.x() : x > wall.x()) wall.x() = x;
  }
  return wall;
}

void Place(const VertebraRow& row, double middle, const Layout& layout, AnnotationScene& scene,
           SceneVertebra& vertebra) {
  const double top = middle - layout.height / 2, bottom = middle + layout.height / 2;
  const Choice choice = Choose(row, Covered(scene, vertebra, top, bottom), layout);
  if (choice.width > layout.columns - 3) return;
  vertebra.plate = {.left = choice.left, .top = top, .right = choice.left + choice.width, .bottom = bottom};
  vertebra.label = SceneText{.text = choice.text,
                             .baseline = {choice.left + layout.letter / 2, middle + layout.letter / 2},
                             .letter_height = layout.letter,
                             .width = choice.width - layout.letter,
                             .ends_there = choice.on_left,
                             .colour = kWhite};
  const double edge = choice.on_left ? vertebra.plate.right : vertebra.plate.left;
  vertebra.leader.points = {{edge, middle}, WallPoint(vertebra, choice.on_left)};
  vertebra.leader.colour = vertebra.outline.colour;
  vertebra.leader.width = std::max(1.0, scene.line_width / 2);
}

// As tall as the picture allows, down to what can still be read.
std::optional<Layout> LayoutFor(const AnnotationScene& scene, AnteriorSide anterior, std::size_t labels) {
  constexpr double kLegible = 6, kPlatePerLetter = 1.8, kGap = 2;
  Layout layout{.columns = static_cast<double>(scene.columns), .anterior = anterior};
  const double room = (scene.film_rows - 2.0) / static_cast<double>(std::max<std::size_t>(labels, 1));
  layout.letter = std::min(scene.letter_height, (room - kGap) / kPlatePerLetter);
  if (layout.letter < kLegible) return std::nullopt;
  layout.height = layout.letter * kPlatePerLetter;
  layout.gap = 1.2 * layout.letter;
  return layout;
}

}  // namespace

std::vector<double> Spread(const std::vector<double>& wanted, double gap, double low, double high) {
  // Less its own share of the gaps, each number may not be below the one before: runs that would be are
  // replaced by their mean (isotonic regression by pooling).
  struct Run {
    double sum = 0;
    std::size_t count = 0;
    double Mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Run> runs;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    runs.push_back({.sum = wanted[i] - static_cast<double>(i) * gap, .count = 1});
    while (runs.size() > 1 && runs[runs.size() - 2].Mean() > runs.back().Mean()) {
      runs[runs.size() - 2].sum += runs.back().sum;
      runs[runs.size() - 2].count += runs.back().count;
      runs.pop_back();
    }
  }
  std::vector<double> spread;
  const double highest = high - gap * (static_cast<double>(wanted.size()) - 1);
  for (const Run& run : runs) {
    const double start = std::min(std::max(run.Mean(), low), highest);
    for (std::size_t i = 0; i < run.count; ++i) {
      spread.push_back(start + gap * static_cast<double>(spread.size()));
    }
  }
  return spread;
}

void PlaceLabels(const std::vector<VertebraRow>& rows, AnteriorSide anterior, AnnotationScene& scene) {
  std::vector<std::pair<double, std::size_t>> order;  // height of the body, its index
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& points = scene.vertebrae[i].outline.points;
    if (points.size() >= 3) order.emplace_back(Centre(points).y(), i);
  }
  std::stable_sort(order.begin(), order.end());
  const auto layout = LayoutFor(scene, anterior, order.size());
  if (!layout) return;
  std::vector<double> wanted;
  for (const auto& [height, index] : order) wanted.push_back(height);
  const double half = layout->height / 2;
  const std::vector<double> middles = Spread(wanted, layout->height + 2, half, scene.film_rows - 1 - half);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t index = order[i].second;
    Place(rows[index], middles[i], *layout, scene, scene.vertebrae[index]);
  }
}

}  // namespace openvfa
