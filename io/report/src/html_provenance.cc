// Where the numbers come from: the film, its scale, the program.
#include "assessment_names.h"
#include "assessment_text.h"
#include "html_parts.h"
#include "openvfa/report/markup.h"
#include "openvfa/report/version.h"

namespace openvfa {
namespace {

std::string PlaneText(const Calibration& calibration) {
  switch (calibration.plane) {
    case CalibrationPlane::kDetector:
      return "the detector: lengths contain the radiographic magnification and are larger than the body";
    case CalibrationPlane::kPatient:
      return "the patient, at the spine";
    case CalibrationPlane::kNone:
      break;
  }
  return "not known";
}

std::string Uid(const std::string& uid) {
  return uid.empty() ? "none" : Element("span", {{"class", "mono"}}, Escaped(uid));
}

std::string Networks(const std::vector<NetworkIdentity>& networks) {
  std::vector<std::string> items;
  for (const NetworkIdentity& network : networks) {
    items.push_back(Escaped(network.name) + ", SHA-256 " +
                    Element("span", {{"class", "mono"}}, Escaped(network.sha256)));
  }
  return items.empty() ? "none" : BulletList(items);
}

std::string Routing(const std::vector<RoutingCue>& routing) {
  std::vector<std::string> items;
  for (const RoutingCue& cue : routing)
    items.push_back(Escaped(cue.name + ": " + cue.value + " → " + cue.meaning));
  return items.empty() ? "no cue" : BulletList(items);
}

std::string Options(const AssessmentOptions& options) {
  const SegmentationOptions& s = options.segmentation;
  const GenantOptions& g = options.genant;
  return "patient faces: " + std::string(s.anterior ? SideToken(*s.anterior) : "decided from the image") +
         "; lowest level: " + (s.lowest_level ? LevelName(*s.lowest_level) : "inferred") +
         "; least confidence of a body: " + Fixed(s.min_confidence, 2) + "; grades 1, 2, 3 from a loss of " +
         Percent(g.mild) + ", " + Percent(g.moderate) + ", " + Percent(g.severe) +
         (g.severe_inclusive ? "" : " (exclusive)") + "; near a threshold: within " +
         Percent(g.boundary_margin) + "; samples: " + std::to_string(g.samples) +
         "; seed: " + std::to_string(g.seed);
}

}  // namespace

std::string CalibrationPart(const ReportInput& input) {
  const Calibration& calibration = input.assessment.calibration;
  NamedMarkup list;
  if (calibration.mm_per_px) {
    list = {{"Lengths", "millimetres"},
            {"Between columns", Fixed(calibration.mm_per_px->x(), 4) + " mm"},
            {"Between rows", Fixed(calibration.mm_per_px->y(), 4) + " mm"}};
  } else {
    list = {{"Lengths", "pixels: the film states no scale. Ratios, angles and grades do not need one."},
            {"Row distance / column distance", Fixed(calibration.pixel_aspect, 4)}};
  }
  list.emplace_back("Taken from", Escaped(calibration.source));
  if (calibration.mm_per_px) list.emplace_back("Plane", PlaneText(calibration));
  list.emplace_back("Magnification", calibration.magnification
                                         ? Fixed(*calibration.magnification, 3) + ", divided out"
                                         : std::string("none divided out"));
  return Section("calibration-title", "Calibration", DefinitionList(list));
}

std::string ProvenancePart(const ReportInput& input) {
  const StudyAssessment& a = input.assessment;
  NamedMarkup list = {{"Source", Escaped(a.source_path)},
                      {"Image", std::to_string(a.columns) + " columns, " + std::to_string(a.rows) + " rows"},
                      {"SOP instance", Uid(a.reference.sop_instance_uid)},
                      {"Series", Uid(a.reference.series_instance_uid)},
                      {"Study", Uid(a.reference.study_instance_uid)},
                      {"Why this view", Routing(a.routing)},
                      {"Program", Escaped("OpenVFA " + ProgramVersion() + ", commit " + ProgramCommit())},
                      {"Networks", Networks(a.outlines.networks)}};
  if (input.options) list.emplace_back("Options", Escaped(Options(*input.options)));
  return Section("provenance-title", "Provenance", DefinitionList(list));
}

}  // namespace openvfa
