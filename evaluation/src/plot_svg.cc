#include "embedded/FigureStyle.h"
#include "openvfa/report/markup.h"
#include "plot.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

std::string Pair(const Vector2d& p) { return Coordinate(p.x()) + "," + Coordinate(p.y()); }

std::string InkClass(const char* kind, Ink ink) { return std::string(kind) + "-" + ColourOf(ink).name; }

void AddPart(const std::string& part, Attributes& attributes) {
  if (!part.empty()) attributes.emplace_back("data-part", part);
}

void AddStroke(const Stroke& stroke, Attributes& attributes) {
  attributes.emplace_back("class", InkClass("s", stroke.ink));
  attributes.emplace_back("stroke-width", Coordinate(stroke.width));
  if (stroke.dash.empty()) return;
  std::string dash;
  for (const double length : stroke.dash) dash += (dash.empty() ? "" : " ") + Coordinate(length);
  attributes.emplace_back("stroke-dasharray", dash);
}

class SvgShapes {
 public:
  std::string operator()(const PolylineShape& s) const {
    Attributes attributes;
    AddStroke(s.stroke, attributes);
    AddPart(s.part, attributes);
    if (s.points.size() == 2) {
      attributes.insert(attributes.end(), {{"x1", Coordinate(s.points[0].x())},
                                           {"y1", Coordinate(s.points[0].y())},
                                           {"x2", Coordinate(s.points[1].x())},
                                           {"y2", Coordinate(s.points[1].y())}});
      return Element("line", attributes, "");
    }
    std::string points;
    for (const Vector2d& p : s.points) points += (points.empty() ? "" : " ") + Pair(p);
    attributes.emplace_back("points", points);
    return Element(s.closed ? "polygon" : "polyline", attributes, "");
  }
  std::string operator()(const RectShape& s) const {
    Attributes attributes = {{"class", InkClass("f", s.fill)},
                             {"x", Coordinate(s.corner.x())},
                             {"y", Coordinate(s.corner.y())},
                             {"width", Coordinate(s.size.x())},
                             {"height", Coordinate(s.size.y())}};
    if (s.opacity < 1) attributes.emplace_back("fill-opacity", Coordinate(s.opacity));
    AddPart(s.part, attributes);
    return Element("rect", attributes, "");
  }
  // One path of strokes without length: a few bytes a dot.
  std::string operator()(const DotsShape& s) const {
    std::string path;
    for (const Vector2d& p : s.at) path += "M" + Coordinate(p.x()) + " " + Coordinate(p.y()) + "h0";
    Attributes attributes = {{"class", "dots " + InkClass("s", s.ink)},
                             {"stroke-width", Coordinate(2 * s.radius)},
                             {"stroke-opacity", Coordinate(s.opacity)},
                             {"d", path}};
    AddPart(s.part, attributes);
    return s.at.empty() ? "" : Element("path", attributes, "");
  }
  std::string operator()(const MarkedShape& s) const {
    Attributes attributes = {
        {"class", InkClass("s", s.ink) + " " + InkClass("f", s.filled ? s.ink : Ink::kPage)},
        {"stroke-width", "1.5"}};
    AddPart(s.part, attributes);
    const double x = s.at.x(), y = s.at.y(), r = s.radius;
    if (s.shape == MarkShape::kCircle) {
      attributes.insert(attributes.end(),
                        {{"cx", Coordinate(x)}, {"cy", Coordinate(y)}, {"r", Coordinate(r)}});
      return Element("circle", attributes, "");
    }
    std::string path;
    if (s.shape == MarkShape::kSquare) {
      path = "M" + Pair({x - r, y - r}) + "h" + Coordinate(2 * r) + "v" + Coordinate(2 * r) + "h" +
             Coordinate(-2 * r) + "z";
    } else if (s.shape == MarkShape::kTriangle) {
      path = "M" + Pair({x, y - r}) + "L" + Pair({x + r, y + r}) + " " + Pair({x - r, y + r}) + "z";
    } else {
      path = "M" + Pair({x - r, y - r}) + "L" + Pair({x + r, y + r}) + "M" + Pair({x - r, y + r}) + "L" +
             Pair({x + r, y - r});
    }
    attributes.emplace_back("d", path);
    return Element("path", attributes, "");
  }
  std::string operator()(const TextShape& s) const {
    const char* const anchors[] = {"start", "middle", "end"};
    Attributes attributes = {{"class", InkClass("f", s.ink) + (s.bold ? " bold" : "")},
                             {"x", Coordinate(s.at.x())},
                             {"y", Coordinate(s.at.y())},
                             {"font-size", Coordinate(s.size)},
                             {"text-anchor", anchors[static_cast<int>(s.anchor)]}};
    if (s.upwards) {
      attributes.emplace_back("transform",
                              "rotate(-90 " + Coordinate(s.at.x()) + " " + Coordinate(s.at.y()) + ")");
    }
    return Element("text", attributes, Escaped(s.text));
  }
  std::string operator()(const PictureShape& s) const {
    return Element("image",
                   {{"x", Coordinate(s.corner.x())},
                    {"y", Coordinate(s.corner.y())},
                    {"width", Coordinate(s.size.x())},
                    {"height", Coordinate(s.size.y())},
                    {"href", "data:image/jpeg;base64," + Base64(s.jpeg)}},
                   "");
  }
};

}  // namespace

std::string SvgOf(const Drawing& drawing, bool standalone) {
  const std::string title = drawing.id + "-title", description = drawing.id + "-desc";
  std::string body = Element("title", {{"id", title}}, Escaped(drawing.title)) + "\n" +
                     Element("desc", {{"id", description}}, Escaped(drawing.description)) + "\n";
  if (standalone)
    body += Element("style", {}, FigureStyle()) + "\n" +
            Element("rect", {{"class", "f-page"}, {"width", "100%"}, {"height", "100%"}}, "") + "\n";
  for (const Shape& shape : drawing.shapes) body += std::visit(SvgShapes(), shape) + "\n";
  Attributes attributes = {{"class", "figure"},
                           {"viewBox", "0 0 " + Coordinate(drawing.width) + " " + Coordinate(drawing.height)},
                           {"role", "img"},
                           {"aria-labelledby", title + " " + description}};
  if (!standalone) return Element("svg", attributes, "\n" + body);
  attributes.insert(attributes.begin(), {{"xmlns", "http://www.w3.org/2000/svg"},
                                         {"width", Coordinate(drawing.width)},
                                         {"height", Coordinate(drawing.height)}});
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Element("svg", attributes, "\n" + body) + "\n";
}

}  // namespace openvfa
