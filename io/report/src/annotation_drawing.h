// AnnotationScene -> pixels.
#ifndef OPENVFA_REPORT_SRC_ANNOTATION_DRAWING_H_
#define OPENVFA_REPORT_SRC_ANNOTATION_DRAWING_H_

#include <opencv2/core.hpp>

#include "annotation_scene.h"

namespace openvfa {

// Draws the scene over the film: `film` is CV_8UC3 with scene.film_rows rows; the legend is added below it.
cv::Mat DrawScene(const AnnotationScene& scene, const cv::Mat& film);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ANNOTATION_DRAWING_H_
