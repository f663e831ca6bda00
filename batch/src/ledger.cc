#include "openvfa/batch/ledger.h"

#include <sstream>
#include <system_error>
#include <utility>

#include "ledger_impl.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

namespace fs = std::filesystem;
using batch::Statement;

RunIdentity LatestIdentity(batch::Database& database) {
  RunIdentity identity;
  Statement rows(database.handle(),
                 "SELECT key, value FROM identity WHERE run = (SELECT max(run) FROM identity)");
  while (rows.Step()) identity[rows.Bytes(0)] = rows.Bytes(1);
  return identity;
}

void AppendIdentity(batch::Database& database, const RunIdentity& identity) {
  Statement latest(database.handle(), "SELECT coalesce(max(run), 0) FROM identity");
  latest.Step();
  const std::int64_t run = latest.Integer(0) + 1;
  for (const auto& [key, value] : identity) {
    Statement(database.handle(), "INSERT INTO identity VALUES(?1, ?2, ?3)")
        .Bind(1, run)
        .Text(2, key)
        .Text(3, value)
        .Run();
  }
}

// WAL: a commit is one write, and a reader never sees half of it. FULL: a film that is said to be finished
// stays so when the power fails; one flush for each film is little beside its assessment.
void SetUp(batch::Database& database) {
  database.Execute("PRAGMA locking_mode = EXCLUSIVE");
  database.Execute("PRAGMA journal_mode = WAL");
  database.Execute("PRAGMA synchronous = FULL");
  database.Execute("BEGIN IMMEDIATE");
  database.Execute(kLedgerSchema);
  database.Execute("COMMIT");
}

// Folders that became empty, up to the folder of the results.
void RemoveEmptyFolders(fs::path folder, const fs::path& top) {
  std::error_code error;
  for (; folder != top && folder.has_relative_path(); folder = folder.parent_path()) {
    if (!fs::remove(folder, error)) return;  // not empty
  }
}

void RemoveLedger(const fs::path& folder) {
  std::error_code ignored;
  for (const char* table : {"vertebrae.csv", "studies.csv", "failures.csv", "routing.csv"}) {
    fs::remove(folder / table, ignored);
  }
  for (const char* part : {"", "-wal", "-shm"}) fs::remove((folder / kLedgerName).concat(part), ignored);
}

std::string BaseOf(const ExportFile& file, const Routed& routed) {
  if (routed.study_uid.empty() || routed.sop_uid.empty()) return "studies/plain/" + file.name;
  return "studies/" + routed.study_uid + "/" + routed.sop_uid;
}

}  // namespace

std::string Differences(const RunIdentity& there, const RunIdentity& here) {
  RunIdentity all = there;
  all.insert(here.begin(), here.end());
  std::string text;
  for (const auto& [key, ignored] : all) {
    const auto before = there.find(key), now = here.find(key);
    const std::string was = before == there.end() ? "nothing" : before->second;
    const std::string is = now == here.end() ? "nothing" : now->second;
    if (was == is) continue;
    if (!text.empty()) text += ", ";
    text.append(key).append(" (").append(was).append(" there, ").append(is).append(" here)");
  }
  return text;
}

std::string ArtefactText(const std::vector<std::string>& artefacts) {
  std::string text;
  for (const std::string& extension : artefacts) text += extension + "\n";
  return text;
}

std::vector<std::string> ArtefactsFrom(const std::string& text) {
  std::vector<std::string> artefacts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) artefacts.push_back(line);
  return artefacts;
}

void Ledger::Impl::RemoveResults(const std::string& base, const std::string& artefacts) const {
  std::error_code ignored;
  for (const std::string& extension : ArtefactsFrom(artefacts)) {
    fs::remove((folder / base).string() + extension, ignored);
  }
  RemoveEmptyFolders((folder / base).parent_path(), folder);
}

