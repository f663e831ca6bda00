#include "routing_cues.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcuid.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "routing_words.h"
#include "text.h"

namespace openvfa::image {
namespace {

using namespace std::string_view_literals;

enum class ShowValue { kWhole, kKeyword };

struct TextField {
  DcmTagKey tag;
  const char* name;
  ShowValue show;
  ViewFindings RoutingEvidence::*target;
};

// Free text may hold a patient's data: only the recognised word of it is shown.
const std::array kTextFields{
    TextField{DCM_BodyPartExamined, "BodyPartExamined (0018,0015)", ShowValue::kWhole,
              &RoutingEvidence::image},
    TextField{DCM_ProtocolName, "ProtocolName (0018,1030)", ShowValue::kWhole, &RoutingEvidence::image},
    TextField{DCM_PerformedProcedureStepDescription, "PerformedProcedureStepDescription (0040,0254)",
              ShowValue::kKeyword, &RoutingEvidence::image},
    TextField{DCM_SeriesDescription, "SeriesDescription (0008,103E)", ShowValue::kKeyword,
              &RoutingEvidence::image},
    TextField{DCM_AcquisitionDeviceProcessingDescription,
              "AcquisitionDeviceProcessingDescription (0018,1400)", ShowValue::kKeyword,
              &RoutingEvidence::image},
    TextField{DCM_StudyDescription, "StudyDescription (0008,1030)", ShowValue::kKeyword,
              &RoutingEvidence::study},
    TextField{DCM_RequestedProcedureDescription, "RequestedProcedureDescription (0032,1060)",
              ShowValue::kKeyword, &RoutingEvidence::study}};

class Collector {
 public:
  Collector(const DicomHeader& header, RoutingEvidence& evidence) : header_(header), evidence_(evidence) {}

  void Cue(const std::string& name, const std::string& value, const std::string& meaning) {
    evidence_.cues.push_back({name, value, meaning});
  }

  void Texts() {
    for (const auto& field : kTextFields) {
      const std::string value = header_.Text(field.tag);
      if (value.empty()) continue;
      Note(evidence_.*field.target, FindWords(value), field.name,
           field.show == ShowValue::kWhole ? Printable(value) : "");
    }
    Codes(DCM_AnatomicRegionSequence, "AnatomicRegionSequence (0008,2218)", evidence_.image);
  }

  void Projection() {
    const std::string position = header_.Text(DCM_ViewPosition);
    if (!position.empty()) {
      Note(evidence_.coded, FindViewPosition(position), "ViewPosition (0018,5101)", Printable(position));
    }
    Codes(DCM_ViewCodeSequence, "ViewCodeSequence (0054,0220)", evidence_.coded);
    Orientation();
  }

