// Whether a file of an export is assessed: from its header, before anything is computed.
#ifndef OPENVFA_BATCH_ROUTE_FILE_H_
#define OPENVFA_BATCH_ROUTE_FILE_H_

#include <filesystem>
#include <string>

#include "openvfa/image/read_image.h"

namespace openvfa {

enum class Selection {
  kLateral,  // lateral spine films and DXA laterals, plain images, and what only its pixels can tell
  kDxa,      // DXA laterals only
  kFilm,     // lateral radiographs and plain images, no DXA
  kDicom,    // as kLateral, without plain images
  kAll,      // every image, whatever its header says
};

// "lateral", "dxa", "film", "dicom", "all". Throws InputError.
Selection ParseSelection(const std::string& name);

// kSkip: not what is looked for. kFail: it may be, but it cannot be read.
enum class Verdict { kAssess, kSkip, kFail };
std::string VerdictName(Verdict verdict);  // "assess", "skip", "fail"

struct Routed {
  Verdict verdict = Verdict::kFail;
  bool from_pixels = false;  // to be assessed, then dropped where no spine is found
  std::string reason = {};   // one sentence
  std::string format = {}, modality = {}, view = {};
  std::string study_uid = {}, sop_uid = {};  // empty where there is none
};

// Header only; does not throw for anything that is wrong with the file.
Routed RouteFile(const std::filesystem::path& path, Selection selection, const ReadOptions& options);

}  // namespace openvfa

#endif  // OPENVFA_BATCH_ROUTE_FILE_H_
