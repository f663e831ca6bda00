// How one vertebra is recognised in several result objects of a film.
#ifndef OPENVFA_REPORT_SRC_VERTEBRA_TRACKING_H_
#define OPENVFA_REPORT_SRC_VERTEBRA_TRACKING_H_

#include <cstddef>
#include <string>

#include "openvfa/report/report_input.h"

namespace openvfa {

struct Tracking {
  std::string identifier;  // "L1"
  std::string uid;
};

// Of body `index`. Follows from film and level, so that a vertebra keeps it when the film is assessed anew.
Tracking TrackingOf(const ReportInput& input, std::size_t index);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_VERTEBRA_TRACKING_H_
