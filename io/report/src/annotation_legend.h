// The strip below the film: scale bar, what lines and signs mean, the notice.
#ifndef OPENVFA_REPORT_SRC_ANNOTATION_LEGEND_H_
#define OPENVFA_REPORT_SRC_ANNOTATION_LEGEND_H_

#include "annotation_scene.h"

namespace openvfa {

// Sets legend_lines, legend_texts and the height of the picture.
void AddLegend(const StudyAssessment& assessment, const AnnotationFrame& frame, AnnotationScene& scene);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ANNOTATION_LEGEND_H_
