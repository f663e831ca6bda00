#include "openvfa/report/image_info.h"

#include <cstdio>
#include <ostream>

#include "assessment_json.h"
#include "assessment_names.h"

namespace openvfa {
namespace {

std::string Short(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string ScaleText(const Calibration& calibration) {
  if (!calibration.mm_per_px) return "unknown";
  return Short(calibration.mm_per_px->x()) + " x " + Short(calibration.mm_per_px->y()) +
         " mm (columns x rows)";
}

Json ReferenceJson(const StudyReference& reference) {
  const auto text = [](const std::string& uid) { return uid.empty() ? Json(nullptr) : Json(uid); };
  return {{"modality", text(reference.modality)},
          {"sop_class_uid", text(reference.sop_class_uid)},
          {"sop_instance_uid", text(reference.sop_instance_uid)},
          {"series_instance_uid", text(reference.series_instance_uid)},
          {"study_instance_uid", text(reference.study_instance_uid)}};
}

void Line(std::ostream& out, const std::string& name, const std::string& value) {
  if (!value.empty()) out << name << ": " << value << '\n';
}

void WriteCalibration(const Calibration& calibration, std::ostream& out) {
  Line(out, "Pixel spacing", ScaleText(calibration));
  Line(out, "Pixel aspect", Short(calibration.pixel_aspect) + " (row distance / column distance)");
  Line(out, "Calibration source", calibration.source);
  Line(out, "Calibration plane", PlaneToken(calibration.plane));
  if (calibration.magnification) Line(out, "Magnification divided out", Short(*calibration.magnification));
}

}  // namespace

void WriteImageInfoText(const ImageInfo& info, const std::string& path, std::ostream& out) {
  Line(out, "File", path);
  Line(out, "Format", info.format);
  Line(out, "Transfer syntax", info.transfer_syntax);
  Line(out, "Photometric interpretation", info.photometric);
  Line(out, "Size", std::to_string(info.columns) + " columns x " + std::to_string(info.rows) + " rows");
  Line(out, "Frames", std::to_string(info.frames));
  Line(out, "Bits stored", std::to_string(info.bits_stored) + (info.is_signed ? " signed" : " unsigned"));
  Line(out, "View", ViewName(info.view));
  Line(out, "Reason", info.view_reason);
  WriteCalibration(info.calibration, out);
  Line(out, "Modality", info.reference.modality);
  Line(out, "SOP class UID", info.reference.sop_class_uid);
  Line(out, "SOP instance UID", info.reference.sop_instance_uid);
  Line(out, "Series instance UID", info.reference.series_instance_uid);
  Line(out, "Study instance UID", info.reference.study_instance_uid);
  for (const RoutingCue& cue : info.routing) {
    Line(out, "Cue", cue.name + " = \"" + cue.value + "\": " + cue.meaning);
  }
  for (const Diagnostic& diagnostic : info.diagnostics) {
    Line(out, diagnostic.severity == Severity::kWarning ? "Warning" : "Note",
         diagnostic.text + " [" + diagnostic.code + "]");
  }
}

void WriteImageInfoJson(const ImageInfo& info, const std::string& path, std::ostream& out) {
  const auto text = [](const std::string& value) { return value.empty() ? Json(nullptr) : Json(value); };
  const Json json = {{"schema", "openvfa/info/1"},
                     {"path", path},
                     {"format", text(info.format)},
                     {"transfer_syntax", text(info.transfer_syntax)},
                     {"photometric", text(info.photometric)},
                     {"image", {{"rows", info.rows}, {"columns", info.columns}, {"frames", info.frames}}},
                     {"bits_stored", info.bits_stored},
                     {"is_signed", info.is_signed},
                     {"view", ViewToken(info.view)},
                     {"view_reason", text(info.view_reason)},
                     {"routing", RoutingJson(info.routing)},
                     {"calibration", CalibrationJson(info.calibration)},
                     {"reference", ReferenceJson(info.reference)},
                     {"diagnostics", DiagnosticsJson(info.diagnostics)}};
  WriteJsonText(json, out);
}

}  // namespace openvfa
