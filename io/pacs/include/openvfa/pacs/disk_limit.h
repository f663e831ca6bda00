// How much of a disk received objects may take.
#ifndef OPENVFA_PACS_DISK_LIMIT_H_
#define OPENVFA_PACS_DISK_LIMIT_H_

#include <cstdint>
#include <optional>

namespace openvfa {

struct DiskLimit {
  // Of all objects in the folder together, those of earlier runs included. Unset: none.
  std::optional<std::uint64_t> folder_bytes = {};
  // Always left free on the file system, for whoever else writes there.
  std::uint64_t free_bytes = 500'000'000;
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_DISK_LIMIT_H_
