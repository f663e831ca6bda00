#include "openvfa/report/deidentify.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <set>
#include <vector>

#include "basic_profile.h"
#include "dicom_header_data.h"
#include "openvfa/image/error.h"
#include "openvfa/report/atomic_file.h"
#include "openvfa/scoring/risk.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

// 1900-01-01T00:00:00Z, the profile's dummy: the day of the analysis may be the day of the examination.
constexpr std::chrono::system_clock::time_point kNoDate{std::chrono::seconds(-2208988800LL)};

std::string Uid(const std::string& original, IdentifierKind kind, UidMap& map) {
  return original.empty() ? original : map.Replace(original, kind);
}

void ReplaceUids(StudyReference& reference, UidMap& map) {
  reference.study_instance_uid = Uid(reference.study_instance_uid, IdentifierKind::kStudy, map);
  reference.series_instance_uid = Uid(reference.series_instance_uid, IdentifierKind::kSeries, map);
  reference.sop_instance_uid = Uid(reference.sop_instance_uid, IdentifierKind::kInstance, map);
}

// Texts that tell who or where, longest first. Short ones and short numbers are left out: they would be found
// in every sentence.
class Secrets {
 public:
  void Add(const std::string& text) {
    const bool number = text.find_first_not_of("0123456789.") == std::string::npos;
    if (text.size() >= (number ? 6 : 3)) texts_.insert(text);
  }

  void AddPath(const std::string& path) {
    Add(path);
    Add(fs::path(path).filename().string());
    Add(fs::path(path).stem().string());
  }

  // Values of everything the profile does not keep, also in sequences.
  void AddFrom(DcmItem& item, bool everything) {
    for (DcmObject* object = nullptr; (object = item.nextInContainer(object)) != nullptr;) {
      auto& element = static_cast<DcmElement&>(*object);
      const bool removed = everything || ActionFor(element.getTag()) != ProfileAction::kKeep;
      if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(object)) {
        for (unsigned long i = 0; i < sequence->card(); ++i) AddFrom(*sequence->getItem(i), removed);
      } else if (removed && element.isaString() == OFTrue) {
        AddValues(element);
      }
    }
  }

  void Scrub(std::string& text) const {
    for (auto secret = texts_.rbegin(); secret != texts_.rend(); ++secret) {
      for (std::size_t at = 0; (at = text.find(*secret, at)) != std::string::npos; at += kRemoved.size()) {
        text.replace(at, secret->size(), kRemoved);
      }
    }
  }
  void Scrub(std::vector<Diagnostic>& diagnostics) const {
    for (Diagnostic& diagnostic : diagnostics) Scrub(diagnostic.text);
  }
  void Scrub(std::vector<RoutingCue>& cues) const {
    for (RoutingCue& cue : cues) {
      Scrub(cue.value);
      Scrub(cue.meaning);
    }
  }

 private:
  struct ByLength {
    bool operator()(const std::string& a, const std::string& b) const {
      return a.size() != b.size() ? a.size() < b.size() : a < b;
    }
  };

  void AddValues(DcmElement& element) {
    for (unsigned long i = 0; i < element.getVM(); ++i) {
      OFString value;
      if (element.getOFString(value, i).good()) Add(value.c_str());
    }
  }

  const std::string kRemoved = "[removed]";
  std::set<std::string, ByLength> texts_;
};

Secrets SecretsOf(const ReportInput& input) {
  Secrets secrets;
  secrets.AddPath(input.assessment.source_path);
  if (input.source != nullptr) secrets.AddFrom(input.source->Header().dataset, false);
  return secrets;
}

std::shared_ptr<const RiskSummary> Cleaned(const std::shared_ptr<const RiskSummary>& risk, Secrets secrets) {
  if (!risk) return risk;
  auto clean = std::make_shared<RiskSummary>(*risk);
  if (clean->densitometry) {
    secrets.AddPath(clean->densitometry->source);
    clean->densitometry->source.clear();
    secrets.Scrub(clean->densitometry->diagnostics);
  }
  if (clean->texture) secrets.Scrub(clean->texture->diagnostics);
  if (clean->frax) secrets.Scrub(clean->frax->diagnostics);
  secrets.Scrub(clean->diagnostics);
  for (RiskFinding& finding : clean->findings) {
    secrets.Scrub(finding.text);
    for (auto& [name, value] : finding.inputs) secrets.Scrub(value);
  }
  for (std::string& text : clean->not_computed) secrets.Scrub(text);
  return clean;
}

