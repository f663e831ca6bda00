// Whether stated uncertainties are honest. All sums add over films (see agreement.h).
#ifndef OPENVFA_EVALUATION_CALIBRATION_H_
#define OPENVFA_EVALUATION_CALIBRATION_H_

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace openvfa {

inline constexpr std::array<double, 3> kCoverageLevels = {0.50, 0.68, 0.95};

// How many errors lie within the central normal interval of their stated standard deviation:
// |error| <= z sd, z = 0.67449, 0.99446, 1.95996.
struct CoverageSums {
  double n = 0;
  std::array<double, 3> within{};  // order of kCoverageLevels
  double squared_z = 0;            // sum of (error / sd)^2

  // Left out where not finite or sd is not above 0 (nothing was stated).
  void Add(double error, double sd, double weight = 1);
  void Add(const CoverageSums& other, double times);
};

std::optional<double> Coverage(const CoverageSums& sums, int level);  // index of kCoverageLevels
// Root mean square of error / sd: 1 when honest, above 1 when too sure.
std::optional<double> RmsZ(const CoverageSums& sums);

// Bins of equal width over 0..1, [b/B, (b+1)/B), the last closed; as Guo et al. 2017 (ICML), 15 bins.
inline constexpr int kReliabilityBins = 15;

// One yes-or-no statement with its probability, e.g. "grade >= 1" or "the top grade is right".
struct ReliabilitySums {
  std::array<double, kReliabilityBins> count{}, probability{}, events{};

  // Left out where the probability is not within 0..1.
  void Add(double probability, bool event, double weight = 1);
  void Add(const ReliabilitySums& other, double times);
  double Total() const;
};

struct ReliabilityBin {
  double low = 0, high = 0;  // of the probability
  double count = 0;
  double mean_probability = 0;  // stated
  double observed = 0;          // share of events
};
// Bins that hold something.
std::vector<ReliabilityBin> ReliabilityDiagram(const ReliabilitySums& sums);

// Expected calibration error: sum over bins of (count / n) |observed - mean probability| (Naeini, Cooper,
// Hauskrecht 2015, AAAI; Guo 2017). Biased upwards in small samples: each bin's binomial noise counts.
std::optional<double> ExpectedCalibrationError(const ReliabilitySums& sums);

// Of probabilities of several classes and the class that is true.
struct GradeProbabilitySums {
  double n = 0;
  double brier = 0;            // sum of sum_k (p_k - [k is true])^2
  double log_loss = 0;         // sum of -ln max(p_true, 1e-15)
  ReliabilitySums confidence;  // of the most probable class: is it right (ECE of Guo 2017)
  ReliabilitySums deformed;    // of "not class 0": 1 - p_0

  // Left out where a probability is not within 0..1, the sum is off 1 by more than 0.01, or `truth` is no
  // class.
  void Add(std::span<const double> probabilities, int truth, double weight = 1);
  void Add(const GradeProbabilitySums& other, double times);
};

// Multi-class score of Brier 1950 (Mon Weather Rev 78:1), 0 best, 2 worst.
std::optional<double> BrierScore(const GradeProbabilitySums& sums);
std::optional<double> LogLoss(const GradeProbabilitySums& sums);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_CALIBRATION_H_
