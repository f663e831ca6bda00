#include "annotation_scene.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>
#include <set>

#include "annotation_labels.h"
#include "openvfa/phantom_io/phantom_io.h"
#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

AnnotationScene Scene(const StudyAssessment& study) { return SceneFor(study, FrameFor(FilmFor(study))); }

bool Overlap(const SceneBox& a, const SceneBox& b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

bool Inside(const SceneBox& box, double columns, double rows) {
  return box.left >= -0.5 && box.top >= -0.5 && box.right <= columns - 0.5 && box.bottom <= rows - 0.5;
}

SceneBox BoxOf(const SceneText& text) {
  const double x = text.baseline.x(), y = text.baseline.y();
  return {.left = x, .top = y - text.letter_height, .right = x + text.width, .bottom = y};
}

// Labels: one for each body, on its plate, none on another, none outside the film. Legend: likewise.
void ExpectTidy(const AnnotationScene& scene) {
  const double columns = scene.columns;
  for (std::size_t i = 0; i < scene.vertebrae.size(); ++i) {
    const SceneVertebra& vertebra = scene.vertebrae[i];
    ASSERT_TRUE(vertebra.label) << i;
    EXPECT_TRUE(Inside(vertebra.plate, columns, scene.film_rows)) << vertebra.label->text;
    const SceneBox text = BoxOf(*vertebra.label);
    EXPECT_TRUE(text.left >= vertebra.plate.left && text.right <= vertebra.plate.right &&
                text.top >= vertebra.plate.top && text.bottom <= vertebra.plate.bottom)
        << vertebra.label->text;
    for (std::size_t other = 0; other < i; ++other) {
      EXPECT_FALSE(Overlap(vertebra.plate, scene.vertebrae[other].plate))
          << vertebra.label->text << " and " << scene.vertebrae[other].label->text;
    }
  }
  EXPECT_FALSE(scene.legend_texts.empty());
  for (std::size_t i = 0; i < scene.legend_texts.size(); ++i) {
    const SceneBox box = BoxOf(scene.legend_texts[i]);
    EXPECT_TRUE(Inside(box, columns, scene.rows)) << scene.legend_texts[i].text;
    EXPECT_GE(box.top, scene.film_rows) << "the legend hides no film";
    for (std::size_t other = 0; other < i; ++other) {
      EXPECT_FALSE(Overlap(box, BoxOf(scene.legend_texts[other])));
    }
  }
}

// A film of any size with a chain of bodies that winds, touches or leaves its edge.
StudyAssessment RandomSpine(std::mt19937& generator) {
  const auto uniform = [&generator](double low, double high) {
    return std::uniform_real_distribution<>(low, high)(generator);
  };
  StudyAssessment study;
  study.rows = static_cast<int>(uniform(600, 4000));
  study.columns = static_cast<int>(uniform(0.28, 1.3) * study.rows);
  if (uniform(0, 1) < 0.7) {
    study.calibration.mm_per_px = Eigen::Vector2d::Constant(uniform(0.05, 1.0));
    study.calibration.plane = uniform(0, 1) < 0.5 ? CalibrationPlane::kDetector : CalibrationPlane::kPatient;
  }
  study.outlines.anterior = uniform(0, 1) < 0.5 ? AnteriorSide::kLeft : AnteriorSide::kRight;
  const int bodies = static_cast<int>(uniform(1, 22));
  const double pitch = study.rows / (bodies + uniform(0, 4));
  double x = uniform(0.1, 0.8) * study.columns, y = uniform(-0.5, 0.5) * pitch;
  for (int i = 0; i < bodies; ++i) {
    const auto level = static_cast<VertebralLevel>(i);
    VertebralBody body =
        Rectangle(level, x, y, uniform(0.05, 0.25) * study.columns, pitch * uniform(0.2, 1.1));
    body.level_probability = uniform(0.3, 1);
    body.evaluable = uniform(0, 1) < 0.85;
    study.outlines.bodies.push_back(body);
    VertebraMeasurement measurement;
    measurement.level = level;
    study.measurements.vertebrae.push_back(measurement);
    GenantGrade grade;
    grade.level = level;
    grade.grade = static_cast<int>(uniform(0, 3.99));
    grade.type = static_cast<DeformityType>(grade.grade == 0 ? 0 : static_cast<int>(uniform(1, 3.99)));
    grade.boundary = uniform(0, 1) < 0.3;
    study.grades.push_back(grade);
    x += uniform(-0.08, 0.08) * study.columns;
    y += pitch;
  }
  return study;
}

TEST(AnnotationScene, LabelsOf200RandomSpinesDoNotOverlapNorLeaveTheFilm) {
  std::mt19937 generator(7);
  for (int i = 0; i < 200; ++i) {
    SCOPED_TRACE(i);
    ExpectTidy(Scene(RandomSpine(generator)));
    if (HasFailure()) return;
  }
}

TEST(AnnotationScene, LabelsOfSimulatedFilmsAreOnTheAnteriorSideOfTheirBody) {
  int checked = 0;
  for (const auto framing : {phantom::Framing::kWholeSpine, phantom::Framing::kLumbar,
                             phantom::Framing::kThoracic, phantom::Framing::kDxa}) {
    for (std::uint64_t index = 0; index < 3; ++index) {
      const auto film = phantom::SimulateFilm({.framing = framing,
                                               .rows = 0,
                                               .columns = 0,
                                               .mm_per_px = {},
                                               .anterior_right = index == 1,
                                               .clutter = false,
                                               .acquisition = false},
                                              5, index);
      const StudyAssessment study = phantom::TruthAssessment(film, "film");
      const AnnotationScene scene = Scene(study);
      ExpectTidy(scene);
      for (const SceneVertebra& vertebra : scene.vertebrae) {
        double low = 1e9, high = -1e9;
        for (const auto& point : vertebra.outline.points) {
          low = std::min(low, point.x());
          high = std::max(high, point.x());
        }
        // Where a quarter of the film is free there.
        const double room = index == 1 ? scene.columns - high : low;
        if (room < 0.25 * scene.columns) continue;
        ++checked;
        EXPECT_TRUE(index == 1 ? vertebra.plate.left > high : vertebra.plate.right < low)
            << vertebra.label->text;
      }
    }
  }
  EXPECT_GT(checked, 60);
}

TEST(AnnotationScene, LabelsSayLevelGradeTypeAndDoubt) {
  StudyAssessment study = SampleAssessment();
  study.columns = 900;  // room for the whole words
  study.rows = 900;
  for (VertebralBody& body : study.outlines.bodies) {
    for (auto& point : body.outline_px) point.x() += 400;
  }
  study.outlines.bodies[0].level_probability = 0.97;
  study.outlines.bodies[1].level_probability = 0.62;
  const AnnotationScene scene = Scene(study);
  EXPECT_EQ(scene.vertebrae[0].label->text, "T12 G2 wedge ~");
  EXPECT_EQ(scene.vertebrae[1].label->text, "L1? (62%) G0");
  EXPECT_EQ(scene.vertebrae[2].label->text, "L2 not evaluable");
  EXPECT_EQ(scene.vertebrae[0].grade, 2);
  EXPECT_EQ(scene.vertebrae[2].grade, std::nullopt);
  EXPECT_EQ(scene.vertebrae[0].title, "T12, Genant grade 2, wedge, near a threshold");
  EXPECT_EQ(scene.vertebrae[1].title, "L1 (name 62% sure), Genant grade 0");
  EXPECT_THAT(scene.vertebrae[2].title, HasSubstr("not evaluable: cut by the edge"));
}

TEST(AnnotationScene, NarrowFilmsHaveShortLabels) {
  StudyAssessment study = SampleAssessment();
  study.outlines.bodies[1].level_probability = 0.62;
  study.outlines.bodies[2].points.superior_anterior.position_px.x() = 0;
  for (VertebralBody& body : study.outlines.bodies) {
    for (auto& point : body.outline_px) point.x() = point.x() < 130 ? 50 : 250;
  }
  const AnnotationScene scene = Scene(study);
  EXPECT_EQ(scene.vertebrae[1].label->text, "L1? G0");
  EXPECT_EQ(scene.vertebrae[2].label->text, "L2 n.e.");
}

// Not by colour alone: each grade has its own line, too.
TEST(AnnotationScene, GradesDifferInColourAndInLine) {
  std::set<std::pair<std::vector<double>, double>> lines;
  std::set<int> colours;
  for (const std::optional<int> grade :
       {std::optional<int>(), std::optional(0), std::optional(1), std::optional(2), std::optional(3)}) {
    const SceneLine line = GradeLine(grade, 2);
    lines.insert({line.dashes, line.width});
    colours.insert(line.colour.red << 16 | line.colour.green << 8 | line.colour.blue);
  }
  EXPECT_EQ(lines.size(), 5u);
  EXPECT_EQ(colours.size(), 5u);
}

std::string LegendOf(const StudyAssessment& study) {
  std::string text;
  for (const SceneText& part : Scene(study).legend_texts) text += part.text + "|";
  return text;
}

TEST(AnnotationScene, LegendExplainsWhatIsShown) {
  StudyAssessment study = SampleAssessment();
  EXPECT_THAT(LegendOf(study), HasSubstr("10 mm at the spine|"));
  EXPECT_THAT(LegendOf(study), HasSubstr("G2 moderate|"));
  EXPECT_THAT(LegendOf(study), HasSubstr("n.e. not evaluable|"));
  EXPECT_THAT(LegendOf(study), HasSubstr("~ near a threshold|"));
  EXPECT_THAT(LegendOf(study), HasSubstr("patient faces left|"));
  EXPECT_THAT(LegendOf(study), HasSubstr("Research use; verify; not a medical device.|"));
  EXPECT_THAT(LegendOf(study), ::testing::Not(HasSubstr("less than 90% sure")));
  study.outlines.bodies[0].level_probability = 0.89;
  EXPECT_THAT(LegendOf(study), HasSubstr("? name of the level less than 90% sure|"));
  EXPECT_THAT(LegendOf(UncalibratedSample()), HasSubstr("not calibrated: no scale|"));
  EXPECT_THAT(LegendOf(EmptyAssessment()), HasSubstr("no vertebra found|"));
}

TEST(AnnotationScene, ScaleBarHasItsLength) {
  StudyAssessment study = SampleAssessment();  // 0.2 mm/px
  study.columns = 2000;
  study.rows = 2000;
  study.calibration.pixel_aspect = 1;
  const AnnotationScene scene = Scene(study);
  const SceneLine& bar = scene.legend_lines.front();
  EXPECT_EQ(scene.legend_texts.front().text, "100 mm at the spine");
  EXPECT_NEAR((bar.points[1] - bar.points[0]).norm(), 500, 1e-9);
}

TEST(AnnotationScene, TinyPicturesLeaveLabelsOut) {
  StudyAssessment study = SampleAssessment();
  study.rows = 5;
  study.columns = 3000;
  const AnnotationScene scene = Scene(study);
  for (const SceneVertebra& vertebra : scene.vertebrae) EXPECT_FALSE(vertebra.label);
}

TEST(Spread, LeavesAloneWhatHasRoom) {
  EXPECT_THAT(Spread({10, 30, 50}, 10, 0, 100), ElementsAre(10, 30, 50));
}

TEST(Spread, SharesTheMoveOfWhatIsTooClose) {
  EXPECT_THAT(Spread({50, 50}, 10, 0, 100), ElementsAre(45, 55));
  EXPECT_THAT(Spread({50, 50, 50, 90}, 10, 0, 100), ElementsAre(40, 50, 60, 90));
}

TEST(Spread, StaysWithinItsBounds) {
  EXPECT_THAT(Spread({-40, 2, 4}, 10, 0, 100), ElementsAre(0, 10, 20));
  EXPECT_THAT(Spread({99, 100, 200}, 10, 0, 100), ElementsAre(80, 90, 100));
  EXPECT_THAT(Spread({5, 5, 5}, 10, 0, 20), ElementsAre(0, 10, 20));
}

}  // namespace
}  // namespace openvfa::testing
