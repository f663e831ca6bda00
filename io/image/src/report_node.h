// A densitometry report, whatever it came in, as a tree of labelled values.
#ifndef OPENVFA_IO_IMAGE_SRC_REPORT_NODE_H_
#define OPENVFA_IO_IMAGE_SRC_REPORT_NODE_H_

#include <string>
#include <vector>

namespace openvfa::image {

struct ReportNode {
  std::string label;  // what the node calls itself: concept name, element name, row head
  std::string value;  // text of a leaf: a number, or the name of a region
  std::string unit;   // where stated beside the value
  std::vector<ReportNode> children;
};

// Deepest nesting that is followed, and most nodes of one report.
inline constexpr int kMaxReportDepth = 32;
inline constexpr int kMaxReportNodes = 200'000;

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_REPORT_NODE_H_
