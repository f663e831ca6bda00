// Quantitative surrogate of the Genant semiquantitative grade ("genant_qm").
#ifndef OPENVFA_SCORING_GENANT_H_
#define OPENVFA_SCORING_GENANT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/morphometry/vertebra_measurement.h"

namespace openvfa {

enum class DeformityType { kNone, kWedge, kBiconcave, kCrush };

// "none", "wedge", "biconcave", "crush"
std::string DeformityName(DeformityType type);

struct GenantOptions {
  // Height loss (fraction) at which grades 1, 2 and 3 begin: Genant et al., JBMR 1993;8:1137 (20/25/40 %),
  // half-open intervals.
  double mild = 0.20, moderate = 0.25, severe = 0.40;
  // Whether exactly `severe` is grade 3 (RadElement RDES150: "40 % or greater") or still grade 2.
  bool severe_inclusive = true;
  // A deformity nearer than this to a threshold is flagged `boundary` (least significant change, fraction).
  double boundary_margin = 0.03;
  // Draws from the landmark covariance for the grade's probabilities, and their seed.
  int samples = 2000;
  std::uint64_t seed = 1;

  // Throws InputError naming the field.
  void Validate() const;
};

struct GenantGrade {
  VertebralLevel level = VertebralLevel::kL1;
  bool evaluable = true;
  std::string reason;
  int grade = 0;  // 0..3
  DeformityType type = DeformityType::kNone;
  std::optional<DeformityType> secondary_type;
  bool posterior_wedge = false;         // "posterior wedge / atypical": consider a pathologic fracture
  std::array<double, 4> probability{};  // of grade 0..3, sums to 1
  bool boundary = false;
  double deformity = 0;                 // largest of the three fractional losses
  std::optional<Estimate> crush_ratio;  // Hp / HpReference; absent without usable neighbours
  std::optional<double> hp_reference_px;
  std::vector<VertebralLevel> reference_levels;  // the neighbours HpReference came from
};

// Heights in any one unit. Grade of a single body by the rule of Genant 1993 as quantified in docs/genant.md.
// Without hp_reference the crush criterion is not applied.
struct HeightTriple {
  double anterior, middle, posterior;
};
GenantGrade GradeHeights(const HeightTriple& heights, std::optional<double> hp_reference,
                         const GenantOptions& options = {});

// Grades all vertebrae, with HpReference from unfractured neighbours.
std::vector<GenantGrade> GradeSpine(const SpineMeasurements& measurements, const GenantOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_SCORING_GENANT_H_