  void Device() {
    const std::string modality = header_.Text(DCM_Modality);
    static constexpr std::array kProjection{"CR"sv, "DX"sv, "RG"sv, "DR"sv, "XR"sv, "BMD"sv};
    static constexpr std::array kUnspecific{""sv, "OT"sv, "SC"sv, "RF"sv, "XA"sv};
    const auto is_in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), modality) != list.end();
    };
    const bool projection = is_in(kProjection);
    evidence_.device = projection           ? Device::kProjection
                       : is_in(kUnspecific) ? Device::kUnspecific
                                            : Device::kOther;
    evidence_.device_text = "Modality (0008,0060) is " + Printable(modality);
    if (!modality.empty()) {
      Cue("Modality (0008,0060)", Printable(modality),
          projection                           ? "projection image"
          : evidence_.device == Device::kOther ? "not a projection film"
                                               : "neutral");
    }
    evidence_.is_dx = modality == "DX";
    SopClass(modality);
    Densitometer(modality);
  }

  void Report(const PixelLayout& layout, std::optional<bool> looks_like_report) {
    evidence_.colour = !layout.IsMonochrome();
    if (evidence_.colour) {
      Points(1, "PhotometricInterpretation (0028,0004)", layout.photometric, "colour, as on report pages");
    }
    if (header_.Text(DCM_BurnedInAnnotation) == "YES") {
      Points(1, "BurnedInAnnotation (0028,0301)", "YES", "text in the picture");
    }
    const auto type = FindWords(header_.Text(DCM_ImageType));
    if (type.report) Points(2, "ImageType (0008,0008)", *type.report, "report page");
    for (const auto* source : {&evidence_.image, &evidence_.study}) {
      if (source->report) Points(2, "description", *source->report, "report page");
    }
    if (looks_like_report.value_or(false)) {
      Points(2, "pixel content", "few grey levels with sharp edges", "text and lines, as on report pages");
    }
  }

  void Shape(const PixelLayout& layout) {
    const double ratio = static_cast<double>(layout.rows) / static_cast<double>(layout.columns);
    constexpr double kLong = 1.6;  // lateral vertebral scans: about 2.2
    evidence_.portrait = ratio >= 1;
    evidence_.long_and_narrow = ratio >= kLong;
    Cue("matrix", std::to_string(layout.rows) + " rows x " + std::to_string(layout.columns) + " columns",
        evidence_.long_and_narrow ? "long and narrow, as a whole spine"
        : evidence_.portrait      ? "not wider than tall"
                                  : "wider than tall");
    const auto area = header_.Numbers(DCM_ExposedArea);
    if (area.size() != 2 || !evidence_.densitometer) return;
    constexpr double kWidest = 300, kLowest = 300, kTallest = 600;  // mm; a whole body is wider, a hip lower
    const bool spine_like = area[0] <= kWidest && area[1] >= kLowest && area[1] <= kTallest;
    evidence_.long_and_narrow = evidence_.long_and_narrow && spine_like;
    Cue("ExposedArea (0040,0303)", Number(area[0]) + " x " + Number(area[1]) + " mm",
        spine_like ? "as long as a thoracolumbar spine" : "not the size of a lateral vertebral scan");
  }

 private:
  static constexpr char kSecondaryCapture[] = "1.2.840.10008.5.1.4.1.1.7";

  void Set(Finding& finding, const std::optional<std::string>& word, const std::string& name,
           const std::string& whole, const char* meaning) {
    if (!word) return;
    const std::string value = whole.empty() ? *word : whole;
    Cue(name, value, meaning);
    if (!finding) finding = name + (whole.empty() ? " says " : " is ") + value;
  }

  void Note(ViewFindings& into, TextFindings found, const std::string& name, const std::string& whole) {
    if (found.lateral && found.frontal) {  // names a whole examination
      Cue(name, whole.empty() ? *found.lateral + ", " + *found.frontal : whole, "names both projections");
      found.lateral.reset();
      found.frontal.reset();
    }
    if (found.cervical) found.spine.reset();
    if (found.spine || found.vfa || found.cervical) found.elsewhere.reset();
    Set(into.vfa, found.vfa, name, whole, "DXA lateral vertebral assessment");
    Set(into.lateral, found.lateral, name, whole, "lateral projection");
    Set(into.frontal, found.frontal, name, whole, "frontal projection");
    Set(into.oblique, found.oblique, name, whole, "oblique projection");
    Set(into.spine, found.vfa ? std::nullopt : found.spine, name, whole, "spine");
    Set(into.cervical, found.cervical, name, whole, "cervical spine only");
    Set(into.elsewhere, found.elsewhere, name, whole, "not the spine");
    Set(into.dxa, found.dxa, name, whole, "densitometry");
    Set(into.report, found.report, name, whole, "report page");
  }

  void Codes(const DcmTagKey& sequence, const char* name, ViewFindings& into) {
    if (const auto item = header_.Item(sequence))
      Note(into, FindWords(item->Text(DCM_CodeMeaning)), name, "");
  }

  // Where the columns point to the patient's front or back, the beam came from the side.
  void Orientation() {
    const std::string row = header_.Value(DCM_PatientOrientation, 0);
    if (row.empty()) return;
    const std::string name = "PatientOrientation (0020,0020)",
                      value = Printable(header_.Text(DCM_PatientOrientation));
    const bool lateral = row[0] == 'A' || row[0] == 'P', frontal = row[0] == 'L' || row[0] == 'R';
    if (lateral) evidence_.orientation.lateral = name + " is " + value;
    if (frontal) evidence_.orientation.frontal = name + " is " + value;
    Cue(name, value, lateral ? "lateral projection" : frontal ? "frontal, not trusted alone" : "neutral");
  }

  void SopClass(const std::string& modality) {
    const std::string uid = header_.Text(DCM_SOPClassUID);
    if (uid.empty()) return;
    const char* known = dcmFindNameOfUID(uid.c_str());
    const std::string name = known == nullptr ? "unknown" : known;
    static constexpr std::array kProjection{UID_ComputedRadiographyImageStorage,
                                            UID_DigitalXRayImageStorageForPresentation,
                                            UID_DigitalXRayImageStorageForProcessing};
    const bool projection = std::find(kProjection.begin(), kProjection.end(), uid) != kProjection.end();
    const bool capture = uid.starts_with(kSecondaryCapture);
    const bool fluoroscopy =
        uid == UID_XRayAngiographicImageStorage || uid == UID_XRayRadiofluoroscopicImageStorage;
    if (capture) {
      Points(1, "SOPClassUID (0008,0016)", name, "picture of another source");
    } else {
      Cue("SOPClassUID (0008,0016)", name,
          projection    ? "projection film"
          : fluoroscopy ? "neutral"
                        : "other object");
    }
    if (projection && modality.empty()) evidence_.device = image::Device::kProjection;
    if (!projection && !capture && !fluoroscopy && known != nullptr) {
      evidence_.device = image::Device::kOther;
      evidence_.device_text = "SOPClassUID (0008,0016) is " + name;
    }
  }

  void Densitometer(const std::string& modality) {
    const std::string maker = Words(header_.Text(DCM_Manufacturer));
    const std::string model = Words(header_.Text(DCM_ManufacturerModelName));
    const auto has = [](const std::string& words, auto... names) {
      return ((words.find(names) != std::string::npos) || ...);
    };
    if (modality == "BMD") evidence_.densitometer = "Modality (0008,0060) is BMD";
    // "Discovery" alone is also a radiography and a CT system.
    if (has(model, "LUNAR", "IDXA", "PRODIGY", " DPX", "DELPHI", " QDR", "HORIZON") ||
        (has(maker, "HOLOGIC") && has(model, "DISCOVERY", "EXPLORER")) || has(maker, "LUNAR")) {
      const std::string value = Printable(header_.Text(DCM_ManufacturerModelName));
      Cue("ManufacturerModelName (0008,1090)", value, "densitometer");
      evidence_.densitometer = "ManufacturerModelName (0008,1090) is " + value;
    }
  }

  void Points(int points, const std::string& name, const std::string& value, const char* meaning) {
    Cue(name, value, meaning);
    evidence_.report_points += points;
    evidence_.report_text += (evidence_.report_text.empty() ? "" : ", ") + name + " is " + value;
  }

  const DicomHeader& header_;
  RoutingEvidence& evidence_;
};

}  // namespace

RoutingEvidence CollectEvidence(const DicomHeader& header, const PixelLayout& layout,
                                std::optional<bool> looks_like_report) {
  RoutingEvidence evidence;
  Collector collector(header, evidence);
  collector.Device();
  collector.Projection();
  collector.Texts();
  collector.Shape(layout);
  collector.Report(layout, looks_like_report);
  return evidence;
}

}  // namespace openvfa::image
