// A chart as a list of shapes, from which its SVG and its PNG are both made. Own units: about a CSS pixel, x
// to the right, y down.
#ifndef OPENVFA_EVALUATION_SRC_PLOT_H_
#define OPENVFA_EVALUATION_SRC_PLOT_H_

#include <Eigen/Core>
#include <array>
#include <string>
#include <variant>
#include <vector>

namespace openvfa {

// Colours by what they mean: variables in a page (light and dark), the light ones elsewhere. Each differs
// from its neighbours in lightness or comes with another shape or dash, for print in grey.
enum class Ink {
  kNone,
  kInk,
  kSoft,
  kRule,
  kPage,
  kFirst,
  kSecond,
  kBand,
  kFilmTruth,
  kFilmPrediction,
  kFilmHalo
};

struct InkColour {
  const char* name;
  std::array<unsigned char, 3> rgb;
};
const InkColour& ColourOf(Ink ink);

enum class Anchor { kStart, kMiddle, kEnd };
enum class MarkShape { kCircle, kSquare, kTriangle, kCross };

// `part` names what a shape shows (data-part in the SVG); empty for what only decorates.
struct Stroke {
  Ink ink = Ink::kInk;
  double width = 1;
  std::vector<double> dash = {};  // on, off, ...; empty: solid
};
struct PolylineShape {
  std::vector<Eigen::Vector2d> points;
  bool closed = false;
  Stroke stroke;
  std::string part = "";
};
struct RectShape {
  Eigen::Vector2d corner, size;  // upper left
  Ink fill = Ink::kBand;
  double opacity = 1;
  std::string part = "";
};
struct DotsShape {
  std::vector<Eigen::Vector2d> at;
  double radius = 2;
  Ink ink = Ink::kFirst;
  double opacity = 1;
  std::string part = "";
};
struct MarkedShape {
  Eigen::Vector2d at;
  MarkShape shape = MarkShape::kCircle;
  double radius = 4;
  Ink ink = Ink::kInk;
  bool filled = true;
  std::string part = "";
};
struct TextShape {
  Eigen::Vector2d at;  // on the base line
  std::string text;
  Anchor anchor = Anchor::kStart;
  double size = 12;
  Ink ink = Ink::kInk;
  bool bold = false;
  bool upwards = false;  // reads from below
};
struct PictureShape {
  Eigen::Vector2d corner, size;
  std::vector<unsigned char> jpeg;
};
using Shape = std::variant<PolylineShape, RectShape, DotsShape, MarkedShape, TextShape, PictureShape>;

struct Drawing {
  std::string id;  // file name and anchor: a-z, 0-9, - and _
  std::string title;
  std::string description;  // what it shows in words, with the numbers that matter
  std::string caption;      // below it; text
  double width = 620, height = 400;
  std::vector<Shape> shapes = {};
};

// `standalone`: a file of its own, with XML head, name space and colours; else for the inside of a page.
std::string SvgOf(const Drawing& drawing, bool standalone);
// 8-bit colour PNG, two pixels for each unit. Letters that OpenCV's font lacks are spelled out.
std::vector<unsigned char> PngOf(const Drawing& drawing);

struct PlotRange {
  double low = 0, high = 1;
};

// Two linear axes.
class Axes {
 public:
  // Puts frame, ticks and names into `drawing`. Ranges are widened to whole steps where `round` is set.
  struct Axis {
    PlotRange range;
    std::string name;  // with unit
    bool round = true;
    std::vector<std::string> categories = {};  // instead of numbers: at 0, 1, ...; range is then theirs
  };
  struct Margins {
    double left = 62, right = 20, top = 16, bottom = 52;
  };
  Axes(Drawing& drawing, Axis x, Axis y, Margins margins);
  Axes(Drawing& drawing, Axis x, Axis y) : Axes(drawing, std::move(x), std::move(y), Margins()) {}

  double X(double value) const;
  double Y(double value) const;
  Eigen::Vector2d At(double x, double y) const { return {X(x), Y(y)}; }
  double left() const { return left_; }
  double right() const { return right_; }
  double top() const { return top_; }
  double bottom() const { return bottom_; }

  void Line(double x1, double y1, double x2, double y2, const Stroke& stroke, const std::string& part = "");
  // Across the plot at y.
  void Level(double y, const Stroke& stroke, const std::string& part = "");
  void Band(double low, double high, Ink fill, double opacity, const std::string& part = "");
  // Upright, with bars at the ends.
  void Whisker(double x, double low, double high, const Stroke& stroke, const std::string& part = "");
  void Mark(double x, double y, MarkShape shape, Ink ink, bool filled, const std::string& part = "");
  void Text(double x, double y, const std::string& text, Anchor anchor, double size = 12, bool bold = false);

 private:
  void DrawX(const Axis& axis);
  void DrawY(const Axis& axis);

  Drawing& drawing_;
  PlotRange x_, y_;
  double left_, right_, top_, bottom_;
};

// 1, 2 or 5 times a power of ten: at most `most` steps in the range.
double NiceStep(double range, int most = 8);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_PLOT_H_
