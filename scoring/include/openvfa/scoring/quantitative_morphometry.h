// Z-scores of height ratios against norms, and the published methods that judge them. Every method is its own
// function with its own answer; none is combined with another or with the Genant grade.
//
// All rules here are written down from general knowledge of the field, not from the papers themselves. How
// sure each is (high, medium) stands at its function; docs/norms.md has the table.
#ifndef OPENVFA_SCORING_QUANTITATIVE_MORPHOMETRY_H_
#define OPENVFA_SCORING_QUANTITATIVE_MORPHOMETRY_H_

#include <Eigen/Core>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "openvfa/morphometry/norms.h"

namespace openvfa {

enum class MorphometryMethod { kEastell1991, kMelton1993, kMcCloskey1993, kBlack1995, kMinne1988 };
inline constexpr std::array kMorphometryMethods = {
    MorphometryMethod::kEastell1991, MorphometryMethod::kMelton1993, MorphometryMethod::kMcCloskey1993,
    MorphometryMethod::kBlack1995, MorphometryMethod::kMinne1988};
std::string MorphometryMethodName(MorphometryMethod method);   // "eastell_1991", ..., of files
std::string MorphometryMethodTitle(MorphometryMethod method);  // "Eastell 1991", "McCloskey-Kanis 1993"

// kCrush is "compression" with Eastell.
enum class QuantitativeType { kNone, kWedge, kBiconcave, kCrush, kPosteriorWedge };
std::string QuantitativeTypeName(QuantitativeType type);  // "none", ..., "posterior_wedge"
std::optional<QuantitativeType> ParseQuantitativeType(std::string_view name);

struct RatioScore {
  Estimate ratio;
  // (ratio - mean) / SD of the norms. Its standard deviation is that of the measurement alone.
  Estimate z;
};
using RatioScores = std::map<NormRatio, RatioScore>;  // what could be computed

// What one method says of one vertebra.
struct MethodResult {
  std::optional<bool> deformed;  // absent: not one of its criteria could be computed
  // Of `type`: 0, 1 (beyond 3 SD), 2 (beyond 4 SD); absent: the method has none. Another type that fired, and
  // how far, is in `criteria`.
  std::optional<int> grade;
  std::optional<QuantitativeType> type;  // absent likewise
  std::vector<std::string> criteria;     // that fired: "Ha/Hp < -3 SD"
  // What was lacking for some criterion: "needs norms", "needs neighbours", "needs T4", "needs trimmed
  // norms", or why the vertebra is not evaluable; empty: nothing. Where `deformed` is there too, it speaks of
  // the rest.
  std::string needs;
  std::optional<Estimate> deformity_index;  // Minne's VDI of the vertebra, in heights of T4
};

struct VertebraMorphometry {
  VertebralLevel level = VertebralLevel::kL1;
  RatioScores scores;
  std::optional<Estimate> predicted_posterior_px;                // McCloskey's predicted Hp
  std::array<MethodResult, kMorphometryMethods.size()> methods;  // by MorphometryMethod

  const MethodResult& Of(MorphometryMethod method) const { return methods[static_cast<std::size_t>(method)]; }
};

struct QuantitativeMorphometry {
  NormsOrigin origin;                          // of the norms
  std::optional<NormSex> sex;                  // whose norms were used; absent: none fit
  std::vector<VertebraMorphometry> vertebrae;  // as SpineMeasurements::vertebrae
  // Minne's Spine Deformity Index: the sum of the VDI over the vertebrae that have one (not to be confused
  // with Genant's SpinalDeformityIndex). Absent where none has.
  std::optional<Estimate> deformity_index;
};

// What the methods are given about one vertebra.
struct MethodInput {
  RatioScores scores;
  std::map<NormRatio, std::string> needs;  // of the ratios that are not in `scores`
  bool trimmed_norms = true;
  // Of the errors of the ratios against T4 (order of kRatiosAgainstT4).
  Eigen::Matrix3d t4_correlation = Eigen::Matrix3d::Identity();
};
inline constexpr std::array kRatiosAgainstT4 = {NormRatio::kAnteriorT4, NormRatio::kMiddleT4,
                                                NormRatio::kPosteriorT4};

// Eastell et al., J Bone Miner Res 1991;6:207 (confidence: high). Wedge: Ha/Hp; biconcave: Hm/Hp;
// compression: Hp/Hp and Ha/Ha of the same neighbour, above or below. Deformed below -3 SD, grade 2 below -4
// SD. Of several types compression stands, else that with the lower z; the grade is of the type that stands.
MethodResult Eastell1991(const MethodInput& input);

// Melton et al., Osteoporos Int 1993;3:113 (high): Ha/Hp, Hm/Hp, Hp/Hp above or Hp/Hp below < -3 SD. No
// grade.
MethodResult Melton1993(const MethodInput& input);

// McCloskey et al., Osteoporos Int 1993;3:138 (medium: the wording of crush and posterior wedge). Two
// criteria each, both < -3 SD. Wedge: Ha/Hp and Ha/predicted; biconcave: Hm/Hp and Hm/predicted; crush:
// Hp/predicted and Ha/predicted; posterior wedge: Hp/predicted < -3 SD and Ha/Hp > +3 SD. Grade 2 where both
// pass 4 SD. Of several types crush stands, then posterior wedge, else that with the lower z; the grade is of
// the type that stands.
MethodResult McCloskey1993(const MethodInput& input);

// Black et al., J Bone Miner Res 1995;10:890 (high), prevalent: the ratios of Melton 1993 < -3 SD of norms
// that were trimmed iteratively. No grade.
MethodResult Black1995(const MethodInput& input);

// Black 1995, incident (high): a height lower than before by at least 20 % and 4 mm. Heights in mm.
struct HeightsMm {
  double anterior, middle, posterior;
};
bool IsIncidentFractureBlack1995(const HeightsMm& before, const HeightsMm& now);

// Minne et al., Bone Miner 1988;3:335 (medium). Each height over the same height of T4; what it lacks to the
// 3rd centile of the norms (mean - 1.8808 SD, taken as normal), summed over the three heights, is the
// vertebral deformity index (VDI); deformed where it is positive, as in 3 to 9 % of normal vertebrae. Its
// standard deviation heeds that the ratios' errors go together.
MethodResult Minne1988(const MethodInput& input, const std::map<NormRatio, double>& third_centile);

// All ratios and methods for a spine. `sex`: the patient's; norms of that sex are used where the file has
// any, else those of both sexes. Without a sex, those of both; where the file has none: "needs the patient's
// sex".
QuantitativeMorphometry ScoreMorphometry(const SpineMeasurements& measurements, const Norms& norms,
                                         std::optional<NormSex> sex);

// What a method says of a whole spine.
struct MethodSummary {
  int evaluated = 0;                     // vertebrae with an answer
  std::vector<VertebralLevel> deformed;  // from head to tail
  std::string needs;                     // where no vertebra has an answer
};
MethodSummary Summarise(const QuantitativeMorphometry& morphometry, MorphometryMethod method);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_QUANTITATIVE_MORPHOMETRY_H_
