// Classes of a score as it stands, unrounded: ClassifyTScore and ClassifyZScore round first.
#ifndef OPENVFA_SCORING_SRC_BONE_DENSITY_H_
#define OPENVFA_SCORING_SRC_BONE_DENSITY_H_

#include "openvfa/scoring/densitometry.h"

namespace openvfa {

BoneMassClass ClassOfT(double t_score, bool fragility_fracture);
BoneMassClass ClassOfZ(double z_score);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_SRC_BONE_DENSITY_H_
