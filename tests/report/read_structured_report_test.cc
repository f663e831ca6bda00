#include "read_structured_report.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

#include "dicom_film.h"
#include "openvfa/image/error.h"
#include "openvfa/report/dicom_objects.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;

std::array<const Landmark*, 6> LandmarksOf(const SixPoints& p) {
  return {&p.superior_anterior, &p.superior_middle, &p.superior_posterior,
          &p.inferior_anterior, &p.inferior_middle, &p.inferior_posterior};
}

// A coordinate as a 4-byte float counted from the pixel's corner holds it.
double Stored(double px) {
  // GCC 12 leaves the rounding out where it makes one vector operation of two of these.
  const volatile float rounded = static_cast<float>(px + 0.5);
  return static_cast<double>(rounded) - 0.5;
}
Eigen::Vector2d Stored(const Eigen::Vector2d& px) { return {Stored(px.x()), Stored(px.y())}; }

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  double In(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
  int Up(int count) { return std::uniform_int_distribution<int>(0, count - 1)(engine_); }
  bool Sometimes(double probability) { return In(0, 1) < probability; }

 private:
  std::mt19937 engine_;
};

Eigen::Matrix2d RandomCovariance(Dice& dice) {
  if (dice.Sometimes(0.1)) return Eigen::Matrix2d::Zero();
  Eigen::Matrix2d root;
  root << dice.In(0.01, 3), dice.In(-1, 1), 0, dice.In(0.01, 3);
  return root * root.transpose();
}

// A tilted box with bent sides.
VertebralBody RandomBody(const Eigen::Vector2d& centre, double size, double side, Dice& dice) {
  const double tilt = dice.In(-0.5, 0.5), bend = dice.In(0, 0.2);
  const auto at = [&](double u, double v) -> Eigen::Vector2d {
    const Eigen::Vector2d p(side * u * size, v * size * 0.7);
    return centre + Eigen::Vector2d(p.x() * std::cos(tilt) - p.y() * std::sin(tilt),
                                    p.x() * std::sin(tilt) + p.y() * std::cos(tilt));
  };
  const auto point = [&](double u, double v) {
    return Landmark{.position_px = at(u, v), .covariance_px2 = RandomCovariance(dice)};
  };
  VertebralBody body;
  const double front = dice.In(0.25, 0.5);  // half of the anterior height
  body.points = {point(-0.5, -front), point(0, -0.5 + bend), point(0.5, -0.5),
                 point(-0.5, front),  point(0, 0.5 - bend),  point(0.5, 0.5)};
  if (dice.Sometimes(0.15)) return body;
  const int count = 64 + dice.Up(40);
  for (int i = 0; i < count; ++i) {
    const double angle = 2 * M_PI * i / count, r = dice.In(0.45, 0.55);
    body.outline_px.push_back(at(r * std::cos(angle), r * std::sin(angle)));
  }
  return body;
}

LandmarkEdit RandomEdit(Dice& dice) {
  LandmarkEdit edit{.change = "renamed",
                    .level = "L1",
                    .point = "",
                    .before_px = {},
                    .after_px = {},
                    .before = "T12",
                    .after = "L1",
                    .tool = "LabelMe 5.2.1",
                    .editor = dice.Sometimes(0.5) ? "J\u00fcrgen \"J\" \\ M." : "",
                    .time = "2026-01-02T03:04:05Z"};
  if (dice.Sometimes(0.5)) return edit;
  edit.change = "moved";
  edit.point = "superior_anterior";
  edit.before_px = Eigen::Vector2d(dice.In(0, 3000), dice.In(0, 3000));
  if (dice.Sometimes(0.8)) edit.after_px = Eigen::Vector2d(dice.In(0, 3000), 1.0 / 3);
  return edit;
}

