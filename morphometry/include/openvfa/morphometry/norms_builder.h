// Norms from a table of measured vertebrae, with iterative trimming.
#ifndef OPENVFA_MORPHOMETRY_NORMS_BUILDER_H_
#define OPENVFA_MORPHOMETRY_NORMS_BUILDER_H_

#include <optional>
#include <string>
#include <vector>

#include "openvfa/morphometry/norms.h"

namespace openvfa {

// One vertebra of one person (or film). Heights in any unit, the same for all vertebrae of a person.
struct HeightRow {
  std::string person;  // what tells people apart; written nowhere
  NormSex sex = NormSex::kAny;
  VertebralLevel level = VertebralLevel::kL1;
  double anterior = 0, middle = 0, posterior = 0;
  bool fractured = false;  // Genant grade 1 or more
  // false: the heights are unknown; the row only says whether its person has a fracture there.
  bool measured = true;
};

// What is left out because of a fracture; a vertebra left out is nobody's neighbour either.
enum class FracturePolicy { kVertebra, kPerson, kKeep };
std::string FracturePolicyName(FracturePolicy policy);  // "vertebra", "person", "none"

struct NormsOptions {
  FracturePolicy fractured = FracturePolicy::kVertebra;
  // Values further than this many SD from the mean are dropped, mean and SD taken anew, until none is (Black
  // et al., J Bone Miner Res 1991;6:883 and 1995;10:890; from memory, docs/norms.md). Absent: no trimming.
  std::optional<double> trim_sd = 3;
  // Fewest values after trimming. The standard error of "mean - 3 SD" is SD sqrt(1/n + 9/(2(n-1))): 0.43 SD
  // at the default, so that a limit of 3 SD may well be one of 2.6 or 3.4.
  int minimum = 30;

  // Throws InputError: trim_sd < 2 (which cuts deep into a normal distribution), minimum < 10.
  void Validate() const;
};

struct NormsBuild {
  Norms norms;
  std::vector<std::string> left_out;  // sentences: which levels and ratios, and why
  int people = 0;
  int fractured_vertebrae = 0, fractured_people = 0;  // found, whether left out or not
  int repeated = 0;  // rows of a level that a person already had: the first stands
};

// Deterministic, and independent of the order of people. `origin` needs source and data_date only. Throws
// InputError for a height that is not a positive finite number, for a person of two sexes, and where no
// level has enough values.
NormsBuild BuildNorms(const std::vector<HeightRow>& rows, const NormsOptions& options, NormsOrigin origin);

// Iterative trimming of one sample; absent for fewer than two values.
std::optional<NormEntry> TrimmedMoments(std::vector<double> values, std::optional<double> trim_sd);

// R of the levels that at least `minimum` spines show together with another such level: the least-squares fit
// of log Hp = spine + level, without values more than `trim_sd` residual SD off, scaled to geometric mean 1.
// Levels missing from some spines thus do not bias the others. Empty where the levels cannot be compared
// because no chain of spines connects them.
RelativeHeights FitRelativeHeights(const std::vector<SpineHeights>& spines, std::optional<double> trim_sd,
                                   int minimum);

}  // namespace openvfa

#endif  // OPENVFA_MORPHOMETRY_NORMS_BUILDER_H_
