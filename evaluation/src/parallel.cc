#include "parallel.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace openvfa {

void ForEach(std::size_t count, const std::function<void(std::size_t)>& work, const std::string& stage,
             const EvaluateProgress& progress) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::size_t done = 0;
  std::exception_ptr failure;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) {
        work(i);
        const std::lock_guard<std::mutex> lock(mutex);
        if (progress) progress(stage, static_cast<double>(++done) / static_cast<double>(count));
      }
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  std::thread second(run);
  run();
  second.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace openvfa