// Whether the pixels may hold text: the file says so, or is of a kind that usually does and does not deny it.
bool MayHoldText(const DicomSource* source) {
  if (source == nullptr) return true;
  const DicomHeader& header = source->Header();
  const std::string burned_in = HeaderText(header, DCM_BurnedInAnnotation);
  if (!burned_in.empty()) return burned_in != "NO";
  return HeaderText(header, DCM_SOPClassUID) == UID_SecondaryCaptureImageStorage ||
         !HeaderText(header, DCM_ConversionType).empty();
}

void Clean(StudyAssessment& assessment, const Secrets& secrets, UidMap& map) {
  ReplaceUids(assessment.reference, map);
  secrets.Scrub(assessment.routing);
  secrets.Scrub(assessment.calibration.source);
  secrets.Scrub(assessment.diagnostics);
  secrets.Scrub(assessment.outlines.diagnostics);
  for (VertebralBody& body : assessment.outlines.bodies) secrets.Scrub(body.reason);
  for (LandmarkEdit& edit : assessment.edits) {
    edit.editor.clear();
    edit.time.clear();
    secrets.Scrub(edit.tool);
  }
  assessment.risk = Cleaned(assessment.risk, secrets);
}

}  // namespace

ReportInput DeidentifiedReport::Input() const {
  return {.assessment = assessment,
          .radiograph = radiograph,
          .source = source ? &*source : nullptr,
          .options = options,
          .dicom = dicom};
}

DeidentifiedReport Deidentify(const ReportInput& input, UidMap& map) {
  DeidentifiedReport out{.assessment = input.assessment,
                         .radiograph = input.radiograph,
                         .source = std::nullopt,
                         .options = input.options,
                         .dicom = input.dicom,
                         .name = {}};
  const Secrets secrets = SecretsOf(input);
  Clean(out.assessment, secrets, map);
  ReplaceUids(out.radiograph.reference, map);
  secrets.Scrub(out.radiograph.routing);
  secrets.Scrub(out.radiograph.calibration.source);
  secrets.Scrub(out.radiograph.diagnostics);
  out.dicom.now = kNoDate;
  if (input.source != nullptr) {
    auto header = std::make_shared<DicomHeader>(input.source->Header());
    ApplyBasicProfile(header->dataset, map);
    out.name = HeaderText(*header, DCM_SOPInstanceUID);
    out.source.emplace(std::move(header));
  } else {
    const std::string path = fs::absolute(input.assessment.source_path).lexically_normal().string();
    out.name = map.Replace(path, IdentifierKind::kFile);
  }
  out.assessment.source_path = out.name;
  if (MayHoldText(input.source)) {
    out.assessment.diagnostics.push_back({Severity::kWarning, "burned-in-text",
                                          "The film's pixels may hold text that identifies the patient; "
                                          "de-identification leaves them as they are."});
  }
  return out;
}

void WriteDeidentifiedFilm(const fs::path& film, UidMap& map, const fs::path& out) {
  DcmFileFormat original;
  const OFCondition read = original.loadFile(film.c_str());
  if (read.bad()) {
    throw ReadError("\"" + film.string() + "\" cannot be read for de-identification: " + read.text() + ".");
  }
  const E_TransferSyntax syntax = original.getDataset()->getOriginalXfer();
  ApplyBasicProfile(*original.getDataset(), map);
  // In a new file, since the preamble and the meta header of the old one may tell where it came from.
  DcmFileFormat clean(original.getAndRemoveDataset(), OFFalse);
  ReplaceFileAtomically(out, [&](const fs::path& temporary) {
    const OFCondition saved = clean.saveFile(temporary.c_str(), syntax);
    if (saved.bad()) throw WriteError("Cannot write \"" + out.string() + "\": " + saved.text() + ".");
  });
}

}  // namespace openvfa
