// The annotated film in the forms that several writers use.
#ifndef OPENVFA_REPORT_SRC_ANNOTATED_PICTURE_H_
#define OPENVFA_REPORT_SRC_ANNOTATED_PICTURE_H_

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "openvfa/report/annotated_image.h"

namespace openvfa {

// CV_8UC3 (BGR): the film with the annotations and, below it, the legend. Throws as WriteAnnotatedPng.
cv::Mat AnnotatedPicture(const Radiograph& radiograph, const StudyAssessment& assessment,
                         const AnnotationOptions& options = {});

// As a file of that kind (".png", ".jpg"). Throws WriteError.
std::vector<unsigned char> Encoded(const std::string& extension, const cv::Mat& picture);

struct SvgOptions {
  AnnotationOptions annotation;
  // As OpenCV names it: ".png" keeps every grey value, ".jpg" is a fifth of the size.
  std::string film_encoding = ".png";
  // Inside an HTML page: without namespace declarations, to be described by the page.
  bool inside_html = false;
};

// One group for each vertebra (class "vertebra") with groups "outline", "points" and "label" in it. Throws as
// WriteAnnotatedPng.
std::string AnnotatedSvg(const Radiograph& radiograph, const StudyAssessment& assessment,
                         const SvgOptions& options = {});

// Throws InputError when the assessment or the pixels do not fit the radiograph.
void RequireMatch(const Radiograph& radiograph, const StudyAssessment& assessment);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_ANNOTATED_PICTURE_H_
