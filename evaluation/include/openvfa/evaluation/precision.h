// Precision from repeat acquisitions: how far a measure varies when the same subject is imaged again, and the
// least change that is more than that.
#ifndef OPENVFA_EVALUATION_PRECISION_H_
#define OPENVFA_EVALUATION_PRECISION_H_

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "openvfa/evaluation/agreement.h"
#include "openvfa/segmentation/vertebral_level.h"

namespace openvfa {

struct PrecisionMeasure {
  const char* name;
  const char* unit;    // "mm", "px", "1", "deg"
  const char* column;  // of vertebrae.csv
  bool ratio_scale;    // has a natural zero, so that a coefficient of variation means something
};

// Heights and depth in mm, the same in px (for films without calibration only), ratios, wedge angle.
inline constexpr std::array<PrecisionMeasure, 12> kPrecisionMeasures = {{
    {"anterior", "mm", "anterior_height_mm", true},
    {"middle", "mm", "middle_height_mm", true},
    {"posterior", "mm", "posterior_height_mm", true},
    {"depth", "mm", "depth_mm", true},
    {"anterior", "px", "anterior_height_px", true},
    {"middle", "px", "middle_height_px", true},
    {"posterior", "px", "posterior_height_px", true},
    {"depth", "px", "depth_px", true},
    {"wedge_ratio", "1", "wedge_ratio", true},
    {"biconcavity_ratio", "1", "biconcavity_ratio", true},
    {"crush_ratio", "1", "crush_ratio", true},
    {"wedge_angle", "deg", "wedge_angle_deg", false},
}};

// One film of a subject.
struct Acquisition {
  struct Body {
    VertebralLevel level = VertebralLevel::kL1;
    bool evaluable = true;
    std::array<std::optional<double>, kPrecisionMeasures.size()> values;  // order of kPrecisionMeasures
  };
  std::string film;     // as the source names it
  std::string study;    // study instance UID; "" where unknown
  std::string subject;  // what repeats have in common
  int input = 0;        // which of the inputs it came from
  std::vector<Body> bodies;
};

// 2.77 RMS-SD (ISCD official positions; 1.96 sqrt(2) rounded to two decimals): what one repeat must differ
// from one baseline to be a change with 95 % confidence. For means of several acquisitions there is the
// overload of openvfa/scoring/densitometry.h.
double LeastSignificantChange(double rms_sd);

// Upper 95 % confidence limit (one-sided) of an RMS-SD: rms_sd sqrt(df / chi^2(0.05; df)) (Glüer et al. 1995,
// Osteoporos Int 5:262). df >= 1, else nothing. 30 df: 1.27 times the RMS-SD.
std::optional<double> UpperPrecisionLimit(double rms_sd, double degrees_of_freedom);

// What the ISCD asks of a precision study: 15 subjects three times or 30 twice.
inline constexpr double kIscdDegreesOfFreedom = 30;

struct PrecisionFigure {
  std::string measure, unit;
  std::string level;  // "T8"; "all": each level of each subject is one set of repeats
  int subjects = 0;   // with at least two usable acquisitions
  int values = 0;     // measured bodies
  double mean = 0;    // of all values
  // Sum of (n_i - 1) over subjects; for "all" over their levels.
  double degrees_of_freedom = 0;
  // Sum of (acquisitions - 1) over subjects: levels of one film are not independent, so the limit and the
  // verdict of "all" go by this one.
  double subject_degrees_of_freedom = 0;
  double rms_sd = 0, rms_sd_upper = 0;
  std::optional<double> rms_cv;       // fraction; ratio-scale measures with means above 0
  double lsc = 0;                     // 2.77 rms_sd
  std::optional<double> lsc_cv;       // 2.77 rms_cv
  std::optional<double> general_lsc;  // where other numbers of acquisitions than 1 and 1 were asked for
  bool enough = false;                // subject_degrees_of_freedom >= kIscdDegreesOfFreedom
};

struct PrecisionOptions {
  int baseline = 1, follow_up = 1;  // acquisitions averaged at each visit, for general_lsc
  void Validate() const;            // throws InputError naming the field
};

// What took no part, so that nothing vanishes.
struct LeftOut {
  int films_alone = 0;           // subjects with one film only
  int levels_alone = 0;          // level of a subject with repeats that is usable in one film only
  int bodies_not_evaluable = 0;  // of subjects with repeats
  int bodies_named_twice = 0;    // the film has that level more than once: which one is meant is unknown
};

struct LoneLevel {
  std::string subject;
  std::string level;  // "all": the subject has one film
};

struct PrecisionStudy {
  PrecisionOptions options;
  int films = 0, subjects = 0, subjects_with_repeats = 0;
  std::vector<PrecisionFigure> figures;  // by measure (order of kPrecisionMeasures), "all", then cranial down
  LeftOut left_out;
  std::vector<LoneLevel> lone;  // by subject
};

// Levels are matched by name within a subject. A px measure takes films without the mm measure only. Where
// nothing has a repeat, `figures` is empty.
PrecisionStudy StudyPrecision(std::span<const Acquisition> acquisitions,
                              const PrecisionOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_PRECISION_H_
