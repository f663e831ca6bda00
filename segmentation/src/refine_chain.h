// The bodies of one spine, each looked at closely, and what the first stage missed at its ends.
#ifndef OPENVFA_SEGMENTATION_REFINE_CHAIN_H_
#define OPENVFA_SEGMENTATION_REFINE_CHAIN_H_

#include <opencv2/core.hpp>
#include <vector>

#include "candidate.h"
#include "chain.h"
#include "refine.h"

namespace openvfa {

// A body that only the chain proposes must look this much like one to the second stage.
constexpr double kFilledValidity = 0.5;

// What the first stage says about a film.
struct Located {
  Chain chain;
  std::vector<Candidate> sacra;
};

// A chain body with what the second stage says about it.
struct Found {
  Candidate candidate;
  RefinedBody refined;
  double confidence = 0;
};

// `located.chain` must hold bodies. Cranial to caudal; bodies beyond the ends are added where the second
// stage sees them.
std::vector<Found> RefineChain(Refiner& refiner, const cv::Mat& film, const Located& located,
                               bool anterior_right);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_REFINE_CHAIN_H_
