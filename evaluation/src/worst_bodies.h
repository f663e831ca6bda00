// The bodies on which prediction and truth lie farthest apart, cut out of their films.
#ifndef OPENVFA_EVALUATION_SRC_WORST_BODIES_H_
#define OPENVFA_EVALUATION_SRC_WORST_BODIES_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/evaluation/evaluate.h"
#include "plot.h"

namespace openvfa {

struct WorstBody {
  const BodyPair* pair = nullptr;
  double score = 0;  // greatest point error / depth; without points, Hausdorff distance / depth
};

// Counted bodies that both sides have, the worst first, at most `most`. Bodies of which neither points nor
// outlines can be compared are not among them.
std::vector<WorstBody> WorstBodies(const EvaluationResult& result, int most);

// "L1 of film-7: a point 3.21 mm off"; text.
std::string WorstText(const EvaluationResult& result, const WorstBody& body);

// Where films lie.
class FilmFinder {
 public:
  // Films are looked for by name below `folder` where it is given, then where a reading says, and beside the
  // file the reading came from. Throws ReadError where the folder cannot be read.
  explicit FilmFinder(const std::optional<std::filesystem::path>& folder);
  std::optional<std::filesystem::path> Find(const FilmPair& film) const;

 private:
  std::map<std::string, std::filesystem::path> below_;
};

// The body with truth and prediction drawn on it; nothing where the film is not at hand or cannot be read,
// with the reason in `why`.
std::optional<Drawing> CropOf(const EvaluationResult& result, const WorstBody& body, int rank,
                              const FilmFinder& films, std::string& why);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_WORST_BODIES_H_