Ledger::Ledger(fs::path folder, const RunIdentity& identity, OnOtherRun policy, Retry retry) {
  if (policy == OnOtherRun::kFresh && fs::exists(folder / kLedgerName)) {
    {
      Impl old(folder, false);
      SetUp(old.database);
      Statement rows(old.database.handle(), "SELECT base, artefacts FROM films");
      while (rows.Step()) {
        old.RemoveResults(rows.Bytes(0), rows.Bytes(1));
        RemoveTemporary(old.folder / rows.Bytes(0));
      }
    }
    RemoveLedger(folder);
  }
  impl_ = std::make_unique<Impl>(std::move(folder), false);
  batch::Database& database = impl_->database;
  SetUp(database);
  const RunIdentity before = LatestIdentity(database);
  const std::string differences = before.empty() ? "" : Differences(before, identity);
  if (!differences.empty() && policy != OnOtherRun::kAcceptMixed) {
    throw InputError("The results in \"" + impl_->folder.string() + "\" were made differently: " +
                     differences + ". Give --fresh to begin anew, or --accept-mixed to go on all the same.");
  }
  database.Execute("BEGIN IMMEDIATE");
  if (before.empty() || !differences.empty()) AppendIdentity(database, identity);
  database.Execute("INSERT OR REPLACE INTO meta VALUES('state', 'running')");
  // A folder that had become read-only kept what a failed film had begun, too.
  Statement halves(
      database.handle(),
      "SELECT base FROM films WHERE status = 'running' OR (status = 'failed' AND try_again = 1)");
  while (halves.Step()) RemoveTemporary(impl_->folder / halves.Bytes(0));
  database.Execute("UPDATE films SET status = 'pending' WHERE status = 'running'");
  if (retry == Retry::kYes) {
    database.Execute(
        "UPDATE films SET status = 'pending', stage = '', cause = x'', try_again = 0 "
        "WHERE status = 'failed' AND try_again = 1 AND verdict = 'assess'");
    database.Execute("DELETE FROM films WHERE status = 'failed' AND try_again = 1");
  }
  database.Execute("COMMIT");
  RemoveTemporary(impl_->folder / "");
}

Ledger::~Ledger() = default;

bool Ledger::Knows(const ExportFile& file) {
  Statement& row =
      impl_->database.Cached("SELECT id, bytes, modified_ns, base, artefacts FROM films WHERE name = ?1");
  if (!row.Blob(1, file.name).Step()) return false;
  if (row.Integer(1) == static_cast<std::int64_t>(file.bytes) && row.Integer(2) == file.modified_ns) {
    row.Reset();
    return true;
  }
  const std::int64_t id = row.Integer(0);
  impl_->RemoveResults(row.Bytes(3), row.Bytes(4));
  row.Reset();
  impl_->database.Cached("DELETE FROM films WHERE id = ?1").Bind(1, id).Run();
  return false;
}

void Ledger::Begin() { impl_->database.Execute("BEGIN IMMEDIATE"); }

void Ledger::Commit() { impl_->database.Execute("COMMIT"); }

void Ledger::RollBack() {
  // A full disk may have ended the transaction already.
  if (sqlite3_get_autocommit(impl_->database.handle()) == 0) impl_->database.Execute("ROLLBACK");
}

