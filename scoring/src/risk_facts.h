// What the facts are made of, in yes / no / unknown.
#ifndef OPENVFA_SCORING_SRC_RISK_FACTS_H_
#define OPENVFA_SCORING_SRC_RISK_FACTS_H_

#include <optional>
#include <set>

#include "openvfa/scoring/risk.h"

namespace openvfa {

using Answer = std::optional<bool>;  // absent: unknown

Answer Both(Answer a, Answer b);
Answer Either(Answer a, Answer b);
// Adds the fact unless it is unknown.
void AddFact(Facts& facts, const char* name, const Answer& answer);
void AddFact(Facts& facts, const char* name, const std::optional<double>& number);

// A glucocorticoid is taken now; `current` decides, else the dose.
Answer TakesGlucocorticoid(const Patient& patient);

void AddFilmFacts(const StudyAssessment* assessment, Facts& facts);
void AddFractureFacts(const Patient& patient, Facts& facts);

// Levels with grade 1 or more.
std::set<VertebralLevel> FracturedLevels(const StudyAssessment* assessment);
// Levels T7-L4 that are not seen or have no grade.
int UnevaluableT7ToL4(const StudyAssessment& assessment);
// Any level with grade 1 or more. Without one: no, unless more than one of T7-L4 is missing (the rule of
// NHANES 2013-14, DXXVFAST). Absent without a film.
Answer FractureOnFilm(const StudyAssessment* assessment);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_RISK_FACTS_H_
