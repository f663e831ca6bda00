#include "dicom_structure.h"

#include <algorithm>
#include <fstream>
#include <string_view>

#include "openvfa/image/dicom_mark.h"
#include "openvfa/image/error.h"
#include "pixel_limits.h"

namespace openvfa::image {
namespace {

std::uint32_t Little(const unsigned char* at, int bytes) {
  std::uint32_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) value = value << 8 | at[i];
  return value;
}

bool IsVr(const unsigned char* at) {
  static constexpr std::string_view kVrs =
      "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV";
  const std::string_view vr(reinterpret_cast<const char*>(at), 2);
  const auto position = kVrs.find(vr);
  return position != std::string_view::npos && position % 3 == 0;
}

bool HasLongLength(const unsigned char* vr) {
  static constexpr std::string_view kLong = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";
  const auto position = kLong.find(std::string_view(reinterpret_cast<const char*>(vr), 2));
  return position != std::string_view::npos && position % 3 == 0;
}

std::int64_t CountItemTags(std::string_view bytes) {
  static constexpr std::string_view kLittle("\xfe\xff\x00\xe0", 4);
  static constexpr std::string_view kBig("\xff\xfe\xe0\x00", 4);
  std::int64_t count = 0;
  for (const auto& tag : {kLittle, kBig}) {
    for (auto at = bytes.find(tag); at != std::string_view::npos; at = bytes.find(tag, at + 4)) ++count;
  }
  return count;
}

}  // namespace

bool LooksLikeBareDicom(const std::vector<unsigned char>& head) {
  if (head.size() < 16) return false;
  const auto low_group = [](std::uint32_t group) { return group == 2 || group == 4 || group == 8; };
  const std::uint32_t little_group = Little(head.data(), 2);
  const std::uint32_t big_group = static_cast<std::uint32_t>(head[0] << 8 | head[1]);
  if (low_group(big_group)) return IsVr(&head[4]);
  if (!low_group(little_group)) return false;
  if (IsVr(&head[4])) return true;
  // Implicit VR: a short first element, and a second one in ascending order.
  const std::size_t next = 8 + std::size_t{Little(&head[4], 4)};
  if (next + 8 > std::min<std::size_t>(head.size(), 1024)) return false;
  const std::uint32_t next_group = Little(&head[next], 2);
  const std::uint32_t first_element = Little(&head[2], 2);
  const std::uint32_t next_element = Little(&head[next + 2], 2);
  return next_group >= little_group && next_group <= 0x7fe0 &&
         (next_group > little_group || next_element > first_element);
}

MetaHeader ScanMetaHeader(const std::vector<unsigned char>& head) {
  MetaHeader meta;
  std::size_t at = HasDicomMark(head) ? kDicomHeadBytes : 0;
  while (at + 12 <= head.size() && Little(&head[at], 2) == 2 && IsVr(&head[at + 4])) {
    const bool is_long = HasLongLength(&head[at + 4]);
    const std::size_t value = at + (is_long ? 12 : 8);
    const std::size_t length = is_long ? Little(&head[at + 8], 4) : Little(&head[at + 6], 2);
    if (value + length > head.size()) break;
    if (Little(&head[at + 2], 2) == 0x0010) {
      meta.transfer_syntax_uid.assign(reinterpret_cast<const char*>(&head[value]), length);
      while (!meta.transfer_syntax_uid.empty() &&
             (meta.transfer_syntax_uid.back() == '\0' || meta.transfer_syntax_uid.back() == ' ')) {
        meta.transfer_syntax_uid.pop_back();
      }
    }
    at = value + length;
  }
  meta.dataset_offset = static_cast<std::int64_t>(at);
  return meta;
}

void CheckItemCount(const std::filesystem::path& path, const std::string& name) {
  std::ifstream file(path, std::ios::binary);
  std::vector<char> chunk(1 << 20);
  std::size_t kept = 0;  // the last bytes of a chunk are seen again, so that no tag hides on its edge
  std::int64_t items = 0;
  while (file) {
    file.read(chunk.data() + kept, static_cast<std::streamsize>(chunk.size() - kept));
    const std::size_t size = kept + static_cast<std::size_t>(file.gcount());
    items += CountItemTags({chunk.data(), size});
    if (items > kMaxItems) {
      throw ReadError(name + " holds more than " + std::to_string(kMaxItems) +
                      " sequence items or fragments, far more than a film");
    }
    kept = std::min<std::size_t>(3, size);
    std::copy_n(chunk.begin() + static_cast<std::ptrdiff_t>(size - kept), kept, chunk.begin());
  }
}

}  // namespace openvfa::image
