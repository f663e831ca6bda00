#include "quantiles.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace openvfa {

double NormalQuantile(double p) { return boost::math::quantile(boost::math::normal(), p); }

double StudentQuantile(double degrees_of_freedom, double p) {
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), p);
}

double ChiSquaredQuantile(double degrees_of_freedom, double p) {
  return boost::math::quantile(boost::math::chi_squared(degrees_of_freedom), p);
}

double FisherQuantile(double numerator_df, double denominator_df, double p) {
  return boost::math::quantile(boost::math::fisher_f(numerator_df, denominator_df), p);
}

}  // namespace openvfa
