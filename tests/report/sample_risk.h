// A risk summary with every part filled by hand.
#ifndef OPENVFA_TESTS_REPORT_SAMPLE_RISK_H_
#define OPENVFA_TESTS_REPORT_SAMPLE_RISK_H_

#include "openvfa/scoring/risk.h"

namespace openvfa::testing {

RiskSummary SampleRisk();

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_SAMPLE_RISK_H_
