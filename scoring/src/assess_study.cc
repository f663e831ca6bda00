// Apart from AssessOutlines, so that those who bring their own outlines need not link the networks.
#include "openvfa/scoring/study_assessment.h"

namespace openvfa {

void AssessmentOptions::Validate() const {
  segmentation.Validate();
  genant.Validate();
}

StudyAssessment AssessStudy(const Radiograph& radiograph, const AssessmentOptions& options) {
  options.Validate();
  return AssessOutlines(radiograph, SegmentSpine(radiograph, options.segmentation), options);
}

}  // namespace openvfa
