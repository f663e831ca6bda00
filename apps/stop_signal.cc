#include "stop_signal.h"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace openvfa::app {
namespace {

sigset_t Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// As if we had not caught it, so that a shell sees what ended us.
[[noreturn]] void DieOf(int number) {
  ::signal(number, SIG_DFL);
  const sigset_t signals = Signals();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  ::raise(number);
  ::_exit(128 + number);
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t signals = Signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::jthread([this](const std::stop_token& end) { Watch(end); });
}

StopSignal::~StopSignal() {
  watcher_.request_stop();
  watcher_.join();
  const sigset_t signals = Signals();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void StopSignal::Watch(const std::stop_token& end) {
  const sigset_t signals = Signals();
  const timespec tick{.tv_sec = 0, .tv_nsec = 100'000'000};
  while (!end.stop_requested()) {
    const int number = ::sigtimedwait(&signals, nullptr, &tick);
    if (number < 0) continue;
    if (wanted_.exchange(true)) DieOf(number);
    spdlog::warn("stopping when the work in hand is finished; once more stops at once");
  }
}

}  // namespace openvfa::app
