// Process-wide set-up of DCMTK: decoders registered, log output silenced.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_LIBRARIES_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_LIBRARIES_H_

namespace openvfa::image {

// Cheap after the first call; safe from several threads.
void SetUpDicomLibraries();

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_LIBRARIES_H_
