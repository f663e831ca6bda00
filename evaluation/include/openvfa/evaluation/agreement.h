// How far two readings, or repeats of one, agree.
//
// How intervals over films stay cheap: every figure here comes from sums that add. Make one `...Sums` per
// film (and group), then for each bootstrap draw (bootstrap.h) add them `times` over and ask the total for
// the figure: 3 to 20 numbers per film and draw instead of every body. A body that counts twice has weight 2;
// weights are multiplicities, n is their sum. What is not defined is absent, never NaN.
#ifndef OPENVFA_EVALUATION_AGREEMENT_H_
#define OPENVFA_EVALUATION_AGREEMENT_H_

#include <array>
#include <optional>
#include <span>

#include "openvfa/evaluation/statistic.h"

namespace openvfa {

// ---- Mean, bias, limits of agreement -------------------------------------------------------------------

struct DifferenceSums {
  double n = 0, sum = 0, sum_of_squares = 0;

  void Add(double value, double weight = 1);  // a value that is not finite is left out
  void Add(const DifferenceSums& other, double times);
};

// n >= 1.
std::optional<double> Mean(const DifferenceSums& sums);
// With n - 1; n >= 2.
std::optional<double> StandardDeviation(const DifferenceSums& sums);

// Bland, Altman 1986 (Lancet 1:307) and 1999 (Stat Methods Med Res 8:135). Unit of the differences.
struct BlandAltman {
  double n = 0;
  double bias = 0, sd = 0;
  double loa_low = 0, loa_high = 0;  // bias -+ 1.96 sd
  // Of independent differences, by Student's t with n - 1 degrees of freedom and the standard errors
  // sd sqrt(1/n) and sd sqrt(1/n + 1.96^2 / (2 (n - 1))) (1999, sect. 2 and 3).
  Interval bias_interval, loa_low_interval, loa_high_interval;
};

// n >= 2; else nothing.
std::optional<BlandAltman> AnalyseDifferences(const DifferenceSums& sums, double confidence = 0.95);
// Differences prediction - truth, and how often each counts (empty: once).
std::optional<BlandAltman> AnalyseDifferences(std::span<const double> differences,
                                              std::span<const int> times = {}, double confidence = 0.95);

// ---- Intraclass correlation ----------------------------------------------------------------------------

inline constexpr int kMaximumRaters = 8;

// Sums of a table of targets (rows) x raters (columns) without gaps.
struct IccSums {
  int raters = 2;
  double n = 0;
  std::array<double, kMaximumRaters> column_sum{};
  double sum_of_squares = 0;  // of all entries
  double sum_of_squared_row_sums = 0;

  // One target, a value of each rater; the first fixes the number of raters. Left out where one is not
  // finite. Throws InputError for fewer than 2, more than kMaximumRaters, or another number than before.
  void Add(std::span<const double> values, double weight = 1);
  void Add(const IccSums& other, double times);
};

struct MeanSquares {
  double n = 0;
  int raters = 2;
  double between_targets = 0, between_raters = 0, residual = 0;  // BMS, JMS, EMS of Shrout, Fleiss 1979
};

// n >= 2. Mean squares below the rounding of the sums are 0.
std::optional<MeanSquares> TwoWayMeanSquares(const IccSums& sums);

struct Icc {
  double value = 0;
  // F-based: Shrout, Fleiss 1979 (Psychol Bull 86:420); McGraw, Wong 1996 (Psychol Methods 1:30), table 7.
  std::optional<Interval> interval;  // absent where the residual is 0
};

// ICC(2,1): raters drawn from many, absolute agreement of one reading, McGraw and Wong's ICC(A,1).
// (BMS - EMS) / (BMS + (k-1) EMS + k (JMS - EMS) / n). Nothing where all values are the same.
std::optional<Icc> Icc21(const IccSums& sums, double confidence = 0.95);
// ICC(3,1): these raters only, consistency, ICC(C,1). (BMS - EMS) / (BMS + (k-1) EMS).
std::optional<Icc> Icc31(const IccSums& sums, double confidence = 0.95);
// The values alone, without the quantiles of F: for bootstrap draws.
std::optional<double> Icc21Value(const IccSums& sums);
std::optional<double> Icc31Value(const IccSums& sums);

// ---- Repeats -------------------------------------------------------------------------------------------

// Repeated values of subjects, e.g. truth and prediction as two, or acquisitions.
struct RepeatSums {
  double subjects = 0;
  double degrees_of_freedom = 0;  // sum of (n_i - 1)
  double squares = 0;             // sum of squared deviations from each subject's mean
  double cv_subjects = 0;         // degrees of freedom of the subjects with a mean above 0
  double cv_squares = 0;          // sum of (n_i - 1) (sd_i / mean_i)^2

