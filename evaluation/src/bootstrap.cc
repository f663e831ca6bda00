#include "openvfa/evaluation/bootstrap.h"

#include <random>

namespace openvfa {

std::vector<std::vector<int>> BootstrapDraws(int clusters, int resamples, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::vector<int>> draws(resamples, std::vector<int>(clusters, 0));
  for (std::vector<int>& times : draws) {
    // The remainder and not std::uniform_int_distribution, whose numbers differ between libraries; its bias
    // is below clusters / 2^64.
    for (int i = 0; i < clusters; ++i) ++times[random() % clusters];
  }
  return draws;
}

}  // namespace openvfa
