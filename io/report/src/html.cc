#include "openvfa/report/html.h"

#include <filesystem>
#include <map>
#include <ostream>
#include <string>

#include "annotated_picture.h"
#include "embedded/ReportPage.h"
#include "embedded/ReportScript.h"
#include "html_parts.h"
#include "landmark_parts.h"
#include "openvfa/report/markup.h"
#include "openvfa/report/version.h"

namespace openvfa {
namespace {

std::string Title(const StudyAssessment& assessment) {
  constexpr std::size_t kLongest = 40;
  const std::string name = FileName(assessment.source_path);
  const std::string title = "Vertebral fracture assessment";
  return name.empty() || name.size() > kLongest ? title : title + ": " + name;
}

std::string Sections(const ReportInput& input) {
  return CalibrationPart(input) + QuantitativePart(input) + RiskPart(input) + EditsPart(input) +
         DiagnosticsPart(input) + ProvenancePart(input);
}

}  // namespace

void WriteHtml(const ReportInput& input, std::ostream& out) {
  const SvgOptions picture{.annotation = {}, .film_encoding = ".jpg", .inside_html = true};
  out << Filled(ReportPage(), {{"style", std::string(HouseStyle())},
                               {"style_hash", PolicyHash(HouseStyle())},
                               {"script", std::string(ReportScript())},
                               {"script_hash", PolicyHash(ReportScript())},
                               {"generator", Escaped("OpenVFA " + ProgramVersion())},
                               {"title", Escaped(Title(input.assessment))},
                               {"film", Escaped(input.assessment.source_path)},
                               {"summary", SummaryPart(input)},
                               {"picture", AnnotatedSvg(input.radiograph, input.assessment, picture)},
                               {"table", TablePart(input)},
                               {"plots", PlotsPart(input)},
                               {"sections", Sections(input)}});
}

}  // namespace openvfa
