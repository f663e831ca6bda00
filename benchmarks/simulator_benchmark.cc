// Films per second of the simulator, on one thread.
#include <benchmark/benchmark.h>

#include "openvfa/phantom/phantom.h"

namespace openvfa {
namespace {

void Simulate(benchmark::State& state, phantom::Framing framing) {
  constexpr std::uint64_t kSeed = 1;
  phantom::PhantomOptions options;
  options.framing = framing;
  std::uint64_t index = 0;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(phantom::SimulateFilm(options, kSeed, index++));
  }
  state.counters["films/s"] = benchmark::Counter(static_cast<double>(index), benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(Simulate, lumbar, phantom::Framing::kLumbar)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Simulate, whole_spine, phantom::Framing::kWholeSpine)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace openvfa
