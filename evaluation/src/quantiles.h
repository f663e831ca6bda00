// Quantiles of the distributions intervals are made with.
#ifndef OPENVFA_EVALUATION_QUANTILES_H_
#define OPENVFA_EVALUATION_QUANTILES_H_

namespace openvfa {

// Degrees of freedom above 0, 0 < p < 1; `p` is the area below.
double NormalQuantile(double p);
double StudentQuantile(double degrees_of_freedom, double p);
double ChiSquaredQuantile(double degrees_of_freedom, double p);
double FisherQuantile(double numerator_df, double denominator_df, double p);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_QUANTILES_H_
