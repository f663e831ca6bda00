// Several looks at one film made one.
#ifndef OPENVFA_SEGMENTATION_CONSENSUS_H_
#define OPENVFA_SEGMENTATION_CONSENSUS_H_

#include <vector>

#include "candidate.h"

namespace openvfa {

// What one look found, and how much it counts.
struct Look {
  std::vector<Candidate> bodies;
  double weight = 1;
};

// Of every group of candidates on one body their mean, weighted by score. Its score is the mean over all
// looks; those that did not see it count as zero.
std::vector<Candidate> Consensus(const std::vector<Look>& looks);

// Of two looks at sacra: those that lie within `reach_px` of each other at their mean place, and every score
// the mean of both looks.
std::vector<Candidate> MergeSacra(const std::vector<Candidate>& a, std::vector<Candidate> b, double reach_px);

// The strongest of every group of candidates that lie on one body.
std::vector<Candidate> Strongest(std::vector<Candidate> candidates);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_CONSENSUS_H_
