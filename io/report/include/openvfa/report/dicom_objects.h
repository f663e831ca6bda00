// Results as DICOM objects of the study the film belongs to: one new series per kind, deterministic UIDs (the
// same film, result and root give the same UIDs), patient and study modules repeated from the source. All need
// ReportInput::source and throw InputError without it, WriteError when an object cannot be encoded.
#ifndef OPENVFA_REPORT_DICOM_OBJECTS_H_
#define OPENVFA_REPORT_DICOM_OBJECTS_H_

#include <iosfwd>

#include "openvfa/report/report_input.h"

namespace openvfa {

// Comprehensive SR, TID 1500 Measurement Report (PS3.16), one TID 1410 planar ROI group per vertebra.
void WriteStructuredReport(const ReportInput& input, std::ostream& out);

// Segmentation, one binary segment per vertebral body with an outline.
void WriteSegmentation(const ReportInput& input, std::ostream& out);

// Grayscale Softcopy Presentation State: outlines, six points and level names on the original.
void WritePresentationState(const ReportInput& input, std::ostream& out);

// Secondary Capture (RGB) of the annotated picture.
void WriteSecondaryCapture(const ReportInput& input, std::ostream& out);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_DICOM_OBJECTS_H_
