// What a worker of a batch does with one film.
#ifndef OPENVFA_APPS_BATCH_FILM_H_
#define OPENVFA_APPS_BATCH_FILM_H_

#include "annotate_film.h"
#include "openvfa/batch/film_job.h"

namespace openvfa::app {

// Of a film whose header says nothing: with fewer evaluable bodies it is taken for something else.
// Engineering value: a lumbar film shows five or more.
inline constexpr std::size_t kLeastBodies = 4;

// Sets what in `film` is the film's own. `all`: also what its pixels show to be a report page or another
// region.
FilmResult AssessBatchFilm(const FilmJob& job, FilmOptions& film, bool all, const StageNote& note);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_BATCH_FILM_H_
