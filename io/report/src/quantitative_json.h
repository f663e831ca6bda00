// Z-scores and quantitative methods as parts of the JSON of a film.
#ifndef OPENVFA_REPORT_SRC_QUANTITATIVE_JSON_H_
#define OPENVFA_REPORT_SRC_QUANTITATIVE_JSON_H_

#include <memory>

#include "json_text.h"
#include "openvfa/scoring/quantitative_morphometry.h"

namespace openvfa {

// The film's member: norms and what each method says of the spine. Without norms each says what it needs.
Json QuantitativeJson(const QuantitativeMorphometry* morphometry);
// A vertebra's member; null without norms.
Json QuantitativeVertebraJson(const VertebraMorphometry* vertebra);

// Back from both; null where the film was assessed without norms. Throws ReadError or Json::exception.
std::shared_ptr<const QuantitativeMorphometry> ReadQuantitative(const Json& assessment);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_QUANTITATIVE_JSON_H_
