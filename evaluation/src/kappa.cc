#include <cmath>
#include <cstdlib>
#include <string>

#include "openvfa/evaluation/agreement.h"
#include "openvfa/image/error.h"

namespace openvfa {

void ConfusionMatrix::Add(int truth, int prediction, double weight) {
  if (truth < 0 || truth >= classes || prediction < 0 || prediction >= classes || classes > kMaximumClasses) {
    throw InputError("a confusion matrix of " + std::to_string(classes) + " classes has none for " +
                     std::to_string(truth) + " against " + std::to_string(prediction));
  }
  counts[truth * kMaximumClasses + prediction] += weight;
}

void ConfusionMatrix::Add(const ConfusionMatrix& other, double times) {
  if (other.classes != classes) throw InputError("confusion matrices of different classes do not add");
  for (int i = 0; i < classes; ++i) {
    const int row = i * kMaximumClasses;
    for (int j = row; j < row + classes; ++j) counts[j] += times * other.counts[j];
  }
}

double ConfusionMatrix::Total() const {
  double total = 0;
  for (const double count : counts) total += count;
  return total;
}

namespace {

struct Shares {
  std::array<double, kMaximumClasses> row{}, column{};
  double total = 0, observed = 0, expected = 0;  // weighted agreement, found and by chance
};

double Weight(int i, int j, int classes, KappaWeights weights) {
  if (classes < 2 || weights == KappaWeights::kPlain) return i == j ? 1 : 0;
  const double distance = std::abs(i - j) / static_cast<double>(classes - 1);
  return 1 - (weights == KappaWeights::kLinear ? distance : distance * distance);
}

std::optional<Shares> SharesOf(const ConfusionMatrix& matrix, KappaWeights weights) {
  Shares shares;
  shares.total = matrix.Total();
  if (!(shares.total > 0)) return std::nullopt;
  const int k = matrix.classes;
  for (int i = 0; i < k; ++i) {
    for (int j = 0; j < k; ++j) {
      const double p = matrix.At(i, j) / shares.total;
      shares.row[i] += p;
      shares.column[j] += p;
      shares.observed += Weight(i, j, k, weights) * p;
    }
  }
  for (int i = 0; i < k; ++i) {
    for (int j = 0; j < k; ++j) {
      shares.expected += Weight(i, j, k, weights) * shares.row[i] * shares.column[j];
    }
  }
  if (!(shares.expected < 1 - 1e-12)) return std::nullopt;
  return shares;
}

}  // namespace

std::optional<double> KappaValue(const ConfusionMatrix& matrix, KappaWeights weights) {
  const auto shares = SharesOf(matrix, weights);
  if (!shares) return std::nullopt;
  return (shares->observed - shares->expected) / (1 - shares->expected);
}

std::optional<Kappa> CohenKappa(const ConfusionMatrix& matrix, KappaWeights weights) {
  const auto shares = SharesOf(matrix, weights);
  if (!shares) return std::nullopt;
  const int k = matrix.classes;
  const double chance = shares->expected, rest = 1 - chance;
  const double kappa = (shares->observed - chance) / rest;
  // Mean weight of row i over the column shares, of column j over the row shares.
  std::array<double, kMaximumClasses> row_mean{}, column_mean{};
  for (int i = 0; i < k; ++i) {
    for (int j = 0; j < k; ++j) {
      row_mean[i] += Weight(i, j, k, weights) * shares->column[j];
      column_mean[j] += Weight(i, j, k, weights) * shares->row[i];
    }
  }
  double spread = 0, null_spread = 0;
  for (int i = 0; i < k; ++i) {
    for (int j = 0; j < k; ++j) {
      const double w = Weight(i, j, k, weights), mean = row_mean[i] + column_mean[j];
      const double off = w - mean * (1 - kappa), null_off = w - mean;
      spread += matrix.At(i, j) / shares->total * off * off;
      null_spread += shares->row[i] * shares->column[j] * null_off * null_off;
    }
  }
  const double shift = kappa - chance * (1 - kappa);
  const double scale = 1 / (rest * std::sqrt(shares->total));
  return Kappa{kappa, scale * std::sqrt(std::max(0.0, spread - shift * shift)),
               scale * std::sqrt(std::max(0.0, null_spread - chance * chance))};
}

DiagnosticAccuracy Dichotomise(const ConfusionMatrix& matrix, int threshold) {
  DiagnosticAccuracy result;
  for (int i = 0; i < matrix.classes; ++i) {
    for (int j = 0; j < matrix.classes; ++j) {
      const double count = matrix.At(i, j);
      const bool truth = i >= threshold, said = j >= threshold;
      (truth ? result.sensitivity : result.specificity).Add(truth == said, count);
      (said ? result.ppv : result.npv).Add(truth == said, count);
      result.accuracy.Add(truth == said, count);
    }
  }
  return result;
}

}  // namespace openvfa
