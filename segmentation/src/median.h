// The value in the middle, of an even number the upper one of two.
#ifndef OPENVFA_SEGMENTATION_SRC_MEDIAN_H_
#define OPENVFA_SEGMENTATION_SRC_MEDIAN_H_

#include <algorithm>
#include <cstddef>
#include <vector>

namespace openvfa {

// `values` holds at least one.
inline double UpperMedian(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_SRC_MEDIAN_H_
