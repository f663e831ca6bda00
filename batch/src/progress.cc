#include "progress.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <ostream>

#include "openvfa/image/error.h"

namespace openvfa::batch {
namespace {

using Json = nlohmann::ordered_json;

std::string Bar(double part) {
  constexpr int kWidth = 24;
  const int full = static_cast<int>(std::lround(kWidth * part));
  return "[" + std::string(full, '#') + std::string(kWidth - full, '.') + "]";
}

std::string Duration(double seconds) {
  const long whole = std::lround(seconds);
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  return text;
}

std::string Plain(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

Json Counts(const LedgerCounts& counts) {
  return {{"files", counts.files},
          {"skipped", counts.skipped},
          {"failed", counts.failed},
          {"assessed", counts.assessed},
          {"without_vertebra", counts.without_vertebra},
          {"pending", counts.pending}};
}

const char* Name(FilmOutcome outcome) {
  return outcome == FilmOutcome::kAssessed  ? "assessed"
         : outcome == FilmOutcome::kSkipped ? "skipped"
                                            : "failed";
}

}  // namespace

std::string FileLabel(const std::string& name) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(StableHash(name)));
  return text;
}

Progress::Progress(const BatchOptions& options, const LedgerCounts& before, std::ostream& messages)
    : messages_(messages), quiet_(options.quiet), terminal_(options.terminal), counts_(before) {
  if (options.log_file.empty()) return;
  log_.open(options.log_file, std::ios::app);
  if (!log_) throw InputError("The --log-file \"" + options.log_file.string() + "\" cannot be written.");
  Json line{{"event", "start"}, {"jobs", options.jobs}, {"shard", options.shard.Text()}};
  for (const char* key : {"program", "networks"}) {
    const auto found = options.identity.find(key);
    if (found != options.identity.end()) line[key] = found->second;
  }
  log_ << line.dump() << std::endl;
}

void Progress::Routed(std::uint64_t films, std::uint64_t skipped, std::uint64_t failed) {
  counts_.files += films + skipped + failed;
  counts_.pending += films;
  counts_.skipped += skipped;
  counts_.failed += failed;
}

void Progress::Finished(const std::string& base, const FilmResult& result, double seconds) {
  ++finished_now_;
  if (counts_.pending > 0) --counts_.pending;
  if (result.outcome == FilmOutcome::kAssessed) ++counts_.assessed;
  if (result.outcome == FilmOutcome::kAssessed && !result.cause.empty()) ++counts_.without_vertebra;
  if (result.outcome == FilmOutcome::kSkipped) ++counts_.skipped;
  if (result.outcome == FilmOutcome::kFailed) ++counts_.failed;
  if (!log_.is_open()) return;
  const Json line{{"event", "film"},         {"after_s", std::round(Elapsed() * 1000) / 1000},
                  {"film", FileLabel(base)}, {"outcome", Name(result.outcome)},
                  {"stage", result.stage},   {"seconds", std::round(seconds * 1000) / 1000}};
  log_ << line.dump() << std::endl;
}

void Progress::Trouble(const std::string& text) {
  ClearBar();
  messages_ << "error: " << text << std::endl;
}

void Progress::Tick() {
  if (quiet_) return;
  const auto due = terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(60000);
  if (Clock::now() - shown_ < due) return;
  shown_ = Clock::now();
  if (!terminal_) {
    messages_ << Line() << std::endl;
    return;
  }
  const std::uint64_t done = counts_.files - std::min(counts_.files, counts_.pending);
  const double part = counts_.files > 0 ? static_cast<double>(done) / static_cast<double>(counts_.files) : 0;
  messages_ << '\r' << Bar(part) << ' ' << Line() << "\x1b[K" << std::flush;
  bar_shown_ = true;
}

void Progress::ClearBar() {
  if (bar_shown_) messages_ << "\r\x1b[K";
  bar_shown_ = false;
}

std::string Progress::TimeLeft() const {
  if (!all_found_) return "still looking through the export";
  if (finished_now_ == 0) return "time left unknown";
  const double each = Elapsed() / static_cast<double>(finished_now_);
  return Duration(each * static_cast<double>(counts_.pending)) + " left";
}

std::string Progress::Line() const {
  const double elapsed = Elapsed();
  const double rate = elapsed > 0 ? static_cast<double>(finished_now_) / elapsed : 0;
  return std::to_string(counts_.assessed) + " assessed, " + std::to_string(counts_.failed) + " failed, " +
         std::to_string(counts_.skipped) + " skipped, " + std::to_string(counts_.pending) + " waiting; " +
         Plain(rate) + " films/s; " + TimeLeft();
}

void Progress::End(const BatchSummary& summary) {
  ClearBar();
  const LedgerCounts& counts = summary.counts;
  if (log_.is_open()) {
    Json line{{"event", summary.stopped ? "stopped" : "end"},
              {"seconds", std::round(Elapsed() * 1000) / 1000}};
    line.update(Counts(counts));
    log_ << line.dump() << std::endl;
  }
  if (quiet_) return;
  messages_ << (summary.stopped ? "stopped" : "done") << " after " << Duration(Elapsed()) << ": "
            << counts.files << " files; " << counts.assessed << " films assessed (" << counts.without_vertebra
            << " without a vertebra), " << counts.failed << " failed, " << counts.skipped << " skipped, "
            << counts.pending << " not done; the pixels of " << finished_now_ << " read in this run"
            << std::endl;
  if (counts.failed + counts.without_vertebra > 0 && summary.tables_written)
    messages_ << "what failed, and why: failures.csv" << std::endl;
}

}  // namespace openvfa::batch
