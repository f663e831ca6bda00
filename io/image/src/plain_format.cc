#include "plain_format.h"

#include <algorithm>
#include <string_view>

namespace openvfa::image {
namespace {

using namespace std::string_view_literals;

std::string_view View(const std::vector<unsigned char>& head, std::size_t at, std::size_t count) {
  if (at + count > head.size()) return {};
  return {reinterpret_cast<const char*>(head.data()) + at, count};
}

bool IsNifti(const std::vector<unsigned char>& head) {
  const auto one = View(head, 344, 4), two = View(head, 4, 4);
  return one == "n+1\0"sv || one == "ni1\0"sv || two == "n+2\0"sv;
}

}  // namespace

const char* FormatName(PlainFormat format) {
  switch (format) {
    case PlainFormat::kPng:
      return "PNG";
    case PlainFormat::kJpeg:
      return "JPEG";
    case PlainFormat::kTiff:
      return "TIFF";
    case PlainFormat::kNifti:
      return "NIfTI";
    case PlainFormat::kNrrd:
      return "NRRD";
    case PlainFormat::kMeta:
      return "MetaImage";
  }
  return "image";
}

std::optional<PlainFormat> FindPlainFormat(const std::vector<unsigned char>& head,
                                           const std::filesystem::path& path) {
  const auto start = View(head, 0, 4);
  if (start == "\x89PNG"sv) return PlainFormat::kPng;
  if (View(head, 0, 3) == "\xff\xd8\xff"sv) return PlainFormat::kJpeg;
  if (start == "II*\0"sv || start == "MM\0*"sv || start == "II+\0"sv || start == "MM\0+"sv) {
    return PlainFormat::kTiff;
  }
  if (start == "NRRD"sv) return PlainFormat::kNrrd;
  const std::string_view text = View(head, 0, std::min<std::size_t>(head.size(), 1024));
  if (text.find("ObjectType") == 0 || (text.find("NDims") == 0 && text.find("DimSize") != text.npos)) {
    return PlainFormat::kMeta;
  }
  const bool gzipped = View(head, 0, 2) == "\x1f\x8b"sv;
  if (IsNifti(head) || (gzipped && path.string().ends_with(".nii.gz"))) return PlainFormat::kNifti;
  return std::nullopt;
}

bool LooksLikeText(const std::vector<unsigned char>& head) {
  return !head.empty() && std::all_of(head.begin(), head.end(), [](unsigned char c) {
    return c >= 0x20 || c == '\n' || c == '\r' || c == '\t' || c == '\f';
  });
}

}  // namespace openvfa::image
