// The annotated film as SVG: the film embedded as an image, the annotations as vectors that scale.
#ifndef OPENVFA_REPORT_SVG_H_
#define OPENVFA_REPORT_SVG_H_

#include <iosfwd>

#include "openvfa/report/report_input.h"

namespace openvfa {

void WriteAnnotatedSvg(const ReportInput& input, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SVG_H_
