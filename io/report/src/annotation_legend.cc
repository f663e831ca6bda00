#include "annotation_legend.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "assessment_names.h"
#include "assessment_text.h"

namespace openvfa {
namespace {

const Colour kWhite{255, 255, 255};

// Fills lines of the strip from left to right.
class Flow {
 public:
  explicit Flow(AnnotationScene& scene)
      : scene_(scene),
        letter_(std::max(8.0, 0.8 * scene.letter_height)),
        margin_(letter_),
        x_(margin_),
        middle_(scene.film_rows + 1.4 * letter_) {}

  // `sample` (from x = 0 on, around y = 0) of this width, then the text. What is wider than the strip is
  // broken into words, and a word that still is, left out.
  void Add(const std::string& text, const std::vector<SceneLine>& sample = {}, double sample_width = 0) {
    const double text_width = TextWidth(text, letter_);
    const double lead = sample_width > 0 ? sample_width + 0.6 * letter_ : 0;
    if (lead + text_width > Room()) {
      if (text.find(' ') != std::string::npos) AddWords(text);
      return;
    }
    if (x_ > margin_ && x_ + lead + text_width > margin_ + Room()) NewLine();
    for (SceneLine line : sample) {
      for (Eigen::Vector2d& point : line.points) point += Eigen::Vector2d(x_, middle_);
      scene_.legend_lines.push_back(std::move(line));
    }
    scene_.legend_texts.push_back({.text = text,
                                   .baseline = {x_ + lead, middle_ + letter_ / 2},
                                   .letter_height = letter_,
                                   .width = text_width,
                                   .colour = kWhite});
    x_ += lead + text_width + 1.6 * letter_;
    used_ = true;
  }

  void NewLine() {
    if (x_ > margin_) middle_ += 2 * letter_;
    x_ = margin_;
  }

  int Bottom() const {
    const double last = x_ > margin_ || !used_ ? middle_ : middle_ - 2 * letter_;
    return static_cast<int>(std::ceil(used_ ? last + 1.4 * letter_ : scene_.film_rows));
  }

 private:
  double Room() const { return scene_.columns - 2 * margin_; }
  void AddWords(const std::string& text) {
    std::istringstream words(text);
    std::string word, line;
    NewLine();
    while (words >> word) {
      const std::string longer = line.empty() ? word : line + " " + word;
      if (TextWidth(longer, letter_) <= Room()) {
        line = longer;
        continue;
      }
      if (!line.empty()) AddLine(line);
      line = TextWidth(word, letter_) <= Room() ? word : "";
    }
    if (!line.empty()) AddLine(line);
  }
  void AddLine(const std::string& line) {
    Add(line);
    NewLine();
  }

  AnnotationScene& scene_;
  double letter_, margin_, x_, middle_;
  bool used_ = false;
};

// A bar of a round length, at most a quarter of the picture wide.
void AddScale(const Calibration& calibration, double scale_x, const AnnotationScene& scene, Flow& flow) {
  if (!calibration.mm_per_px) {
    flow.Add("not calibrated: no scale");
    return;
  }
  const double picture_px_per_mm = scale_x / calibration.mm_per_px->x();
  double length_mm = 100;
  for (const double shorter : {50.0, 20.0, 10.0, 5.0}) {
    if (length_mm * picture_px_per_mm > scene.columns / 4.0) length_mm = shorter;
  }
  const double end = length_mm * picture_px_per_mm, tick = scene.letter_height / 2;
  const auto line = [&](Eigen::Vector2d from, Eigen::Vector2d to) {
    return SceneLine{.points = {std::move(from), std::move(to)}, .colour = kWhite, .width = scene.line_width};
  };
  if (end > scene.columns / 2.0) return;  // a few millimetres fill the picture
  std::string text = Fixed(length_mm, 0) + " mm";
  if (calibration.plane == CalibrationPlane::kDetector) text += " at the detector";
  if (calibration.plane == CalibrationPlane::kPatient) text += " at the spine";
  flow.Add(text, {line({0, 0}, {end, 0}), line({0, -tick}, {0, tick}), line({end, -tick}, {end, tick})}, end);
}

void AddGrade(std::optional<int> grade, const std::string& text, const AnnotationScene& scene, Flow& flow) {
  const double width = 4 * scene.letter_height;
  SceneLine line = GradeLine(grade, scene.line_width);
  line.closed = false;
  line.points = {{0, 0}, {width, 0}};
  flow.Add(text, {line}, width);
}

}  // namespace

void AddLegend(const StudyAssessment& assessment, const AnnotationFrame& frame, AnnotationScene& scene) {
  Flow flow(scene);
  AddScale(assessment.calibration, frame.scale.x(), scene, flow);
  if (!scene.vertebrae.empty()) {
    const char* const grades[] = {"G0 normal", "G1 mild", "G2 moderate", "G3 severe"};
    for (int grade = 0; grade < 4; ++grade) AddGrade(grade, grades[grade], scene, flow);
    AddGrade(std::nullopt, "n.e. not evaluable", scene, flow);
    const auto& rows = assessment.outlines.bodies;
    if (std::any_of(rows.begin(), rows.end(),
                    [](const VertebralBody& body) { return body.level_probability < kSureLevel; })) {
      flow.Add("? name of the level less than " + Percent(kSureLevel) + " sure");
    }
    const auto& graded = assessment.grades;
    if (std::any_of(graded.begin(), graded.end(), [](const GenantGrade& grade) { return grade.boundary; })) {
      flow.Add("~ near a threshold");
    }
    flow.Add("patient faces " + SideToken(assessment.outlines.anterior));
  } else {
    flow.Add("no vertebra found");
  }
  flow.NewLine();
  flow.Add(kNotice);
  scene.rows = flow.Bottom();
}

}  // namespace openvfa
