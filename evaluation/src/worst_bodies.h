// The bodies on which prediction and truth lie farthest apart, cut out of their films.
#ifndef OPENVFA_EVALUATION_SRC_WORST_BODIES_H_
#define OPENVFA_EVALUATION_SRC_WORST_BODIES_H_

#include <filesystem>
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

struct WorstPicture {
  std::optional<Drawing> drawing;  // absent: `why` says so
  std::string why;
};

// Each body with truth and prediction drawn on it, in the order given; nothing where the film is not at hand
// or cannot be read. Films are looked for by name below `images` where it is given, then where a reading
// says, and beside the file the reading came from; each is read once. Throws ReadError where `images` cannot
// be read.
std::vector<WorstPicture> PicturesOf(const EvaluationResult& result, const std::vector<WorstBody>& worst,
                                     const std::optional<std::filesystem::path>& images,
                                     const EvaluateProgress& progress);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_SRC_WORST_BODIES_H_
