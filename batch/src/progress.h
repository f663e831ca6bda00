// How far a batch is: a bar on a terminal, a line a minute elsewhere, JSON lines in a file. Numbers only:
// paths may hold names.
#ifndef OPENVFA_BATCH_SRC_PROGRESS_H_
#define OPENVFA_BATCH_SRC_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iosfwd>
#include <string>

#include "openvfa/batch/run_batch.h"

namespace openvfa::batch {

// What a log calls a file: a hash of its name, 16 hexadecimal digits.
std::string FileLabel(const std::string& name);

class Progress {
 public:
  Progress(const BatchOptions& options, const LedgerCounts& before, std::ostream& messages);

  void Routed(std::uint64_t films, std::uint64_t skipped, std::uint64_t failed);
  void AllFound() { all_found_ = true; }
  void Finished(const std::string& base, const FilmResult& result, double seconds);
  void Trouble(const std::string& text);
  void Tick();  // shows what is due
  void End(const BatchSummary& summary);

 private:
  using Clock = std::chrono::steady_clock;
  std::string Line() const;
  std::string TimeLeft() const;
  double Elapsed() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  void ClearBar();

  std::ostream& messages_;
  bool quiet_, terminal_;
  std::ofstream log_;
  LedgerCounts counts_;
  std::uint64_t finished_now_ = 0;
  bool all_found_ = false;
  bool bar_shown_ = false;
  Clock::time_point start_ = Clock::now(), shown_ = start_;
};

}  // namespace openvfa::batch

#endif  // OPENVFA_BATCH_SRC_PROGRESS_H_
