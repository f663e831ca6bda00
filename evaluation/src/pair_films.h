// Films and bodies of truth and prediction side by side, with their errors.
#ifndef OPENVFA_EVALUATION_SRC_PAIR_FILMS_H_
#define OPENVFA_EVALUATION_SRC_PAIR_FILMS_H_

#include <string>

#include "openvfa/evaluation/evaluate.h"

namespace openvfa {

// Fills films, predictions_without_truth and bodies of `result`, whose options are set.
void PairFilms(const ReadingSet& truth, const ReadingSet& prediction, const EvaluateProgress& progress,
               EvaluationResult& result);

// Whom a film is counted under: the film itself where no patient is known.
const std::string& PatientOf(const FilmPair& film);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_PAIR_FILMS_H_
