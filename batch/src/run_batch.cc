#include "openvfa/batch/run_batch.h"

#include <poll.h>

#include <chrono>
#include <cmath>
#include <deque>
#include <memory>
#include <ostream>
#include <utility>

#include "openvfa/batch/export_walk.h"
#include "openvfa/image/error.h"
#include "progress.h"
#include "stop_signal.h"
#include "worker_process.h"

namespace openvfa {
namespace {

using batch::Frame;
using batch::FrameKind;
using batch::WorkerProcess;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kChunkFiles = 64;  // routed in one transaction
constexpr int kKnownFilesAtOnce = 4096;  // passed over before the workers are looked at again
constexpr int kPollMilliseconds = 200;

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// The process that reads headers, and the files it has in hand. One, so that rows come in the order of the
// export and the first copy of a film is the first for every run.
struct Router {
  std::unique_ptr<WorkerProcess> worker;
  std::vector<ExportFile> chunk;      // empty: idle
  std::deque<ExportFile> one_by_one;  // of a chunk that the process did not survive
  Clock::time_point begin;
};

struct Slot {
  std::unique_ptr<WorkerProcess> worker;
  std::optional<PendingFilm> film;  // none: idle
  std::string stage;
  Clock::time_point begin;
};

class Batch {
 public:
  Batch(const BatchOptions& options, std::istream& standard_input, const AssessFilm& assess,
        std::ostream& messages)
      : options_(options),
        set_up_{.assess = assess,
                .selection = options.selection,
                .read = options.read,
                .memory_bytes = options.memory_mib << 20},
        walk_(options.roots, standard_input, options.out),
        ledger_(options.out, options.identity, options.on_other_run, options.retry),
        progress_(options, ledger_.Count(options.name_prefix), messages),
        slots_(static_cast<std::size_t>(options.jobs)) {}

  BatchSummary Run() {
    while (batch::StopSignal::Count() < 2) {
      const bool stopping = batch::StopSignal::Count() > 0;
      if (!stopping) FeedRouter();
      bool busy = !router_.chunk.empty() && !stopping;
      for (Slot& slot : slots_) {
        if (!stopping && !slot.film) FeedSlot(slot);
        busy = busy || slot.film;
      }
      if (!busy && (stopping || (walked_ && router_.one_by_one.empty()))) break;
      Wait();
      progress_.Tick();
    }
    return End();
  }

 private:
  void FeedRouter() {
    if (!router_.chunk.empty()) return;
    std::vector<ExportFile> chunk;
    if (!router_.one_by_one.empty()) {
      chunk.push_back(std::move(router_.one_by_one.front()));
      router_.one_by_one.pop_front();
    } else {
      chunk = NextChunk();
    }
    if (chunk.empty()) return;
    if (!router_.worker) router_.worker = std::make_unique<WorkerProcess>(set_up_);
    std::vector<std::filesystem::path> paths;
    for (const ExportFile& file : chunk) {
      if (file.trouble.empty()) paths.push_back(file.path);
    }
    router_.chunk = std::move(chunk);
    router_.begin = Clock::now();
    if (!router_.worker->Send({FrameKind::kRoute, batch::ToText(paths)})) RouterDied("");
  }

  std::vector<ExportFile> NextChunk() {
    std::vector<ExportFile> chunk;
    for (int known = 0; !walked_ && chunk.size() < kChunkFiles && known < kKnownFilesAtOnce;) {
      auto file = walk_.Next();
      if (file) file->name.insert(0, options_.name_prefix);
      if (!file) {
        walked_ = true;
        progress_.AllFound();
      } else if (IsKnown(*file)) {
        ++known;
      } else {
        chunk.push_back(std::move(*file));
      }
    }
    return chunk;
  }

  bool IsKnown(const ExportFile& file) {
    try {
      return ledger_.Knows(file);
    } catch (const WriteError& error) {
      Unrecorded(error);
      return true;
    }
  }

  void TakeRouted(const std::vector<Routed>& routed) {
    const std::vector<ExportFile> chunk = std::exchange(router_.chunk, {});
    std::uint64_t films = 0, skipped = 0, failed = 0;
    try {
      ledger_.Begin();
      auto next = routed.begin();
      for (const ExportFile& file : chunk) {
        const bool trouble = !file.trouble.empty();
        const Routed verdict = trouble ? Routed{.reason = file.trouble} : *next++;
        if (!options_.shard.Holds(verdict.study_uid.empty() ? file.name : verdict.study_uid)) continue;
        // What can be opened but not read is the file's own fault.
        const bool renamed = options_.base_of && verdict.verdict == Verdict::kAssess;
        const Verdict taken = ledger_.Add(file, verdict, trouble || !Exists(file),
                                          renamed ? options_.base_of(file, verdict) : std::string());
        films += taken == Verdict::kAssess ? 1 : 0;
        skipped += taken == Verdict::kSkip ? 1 : 0;
        failed += taken == Verdict::kFail ? 1 : 0;
      }
      ledger_.Commit();
    } catch (const WriteError& error) {
      ledger_.RollBack();
      Unrecorded(error);
      return;
    }
    progress_.Routed(films, skipped, failed);
  }

  static bool Exists(const ExportFile& file) {
    std::error_code ignored;
    return std::filesystem::exists(file.path, ignored);
  }

  // Only the file that did it may pay for it.
  void RouterDied(const std::string& cause) {
    router_.worker.reset();
    if (router_.chunk.size() == 1) {
      TakeRouted({Routed{.reason = "its header could not be read: " + cause}});
      return;
    }
    for (ExportFile& file : router_.chunk) router_.one_by_one.push_back(std::move(file));
    router_.chunk.clear();
  }

