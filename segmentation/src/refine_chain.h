// The bodies of one spine, each looked at closely, and what the first stage missed at its ends.
#ifndef OPENVFA_SEGMENTATION_REFINE_CHAIN_H_
#define OPENVFA_SEGMENTATION_REFINE_CHAIN_H_

#include <cstddef>
#include <opencv2/core.hpp>
#include <span>
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
  bool guessed = false;  // hardly seen, and found only where its neighbour says that it must be
};

// `located.chain` must hold bodies. Cranial to caudal; bodies beyond the ends are added where the second
// stage sees them.
std::vector<Found> RefineChain(Refiner& refiner, const cv::Mat& film, const Located& located,
                               bool anterior_right);

// Body `l5` of `found`, named so, is looked at again where an L5 should lie under the body above, if it was
// not seen surely, and replaced where what is found there is likelier.
void LookAgainAtL5(Refiner& refiner, const cv::Mat& film, bool anterior_right, std::size_t l5,
                   std::vector<Found>& found);

// Landmarks move to where they most likely are given all bodies of the spine, without the sacrum: those that
// were hardly seen to where their neighbours want them. How far each moved adds to its stated uncertainty.
void Regularise(std::span<Found> spine, bool anterior_right);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_REFINE_CHAIN_H_
