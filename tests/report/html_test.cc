#include "openvfa/report/html.h"

#include <gmock/gmock.h>

#include <regex>
#include <sstream>

#include "openvfa/image/error.h"
#include "openvfa/report/formats.h"
#include "sample_assessment.h"
#include "sample_risk.h"

namespace openvfa::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Html(const StudyAssessment& study) {
  const Radiograph film = FilmFor(study);
  std::ostringstream out;
  WriteHtml({.assessment = study, .radiograph = film, .options = AssessmentOptions{}, .dicom = {}}, out);
  return out.str();
}

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// The row of the table whose header is this level.
std::string RowOf(const std::string& html, const std::string& level) {
  const auto begin = html.find("<tr><th scope=\"row\"", html.find(">" + level + "</th>") - 60);
  return html.substr(begin, html.find("</tr>", begin) - begin);
}

TEST(Html, IsAFormat) { EXPECT_TRUE(FormatByName("html").by_default); }

TEST(Html, RowsHoldTheAssessmentsNumbers) {
  const std::string html = Html(SampleAssessment());
  const std::string t12 = RowOf(html, "T12");
  // Ha 42 px at 0.25 mm, sd 0.7 px; ratio 42/60; grade 2 with 85 %.
  EXPECT_THAT(t12, HasSubstr("<td data-value=\"10.500000\">10.5<span class=\"sd\">±0.2</span>"));
  EXPECT_THAT(t12, HasSubstr("<td data-value=\"0.700000\">0.70<span class=\"sd\">±0.01</span>"));
  EXPECT_THAT(t12, HasSubstr("grade 0 0%, grade 1 10%, grade 2 85%, grade 3 5%"));
  EXPECT_THAT(t12, HasSubstr("boundary"));
  const std::string l2 = RowOf(html, "L2");
  EXPECT_THAT(l2, HasSubstr("not evaluable: cut by the edge, &quot;half&quot; seen"));
  EXPECT_EQ(Count(l2, "<td data-value=\"\">–</td>"), 8);  // P, three heights, three ratios, angle
}

TEST(Html, SaysMillimetresOnlyWhereTheyAreKnown) {
  const std::string calibrated = Html(SampleAssessment()), pixels = Html(UncalibratedSample());
  EXPECT_THAT(calibrated, HasSubstr(">Ha mm</button>"));
  EXPECT_THAT(calibrated, HasSubstr("PixelSpacing (0028,0030)"));
  EXPECT_THAT(calibrated, HasSubstr("the patient, at the spine"));
  EXPECT_THAT(pixels, HasSubstr(">Ha px</button>"));
  EXPECT_THAT(pixels, HasSubstr("the film states no scale"));
  EXPECT_EQ(Count(pixels, " mm<"), 0);
}

TEST(Html, EmptyFilmSaysSo) {
  const std::string html = Html(EmptyAssessment());
  EXPECT_THAT(html, HasSubstr("No vertebra was found."));
  EXPECT_THAT(html, HasSubstr("0 found, 0 evaluable"));
  EXPECT_THAT(html, Not(HasSubstr("id=\"vertebrae\"")));
}

TEST(Html, RiskIsShownWithSourcesAndDisclaimer) {
  StudyAssessment study = SampleAssessment();
  EXPECT_THAT(Html(study), HasSubstr("Not asked for"));
  study.risk = std::make_shared<RiskSummary>(SampleRisk());
  const std::string html = Html(study);
  EXPECT_THAT(html, HasSubstr("A-1"));
  EXPECT_THAT(html, HasSubstr("Source: Source, 2020 [L] From: age 70 y; lowest_t_score -1.7"));
  EXPECT_THAT(html, HasSubstr("Garvan: needs garvan_any_percent"));
  EXPECT_THAT(html, HasSubstr("2 rules are undecided; they lack falls (2), vitamin_d (1)"));
  EXPECT_THAT(html, HasSubstr("osteoporotic 7.57 %, hip 2.55 %"));
  EXPECT_THAT(html, HasSubstr("ClinRisk"));
  RiskSummary without = SampleRisk();
  without.qfracture.reset();
  study.risk = std::make_shared<RiskSummary>(without);
  EXPECT_THAT(Html(study), Not(HasSubstr("ClinRisk")));
}