  // Films that fail before a worker has them leave the slot free for the next one.
  void FeedSlot(Slot& slot) {
    while (!slot.film && batch::StopSignal::Count() == 0) {
      std::optional<PendingFilm> film;
      try {
        film = ledger_.NextPending(last_id_);
        if (!film) return;
        last_id_ = film->id;
        ledger_.Start(film->id);
      } catch (const WriteError& error) {
        Unrecorded(error);
        return;
      }
      slot.film = std::move(film);
      StartFilm(slot);
    }
  }

  void StartFilm(Slot& slot) {
    slot.stage = "read";
    slot.begin = Clock::now();
    std::error_code error;
    const auto folder = slot.film->job.base.parent_path();
    std::filesystem::create_directories(folder, error);
    if (error) {
      const std::string cause =
          "Cannot make the folder \"" + folder.string() + "\": " + error.message() + ".";
      Take(slot, {.stage = "write", .cause = cause, .try_again = true});
      return;
    }
    if (!slot.worker) slot.worker = std::make_unique<WorkerProcess>(set_up_);
    if (!slot.worker->Send({FrameKind::kAssess, batch::ToText(slot.film->job)})) WorkerDied(slot);
  }

  void Take(Slot& slot, const FilmResult& result) {
    const PendingFilm film = *std::exchange(slot.film, std::nullopt);
    try {
      ledger_.Finish(film.id, result);
      progress_.Finished(film.job.path.string(), result, SecondsSince(slot.begin));
    } catch (const WriteError& error) {
      Unrecorded(error);
    }
  }

  void WorkerDied(Slot& slot) { EndFilm(slot, slot.worker->Ending()); }

  // The worker is gone: so is what it had begun.
  void EndFilm(Slot& slot, const std::string& cause) {
    slot.worker.reset();
    Ledger::RemoveTemporary(slot.film->job.base);
    Take(slot, {.stage = slot.stage, .cause = cause, .try_again = true});
  }

  void Wait() {
    std::vector<pollfd> sockets;
    if (!router_.chunk.empty()) sockets.push_back({router_.worker->socket(), POLLIN, 0});
    for (const Slot& slot : slots_) {
      if (slot.film) sockets.push_back({slot.worker->socket(), POLLIN, 0});
    }
    // Without anything in hand there are known files to pass over, or films to fetch: no reason to wait.
    if (sockets.empty() || ::poll(sockets.data(), sockets.size(), kPollMilliseconds) < 0) return;
    std::size_t at = 0;
    if (!router_.chunk.empty()) ServeRouter((sockets[at++].revents & (POLLIN | POLLHUP)) != 0);
    for (Slot& slot : slots_) {
      if (slot.film) ServeSlot(slot, (sockets[at++].revents & (POLLIN | POLLHUP)) != 0);
    }
  }

  void ServeRouter(bool readable) {
    if (readable) {
      const auto frame = router_.worker->Receive();
      if (frame) return TakeRouted(batch::RoutedFrom(frame->text));
      return RouterDied(router_.worker->Ending());
    }
    if (SecondsSince(router_.begin) < options_.timeout_s) return;
    router_.worker->Kill();
    RouterDied(TimeoutText());
  }

  void ServeSlot(Slot& slot, bool readable) {
    if (readable) {
      const auto frame = slot.worker->Receive();
      if (!frame) return WorkerDied(slot);
      if (frame->kind == FrameKind::kStage) {
        slot.stage = frame->text;
        return;
      }
      return Take(slot, batch::ResultFrom(frame->text));
    }
    if (SecondsSince(slot.begin) < options_.timeout_s) return;
    slot.worker->Kill();
    EndFilm(slot, TimeoutText());
  }

  std::string TimeoutText() const {
    return "it took longer than " + std::to_string(std::lround(std::ceil(options_.timeout_s))) +
           " s (--timeout-s) and was stopped";
  }

  void Unrecorded(const Error& error) {
    // A full disk says the same for every film: once is enough.
    if (unrecorded_++ == 0) progress_.Trouble(Explain(error));
  }

  BatchSummary End() {
    BatchSummary summary;
    summary.stopped = batch::StopSignal::Count() > 0;
    router_.worker.reset();
    slots_.clear();
    try {
      ledger_.WriteTables();
      summary.tables_written = true;
    } catch (const Error& error) {
      progress_.Trouble(Explain(error));
    }
    summary.counts = ledger_.Count(options_.name_prefix);
    summary.unrecorded = unrecorded_;
    progress_.End(summary);
    return summary;
  }

  const BatchOptions& options_;
  const batch::StopSignal stop_;
  const batch::WorkerSetUp set_up_;
  ExportWalk walk_;
  Ledger ledger_;
  batch::Progress progress_;
  Router router_;
  std::vector<Slot> slots_;
  bool walked_ = false;
  std::int64_t last_id_ = 0;
  std::uint64_t unrecorded_ = 0;
};

}  // namespace

void BatchOptions::Validate() const {
  if (jobs < 1) throw InputError("--jobs must be at least 1");
  if (!(timeout_s > 0)) throw InputError("--timeout-s must be more than 0");
  if (roots.empty()) throw InputError("no export was named");
}

BatchSummary RunBatch(const BatchOptions& options, std::istream& standard_input, const AssessFilm& assess,
                      std::ostream& messages) {
  options.Validate();
  return Batch(options, standard_input, assess, messages).Run();
}

}  // namespace openvfa
