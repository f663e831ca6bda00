// The film with what was found drawn on it.
#ifndef OPENVFA_REPORT_ANNOTATED_IMAGE_H_
#define OPENVFA_REPORT_ANNOTATED_IMAGE_H_

#include <Eigen/Core>
#include <iosfwd>

#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

struct AnnotationOptions {
  // Longest side of the picture in pixels; larger films are shrunk to it. Default 2400, at least 200.
  int max_side = 2400;
  // Films whose longest side is shorter are enlarged to it, so that labels can be read. Default 800.
  int min_side = 800;

  // Throws InputError naming the field.
  void Validate() const;
};

// How the picture relates to the film: picture pixel = (film pixel + 0.5) * scale - 0.5, per axis. Pixels of
// the picture are square also where those of the film are oblong by 1 % or more.
struct AnnotationFrame {
  int rows = 0;
  int columns = 0;
  Eigen::Vector2d scale = Eigen::Vector2d::Ones();
};

AnnotationFrame FrameFor(const Radiograph& radiograph, const AnnotationOptions& options = {});

// Writes an 8-bit colour PNG: the film in its display window (else its 1 % to 99.5 % grey values), outlines
// by grade (0 sky blue, 1 yellow with long dashes, 2 orange with dashes and dots, 3 vermilion and thick; not
// evaluable grey and dotted), six points, level, grade and type beside each body on its anterior side, and
// below the film a strip with scale bar, legend and notice: the picture is frame.columns wide and higher than
// frame.rows. Throws InputError when the assessment or the pixels do not fit the radiograph, WriteError when
// it cannot be encoded.
void WriteAnnotatedPng(const Radiograph& radiograph, const StudyAssessment& assessment, std::ostream& out,
                       const AnnotationOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_REPORT_ANNOTATED_IMAGE_H_
