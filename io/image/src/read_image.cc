#include "openvfa/image/read_image.h"

#include <algorithm>
#include <cmath>

#include "dicom_structure.h"
#include "file_head.h"
#include "naming_file.h"
#include "openvfa/image/dicom_mark.h"
#include "openvfa/image/error.h"
#include "plain_format.h"
#include "plain_image.h"
#include "read_dicom.h"
#include "text.h"

namespace openvfa {
namespace {

void CheckIsFile(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  const std::string name = path.string();
  if (!std::filesystem::exists(status)) {
    throw ReadError(name.empty() ? "No file was named" : name + " does not exist or may not be looked at");
  }
  if (std::filesystem::is_directory(status)) {
    throw ReadError(name + " is a folder: name one film or several, not a folder");
  }
  if (!std::filesystem::is_regular_file(status)) throw ReadError(name + " is not a file with an image");
  if (std::filesystem::file_size(path, error) == 0 && !error) throw ReadError(name + " is empty");
}

[[noreturn]] void ThrowUnknownFormat(const std::string& name, const std::vector<unsigned char>& head) {
  if (head.empty()) throw ReadError(name + " cannot be opened for reading");
  const std::string formats = "DICOM, PNG, JPEG, TIFF, NIfTI, NRRD or MetaImage";
  if (image::LooksLikeText(head)) throw ReadError(name + " is a text file, not an image (" + formats + ")");
  throw ReadError(name + " is not an image in a known format (" + formats + ")");
}

// Opens the file with the reader that its content asks for; foreign exceptions become ReadError here.
template <typename Dicom, typename Plain>
auto Dispatch(const std::filesystem::path& path, const ReadOptions& options, Dicom dicom, Plain plain) {
  options.Validate();
  const std::string name = image::FileName(path);
  return image::NamingFile(name, [&] {
    CheckIsFile(path);
    const auto head = image::ReadHead(path);
    // Some DICOM files begin as another format: their preamble is a TIFF header.
    if (HasDicomMark(head)) return dicom(path, head, options);
    if (const auto format = image::FindPlainFormat(head, path)) return plain(path, *format, options);
    if (image::LooksLikeBareDicom(head)) return dicom(path, head, options);
    ThrowUnknownFormat(name, head);
  });
}

}  // namespace

void ReadOptions::Validate() const {
  if (frame && *frame < 1) throw InputError("frame counts from 1, so it cannot be " + std::to_string(*frame));
  if (pixel_spacing_mm && !(pixel_spacing_mm->allFinite() && pixel_spacing_mm->minCoeff() > 0)) {
    throw InputError("pixel_spacing_mm must be one or two positive numbers of millimetres");
  }
  if (max_pixels < 1) throw InputError("max_pixels must be at least 1");
}

ImageInfo InspectImage(const std::filesystem::path& path, const ReadOptions& options) {
  return Dispatch(path, options, image::InspectDicom, image::InspectPlain);
}

Radiograph ReadImage(const std::filesystem::path& path, const ReadOptions& options) {
  return Dispatch(path, options, image::ReadDicom, image::ReadPlain);
}

void RequireLateralSpine(const Radiograph& radiograph) {
  if (radiograph.view != View::kOther) return;
  const auto& diagnostics = radiograph.diagnostics;
  const auto reason = std::find_if(diagnostics.begin(), diagnostics.end(),
                                   [](const Diagnostic& d) { return d.code == image::kViewRefused; });
  throw ReadError(reason != diagnostics.end() ? reason->text : "The image is not a lateral spine image");
}

std::string ViewName(View view) {
  switch (view) {
    case View::kLateralRadiograph:
      return "lateral spine radiograph";
    case View::kLateralDxa:
      return "DXA lateral";
    case View::kOther:
      break;
  }
  return "something else";
}

}  // namespace openvfa
