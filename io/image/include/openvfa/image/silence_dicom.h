// The libraries print nothing, and DCMTK's own messages hold patient data.
#ifndef OPENVFA_IMAGE_SILENCE_DICOM_H_
#define OPENVFA_IMAGE_SILENCE_DICOM_H_

namespace openvfa {

// Turns DCMTK's log output off for the whole process. Cheap after the first call; safe from several threads.
void SilenceDicomLibrary();

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_SILENCE_DICOM_H_
