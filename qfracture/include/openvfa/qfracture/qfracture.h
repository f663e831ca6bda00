// QFracture-2012 fracture risk scores. LGPL-3.0-or-later (see qfracture/LICENSE.md): numbers from the C
// source published by ClinRisk Ltd., whose licence requires kDisclaimer beside every score.
#ifndef OPENVFA_QFRACTURE_QFRACTURE_H_
#define OPENVFA_QFRACTURE_QFRACTURE_H_

#include <string_view>

namespace openvfa::qfracture {

extern const std::string_view kDisclaimer;

struct Input {
  bool female = true;
  double age_years = 65;        // 30-100
  double body_mass_index = 25;  // kg/m2, clamped to 20-40 (Score.bmi_clamped says so)
  int years = 10;               // 1-18
  int alcohol = 0;              // 0 none, 1 <1 unit/d, 2 1-2, 3 3-6, 4 7-9, 5 >9
  int smoking = 0;              // 0 never, 1 former, 2 <10/d, 3 10-19, 4 >=20
  int ethnicity = 1;            // 1 white / not stated, 2 Indian, ... 9 other
  bool antidepressant = false, any_cancer = false, asthma_copd = false, care_home = false;
  bool corticosteroids = false, cardiovascular = false, dementia = false, endocrine = false, epilepsy = false;
  bool falls = false, prior_fracture = false, hrt_oestrogen = false, liver = false, malabsorption = false;
  bool parkinsons = false, rheumatoid_or_sle = false, renal = false, type1_diabetes = false,
       type2_diabetes = false;
  bool parental_osteoporosis = false;
};

struct Score {
  double osteoporotic_percent = 0;  // hip, vertebral, wrist or shoulder
  double hip_percent = 0;
  bool bmi_clamped = false;
};

// Throws std::invalid_argument naming field, value and allowed range.
Score Evaluate(const Input& input);

}  // namespace openvfa::qfracture

#endif  // OPENVFA_QFRACTURE_QFRACTURE_H_
