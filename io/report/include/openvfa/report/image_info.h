// What the reader sees in a file, for people and for programs.
#ifndef OPENVFA_REPORT_IMAGE_INFO_H_
#define OPENVFA_REPORT_IMAGE_INFO_H_

#include <iosfwd>
#include <string>

#include "openvfa/image/read_image.h"

namespace openvfa {

// One "name: value" line each, then the routing cues and diagnostics. `path` as the user gave it.
void WriteImageInfoText(const ImageInfo& info, const std::string& path, std::ostream& out);

// The same as JSON, "schema": "openvfa/info/1", described in docs/formats/info.md.
void WriteImageInfoJson(const ImageInfo& info, const std::string& path, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_IMAGE_INFO_H_
