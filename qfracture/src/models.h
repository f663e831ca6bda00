// The four models of QFracture-2012 as data: two outcomes, two sexes.
#ifndef OPENVFA_QFRACTURE_SRC_MODELS_H_
#define OPENVFA_QFRACTURE_SRC_MODELS_H_

#include <array>
#include <vector>

#include "openvfa/qfracture/qfracture.h"

namespace openvfa::qfracture {

// beta (x^power [ln x] - centre), x = age / 10 or BMI / 10.
struct PolynomialTerm {
  double power;
  bool times_logarithm;
  double centre, beta;
};

struct FlagTerm {
  bool Input::*flag;
  double beta;
};

struct Model {
  std::array<double, 18> baseline_survival;  // [years - 1]
  std::vector<PolynomialTerm> age, body_mass_index;
  std::array<double, 6> alcohol;
  std::array<double, 9> ethnicity;  // [Input::ethnicity - 1]
  std::array<double, 5> smoking;
  std::vector<FlagTerm> flags;  // a flag that is not listed has no part in the model
};

const Model& OsteoporoticModel(bool female);
const Model& HipModel(bool female);

}  // namespace openvfa::qfracture

#endif  // OPENVFA_QFRACTURE_SRC_MODELS_H_
