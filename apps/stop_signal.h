// Ctrl-C and SIGTERM as a wish: the work in hand is finished first.
#ifndef OPENVFA_APPS_STOP_SIGNAL_H_
#define OPENVFA_APPS_STOP_SIGNAL_H_

#include <atomic>
#include <thread>

namespace openvfa::app {

// While it lives, the first SIGINT or SIGTERM only sets Wanted(); a second one ends the program at once. The
// signals are blocked in threads that start meanwhile, so that none of them breaks off a network connection.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  bool Wanted() const { return wanted_; }

 private:
  void Watch(const std::stop_token& end);

  std::atomic<bool> wanted_ = false;
  std::jthread watcher_;
};

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_STOP_SIGNAL_H_
