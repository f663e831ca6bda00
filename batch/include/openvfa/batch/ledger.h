// What a batch has done, in DIR/ledger.sqlite, so that it can be killed anywhere and go on: a film's row says
// that it is finished only after its files are in place.
#ifndef OPENVFA_BATCH_LEDGER_H_
#define OPENVFA_BATCH_LEDGER_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/batch/export_walk.h"
#include "openvfa/batch/film_job.h"
#include "openvfa/batch/route_file.h"

namespace openvfa {

// What must be the same for results to stand in one set of tables: "program", "options: format", "shard", ...
using RunIdentity = std::map<std::string, std::string>;

// What differs, as a list for people: "commit (a1 there, b2 here), ..."; empty where nothing does.
std::string Differences(const RunIdentity& there, const RunIdentity& here);

enum class OnOtherRun {
  kRefuse,       // InputError that names what differs
  kFresh,        // begin anew; remove what the old ledger says was written, and nothing else
  kAcceptMixed,  // go on; the identities of all runs are kept
};

// Whether failures that were not the film's own are pending again.
enum class Retry { kYes, kNo };

struct PendingFilm {
  std::int64_t id = 0;
  FilmJob job;
};

struct LedgerCounts {
  std::uint64_t files = 0;    // routed
  std::uint64_t skipped = 0;  // no film, a copy, or dropped after its pixels were seen
  std::uint64_t failed = 0;
  std::uint64_t assessed = 0;
  std::uint64_t without_vertebra = 0;  // of the assessed
  std::uint64_t pending = 0;
};

class Ledger {
 public:
  // Opens or makes the ledger in `folder` and takes back what an earlier run left half done. Only one process
  // at a time may have it open. Throws InputError, WriteError.
  Ledger(std::filesystem::path folder, const RunIdentity& identity, OnOtherRun policy,
         Retry retry = Retry::kYes);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Whether the file, with this size and time of change, has a row already. A row of an older state of the
  // file is removed with its results.
  bool Knows(const ExportFile& file);
  // Several Add in one transaction: all or none.
  void Begin();
  void Commit();
  void RollBack();
  // What became of it: a second copy of an instance is skipped. `try_again`: should it have failed. `base`:
  // where its results go, below the folder; empty: to the usual place.
  Verdict Add(const ExportFile& file, const Routed& routed, bool try_again, const std::string& base = {});

  // In the order they were added, after row `id`.
  std::optional<PendingFilm> NextPending(std::int64_t id);
  void Start(std::int64_t id);
  void Finish(std::int64_t id, const FilmResult& result);
  // Removes what a worker that died left behind beside `base`.
  static void RemoveTemporary(const std::filesystem::path& base);

  // Of the files whose names begin with `prefix`.
  LedgerCounts Count(const std::string& prefix = {});
  // vertebrae.csv, studies.csv, failures.csv and routing.csv: the same bytes for the same rows, in whatever
  // order they came. Results that do not go to the usual place are in the order of where they go: that of
  // their UIDs would tell of these. Throws WriteError.
  void WriteTables();

  // Takes over all rows of another ledger and links or copies its files. Throws InputError where a file is in
  // both.
  void TakeOver(const std::filesystem::path& folder);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The identity of the ledger in `folder`, without changing it. Throws ReadError where there is none;
// InputError where it is mixed and `allow_mixed` is not set, or where its run is not finished.
RunIdentity FinishedIdentity(const std::filesystem::path& folder, bool allow_mixed);

}  // namespace openvfa

#endif  // OPENVFA_BATCH_LEDGER_H_
