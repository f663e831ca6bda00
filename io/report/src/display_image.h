// Radiograph -> 8-bit picture at the annotation's size.
#ifndef OPENVFA_REPORT_SRC_DISPLAY_IMAGE_H_
#define OPENVFA_REPORT_SRC_DISPLAY_IMAGE_H_

#include <opencv2/core.hpp>

#include "openvfa/report/annotated_image.h"

namespace openvfa {

// Grey values shown as black and white: the file's window where it has a valid one, else the 1 % and 99.5 %
// values of what is not padding. low < high.
DisplayWindow WindowFor(const Radiograph& radiograph);

// CV_8UC1, frame.rows x frame.columns.
cv::Mat GreyDisplayImage(const Radiograph& radiograph, const AnnotationFrame& frame);

// CV_8UC3, frame.rows x frame.columns, grey.
cv::Mat DisplayImage(const Radiograph& radiograph, const AnnotationFrame& frame);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_DISPLAY_IMAGE_H_