StudyAssessment RandomAssessment(const Radiograph& film, unsigned seed) {
  Dice dice(seed);
  SpineOutlines outlines;
  outlines.anterior = dice.Sometimes(0.5) ? AnteriorSide::kLeft : AnteriorSide::kRight;
  outlines.anterior_probability = dice.In(0.5, 1);
  const int count = dice.Up(18), levels = static_cast<int>(VertebralLevel::kS1) + 1;
  const double side = outlines.anterior == AnteriorSide::kLeft ? 1 : -1;
  for (int i = 0; i < count; ++i) {
    // Also across the edge: coordinates may be negative.
    const Eigen::Vector2d centre(dice.In(-20, film.columns + 20), film.rows * (i + 0.5) / count);
    VertebralBody body = RandomBody(centre, dice.In(20, 200), side, dice);
    body.level = static_cast<VertebralLevel>(std::min(levels - count, 8) + i);
    body.level_probability = dice.In(0, 1);
    body.evaluable = dice.Sometimes(0.85);
    if (!body.evaluable) body.reason = dice.Sometimes(0.5) ? "hidden, 2\u20133 ribs" : "not seen";
    outlines.bodies.push_back(std::move(body));
  }
  AssessmentOptions options;
  options.genant.samples = 20;
  StudyAssessment study = AssessOutlines(film, outlines, options);
  for (int i = dice.Up(4); i > 0; --i) study.edits.push_back(RandomEdit(dice));
  return study;
}

void ExpectSameBody(const LandmarkBody& read, const VertebralBody& body,
                    const VertebraMeasurement& measured) {
  EXPECT_EQ(read.level, body.level);
  EXPECT_EQ(read.evaluable, body.evaluable && measured.evaluable);
  EXPECT_EQ(read.reason, body.evaluable ? measured.reason : body.reason);
  const auto landmarks = LandmarksOf(body.points);
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    ASSERT_TRUE(read.points_px[i].has_value());
    EXPECT_EQ((*read.points_px[i] - Stored(landmarks[i]->position_px)).norm(), 0);
    ASSERT_TRUE(read.sd_px[i].has_value());
    const Eigen::Vector2d sd = landmarks[i]->covariance_px2.diagonal().cwiseSqrt();
    EXPECT_LT((*read.sd_px[i] - sd).cwiseAbs().maxCoeff(), 5.1e-7);
  }
  ASSERT_EQ(read.outline_px.size(), body.outline_px.size());
  for (std::size_t i = 0; i < read.outline_px.size(); ++i) {
    EXPECT_EQ((read.outline_px[i] - Stored(body.outline_px[i])).norm(), 0);
  }
}

void ExpectSameEdit(const LandmarkEdit& read, const LandmarkEdit& edit) {
  EXPECT_EQ(read.change + read.level + read.point, edit.change + edit.level + edit.point);
  EXPECT_EQ(read.before + read.after + read.tool, edit.before + edit.after + edit.tool);
  EXPECT_EQ(read.editor + read.time, edit.editor + edit.time);
  EXPECT_EQ(read.before_px, edit.before_px);
  EXPECT_EQ(read.after_px, edit.after_px);
}

