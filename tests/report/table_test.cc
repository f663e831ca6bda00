#include "openvfa/report/table.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "sample_assessment.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Table(const StudyAssessment& assessment, bool colour = false) {
  std::ostringstream out;
  WriteTable(assessment, out, {.colour = colour});
  return out.str();
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The column on screen at which `word` begins.
long ColumnOf(const std::string& line, const std::string& word) {
  const std::size_t at = line.find(word);
  if (at == std::string::npos) return -1;
  return std::count_if(line.begin(), line.begin() + static_cast<long>(at),
                       [](char c) { return (c & 0xC0) != 0x80; });
}

TEST(Table, ShowsEachVertebra) {
  const auto lines = Lines(Table(SampleAssessment()));
  EXPECT_THAT(lines[0], StartsWith("Level  Ha mm"));
  EXPECT_THAT(lines[1], StartsWith("T12 "));
  EXPECT_THAT(lines[1], HasSubstr("10.5±0.2"));
  EXPECT_THAT(lines[1], HasSubstr("0.70"));
  EXPECT_THAT(lines[1], HasSubstr("2 (85%)"));
  EXPECT_THAT(lines[1], HasSubstr("wedge"));
  EXPECT_THAT(lines[1], HasSubstr("boundary"));
  EXPECT_THAT(lines[2], HasSubstr("0 (100%)"));
  EXPECT_THAT(lines[3], HasSubstr("not evaluable: cut by the edge"));
}

TEST(Table, ColumnsLineUp) {
  const auto lines = Lines(Table(SampleAssessment()));
  EXPECT_EQ(ColumnOf(lines[0], "Ha/Hp"), ColumnOf(lines[1], "0.70"));
  EXPECT_EQ(ColumnOf(lines[0], "Ha/Hp"), ColumnOf(lines[2], "1.00"));
  EXPECT_EQ(ColumnOf(lines[0], "Grade"), ColumnOf(lines[1], "2 (85%)"));
  EXPECT_EQ(ColumnOf(lines[0], "Grade"), ColumnOf(lines[2], "0 (100%)"));
  EXPECT_EQ(ColumnOf(lines[0], "Flags"), ColumnOf(lines[3], "not evaluable"));
}

TEST(Table, SumsUp) {
  const std::string table = Table(SampleAssessment());
  EXPECT_THAT(table, HasSubstr("Spinal Deformity Index: 2 (2 of 13 levels"));
  EXPECT_THAT(table, HasSubstr("Patient faces: left (98%)"));
  EXPECT_THAT(table, HasSubstr("Kyphosis: not measured"));
  EXPECT_THAT(table, HasSubstr("Lordosis: L1-L5 45.5±1.5 deg"));
  EXPECT_THAT(table, HasSubstr("0.2000 x 0.2500 mm/px from PixelSpacing (0028,0030), at the spine"));
  EXPECT_THAT(table, HasSubstr("Warning: T12 may be a limbus vertebra. [reader-check]"));
  EXPECT_THAT(table, HasSubstr("not a medical device"));
}

TEST(Table, WithoutMillimetresItSaysSo) {
  const std::string table = Table(UncalibratedSample());
  EXPECT_THAT(table, HasSubstr("Ha px"));
  EXPECT_THAT(table, HasSubstr("42.0±0.7"));
  EXPECT_THAT(table, HasSubstr("lengths are in pixels"));
  EXPECT_THAT(table, Not(HasSubstr("Ha mm")));
}

TEST(Table, DetectorPlaneIsNotSilent) {
  StudyAssessment study = SampleAssessment();
  study.calibration.plane = CalibrationPlane::kDetector;
  EXPECT_THAT(Table(study), HasSubstr("lengths are magnified"));
}

TEST(Table, FlagsWhatAReaderMustCheck) {
  StudyAssessment study = SampleAssessment();
  study.outlines.bodies[0].level_probability = 0.55;
  study.grades[0].secondary_type = DeformityType::kCrush;
  study.grades[0].posterior_wedge = true;
  const std::string line = Lines(Table(study))[1];
  EXPECT_THAT(line, HasSubstr("level 55%"));
  EXPECT_THAT(line, HasSubstr("also crush"));
  EXPECT_THAT(line, HasSubstr("posterior wedge"));
}

TEST(Table, ColoursOnlyWhenAsked) {
  EXPECT_THAT(Table(SampleAssessment(), false), Not(HasSubstr("\x1b")));
  const auto lines = Lines(Table(SampleAssessment(), true));
  EXPECT_THAT(lines[1], HasSubstr("\x1b[38;5;208m2 (85%)\x1b[0m"));
  EXPECT_THAT(lines[2], HasSubstr("\x1b[32m0 (100%)\x1b[0m"));
}

TEST(Table, NothingFound) {
  EXPECT_THAT(Table(EmptyAssessment()), StartsWith("No vertebra was found.\n"));
  EXPECT_THAT(Table(EmptyAssessment()), Not(HasSubstr("Deformity Index")));
}

}  // namespace
}  // namespace openvfa::testing
