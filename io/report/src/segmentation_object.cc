#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmfg/fgderimg.h>
#include <dcmtk/dcmfg/fgfracon.h>
#include <dcmtk/dcmseg/segdoc.h>
#include <dcmtk/dcmseg/segment.h>

#include <memory>
#include <vector>

#include "body_mask.h"
#include "dicom_composite.h"
#include "dicom_uid.h"
#include "openvfa/image/error.h"
#include "openvfa/report/dicom_objects.h"
#include "openvfa/report/version.h"
#include "sr_codes.h"
#include "vertebra_tracking.h"

namespace openvfa {
namespace {

const CompositeKind kKind{.sop_class_uid = UID_SegmentationStorage,
                          .modality = "SEG",
                          .series_description = "OpenVFA vertebral bodies",
                          .series_number = 9902};

constexpr Code kArtificialIntelligence{"123110", "DCM", "Artificial Intelligence"};

void Require(const OFCondition& condition, const char* what) {
  if (condition.good()) return;
  throw WriteError(std::string("A segmentation cannot be made: ") + what + ": " + condition.text() + ".");
}

CodeSequenceMacro Macro(const Code& code) { return {code.value, code.scheme, code.meaning}; }

std::unique_ptr<DcmSegmentation> NewSegmentation(const ReportInput& input) {
  const IODGeneralEquipmentModule::EquipmentInfo equipment("OpenVFA", "openvfa", "0",
                                                           ProgramVersion().c_str());
  const ContentIdentificationMacro content("1", "VERTEBRAE", "Vertebral bodies on a lateral film", "");
  DcmSegmentation* made = nullptr;
  Require(DcmSegmentation::createBinarySegmentation(made, static_cast<Uint16>(input.assessment.rows),
                                                    static_cast<Uint16>(input.assessment.columns), equipment,
                                                    content),
          "equipment and content");
  std::unique_ptr<DcmSegmentation> segmentation(made);
  // A projection image has no frame of reference in the patient; the derivation image group stands for it
  // (PS3.3 A.51), but the library always asks for the module.
  if (IODRule* rule = segmentation->getRules()->getByTag(DCM_FrameOfReferenceUID)) rule->setType("3");
  if (IODRule* rule = segmentation->getRules()->getByTag(DCM_PositionReferenceIndicator)) rule->setType("3");
  Require(segmentation->getSeries().setSeriesNumber(std::to_string(kKind.series_number).c_str()), "series");
  Require(
      segmentation->getDimensions().addDimensionIndex(
          DCM_ReferencedSegmentNumber, UidFromName(input.dicom.uid_root, "dimension segment number").c_str(),
          DCM_SegmentIdentificationSequence, "Segment number"),
      "dimensions");
  return segmentation;
}

std::string Networks(const StudyAssessment& assessment) {
  std::string text;
  for (const NetworkIdentity& network : assessment.outlines.networks) {
    text += (text.empty() ? "" : "; ") + ("network " + network.name + ", SHA-256 " + network.sha256);
  }
  return text;
}

void DescribeAlgorithm(const ReportInput& input, DcmSegment& segment) {
  AlgorithmIdentificationMacro& algorithm = segment.getSegmentationAlgorithmIdentification();
  const Code& family = kArtificialIntelligence;
  Require(algorithm.getAlgorithmFamilyCode().set(family.value, family.scheme, family.meaning), "algorithm");
  algorithm.setAlgorithmName("openvfa");
  algorithm.setAlgorithmVersion((ProgramVersion() + " (" + ProgramCommit() + ")").c_str());
  const std::string networks = Networks(input.assessment);
  if (!networks.empty()) algorithm.setAlgorithmParameters(networks.c_str());
  algorithm.setAlgorithmSource("OpenVFA");
}

// A body that a reader changed was not segmented by the program alone.
DcmSegTypes::E_SegmentAlgoType AlgorithmType(const StudyAssessment& assessment) {
  return assessment.edits.empty() ? DcmSegTypes::SAT_AUTOMATIC : DcmSegTypes::SAT_SEMIAUTOMATIC;
}

Uint16 AddSegment(const ReportInput& input, std::size_t index, DcmSegmentation& segmentation) {
  const Tracking tracking = TrackingOf(input, index);
  DcmSegment* made = nullptr;
  Require(DcmSegment::create(made, tracking.identifier.c_str(), Macro(codes::kStructure),
                             Macro(codes::kVertebra), AlgorithmType(input.assessment), "openvfa"),
          "segment");
  std::unique_ptr<DcmSegment> segment(made);
  const Code region = LevelCode(input.assessment.outlines.bodies[index].level);
  Require(
      segment->getGeneralAnatomyCode().getAnatomicRegion().set(region.value, region.scheme, region.meaning),
      "anatomic region");
  DescribeAlgorithm(input, *segment);
  Require(segment->setTrackingID(tracking.identifier.c_str()), "tracking identifier");
  Require(segment->setTrackingUID(tracking.uid.c_str()), "tracking UID");
  Uint16 number = 0;
  Require(segmentation.addSegment(segment.release(), number), "segment");
  return number;
}

void AddFrame(const BodyMask& mask, Uint16 segment, std::vector<Uint8>& pixels, cv::Size size,
              DcmSegmentation& segmentation) {
  cv::Mat image(size, CV_8U, pixels.data());
  if (!mask.box.empty()) mask.inside.copyTo(image(mask.box));
  FGFrameContent content;
  Require(content.setDimensionIndexValues(segment, 0), "dimensions");
  OFVector<FGBase*> groups;
  groups.push_back(&content);
  Require(segmentation.addFrame(pixels.data(), segment, groups), "frame");
  if (!mask.box.empty()) image(mask.box) = 0;
}

// The film: where the pixels come from, pixel for pixel.
void AddDerivation(const DicomHeader& header, DcmSegmentation& segmentation) {
  OFVector<Uint16> frames;
  if (header.frame) frames.push_back(static_cast<Uint16>(*header.frame));
  ImageSOPInstanceReferenceMacro* made = nullptr;
  Require(
      ImageSOPInstanceReferenceMacro::create(HeaderText(header, DCM_SOPClassUID).c_str(),
                                             HeaderText(header, DCM_SOPInstanceUID).c_str(), frames, made),
      "reference to the film");
  const std::unique_ptr<ImageSOPInstanceReferenceMacro> film(made);
  OFVector<ImageSOPInstanceReferenceMacro> films;
  films.push_back(*film);
  const std::unique_ptr<FGDerivationImage> derivation(
      DcmSegmentation::createDerivationImageFG(films, "Outlines of the vertebral bodies"));
  if (derivation == nullptr) throw WriteError("A segmentation cannot be made: no reference to the film.");
  Require(segmentation.addForAllFrames(*derivation), "reference to the film");
}

// What the library has no setters for.
void Complete(const DicomHeader& header, DcmDataset& dataset) {
  DcmItem* source = nullptr;
  DcmItem* shared = nullptr;
  DcmItem* derivation = nullptr;
  if (dataset.findAndGetSequenceItem(DCM_SharedFunctionalGroupsSequence, shared).good() &&
      shared->findAndGetSequenceItem(DCM_DerivationImageSequence, derivation).good() &&
      derivation->findAndGetSequenceItem(DCM_SourceImageSequence, source).good()) {
    source->putAndInsertString(DCM_SpatialLocationsPreserved, "YES");
  }
  DcmItem* series = nullptr;
  dataset.findAndDeleteElement(DCM_ReferencedSeriesSequence);
  Require(dataset.findOrCreateSequenceItem(DCM_ReferencedSeriesSequence, series, -2), "references");
  series->putAndInsertString(DCM_SeriesInstanceUID, HeaderText(header, DCM_SeriesInstanceUID).c_str());
  AppendFilmReference(header, DCM_ReferencedInstanceSequence, *series);
  DcmItem* scheme = nullptr;
  Require(dataset.findOrCreateSequenceItem(DCM_CodingSchemeIdentificationSequence, scheme, -2),
          "coding scheme");
  scheme->putAndInsertString(DCM_CodingSchemeDesignator, kPrivateScheme);
  scheme->putAndInsertString(DCM_CodingSchemeName, "OpenVFA");
  scheme->putAndInsertString(DCM_CodingSchemeVersion, std::to_string(kPrivateSchemeVersion).c_str());
  // Seen from the same side as the film.
  const std::string orientation = HeaderText(header, DCM_PatientOrientation);
  if (!orientation.empty()) dataset.putAndInsertString(DCM_PatientOrientation, orientation.c_str());
  for (const DcmTagKey& key :
       {DCM_LossyImageCompression, DCM_LossyImageCompressionRatio, DCM_LossyImageCompressionMethod}) {
    const std::string value = HeaderText(header, key);
    if (!value.empty()) dataset.putAndInsertString(key, value.c_str());
  }
}

}  // namespace

void WriteSegmentation(const ReportInput& input, std::ostream& out) {
  const DicomHeader& header = RequireDicomHeader(input, "A segmentation");
  const StudyAssessment& assessment = input.assessment;
  const auto segmentation = NewSegmentation(input);
  const cv::Size size(assessment.columns, assessment.rows);
  std::vector<Uint8> pixels(static_cast<std::size_t>(size.area()), 0);
  for (std::size_t i = 0; i < assessment.outlines.bodies.size(); ++i) {
    const auto& outline = assessment.outlines.bodies[i].outline_px;
    if (outline.size() < 3) continue;
    AddFrame(MaskOf(outline, size.height, size.width), AddSegment(input, i, *segmentation), pixels, size,
             *segmentation);
  }
  if (segmentation->getNumberOfSegments() == 0) {
    throw InputError("A segmentation of \"" + assessment.source_path +
                     "\" cannot be made: no vertebral body has an outline.");
  }
  AddDerivation(header, *segmentation);
  DcmDataset dataset;
  Require(segmentation->writeDataset(dataset), "content");
  CopyPatientAndStudy(header, dataset);
  FillSeriesAndEquipment(input, kKind, dataset);
  Complete(header, dataset);
  WriteDicomFile(dataset, out);
}

}  // namespace openvfa
