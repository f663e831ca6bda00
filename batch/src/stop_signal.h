// Ctrl-C: the first asks to finish what is in hand, the second to stop at once.
#ifndef OPENVFA_BATCH_SRC_STOP_SIGNAL_H_
#define OPENVFA_BATCH_SRC_STOP_SIGNAL_H_

#include <signal.h>

namespace openvfa::batch {

// Counts SIGINT and SIGTERM while it lives. One at a time.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();
  static int Count();

 private:
  struct sigaction interrupt_ = {}, terminate_ = {}, file_size_ = {};  // as they were
};

}  // namespace openvfa::batch

#endif  // OPENVFA_BATCH_SRC_STOP_SIGNAL_H_
