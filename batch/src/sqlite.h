// SQLite with errors as exceptions.
#ifndef OPENVFA_BATCH_SRC_SQLITE_H_
#define OPENVFA_BATCH_SRC_SQLITE_H_

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace openvfa::batch {

class Statement {
 public:
  Statement(sqlite3* database, const char* sql);
  // Parameters count from 1. Text is UTF-8, blobs are bytes.
  Statement& Bind(int at, std::int64_t value);
  Statement& Text(int at, std::string_view value);
  Statement& Blob(int at, std::string_view value);
  // True where there is a row. Throws WriteError.
  bool Step();
  void Run();  // Step until the end, then ready for the next time
  std::int64_t Integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  std::string Bytes(int column) const;
  void Reset() { sqlite3_reset(handle_.get()); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

class Database {
 public:
  // Throws WriteError. With `read_only` the file must exist.
  Database(const std::filesystem::path& path, bool read_only);
  void Execute(const char* sql);
  // Prepared once, ready to be bound. `sql` must be a literal.
  Statement& Cached(const char* sql);
  sqlite3* handle() { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::map<const char*, std::unique_ptr<Statement>> statements_;
};

}  // namespace openvfa::batch

#endif  // OPENVFA_BATCH_SRC_SQLITE_H_
