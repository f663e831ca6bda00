// A child process that routes or assesses; it may crash, hang or grow without harm to the parent.
#ifndef OPENVFA_BATCH_SRC_WORKER_PROCESS_H_
#define OPENVFA_BATCH_SRC_WORKER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "openvfa/batch/film_job.h"
#include "openvfa/batch/route_file.h"
#include "wire.h"

namespace openvfa::batch {

struct WorkerSetUp {
  AssessFilm assess;
  Selection selection = Selection::kLateral;
  ReadOptions read;
  std::uint64_t memory_bytes = 0;  // of data that the process may hold; 0: as much as there is
};

// Forks without exec, so the parent must have one thread only. The child dies with its parent and takes no
// notice of Ctrl-C or SIGTERM, which are the parent's to act on.
class WorkerProcess {
 public:
  explicit WorkerProcess(const WorkerSetUp& set_up);  // throws Error where no process can be made
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();  // kills

  int socket() const { return socket_; }
  bool Send(const Frame& frame) const { return SendFrame(socket_, frame); }
  // Nothing where the process is gone.
  std::optional<Frame> Receive() const { return ReceiveFrame(socket_); }
  void Kill();
  // Waits for the end of a process that is gone, and says how it ended: "killed by signal 11 (Segmentation
  // fault)".
  std::string Ending();

 private:
  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace openvfa::batch

#endif  // OPENVFA_BATCH_SRC_WORKER_PROCESS_H_
