// The first stage on a whole film, and what speaks for the names of what it found: as the program does it,
// for the program and for the fit of the naming weights.
#ifndef OPENVFA_SEGMENTATION_LOCATE_SPINE_H_
#define OPENVFA_SEGMENTATION_LOCATE_SPINE_H_

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "context.h"
#include "locate.h"
#include "naming.h"
#include "refine_chain.h"

namespace openvfa {

// The spine of `film` (CV_32F, square pixels); without a pixel size every one that could be is tried. The
// chain is empty where nothing resembles a spine.
Located LocateSpine(Locator& locator, const cv::Mat& film, std::optional<double> mm_per_px);

// `found` is what the second stage made of `located`, whose chain holds bodies.
NamingEvidence EvidenceOf(ContextReader& context, const cv::Mat& film, std::optional<double> mm_per_px,
                          const Located& located, const std::vector<Found>& found);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_LOCATE_SPINE_H_