Verdict Ledger::Add(const ExportFile& file, const Routed& routed, bool try_again, const std::string& base) {
  batch::Database& database = impl_->database;
  Verdict verdict = routed.verdict;
  std::string reason = routed.reason;
  bool claimed = verdict == Verdict::kAssess && !routed.sop_uid.empty();
  if (claimed) {
    Statement& first =
        database.Cached("SELECT name FROM films WHERE study = ?1 AND sop = ?2 AND claimed = 1");
    if (first.Text(1, routed.study_uid).Text(2, routed.sop_uid).Step()) {
      claimed = false;
      verdict = Verdict::kSkip;
      reason = "the same SOP instance as \"" + first.Bytes(0) + "\"";
    }
    first.Reset();
  }
  const char* status = verdict == Verdict::kAssess ? "pending"
                       : verdict == Verdict::kSkip ? "skipped"
                                                   : "failed";
  const bool failed = verdict == Verdict::kFail;
  database
      .Cached(
          "INSERT OR IGNORE INTO films(name, path, bytes, modified_ns, verdict, from_pixels, reason, format, "
          "modality, view, study, sop, claimed, base, status, stage, cause, try_again) "
          "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)")
      .Blob(1, file.name)
      .Blob(2, file.path.string())
      .Bind(3, static_cast<std::int64_t>(file.bytes))
      .Bind(4, file.modified_ns)
      .Text(5, VerdictName(verdict))
      .Bind(6, routed.from_pixels ? 1 : 0)
      .Blob(7, reason)
      .Blob(8, routed.format)
      .Blob(9, routed.modality)
      .Text(10, routed.view)
      .Text(11, routed.study_uid)
      .Text(12, routed.sop_uid)
      .Bind(13, claimed ? 1 : 0)
      .Blob(14, base.empty() ? BaseOf(file, routed) : base)
      .Text(15, status)
      .Text(16, failed ? "route" : "")
      .Blob(17, failed ? reason : "")
      .Bind(18, failed && try_again ? 1 : 0)
      .Run();
  return verdict;
}

std::optional<PendingFilm> Ledger::NextPending(std::int64_t id) {
  Statement& row = impl_->database.Cached(
      "SELECT id, path, base, from_pixels FROM films WHERE status = 'pending' AND "
      "status IN ('pending', 'running') AND id > ?1 ORDER BY id LIMIT 1");
  if (!row.Bind(1, id).Step()) return std::nullopt;
  PendingFilm film{
      .id = row.Integer(0),
      .job = {
          .path = row.Bytes(1), .base = impl_->folder / row.Bytes(2), .from_pixels = row.Integer(3) != 0}};
  row.Reset();
  return film;
}

void Ledger::Start(std::int64_t id) {
  impl_->database.Cached("UPDATE films SET status = 'running' WHERE id = ?1").Bind(1, id).Run();
}

void Ledger::Finish(std::int64_t id, const FilmResult& result) {
  const char* status = result.outcome == FilmOutcome::kAssessed  ? "done"
                       : result.outcome == FilmOutcome::kSkipped ? "skipped"
                                                                 : "failed";
  impl_->database
      .Cached(
          "UPDATE films SET status = ?2, stage = ?3, cause = ?4, try_again = ?5, vertebrae = ?6, "
          "studies = ?7, artefacts = ?8 WHERE id = ?1")
      .Bind(1, id)
      .Text(2, status)
      .Text(3, result.stage)
      .Blob(4, result.cause)
      .Bind(5, result.try_again ? 1 : 0)
      .Blob(6, result.vertebra_rows)
      .Blob(7, result.study_row)
      .Text(8, ArtefactText(result.artefacts))
      .Run();
}

void Ledger::RemoveTemporary(const fs::path& base) {
  const std::string begin = "." + base.filename().string();
  std::error_code error;
  for (fs::directory_iterator entry(base.parent_path(), error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (name.starts_with(begin) && name.ends_with(".part")) fs::remove(entry->path(), ignored);
  }
}

LedgerCounts Ledger::Count(const std::string& prefix) {
  Statement rows(impl_->database.handle(),
                 "SELECT count(*), sum(status = 'skipped'), sum(status = 'failed'), sum(status = 'done'), "
                 "sum(status = 'done' AND cause <> x''), sum(status IN ('pending', 'running')) FROM films "
                 "WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1");
  rows.Blob(1, prefix).Step();
  const auto number = [&](int column) { return static_cast<std::uint64_t>(rows.Integer(column)); };
  return {.files = number(0),
          .skipped = number(1),
          .failed = number(2),
          .assessed = number(3),
          .without_vertebra = number(4),
          .pending = number(5)};
}

}  // namespace openvfa
