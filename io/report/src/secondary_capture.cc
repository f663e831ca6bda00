#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <ostream>
#include <vector>

#include "annotated_picture.h"
#include "dicom_composite.h"
#include "dicom_put.h"
#include "openvfa/report/dicom_objects.h"

namespace openvfa {
namespace {

constexpr CompositeKind kKind = {.sop_class_uid = UID_SecondaryCaptureImageStorage,
                                 .modality = "OT",
                                 .series_description = "OpenVFA annotated picture",
                                 .series_number = 9104};

cv::Mat RgbPicture(const ReportInput& input) {
  try {
    cv::Mat rgb;
    cv::cvtColor(AnnotatedPicture(input.radiograph, input.assessment), rgb, cv::COLOR_BGR2RGB);
    return rgb;
  } catch (const cv::Exception& error) {
    throw WriteError("The annotated film cannot be drawn: " + error.err + ".");
  }
}

void PutPixels(const cv::Mat& rgb, DcmDataset& out) {
  PutUint16(out, DCM_SamplesPerPixel, 3);
  PutText(out, DCM_PhotometricInterpretation, "RGB");
  PutUint16(out, DCM_PlanarConfiguration, 0);
  PutUint16(out, DCM_Rows, rgb.rows);
  PutUint16(out, DCM_Columns, rgb.cols);
  PutUint16(out, DCM_BitsAllocated, 8);
  PutUint16(out, DCM_BitsStored, 8);
  PutUint16(out, DCM_HighBit, 7);
  PutUint16(out, DCM_PixelRepresentation, 0);
  std::vector<Uint8> values(rgb.datastart, rgb.dataend);
  if (values.size() % 2 != 0) values.push_back(0);  // values of a DICOM element fill whole words
  RequireDicom(
      out.putAndInsertUint8Array(DCM_PixelData, values.data(), static_cast<unsigned long>(values.size())),
      DCM_PixelData);
}

// A picture of a lossy film is lossy; text that was burned into the film is burned into the picture.
void PutOrigin(const DicomHeader& film, DcmDataset& out) {
  PutText(out, DCM_ConversionType, "WSD");
  PutText(out, DCM_ImageType, "DERIVED\\SECONDARY");
  PutText(out, DCM_DerivationDescription, "Film with vertebral outlines, six points, levels and grades");
  AppendFilmReference(film, DCM_SourceImageSequence, out);
  if (!CopyElement(film.dataset, DCM_PatientOrientation, out)) PutText(out, DCM_PatientOrientation, "");
  for (const DcmTagKey& key : {DCM_BurnedInAnnotation, DCM_LossyImageCompression,
                               DCM_LossyImageCompressionRatio, DCM_LossyImageCompressionMethod}) {
    CopyElement(film.dataset, key, out);
  }
}

}  // namespace

void WriteSecondaryCapture(const ReportInput& input, std::ostream& out) {
  const DicomHeader& film = RequireDicomHeader(input, "A secondary capture");
  DcmDataset dataset;
  FillComposite(input, kKind, dataset);
  PutBodyPart(film, dataset);
  PutOrigin(film, dataset);
  PutPixels(RgbPicture(input), dataset);
  WriteDicomFile(dataset, out);
}

}  // namespace openvfa
