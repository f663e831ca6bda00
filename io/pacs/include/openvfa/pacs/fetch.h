// Bringing studies from an archive into a folder (C-FIND, then C-GET or C-MOVE).
#ifndef OPENVFA_PACS_FETCH_H_
#define OPENVFA_PACS_FETCH_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/pacs/disk_limit.h"
#include "openvfa/pacs/peer.h"
#include "openvfa/pacs/query.h"

namespace openvfa {

struct FetchProgress {
  std::size_t studies_done = 0, studies_total = 0;  // failed ones are done
  std::uint64_t bytes = 0;                          // written by this run
};

struct FetchOptions {
  PacsSelection selection;
  std::string calling_ae_title = "OPENVFA";
  // For connecting, for the answer to the association request, and for each answer after. At least 1.
  int timeout_s = 60;
  PacsTls tls = {};
  // Unset: C-GET. Set: C-MOVE to `calling_ae_title`, which the archive has to know with our address and this
  // port; a storage service listens there meanwhile (0: on a free one).
  std::optional<int> move_port = {};
  std::string move_bind = "127.0.0.1";    // IPv4 address the service listens on
  std::vector<std::string> move_callers;  // AE titles that may store; empty: the archive's own
  DiskLimit disk = {};
  // Asked between studies: whether to end there.
  std::function<bool()> stop = {};
  std::function<void(const FetchProgress&)> progress = {};

  // Throws InputError naming the field.
  void Validate() const;
};

struct FetchFailure {
  std::string study;  // StudyInstanceUID
  std::string cause;  // without a full stop
};

struct FetchReport {
  std::size_t found = 0;            // studies that the archive names
  std::size_t complete_before = 0;  // of those, already fetched by earlier runs
  std::size_t complete = 0;         // fetched by this one
  std::size_t objects = 0;          // written by this run
  std::uint64_t bytes = 0;
  std::vector<FetchFailure> failures;
  std::optional<std::string> ended_early;  // why, as a clause without full stop
};

// Puts the selected objects at folder/<StudyInstanceUID>/<SOPInstanceUID>.dcm, each whole or not at all, as
// the archive sends them. Run again after anything, it goes on: folder/.fetched.jsonl says which studies are
// complete for this selection of series, and objects that lie there are neither asked for nor written again.
// Throws PacsError where the archive cannot be reached, refuses the association or the query; what was
// fetched stays. Messages name studies by UID, and nothing else of what is in them.
FetchReport FetchStudies(const PacsPeer& archive, const std::filesystem::path& folder,
                         const FetchOptions& options);

}  // namespace openvfa

#endif  // OPENVFA_PACS_FETCH_H_
