#include "identity_film.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <fstream>
#include <stdexcept>

namespace openvfa::testing {
namespace {

void Check(const OFCondition& condition) {
  if (condition.bad()) throw std::runtime_error(condition.text());
}

void Put(DcmItem& item, const DcmTag& tag, const std::string& value) {
  Check(item.putAndInsertString(tag, value.c_str()));
}

DcmItem& Item(DcmItem& parent, const DcmTag& sequence) {
  DcmItem* item = nullptr;
  Check(parent.findOrCreateSequenceItem(sequence, item, -2));
  return *item;
}

void PutPatient(DcmDataset& data) {
  Put(data, DCM_SpecificCharacterSet, "ISO_IR 192");
  Put(data, DCM_PatientName, "Mustermann^Erika");
  Put(data, DCM_PatientID, kPatientId);
  Put(data, DCM_PatientBirthDate, "19510203");
  Put(data, DCM_PatientSex, "F");
  Put(Item(data, DCM_OtherPatientIDsSequence), DCM_PatientID, "OTHER-4712");
  Put(data, DCM_PatientAge, "073Y");
  Put(data, DCM_PatientAddress, "Planted Street 5");
  Put(data, DCM_PatientComments, "called twice on friday");
}

void PutStudy(DcmDataset& data) {
  Put(data, DCM_StudyInstanceUID, kStudyUid);
  Put(data, DCM_SeriesInstanceUID, kSeriesUid);
  Put(data, DCM_SOPInstanceUID, kInstanceUid);
  Put(data, DCM_SOPClassUID, UID_ComputedRadiographyImageStorage);
  for (const DcmTagKey& key : {DCM_StudyDate, DCM_SeriesDate, DCM_AcquisitionDate, DCM_ContentDate}) {
    Put(data, key, "20240506");
  }
  for (const DcmTagKey& key : {DCM_StudyTime, DCM_SeriesTime, DCM_AcquisitionTime, DCM_ContentTime}) {
    Put(data, key, "112233.445566");
  }
  Put(data, DCM_AccessionNumber, "ACC-998877");
  Put(data, DCM_StudyID, "STUDY-55");
  Put(data, DCM_StudyDescription, "spine of the planted lady");
  Put(data, DCM_SeriesDescription, "lateral for Doctor Who");
  Put(data, DCM_ReferringPhysicianName, "Who^Doctor");
  Put(data, DCM_OperatorsName, "Operator^Olga");
  Put(data, DCM_InstitutionName, "St. Planted Hospital");
  Put(data, DCM_InstitutionAddress, "Hospital Road 1");
  Put(data, DCM_StationName, "ROOM17X");
  Put(data, DCM_DeviceSerialNumber, "SN-123456");
  Put(data, DCM_ProtocolName, "LSPINE LAT planted");
  Put(data, DCM_ImageComments, "burned toast");
}

// Places where a list of well-known tags would not look.
void PutHidden(DcmDataset& data) {
  Put(Item(data, DCM_ReferencedImageSequence), DCM_ReferencedSOPClassUID,
      UID_ComputedRadiographyImageStorage);
  DcmItem* prior = nullptr;
  Check(data.findAndGetSequenceItem(DCM_ReferencedImageSequence, prior, 0));
  Put(*prior, DCM_ReferencedSOPInstanceUID, kPriorUid);
  // A sequence that stays, with something in it that may not.
  DcmItem& region = Item(data, DCM_AnatomicRegionSequence);
  Put(region, DCM_CodeValue, "421060004");
  Put(region, DCM_CodingSchemeDesignator, "SCT");
  Put(region, DCM_CodeMeaning, "Vertebral column");
  Put(region, DCM_PatientName, "Nested^Name");
  Put(data, DcmTag(0x0029, 0x0010, EVR_LO), "PLANTED VENDOR");
  Put(data, DcmTag(0x0029, 0x1001, EVR_LO), "PRIVATE-SECRET");
  Put(data, DcmTag(0x0008, 0xEEF1, EVR_LO), "UNKNOWN-SECRET");  // even group, in no dictionary
  Put(data, DCM_RETIRED_ScheduledStudyStartDate, "20240506");
}

void PutPixels(DcmDataset& data) {
  Put(data, DCM_Modality, "CR");
  Put(data, DCM_Manufacturer, "Vendor");
  Put(data, DCM_BodyPartExamined, "LSPINE");
  Put(data, DCM_ViewPosition, "LL");
  Put(data, DCM_PatientOrientation, "P\\F");
  Put(data, DCM_SeriesNumber, "1");
  Put(data, DCM_InstanceNumber, "1");
  Put(data, DCM_ImageType, "ORIGINAL\\PRIMARY");
  Put(data, DCM_PhotometricInterpretation, "MONOCHROME2");
  Put(data, DCM_PixelSpacing, "0.25\\0.2");
  Put(data, DCM_PixelSpacingCalibrationType, "GEOMETRY");
  Put(data, DCM_PixelSpacingCalibrationDescription, "at the spine");
  Put(data, DCM_WindowCenter, "2000");
  Put(data, DCM_WindowWidth, "3000");
  Put(data, DCM_RescaleIntercept, "10");
  Put(data, DCM_RescaleSlope, "2");
  Put(data, DCM_RescaleType, "US");
  const std::vector<std::pair<DcmTagKey, Uint16>> numbers = {
      {DCM_Rows, 400},      {DCM_Columns, 300}, {DCM_SamplesPerPixel, 1},    {DCM_BitsAllocated, 16},
      {DCM_BitsStored, 12}, {DCM_HighBit, 11},  {DCM_PixelRepresentation, 0}};
  for (const auto& [key, value] : numbers) Check(data.putAndInsertUint16(key, value));
  std::vector<Uint16> pixels(400 * 300);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<Uint16>(i % 4096);
  Check(
      data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), static_cast<unsigned long>(pixels.size())));
}

}  // namespace

void WriteIdentityFilm(const std::filesystem::path& path) {
  DcmFileFormat file;
  PutPatient(*file.getDataset());
  PutStudy(*file.getDataset());
  PutHidden(*file.getDataset());
  PutPixels(*file.getDataset());
  Check(file.getMetaInfo()->putAndInsertString(DCM_SourceApplicationEntityTitle, "PLANTEDAE"));
  Check(file.saveFile(path.c_str(), EXS_LittleEndianExplicit));
  std::fstream preamble(path, std::ios::in | std::ios::out | std::ios::binary);
  preamble << "PREAMBLE-SECRET";
}

std::vector<std::string> IdentityTexts() {
  return {kStudyUid,        kPriorUid,        "Mustermann", "Erika",   "4711",     "OTHER-4712",
          "19510203",       "073Y",           "Planted",    "planted", "friday",   "20240506",
          "112233",         "ACC-998877",     "STUDY-55",   "Doctor",  "Operator", "Hospital",
          "ROOM17X",        "SN-123456",      "toast",      "Nested",  "PLANTED",  "PRIVATE-SECRET",
          "UNKNOWN-SECRET", "PREAMBLE-SECRET"};
}

}  // namespace openvfa::testing
