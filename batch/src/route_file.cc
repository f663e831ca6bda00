#include "openvfa/batch/route_file.h"

#include <array>
#include <utility>

#include "header_only.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;

Routed With(Routed routed, Verdict verdict, std::string reason) {
  routed.verdict = verdict;
  routed.reason = std::move(reason);
  return routed;
}

bool IsWanted(const Routed& routed, View view, Selection selection) {
  const bool dicom = routed.format == "DICOM";
  switch (selection) {
    case Selection::kAll:
      return true;
    case Selection::kDxa:
      return view == View::kLateralDxa;
    case Selection::kFilm:
      return view == View::kLateralRadiograph;
    case Selection::kDicom:
      return dicom && view != View::kOther;
    case Selection::kLateral:
      break;
  }
  return view != View::kOther;
}

Routed RouteImage(const ImageInfo& info, Selection selection) {
  Routed routed{.format = info.format,
                .modality = info.reference.modality,
                .view = ViewName(info.view),
                .study_uid = info.reference.study_instance_uid,
                .sop_uid = info.reference.sop_instance_uid};
  // A guess is no exclusion, but "dxa" and "film" ask for what the header says.
  const bool by_pixels = selection == Selection::kLateral || selection == Selection::kDicom;
  if (info.view_undecided && by_pixels) {
    routed.from_pixels = true;
    return With(routed, Verdict::kAssess, "the header does not say what it shows: decided from the pixels");
  }
  if (IsWanted(routed, info.view, selection)) return With(routed, Verdict::kAssess, info.view_reason);
  if (info.view == View::kOther) return With(routed, Verdict::kSkip, info.view_reason);
  return With(routed, Verdict::kSkip,
              "a " + info.format + " file with a " + routed.view + " is not selected");
}

// The reader refused it: because it is broken, or because it is something else?
Routed RouteUnreadable(const fs::path& path, const std::string& because) {
  Routed routed;
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return With(routed, Verdict::kSkip, "not a file with content");
  }
  const auto header = batch::ReadObjectHeader(path);
  if (header) {
    routed.format = "DICOM";
    routed.modality = header->modality;
    routed.study_uid = header->study_uid;
    routed.sop_uid = header->sop_uid;
    if (!header->has_pixels) {
      return With(routed, Verdict::kSkip, "a DICOM object without an image: " + header->sop_class_name);
    }
  }
  const auto size = fs::file_size(path, error);
  const bool vanished = static_cast<bool>(error);
  if (vanished || size == 0 || header || batch::LooksLikeImage(path)) {
    return With(routed, Verdict::kFail, because);
  }
  return With(routed, Verdict::kSkip, because);
}

}  // namespace

Selection ParseSelection(const std::string& name) {
  constexpr std::array kNames{std::pair{"lateral", Selection::kLateral}, std::pair{"dxa", Selection::kDxa},
                              std::pair{"film", Selection::kFilm}, std::pair{"dicom", Selection::kDicom},
                              std::pair{"all", Selection::kAll}};
  for (const auto& [known, selection] : kNames) {
    if (name == known) return selection;
  }
  throw InputError("--select knows lateral, dxa, film, dicom and all, not \"" + name + "\".");
}

std::string VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAssess:
      return "assess";
    case Verdict::kSkip:
      return "skip";
    case Verdict::kFail:
      break;
  }
  return "fail";
}

Routed RouteFile(const fs::path& path, Selection selection, const ReadOptions& options) {
  try {
    return RouteImage(InspectImage(path, options), selection);
  } catch (const std::exception& error) {
    return RouteUnreadable(path, Explain(error));
  }
}

}  // namespace openvfa
