// A whole export: found, routed, assessed by supervised worker processes, written down, tabulated.
#ifndef OPENVFA_BATCH_RUN_BATCH_H_
#define OPENVFA_BATCH_RUN_BATCH_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "openvfa/batch/film_job.h"
#include "openvfa/batch/ledger.h"
#include "openvfa/batch/route_file.h"
#include "openvfa/batch/shard.h"

namespace openvfa {

struct BatchOptions {
  std::vector<std::string> roots;  // as ExportWalk takes them
  // Put before the name of every file (ExportFile::name), where several runs with roots of their own share a
  // folder of results. The summary then counts these files only.
  std::string name_prefix;
  std::filesystem::path out;  // an existing folder
  int jobs = 1;               // worker processes, beside the one that routes
  // Where a film's results go: below `out`, without extension, unique, and the same in every run. Empty:
  // studies/<StudyInstanceUID>/<SOPInstanceUID>, or studies/plain/<name> for what has none.
  std::function<std::string(const ExportFile&, const Routed&)> base_of;
  Selection selection = Selection::kLateral;
  Shard shard;
  ReadOptions read;
  RunIdentity identity;
  OnOtherRun on_other_run = OnOtherRun::kRefuse;
  Retry retry = Retry::kYes;
  double timeout_s = 120;           // for one film; then its worker is killed. Generous: films take below 1 s
  std::uint64_t memory_mib = 4096;  // of data in one worker; 0: no limit. About 8 x what a large film takes
  bool quiet = false;               // no progress
  bool terminal = false;            // progress as a bar that is drawn over
  std::filesystem::path log_file;   // empty: none. JSON lines, appended to

  // Throws InputError naming the field.
  void Validate() const;
};

struct BatchSummary {
  LedgerCounts counts;  // of all runs so far, of names that begin with name_prefix
  bool stopped = false;
  bool tables_written = false;
  std::uint64_t unrecorded = 0;  // done or failed, but the ledger could not be written
};

// Forks, so the process must have one thread. SIGINT or SIGTERM: films in hand are finished, then it returns;
// a second one: it returns at once. Progress and messages go to `messages`, without any path or patient's
// data. Throws InputError, ReadError where it cannot begin.
BatchSummary RunBatch(const BatchOptions& options, std::istream& standard_input, const AssessFilm& assess,
                      std::ostream& messages);

}  // namespace openvfa

#endif  // OPENVFA_BATCH_RUN_BATCH_H_
