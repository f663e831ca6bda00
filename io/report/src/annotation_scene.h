// What the annotated picture shows, as plain shapes and texts: computed once, drawn as pixels or written as
// SVG.
#ifndef OPENVFA_REPORT_SRC_ANNOTATION_SCENE_H_
#define OPENVFA_REPORT_SRC_ANNOTATION_SCENE_H_

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/report/annotated_image.h"

namespace openvfa {

// Everything is in pixels of the picture: x right, y down, origin at the centre of the top-left pixel.
struct Colour {
  int red = 0, green = 0, blue = 0;
  bool operator==(const Colour&) const = default;
};

// Okabe and Ito's palette: told apart with every kind of colour blindness, and light enough for a dark film.
// Of each grade 0..3: sky blue, yellow, orange, vermilion; grey without grade. Never the only sign: the grade
// is also in the label and in the kind of line.
Colour ColourOfGrade(std::optional<int> grade);

struct SceneLine {
  std::vector<Eigen::Vector2d> points = {};
  bool closed = false;
  Colour colour = {};
  double width = 1;
  std::vector<double> dashes = {};  // lengths drawn and left out, in turn; empty: solid
};

struct SceneDot {
  Eigen::Vector2d centre;
  double radius = 1;
  Colour colour = {};
};

struct SceneBox {
  double left = 0, top = 0, right = 0, bottom = 0;
};

struct SceneText {
  std::string text = {};     // ASCII
  Eigen::Vector2d baseline;  // where the first letter stands
  double letter_height = 9;  // of a capital
  double width = 0;          // the room it may take
  bool ends_there = false;   // right-aligned: the text ends at baseline.x() + width
  Colour colour = {};
};

struct SceneVertebra {
  std::string level;
  std::optional<int> grade;  // absent: not evaluable
  std::string title;         // one sentence for people who cannot see the picture
  SceneLine outline;
  std::vector<SceneDot> points;
  // Absent where the picture is too small for any.
  std::optional<SceneText> label;
  SceneBox plate;    // behind the label
  SceneLine leader;  // from the label to the body
};

struct AnnotationScene {
  int columns = 0, rows = 0;  // of the picture: the film, and the legend below it
  int film_rows = 0;
  double letter_height = 9, line_width = 1;
  std::vector<SceneVertebra> vertebrae = {};  // in the order of the assessment's bodies
  std::vector<SceneLine> legend_lines = {};
  std::vector<SceneText> legend_texts = {};
};

// Below this probability the name of a level is shown with a question mark and the probability itself.
inline constexpr double kSureLevel = 0.9;
inline constexpr const char* kNotice = "Research use; verify; not a medical device.";

// Throws InputError when measurements or grades do not belong to the bodies.
AnnotationScene SceneFor(const StudyAssessment& assessment, const AnnotationFrame& frame);

// How an outline of this grade is drawn, for a letter height of the picture.
SceneLine GradeLine(std::optional<int> grade, double line_width);

// What is drawn under an outline: dark and a little wider.
SceneLine CasingOf(const SceneLine& outline);
inline constexpr double kCasingOpacity = 0.5;

// The room for a text in the widest font that it may be drawn in.
double TextWidth(const std::string& text, double letter_height);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ANNOTATION_SCENE_H_
