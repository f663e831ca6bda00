#include "sqlite.h"

#include "openvfa/image/error.h"

namespace openvfa::batch {
namespace {

[[noreturn]] void Fail(sqlite3* database) {
  const int code = sqlite3_errcode(database);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    throw InputError("Another run is at work with the ledger: wait for it, or choose another --out folder.");
  }
  throw WriteError(std::string("The ledger cannot be used: ") + sqlite3_errmsg(database) + ".");
}

}  // namespace

Statement::Statement(sqlite3* database, const char* sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(database, sql, -1, &handle, nullptr) != SQLITE_OK) Fail(database);
  handle_.reset(handle);
}

Statement& Statement::Bind(int at, std::int64_t value) {
  sqlite3_bind_int64(handle_.get(), at, value);
  return *this;
}

Statement& Statement::Text(int at, std::string_view value) {
  sqlite3_bind_text(handle_.get(), at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::Blob(int at, std::string_view value) {
  // Of no bytes, SQLite would make NULL.
  sqlite3_bind_blob(handle_.get(), at, value.empty() ? "" : value.data(), static_cast<int>(value.size()),
                    SQLITE_TRANSIENT);
  return *this;
}

bool Statement::Step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3* database = sqlite3_db_handle(handle_.get());
  try {
    Fail(database);
  } catch (...) {
    Reset();
    throw;
  }
}

void Statement::Run() {
  while (Step()) {
  }
  Reset();
}

std::string Statement::Bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

Database::Database(const std::filesystem::path& path, bool read_only) {
  sqlite3* handle = nullptr;
  const int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) Fail(handle_.get());
}

void Database::Execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) Fail(handle_.get());
}

Statement& Database::Cached(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<Statement>(handle_.get(), sql);
  statement->Reset();
  return *statement;
}

}  // namespace openvfa::batch
