#include "vertebra_tracking.h"

#include "dicom_composite.h"
#include "dicom_uid.h"

namespace openvfa {

Tracking TrackingOf(const ReportInput& input, std::size_t index) {
  const auto& bodies = input.assessment.outlines.bodies;
  const DicomHeader& header = RequireDicomHeader(input, "A DICOM result");
  // Names are unique but where a reader gave one twice.
  int before = 0;
  for (std::size_t i = 0; i < index; ++i) before += bodies[i].level == bodies[index].level ? 1 : 0;
  const std::string identifier =
      LevelName(bodies[index].level) + (before > 0 ? " (" + std::to_string(before + 1) + ")" : "");
  const std::string film =
      HeaderText(header, DCM_SOPInstanceUID) + "#" + std::to_string(header.frame.value_or(1));
  return {identifier, UidFromName(input.dicom.uid_root, "vertebra " + film + " " + identifier)};
}

}  // namespace openvfa
