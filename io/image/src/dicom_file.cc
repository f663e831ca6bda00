#include "dicom_file.h"

#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcmetinf.h>
#include <dcmtk/dcmdata/dcuid.h>

#include "dicom_inflate.h"
#include "dicom_libraries.h"
#include "dicom_structure.h"
#include "openvfa/image/error.h"
#include "text.h"

namespace openvfa::image {
namespace {

// Values longer than this stay on disk until they are asked for.
constexpr Uint32 kLoadedValueBytes = 4096;

OFCondition LoadInflated(const std::filesystem::path& path, std::int64_t dataset_offset, DicomFile& file) {
  file.inflated = Inflate(path, file.name, dataset_offset);
  const auto reopened = ReopenablePath(*file.inflated);
  CheckItemCount(reopened, file.name);
  file.size = std::ftell(file.inflated.get());
  return file.Dataset().loadFile(OFFilename(reopened.c_str()), EXS_LittleEndianExplicit, EGL_noChange,
                                 kLoadedValueBytes);
}

std::string TransferSyntaxOf(const DicomFile& file, const MetaHeader& meta) {
  if (!meta.transfer_syntax_uid.empty()) return meta.transfer_syntax_uid;
  const DcmXfer xfer(file.Dataset().getOriginalXfer());
  return xfer.getXferID() == nullptr ? "" : xfer.getXferID();
}

// Damage behind an element need not matter. The last one that was found may itself be incomplete, and DCMTK
// keeps it with whatever its memory held.
bool IsReadBeforeDamage(DcmDataset& dataset, const DcmTagKey& tag) {
  if (!dataset.tagExists(tag)) return false;
  const DcmElement* last = dataset.getElement(dataset.card() - 1);
  return last != nullptr && last->getTag() != tag;
}

}  // namespace

DicomFile LoadDicomFile(const std::filesystem::path& path, const std::vector<unsigned char>& head) {
  SetUpDicomLibraries();
  DicomFile file;
  file.name = FileName(path);
  file.size = static_cast<std::int64_t>(std::filesystem::file_size(path));
  file.format = std::make_unique<DcmFileFormat>();
  const MetaHeader meta = ScanMetaHeader(head);
  CheckItemCount(path, file.name);
  OFCondition condition;
  if (meta.transfer_syntax_uid == UID_DeflatedExplicitVRLittleEndianTransferSyntax) {
    condition = LoadInflated(path, meta.dataset_offset, file);
  } else {
    condition = file.format->loadFile(OFFilename(path.c_str()), EXS_Unknown, EGL_noChange, kLoadedValueBytes,
                                      ERM_autoDetect);
  }
  file.transfer_syntax_uid = TransferSyntaxOf(file, meta);
  if (condition.good()) return file;
  // A file that only lacks the mark behind its last fragment holds every fragment.
  const bool only_end_mark =
      condition == EC_SequDelimitationItemMissing && file.Dataset().tagExists(DCM_PixelData);
  if (!only_end_mark && !IsReadBeforeDamage(file.Dataset(), DCM_PixelData)) {
    throw ReadError(file.name + " is a truncated or damaged DICOM file (" + Printable(condition.text()) +
                    "): it ends before its image is complete");
  }
  file.diagnostics.push_back(
      {Severity::kWarning, "dicom-damaged",
       "The DICOM file does not end as it should (" + Printable(condition.text()) + ")."});
  return file;
}

}  // namespace openvfa::image
