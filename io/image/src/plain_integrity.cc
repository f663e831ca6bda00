#include "plain_integrity.h"

#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "file_head.h"
#include "nifti_header.h"
#include "openvfa/image/error.h"
#include "text.h"

namespace openvfa::image {
namespace {

using namespace std::string_view_literals;

std::string Tail(const std::filesystem::path& path, std::int64_t count) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::int64_t size = file.tellg();
  const std::int64_t length = std::min(size, count);
  std::string tail(static_cast<std::size_t>(std::max<std::int64_t>(length, 0)), '\0');
  file.seekg(size - length);
  file.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return tail;
}

// Pixels may lie in another file that a detached header names.
std::int64_t StoredBytes(const std::filesystem::path& path) {
  std::error_code ignored;
  std::int64_t total = 0;
  const std::string stem = path.stem().string();
  for (const auto& entry :
       std::filesystem::directory_iterator(path.parent_path().empty() ? "." : path.parent_path(), ignored)) {
    if (entry.path() != path && entry.path().stem().string().starts_with(stem) &&
        entry.is_regular_file(ignored)) {
      total += static_cast<std::int64_t>(entry.file_size(ignored));
    }
  }
  return total;
}

bool IsGzip(const std::vector<unsigned char>& head) {
  return head.size() > 1 && head[0] == 0x1f && head[1] == 0x8b;
}

struct GzipCloser {
  void operator()(gzFile file) const { gzclose(file); }
};
using Gzip = std::unique_ptr<std::remove_pointer_t<gzFile>, GzipCloser>;

std::string GzipHead(const std::filesystem::path& path) {
  const Gzip file(gzopen(path.c_str(), "rb"));
  std::string head(kNiftiHeaderBytes, '\0');
  const int count = file ? gzread(file.get(), head.data(), static_cast<unsigned int>(head.size())) : 0;
  head.resize(static_cast<std::size_t>(std::max(count, 0)));
  return head;
}

// Bytes that a gzip file really holds, counted up to `enough`.
std::int64_t GzipContentBytes(const std::filesystem::path& path, std::int64_t enough) {
  const Gzip file(gzopen(path.c_str(), "rb"));
  std::vector<char> chunk(1 << 20);
  std::int64_t total = 0;
  while (file && total < enough) {
    const int count = gzread(file.get(), chunk.data(), static_cast<unsigned int>(chunk.size()));
    if (count <= 0) break;
    total += count;
  }
  return total;
}

std::string NiftiHead(const std::filesystem::path& path, const std::vector<unsigned char>& head) {
  return IsGzip(head) ? GzipHead(path) : std::string(head.begin(), head.end());
}

// Bytes that the pixels occupy where they are stored as they are; absent where that is not known.
std::optional<std::int64_t> UncompressedBytes(const std::filesystem::path& path,
                                              const std::vector<unsigned char>& head, PlainFormat format,
                                              const PixelClaim& claim) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (format == PlainFormat::kMeta && text.find("CompressedData = True") == text.npos) return claim.Bytes();
  const bool raw_nrrd = text.find("encoding: raw") != text.npos && text.find("data file:") == text.npos;
  if (format == PlainFormat::kNrrd && raw_nrrd) return claim.Bytes();
  if (format != PlainFormat::kNifti) return std::nullopt;
  const auto nifti = ParseNifti(NiftiHead(path, head));
  if (!nifti) return std::nullopt;
  return claim.Pixels() * nifti->bytes_per_pixel;
}

}  // namespace

void CheckIntegrity(const std::filesystem::path& path, PlainFormat format) {
  // Cameras and archives may append bytes behind the end mark.
  constexpr std::int64_t kSearched = 64 << 10;
  if (format == PlainFormat::kNifti) {
    const auto nifti = ParseNifti(NiftiHead(path, ReadHead(path)));
    if (!nifti || !nifti->is_sane)
      throw ReadError(FileName(path) + " is damaged: its NIfTI header is impossible");
  }
  std::string_view end_mark;
  if (format == PlainFormat::kPng) end_mark = "IEND"sv;
  if (format == PlainFormat::kJpeg) end_mark = "\xff\xd9"sv;
  if (end_mark.empty()) return;
  if (Tail(path, kSearched).find(end_mark) == std::string::npos) {
    throw ReadError(FileName(path) + " is truncated: its " + FormatName(format) + " data has no end");
  }
}

void CheckStoredSize(const std::filesystem::path& path, PlainFormat format, const PixelClaim& claim) {
  std::int64_t stored = static_cast<std::int64_t>(std::filesystem::file_size(path));
  const std::string extension = path.extension().string();
  const bool detached = extension == ".mhd" || extension == ".nhdr" || extension == ".hdr";
  if (detached) stored += StoredBytes(path);
  const bool is_jpeg = format == PlainFormat::kJpeg || format == PlainFormat::kTiff;
  CheckCompression(FileName(path), claim, stored, is_jpeg ? kMaxRatioJpeg : kMaxRatioFlate);
  const auto head = ReadHead(path);
  const auto needed = UncompressedBytes(path, head, format, claim);
  if (!needed) return;
  if (IsGzip(head)) stored = GzipContentBytes(path, *needed + 1);
  if (stored < *needed) {
    throw ReadError(FileName(path) + " is truncated: its pixels need " + std::to_string(*needed) +
                    " bytes, and it holds " + std::to_string(stored));
  }
}

}  // namespace openvfa::image