  // The repeats of one subject; fewer than 2 finite ones add nothing.
  void Add(std::span<const double> values, double weight = 1);
  void Add(const RepeatSums& other, double times);
};

// Glüer et al. 1995 (Osteoporos Int 5:262): root of the mean within-subject variance, each subject weighted
// by its degrees of freedom n_i - 1 (the plain mean where all have the same number). df >= 1.
std::optional<double> RmsSd(const RepeatSums& sums);
// Root of the mean squared coefficient of variation, same weights; as a fraction, not %. Nothing where a
// subject's mean is not above 0.
std::optional<double> RmsCv(const RepeatSums& sums);

// ---- Proportions ---------------------------------------------------------------------------------------

// How many of how many: sensitivity, level shift rate; or events per unit: false bodies per film.
struct RatioSums {
  double events = 0, of = 0;

  void Add(bool event, double weight = 1);
  void Add(const RatioSums& other, double times);
};
std::optional<double> Ratio(const RatioSums& sums);  // of > 0
// Wilson 1927 (JASA 22:209): score interval of a binomial proportion; nothing unless 0 <= events <= of > 0.
std::optional<Interval> WilsonInterval(const RatioSums& sums, double confidence = 0.95);

// ---- Grades --------------------------------------------------------------------------------------------

inline constexpr int kMaximumClasses = 8;

// Row: truth, column: prediction. Counts may be weighted.
struct ConfusionMatrix {
  int classes = 4;
  std::array<double, kMaximumClasses * kMaximumClasses> counts{};

  double At(int truth, int prediction) const { return counts[truth * kMaximumClasses + prediction]; }
  // Throws InputError where a class is outside 0 .. classes - 1.
  void Add(int truth, int prediction, double weight = 1);
  void Add(const ConfusionMatrix& other, double times);
  double Total() const;
};

enum class KappaWeights {
  kPlain,      // agreement is all or nothing: Cohen 1960
  kLinear,     // 1 - |i - j| / (K - 1): Cicchetti, Allison 1971
  kQuadratic,  // 1 - (i - j)^2 / (K - 1)^2: Fleiss, Cohen 1973
};

struct Kappa {
  double value = 0;
  // Large-sample standard errors of Fleiss, Cohen, Everitt 1969 (Psychol Bull 72:323): of the estimate
  // (eq. 13, for intervals), and where there is no agreement beyond chance (eq. 9, for a test).
  double standard_error = 0, null_standard_error = 0;
};

// Nothing where empty or where chance agreement is 1 (all in one class).
std::optional<Kappa> CohenKappa(const ConfusionMatrix& matrix, KappaWeights weights);
std::optional<double> KappaValue(const ConfusionMatrix& matrix, KappaWeights weights);

// What "positive" means when classes >= threshold are positive.
struct DiagnosticAccuracy {
  RatioSums sensitivity, specificity, ppv, npv, accuracy;  // Ratio() and WilsonInterval() of each
};
DiagnosticAccuracy Dichotomise(const ConfusionMatrix& matrix, int threshold);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_AGREEMENT_H_
