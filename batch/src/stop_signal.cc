#include "stop_signal.h"

namespace openvfa::batch {
namespace {

volatile sig_atomic_t stop_count = 0;

void CountStop(int /*signal*/) { stop_count = stop_count + 1; }

}  // namespace

StopSignal::StopSignal() {
  stop_count = 0;
  struct sigaction count = {};
  count.sa_handler = CountStop;  // without SA_RESTART: poll() returns
  ::sigaction(SIGINT, &count, &interrupt_);
  ::sigaction(SIGTERM, &count, &terminate_);
  // A file that may not grow further is an error to report; the workers inherit this.
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGXFSZ, &ignore, &file_size_);
}

StopSignal::~StopSignal() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
  ::sigaction(SIGXFSZ, &file_size_, nullptr);
}

int StopSignal::Count() { return stop_count; }

}  // namespace openvfa::batch
