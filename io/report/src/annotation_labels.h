// Names and grades beside the bodies, none on another and none outside the film.
#ifndef OPENVFA_REPORT_SRC_ANNOTATION_LABELS_H_
#define OPENVFA_REPORT_SRC_ANNOTATION_LABELS_H_

#include <vector>

#include "annotation_scene.h"
#include "vertebra_rows.h"

namespace openvfa {

// Sets label, plate and leader of scene.vertebrae[i], which is rows[i]. On the anterior side, away from the
// rest of the spine; on the other where the film ends. Pictures without room for legible labels get none.
void PlaceLabels(const std::vector<VertebraRow>& rows, AnteriorSide anterior, AnnotationScene& scene);

// The numbers nearest to `wanted` (least squares) that rise by at least `gap` and lie in [low, high].
// Requires room: (wanted.size() - 1) * gap <= high - low.
std::vector<double> Spread(const std::vector<double>& wanted, double gap, double low, double high);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ANNOTATION_LABELS_H_