TEST(Html, EditsAreListed) {
  StudyAssessment study = SampleAssessment();
  EXPECT_THAT(Html(study), Not(HasSubstr("Changed by a reader")));
  study.edits = {{.change = "moved",
                  .level = "L1",
                  .point = "superior_anterior",
                  .before_px = Eigen::Vector2d(120, 140),
                  .after_px = Eigen::Vector2d(121.5, 139.25),
                  .before = "",
                  .after = "",
                  .tool = "LabelMe 5.2.1",
                  .editor = "<me>",
                  .time = "2024-05-01T10:00:00Z"},
                 {.change = "renamed",
                  .level = "L2",
                  .point = "",
                  .before_px = {},
                  .after_px = {},
                  .before = "L1",
                  .after = "L2",
                  .tool = "",
                  .editor = "",
                  .time = ""}};
  const std::string html = Html(study);
  EXPECT_THAT(html, HasSubstr("<td>superior anterior</td><td>from (120, 140) to (121.5, 139.25) px</td>"
                              "<td>LabelMe 5.2.1</td><td>&lt;me&gt;</td><td>2024-05-01T10:00:00Z</td>"));
  EXPECT_THAT(html, HasSubstr("<td>renamed</td><td>from L1 to L2</td>"));
}

// Whatever a text holds, it opens no element and closes no attribute.
TEST(Html, HostileTextsStayText) {
  const std::string evil = "\"'><script>alert(1)</script>{{style}}\xFF]]>-->";
  StudyAssessment study = SampleAssessment();
  const int scripts = Count(Html(study), "<script");
  study.source_path = study.calibration.source = evil;
  study.reference.study_instance_uid = evil;
  study.routing = {{evil, evil, evil}};
  study.outlines.bodies[2].reason = evil;
  study.outlines.networks = {{evil, evil}};
  study.diagnostics = {{Severity::kWarning, evil, evil}};
  study.edits = {{.change = evil,
                  .level = evil,
                  .point = evil,
                  .before_px = {},
                  .after_px = {},
                  .before = evil,
                  .after = evil,
                  .tool = evil,
                  .editor = evil,
                  .time = evil}};
  RiskSummary risk = SampleRisk();
  risk.findings[0].text = risk.findings[0].rule_id = risk.findings[0].source = evil;
  risk.not_computed = {evil};
  study.risk = std::make_shared<RiskSummary>(risk);
  const std::string html = Html(study);
  EXPECT_EQ(Count(html, "<script"), scripts);
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;{{style}}\xEF\xBF\xBD]]&gt;--&gt;"));
  EXPECT_EQ(html.find('\xFF'), std::string::npos);
}

TEST(Html, PolicyForbidsEverythingElse) {
  const std::string html = Html(SampleAssessment());
  EXPECT_THAT(html, HasSubstr("default-src 'none'; img-src data:; style-src 'sha256-"));
  EXPECT_EQ(Count(html, "unsafe"), 0);
  EXPECT_EQ(Count(html, " style=\""), 0);
  EXPECT_EQ(Count(html, "http"), 1);  // http-equiv
}

TEST(Html, SameAssessmentSameBytes) { EXPECT_EQ(Html(SampleAssessment()), Html(SampleAssessment())); }

TEST(Html, RefusesAnotherFilm) {
  const StudyAssessment study = SampleAssessment();
  const Radiograph film = FilmFor(EmptyAssessment());
  std::ostringstream out;
  EXPECT_THROW(WriteHtml({.assessment = study, .radiograph = film, .options = {}, .dicom = {}}, out),
               InputError);
}

}  // namespace
}  // namespace openvfa::testing
