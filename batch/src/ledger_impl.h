// The ledger's database: shared by its sources only.
#ifndef OPENVFA_BATCH_SRC_LEDGER_IMPL_H_
#define OPENVFA_BATCH_SRC_LEDGER_IMPL_H_

#include <filesystem>
#include <string>
#include <vector>

#include "openvfa/batch/ledger.h"
#include "sqlite.h"

namespace openvfa {

inline constexpr char kLedgerName[] = "ledger.sqlite";

// status: pending, running, done, skipped, failed.
// claimed: this row stands for its SOP instance; a second row of the same instance is a copy.
// try_again: a failure that is not the file's own fault.
// artefacts: what follows `base`, one a line.
inline constexpr char kLedgerSchema[] = R"(
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identity(run INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
                                    PRIMARY KEY(run, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS films(
  id INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB NOT NULL UNIQUE, path BLOB NOT NULL,
  bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL, verdict TEXT NOT NULL, from_pixels INTEGER NOT NULL, reason BLOB NOT NULL,
  format BLOB NOT NULL, modality BLOB NOT NULL, view TEXT NOT NULL, study TEXT NOT NULL, sop TEXT NOT NULL,
  claimed INTEGER NOT NULL, base BLOB NOT NULL, status TEXT NOT NULL, stage TEXT NOT NULL DEFAULT '',
  cause BLOB NOT NULL DEFAULT x'', try_again INTEGER NOT NULL DEFAULT 0, vertebrae BLOB NOT NULL DEFAULT x'',
  studies BLOB NOT NULL DEFAULT x'', artefacts TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX IF NOT EXISTS films_instance ON films(study, sop) WHERE claimed = 1;
CREATE INDEX IF NOT EXISTS films_waiting ON films(id) WHERE status IN ('pending', 'running');
)";

// The column "artefacts", and what is in it.
std::string ArtefactText(const std::vector<std::string>& artefacts);
std::vector<std::string> ArtefactsFrom(const std::string& text);

struct Ledger::Impl {
  Impl(std::filesystem::path where, bool read_only)
      : folder(std::move(where)), database(folder / kLedgerName, read_only) {}

  void RemoveResults(const std::string& base, const std::string& artefacts) const;

  std::filesystem::path folder;
  batch::Database database;
};

}  // namespace openvfa

#endif  // OPENVFA_BATCH_SRC_LEDGER_IMPL_H_
