#include "plot.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace openvfa {
namespace {

using Eigen::Vector2d;

std::string TickText(double value, double step) {
  const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, std::abs(value) < step / 1000 ? 0.0 : std::abs(value));
  return (value < -step / 1000 ? "−" : "") + std::string(text);
}

PlotRange Usable(const Axes::Axis& axis) {
  if (!axis.categories.empty()) return {-0.5, static_cast<double>(axis.categories.size()) - 0.5};
  PlotRange range = axis.range;
  if (!(range.high > range.low)) range = {range.low - 1, range.low + 1};
  if (!axis.round) return range;
  const double step = NiceStep(range.high - range.low);
  return {std::floor(range.low / step + 1e-9) * step, std::ceil(range.high / step - 1e-9) * step};
}

}  // namespace

const InkColour& ColourOf(Ink ink) {
  static const InkColour colours[] = {{"none", {255, 255, 255}},
                                      {"ink", {0x1b, 0x1f, 0x24}},
                                      {"soft", {0x4d, 0x57, 0x63}},
                                      {"rule", {0xc3, 0xca, 0xd2}},
                                      {"page", {0xff, 0xff, 0xff}},
                                      {"first", {0x00, 0x5a, 0x8c}},
                                      {"second", {0xa3, 0x46, 0x0a}},
                                      {"band", {0x9f, 0xb8, 0xca}},
                                      {"film-truth", {0x56, 0xb4, 0xe9}},
                                      {"film-prediction", {0xf0, 0xa0, 0x00}},
                                      {"film-halo", {0, 0, 0}}};
  return colours[static_cast<std::size_t>(ink)];
}

double NiceStep(double range, int most) {
  const double rough = std::max(range, 1e-9) / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

Axes::Axes(Drawing& drawing, Axis x, Axis y, Margins margins)
    : drawing_(drawing),
      x_(Usable(x)),
      y_(Usable(y)),
      left_(margins.left),
      right_(drawing.width - margins.right),
      top_(margins.top),
      bottom_(drawing.height - margins.bottom) {
  DrawY(y);
  DrawX(x);
}

double Axes::X(double value) const {
  return left_ + (value - x_.low) / (x_.high - x_.low) * (right_ - left_);
}
double Axes::Y(double value) const {
  return bottom_ - (value - y_.low) / (y_.high - y_.low) * (bottom_ - top_);
}

void Axes::DrawX(const Axis& axis) {
  const Stroke frame{.ink = Ink::kSoft, .width = 1, .dash = {}};
  drawing_.shapes.push_back(PolylineShape{{{left_, bottom_}, {right_, bottom_}}, false, frame, "x-axis"});
  const auto tick = [&](double value, const std::string& text) {
    drawing_.shapes.push_back(
        PolylineShape{{{X(value), bottom_}, {X(value), bottom_ + 5}}, false, frame, "x-tick"});
    Text(X(value), bottom_ + 18, text, Anchor::kMiddle, 11);
  };
  for (std::size_t i = 0; i < axis.categories.size(); ++i) tick(static_cast<double>(i), axis.categories[i]);
  if (axis.categories.empty()) {
    const double step = NiceStep(x_.high - x_.low);
    for (double v = std::ceil(x_.low / step - 1e-9) * step; v <= x_.high + step / 1000; v += step) {
      tick(v, TickText(v, step));
    }
  }
  Text((left_ + right_) / 2, bottom_ + 40, axis.name, Anchor::kMiddle, 12.5);
}

void Axes::DrawY(const Axis& axis) {
  const double step = NiceStep(y_.high - y_.low);
  for (double v = std::ceil(y_.low / step - 1e-9) * step;
       axis.categories.empty() && v <= y_.high + step / 1000; v += step) {
    drawing_.shapes.push_back(PolylineShape{
        {{left_, Y(v)}, {right_, Y(v)}}, false, {.ink = Ink::kRule, .width = 0.7, .dash = {}}, "y-tick"});
    Text(left_ - 7, Y(v) + 4, TickText(v, step), Anchor::kEnd, 11);
  }
  for (std::size_t i = 0; i < axis.categories.size(); ++i) {
    Text(left_ - 7, Y(static_cast<double>(i)) + 4, axis.categories[i], Anchor::kEnd, 11);
  }
  drawing_.shapes.push_back(TextShape{.at = Vector2d(17, (top_ + bottom_) / 2),
                                      .text = axis.name,
                                      .anchor = Anchor::kMiddle,
                                      .size = 12.5,
                                      .upwards = true});
}

void Axes::Line(double x1, double y1, double x2, double y2, const Stroke& stroke, const std::string& part) {
  drawing_.shapes.push_back(PolylineShape{{At(x1, y1), At(x2, y2)}, false, stroke, part});
}

void Axes::Level(double y, const Stroke& stroke, const std::string& part) {
  drawing_.shapes.push_back(PolylineShape{{{left_, Y(y)}, {right_, Y(y)}}, false, stroke, part});
}

void Axes::Band(double low, double high, Ink fill, double opacity, const std::string& part) {
  const double upper = std::clamp(Y(high), top_, bottom_), lower = std::clamp(Y(low), top_, bottom_);
  drawing_.shapes.push_back(RectShape{.corner = Vector2d(left_, upper),
                                      .size = Vector2d(right_ - left_, lower - upper),
                                      .fill = fill,
                                      .opacity = opacity,
                                      .part = part});
}

void Axes::Whisker(double x, double low, double high, const Stroke& stroke, const std::string& part) {
  const double at = X(x), end = 3;
  drawing_.shapes.push_back(PolylineShape{{{at - end, Y(low)},
                                           {at + end, Y(low)},
                                           {at, Y(low)},
                                           {at, Y(high)},
                                           {at - end, Y(high)},
                                           {at + end, Y(high)}},
                                          false,
                                          stroke,
                                          part});
}

void Axes::Mark(double x, double y, MarkShape shape, Ink ink, bool filled, const std::string& part) {
  drawing_.shapes.push_back(
      MarkedShape{.at = At(x, y), .shape = shape, .ink = ink, .filled = filled, .part = part});
}

void Axes::Text(double x, double y, const std::string& text, Anchor anchor, double size, bool bold) {
  drawing_.shapes.push_back(
      TextShape{.at = Vector2d(x, y), .text = text, .anchor = anchor, .size = size, .bold = bold});
}

}  // namespace openvfa
