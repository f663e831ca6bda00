#include <ostream>
#include <string>

#include "annotated_picture.h"
#include "annotation_scene.h"
#include "display_image.h"
#include "openvfa/report/markup.h"
#include "openvfa/report/svg.h"

namespace openvfa {
namespace {

// Capitals are 0.72 of the font's size in the fonts named here. They are narrower than OpenCV's letters, for
// which room was kept, so the text may be a little larger.
constexpr double kCapitalShare = 0.68;
constexpr const char* kFonts = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif";

std::string Hex(const Colour& colour) {
  char text[16];
  std::snprintf(text, sizeof text, "#%02X%02X%02X", static_cast<unsigned>(colour.red),
                static_cast<unsigned>(colour.green), static_cast<unsigned>(colour.blue));
  return text;
}

std::string PointList(const std::vector<Eigen::Vector2d>& points) {
  std::string list;
  for (const Eigen::Vector2d& point : points) {
    list.append(list.empty() ? "" : " ").append(Coordinate(point.x())).append(",");
    list += Coordinate(point.y());
  }
  return list;
}

std::string LineElement(const SceneLine& line, double opacity = 1) {
  if (line.points.size() < 2) return "";
  Attributes attributes = {{"points", PointList(line.points)},
                           {"fill", "none"},
                           {"stroke", Hex(line.colour)},
                           {"stroke-width", Coordinate(line.width)}};
  if (opacity < 1) attributes.emplace_back("stroke-opacity", Coordinate(opacity));
  std::string dashes;
  for (const double length : line.dashes) {
    dashes.append(dashes.empty() ? "" : " ").append(Coordinate(length));
  }
  if (!dashes.empty()) attributes.emplace_back("stroke-dasharray", dashes);
  return Element(line.closed ? "polygon" : "polyline", attributes, "");
}

std::string DotElement(const SceneDot& dot) {
  return Element("circle",
                 {{"cx", Coordinate(dot.centre.x())},
                  {"cy", Coordinate(dot.centre.y())},
                  {"r", Coordinate(dot.radius)},
                  {"fill", Hex(dot.colour)}},
                 "");
}

std::string TextElement(const SceneText& text) {
  const double x = text.baseline.x() + (text.ends_there ? text.width : 0);
  Attributes attributes = {{"x", Coordinate(x)},
                           {"y", Coordinate(text.baseline.y())},
                           {"font-size", Coordinate(text.letter_height / kCapitalShare)},
                           {"fill", Hex(text.colour)}};
  if (text.ends_there) attributes.emplace_back("text-anchor", "end");
  return Element("text", attributes, Escaped(text.text));
}

std::string Rectangle(const SceneBox& box, const char* fill, const char* opacity) {
  return Element("rect",
                 {{"x", Coordinate(box.left)},
                  {"y", Coordinate(box.top)},
                  {"width", Coordinate(box.right - box.left)},
                  {"height", Coordinate(box.bottom - box.top)},
                  {"fill", fill},
                  {"fill-opacity", opacity}},
                 "");
}

std::string LabelElements(const SceneVertebra& vertebra, double line_width) {
  if (!vertebra.label) return "";
  const double bar = std::max(2.0, 1.5 * line_width);
  SceneBox side = vertebra.plate;
  if (vertebra.label->ends_there) {
    side.left = side.right - bar;
  } else {
    side.right = side.left + bar;
  }
  return LineElement(vertebra.leader) + Rectangle(vertebra.plate, "#000000", "0.65") +
         Rectangle(side, Hex(vertebra.outline.colour).c_str(), "1") + TextElement(*vertebra.label);
}

std::string VertebraGroup(const SceneVertebra& vertebra, double line_width) {
  std::string dots;
  for (const SceneDot& dot : vertebra.points) dots += DotElement(dot);
  const std::string content =
      Element("title", {}, Escaped(vertebra.title)) +
      Element("g", {{"class", "outline"}},
              LineElement(CasingOf(vertebra.outline), kCasingOpacity) + LineElement(vertebra.outline)) +
      Element("g", {{"class", "points"}}, dots) +
      Element("g", {{"class", "label"}}, LabelElements(vertebra, line_width));
  return Element("g",
                 {{"class", "vertebra"},
                  {"data-level", vertebra.level},
                  {"data-grade", vertebra.grade ? std::to_string(*vertebra.grade) : "none"}},
                 content) +
         "\n";
}

std::string FilmElement(const Radiograph& radiograph, const AnnotationFrame& frame,
                        const std::string& encoding) {
  const std::vector<unsigned char> bytes = Encoded(encoding, GreyDisplayImage(radiograph, frame));
  const std::string kind = encoding == ".jpg" ? "jpeg" : encoding.substr(1);
  return Element("image",
                 {{"class", "film"},
                  {"x", "-0.5"},
                  {"y", "-0.5"},
                  {"width", std::to_string(frame.columns)},
                  {"height", std::to_string(frame.rows)},
                  {"href", "data:image/" + kind + ";base64," + Base64(bytes)}},
                 "") +
         "\n";
}

std::string Legend(const AnnotationScene& scene) {
  const SceneBox strip = {
      .left = -0.5, .top = scene.film_rows - 0.5, .right = scene.columns - 0.5, .bottom = scene.rows - 0.5};
  std::string content = Rectangle(strip, "#000000", "1");
  for (const SceneLine& line : scene.legend_lines) content += LineElement(line);
  for (const SceneText& text : scene.legend_texts) content += TextElement(text);
  return Element("g", {{"class", "legend"}}, content) + "\n";
}

std::string Description(const AnnotationScene& scene) {
  std::string text;
  for (const SceneVertebra& vertebra : scene.vertebrae) text += vertebra.title + ". ";
  return (text.empty() ? "No vertebra was found. " : text) + kNotice;
}

}  // namespace

std::string AnnotatedSvg(const Radiograph& radiograph, const StudyAssessment& assessment,
                         const SvgOptions& options) {
  RequireMatch(radiograph, assessment);
  const AnnotationFrame frame = FrameFor(radiograph, options.annotation);
  const AnnotationScene scene = SceneFor(assessment, frame);
  std::string drawing = FilmElement(radiograph, frame, options.film_encoding) + Legend(scene);
  for (const SceneVertebra& vertebra : scene.vertebrae) drawing += VertebraGroup(vertebra, scene.line_width);
  const std::string columns = std::to_string(scene.columns), rows = std::to_string(scene.rows);
  const std::string size = columns + " " + rows;
  // Coordinates count from the centre of the first pixel, the view box from its corner.
  Attributes attributes = {{"viewBox", "-0.5 -0.5 " + size},
                           {"role", "img"},
                           {"font-family", kFonts},
                           {"stroke-linejoin", "round"}};
  std::string heading = Element("title", {}, "Film with vertebral bodies");
  if (options.inside_html) {
    attributes.emplace_back("id", "picture");
    attributes.emplace_back("aria-label", "Film with vertebral bodies. " + Description(scene));
    heading.clear();
  } else {
    attributes.insert(attributes.begin(),
                      {{"xmlns", "http://www.w3.org/2000/svg"}, {"width", columns}, {"height", rows}});
    heading += Element("desc", {}, Escaped(Description(scene)));
  }
  return Element("svg", attributes, heading + "\n" + drawing);
}

void WriteAnnotatedSvg(const ReportInput& input, std::ostream& out) {
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      << AnnotatedSvg(input.radiograph, input.assessment) << '\n';
}

}  // namespace openvfa
