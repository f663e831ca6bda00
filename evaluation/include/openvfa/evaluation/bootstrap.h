// Draws of whole films (clusters): vertebrae of one film are not independent.
#ifndef OPENVFA_EVALUATION_BOOTSTRAP_H_
#define OPENVFA_EVALUATION_BOOTSTRAP_H_

#include <cstdint>
#include <vector>

namespace openvfa {

// How often each of `clusters` films is drawn (sum = clusters) in each of `resamples` draws: resamples x
// clusters, so that many figures share one set of draws. Same seed, same draws, on any machine.
std::vector<std::vector<int>> BootstrapDraws(int clusters, int resamples, std::uint64_t seed);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_BOOTSTRAP_H_
