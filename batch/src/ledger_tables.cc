// The tables of a batch, made from its ledger; and other ledgers taken over.
#include <ostream>
#include <string>
#include <system_error>

#include "ledger_impl.h"
#include "openvfa/batch/ledger.h"
#include "openvfa/batch/path_text.h"
#include "openvfa/image/error.h"
#include "openvfa/report/atomic_file.h"
#include "openvfa/report/risk.h"
#include "openvfa/report/tables.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using batch::Statement;

// Every field as EncodePath makes it: a cause or a reason may hold bytes of file names.
void WriteRows(Statement& rows, int columns, std::ostream& out) {
  while (rows.Step()) {
    for (int column = 0; column < columns; ++column) {
      if (column > 0) out << ',';
      out << CsvField(EncodePath(rows.Bytes(column)));
    }
    out << "\r\n";
  }
}

bool AnyFilm(batch::Database& database, const std::string& condition) {
  const std::string sql = "SELECT EXISTS(SELECT 1 FROM films WHERE " + condition + ")";
  Statement found(database.handle(), sql.c_str());
  found.Step();
  return found.Integer(0) != 0;
}

bool AnyRenamed(batch::Database& database) {
  return AnyFilm(database,
                 "status = 'done' AND CAST(base AS TEXT) NOT IN "
                 "('studies/' || study || '/' || sop, 'studies/plain/' || CAST(name AS TEXT))");
}

// A column of the finished films.
void WriteJoined(batch::Database& database, const std::string& column, const std::string& order,
                 std::ostream& out) {
  const std::string sql = "SELECT " + column + " FROM films WHERE status = 'done' ORDER BY " + order;
  for (Statement rows(database.handle(), sql.c_str()); rows.Step();) out << rows.Bytes(0);
}

// Closes the ledger of `from` again: to be attached, it must be nobody's.
void LinkArtefacts(const fs::path& from, const fs::path& to) {
  batch::Database ledger(from / kLedgerName, true);
  Statement rows(ledger.handle(), "SELECT base, artefacts FROM films WHERE artefacts <> ''");
  while (rows.Step()) {
    const std::string base = rows.Bytes(0);
    std::error_code error;
    fs::create_directories((to / base).parent_path(), error);
    for (const std::string& extension : ArtefactsFrom(rows.Bytes(1))) {
      const std::string name = base + extension;
      fs::remove(to / name, error);
      fs::create_hard_link(from / name, to / name, error);
      if (!error) continue;
      ReplaceFileAtomically(to / name, [&](const fs::path& temporary) {
        fs::copy_file(from / name, temporary, error);
        if (error)
          throw WriteError("\"" + (from / name).string() + "\" cannot be copied: " + error.message() + ".");
      });
    }
  }
}

}  // namespace

void Ledger::WriteTables() {
  batch::Database& database = impl_->database;
  const fs::path& folder = impl_->folder;
  const std::string order = AnyRenamed(database) ? "base" : "study, sop, name";
  WriteFileAtomically(folder / "vertebrae.csv", [&](std::ostream& out) {
    out << VertebraCsvHeader();
    WriteJoined(database, "vertebrae", order, out);
  });
  WriteFileAtomically(folder / "studies.csv", [&](std::ostream& out) {
    out << StudyCsvHeader();
    WriteJoined(database, "studies", order, out);
  });
  WriteFileAtomically(folder / "failures.csv", [&](std::ostream& out) {
    out << "path,study_instance_uid,sop_instance_uid,stage,cause\r\n";
    Statement rows(database.handle(),
                   "SELECT name, study, sop, stage, cause FROM films WHERE status = 'failed' OR "
                   "(status = 'done' AND cause <> x'') ORDER BY name");
    WriteRows(rows, 5, out);
  });
  WriteFileAtomically(folder / "routing.csv", [&](std::ostream& out) {
    out << "path,verdict,reason,format,modality,view,study_instance_uid,sop_instance_uid\r\n";
    // What only the pixels could tell is told by what became of it.
    Statement rows(database.handle(),
                   "SELECT name, CASE WHEN status = 'skipped' THEN 'skip' ELSE verdict END, "
                   "CASE WHEN status = 'skipped' AND cause <> x'' THEN cause ELSE reason END, "
                   "format, modality, view, study, sop FROM films ORDER BY name");
    WriteRows(rows, 8, out);
  });
  if (AnyFilm(database, "status IN ('pending', 'running')")) return;
  database.Execute("INSERT OR REPLACE INTO meta VALUES('state', 'finished')");
}

void Ledger::TakeOver(const fs::path& folder) {
  batch::Database& database = impl_->database;
  LinkArtefacts(folder, impl_->folder);
  Statement(database.handle(), "ATTACH DATABASE ?1 AS shard").Text(1, (folder / kLedgerName).string()).Run();
  try {
    database.Execute(
        "INSERT INTO films SELECT NULL, name, path, bytes, modified_ns, verdict, from_pixels, reason, "
        "format, "
        "modality, view, study, sop, claimed, base, status, stage, cause, try_again, vertebrae, studies, "
        "artefacts FROM shard.films");
  } catch (const WriteError&) {
    const bool doubled = sqlite3_errcode(database.handle()) == SQLITE_CONSTRAINT;
    database.Execute("DETACH DATABASE shard");
    if (doubled) throw InputError("A film is in \"" + folder.string() + "\" and in another shard as well.");
    throw;
  }
  database.Execute("DETACH DATABASE shard");
}

RunIdentity FinishedIdentity(const fs::path& folder, bool allow_mixed) {
  std::error_code ignored;
  if (!fs::exists(folder / kLedgerName, ignored)) {
    throw ReadError("There is no ledger of a batch in \"" + folder.string() + "\".");
  }
  batch::Database database(folder / kLedgerName, true);
  RunIdentity identity;
  Statement rows(database.handle(), "SELECT key, value, run FROM identity ORDER BY run");
  std::int64_t runs = 0;
  while (rows.Step()) {
    identity[rows.Bytes(0)] = rows.Bytes(1);
    runs = rows.Integer(2);
  }
  if (runs > 1 && !allow_mixed) {
    throw InputError("The results in \"" + folder.string() +
                     "\" are mixed (--accept-mixed): give --accept-mixed to merge them all the same.");
  }
  Statement state(database.handle(), "SELECT value FROM meta WHERE key = 'state'");
  if (!state.Step() || state.Bytes(0) != "finished") {
    throw ReadError("The batch in \"" + folder.string() + "\" is not finished: run it again first.");
  }
  return identity;
}

}  // namespace openvfa