class ReadStructuredReport : public ::testing::Test {
 protected:
  std::filesystem::path Written(const StudyAssessment& study) const {
    std::ofstream out(path_, std::ios::binary);
    WriteStructuredReport(film_.Input(study), out);
    return path_;
  }
  // The report of the film with one attribute changed.
  template <typename Change>
  std::string MessageAfter(const Change& change) const {
    Written(film_.Result());
    DcmFileFormat file;
    EXPECT_TRUE(file.loadFile(path_.c_str()).good());
    change(*file.getDataset());
    EXPECT_TRUE(file.saveFile(path_.c_str(), EXS_LittleEndianExplicit).good());
    return Message(path_);
  }
  static std::string Message(const std::filesystem::path& path) {
    try {
      ReadStructuredReportLandmarks(path);
    } catch (const ReadError& error) {
      return error.what();
    }
    return "read";
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "report.sr.dcm";
  DicomFilm film_{phantom::Framing::kLumbar};
};

TEST_F(ReadStructuredReport, GivesBackRandomAssessments) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE(seed);
    const StudyAssessment study = RandomAssessment(film_.Input({}).radiograph, seed);
    const LandmarkFile read = ReadStructuredReportLandmarks(Written(study));
    EXPECT_EQ(read.format, "dicom sr");
    EXPECT_THAT(read.tool, HasSubstr("openvfa"));
    EXPECT_EQ(read.anterior, study.outlines.anterior);
    EXPECT_EQ(read.rows, study.rows);
    EXPECT_EQ(read.columns, study.columns);
    ASSERT_EQ(read.bodies.size(), study.outlines.bodies.size());
    for (std::size_t i = 0; i < read.bodies.size(); ++i) {
      ExpectSameBody(read.bodies[i], study.outlines.bodies[i], study.measurements.vertebrae[i]);
    }
    ASSERT_EQ(read.edits.size(), study.edits.size());
    for (std::size_t i = 0; i < read.edits.size(); ++i) ExpectSameEdit(read.edits[i], study.edits[i]);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST_F(ReadStructuredReport, NamesTheFilm) {
  const auto source = ReadStructuredReportLandmarks(Written(film_.Result())).sop_instance_uid;
  DcmFileFormat film;
  ASSERT_TRUE(film.loadFile(film_.Path().c_str()).good());
  OFString uid;
  film.getDataset()->findAndGetOFString(DCM_SOPInstanceUID, uid);
  EXPECT_EQ(source, std::string(uid.c_str()));
}

TEST_F(ReadStructuredReport, RefusesNewerVersions) {
  const auto set_version = [](const char* version) {
    return [version](DcmDataset& dataset) {
      DcmItem* item = nullptr;
      ASSERT_TRUE(dataset.findAndGetSequenceItem(DCM_CodingSchemeIdentificationSequence, item).good());
      ASSERT_TRUE(item->putAndInsertString(DCM_CodingSchemeVersion, version).good());
    };
  };
  EXPECT_EQ(MessageAfter(set_version("1")), "read");
  EXPECT_THAT(MessageAfter(set_version("2")), HasSubstr("a newer version of this program wrote it"));
  EXPECT_THAT(MessageAfter(set_version("one")), HasSubstr("does not say which version"));
  EXPECT_THAT(MessageAfter([](DcmDataset& dataset) {
                dataset.findAndDeleteElement(DCM_CodingSchemeIdentificationSequence);
              }),
              HasSubstr("no report of this program"));
}

TEST_F(ReadStructuredReport, RefusesWhatIsNoReport) {
  EXPECT_THAT(Message(film_.Path()), HasSubstr("no comprehensive structured report"));
  EXPECT_THAT(Message(folder_ / "none.dcm"), HasSubstr("none.dcm"));
  std::ofstream(folder_ / "text.dcm") << "no DICOM at all, but long enough to look at";
  EXPECT_THAT(Message(folder_ / "text.dcm"), HasSubstr("text.dcm"));
}

// Wherever the file ends, the answer is an error of ours or a whole report.
TEST_F(ReadStructuredReport, RefusesTruncatedFiles) {
  Written(film_.Result());
  std::ifstream in(path_, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  for (const double share : {0.0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.9999}) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc)
        << bytes.substr(0, static_cast<std::size_t>(share * static_cast<double>(bytes.size())));
    EXPECT_THAT(Message(path_), HasSubstr("report.sr.dcm")) << share;
  }
}

TEST_F(ReadStructuredReport, RefusesDamagedValues) {
  const auto first_number = [](DcmDataset& dataset, const char* value) {
    DcmStack stack;
    ASSERT_TRUE(dataset.search(DCM_NumericValue, stack, ESM_fromHere, OFTrue).good());
    static_cast<DcmElement*>(stack.top())->putString(value);
  };
  EXPECT_NE(MessageAfter([&](DcmDataset& dataset) { first_number(dataset, "ABC"); }), "read");
  EXPECT_NE(MessageAfter([](DcmDataset& dataset) {
              DcmStack stack;
              ASSERT_TRUE(dataset.search(DCM_GraphicData, stack, ESM_fromHere, OFTrue).good());
              const Float32 data[] = {std::nanf(""), 1};
              static_cast<DcmElement*>(stack.top())->putFloat32Array(data, 2);
            }),
            "read");
}

}  // namespace
}  // namespace openvfa::testing
