#include "done_studies.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

using nlohmann::json;

std::string Cause() { return std::generic_category().message(errno); }

// Throws WriteError: whole and on disk, or the caller hears of it.
void Append(const std::filesystem::path& file, const std::string& text) {
  const auto fail = [&file](const std::string& cause) {
    throw WriteError("\"" + file.string() + "\" cannot be written: " + cause + ".");
  };
  const int out = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (out < 0) fail(Cause());
  const ssize_t written = ::write(out, text.data(), text.size());
  const std::string cause = written < 0                                   ? Cause()
                            : written < static_cast<ssize_t>(text.size()) ? "the disk is full"
                                                                          : "";
  const bool synced = ::fsync(out) == 0;
  const std::string sync_cause = synced ? "" : Cause();
  ::close(out);
  if (!cause.empty() || !synced) fail(cause.empty() ? sync_cause : cause);
}

}  // namespace

DoneStudies::DoneStudies(std::filesystem::path file, std::string scope)
    : file_(std::move(file)), scope_(std::move(scope)) {
  std::error_code error;
  if (!std::filesystem::exists(file_, error) && !error) return;
  std::ifstream in(file_, std::ios::binary);
  if (!in) throw ReadError("\"" + file_.string() + "\" cannot be read.");
  for (std::string line; std::getline(in, line);) {
    ends_in_line_ = !in.eof();
    const json row = json::parse(line, nullptr, false);
    if (!ends_in_line_ || !row.is_object() || row.value("scope", json()) != scope_) continue;
    const json study = row.value("study", json()), objects = row.value("objects", json());
    if (study.is_string() && objects.is_number_unsigned()) objects_[study] = objects;
  }
}

std::optional<std::size_t> DoneStudies::Objects(const std::string& study) const {
  const auto found = objects_.find(study);
  if (found == objects_.end()) return std::nullopt;
  return found->second;
}

void DoneStudies::Add(const std::string& study, std::size_t objects) {
  const json row = {{"study", study}, {"scope", scope_}, {"objects", objects}};
  std::string line = row.dump();
  line.push_back('\n');
  if (!ends_in_line_) line.insert(line.begin(), '\n');  // after a line that was cut off
  Append(file_, line);
  ends_in_line_ = true;
  objects_[study] = objects;
}

}  // namespace openvfa
