#include "openvfa/image/read_densitometry_dicom.h"

#include <dcmtk/dcmdata/dcdeftag.h>

#include <exception>
#include <vector>

#include "collect_densitometry.h"
#include "densitometry_sr.h"
#include "densitometry_table.h"
#include "densitometry_xml.h"
#include "dicom_file.h"
#include "dicom_structure.h"
#include "file_head.h"
#include "naming_file.h"
#include "openvfa/image/dicom_mark.h"
#include "openvfa/image/error.h"
#include "report_words.h"
#include "text.h"

namespace openvfa {
namespace {

using image::DicomFile;
using image::ReportNode;

// Text and unknown VRs as bytes; empty for anything longer than `max_bytes`.
std::string RawText(DcmElement& element, std::size_t max_bytes) {
  const auto length = element.getLengthField();
  if (length == 0 || length > max_bytes || !element.isLeaf()) return "";
  if (char* text = nullptr; element.getString(text).good() && text != nullptr) {
    return std::string(text, strnlen(text, length));
  }
  Uint8* bytes = nullptr;
  if (element.getUint8Array(bytes).bad() || bytes == nullptr) return "";
  std::string text(reinterpret_cast<const char*>(bytes), length);
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
  return text;
}

// The analysis XML of Hologic's private block, wherever in group 0021 its creator reserved one.
std::string HologicXml(const DicomFile& file) {
  constexpr Uint16 kGroup = 0x0021;
  for (Uint16 block = 0x10; block <= 0xff; ++block) {
    const auto creator = image::Words(file.Header().Text(DcmTagKey(kGroup, block)));
    if (creator != " HOLOGIC ") continue;
    const DcmTagKey tag(kGroup, static_cast<Uint16>(block << 8 | 0x01));
    DcmElement* element = nullptr;
    if (file.Dataset().findAndGetElement(tag, element).bad() || element == nullptr) continue;
    if (element->getLengthField() > image::kMaxXmlBytes) {
      throw ReadError(file.name + " holds analysis XML longer than any known one");
    }
    return RawText(*element, image::kMaxXmlBytes);
  }
  return "";
}

// The first header text that holds a results table; which element it is differs between software versions.
std::string ResultsTableText(const DicomFile& file) {
  constexpr std::size_t kMaxTableText = 1 << 20;
  for (DcmObject* object = nullptr; (object = file.Dataset().nextInContainer(object)) != nullptr;) {
    if (!object->isLeaf() || object->getTag().getGroup() >= 0x7000) continue;
    auto text = RawText(static_cast<DcmElement&>(*object), kMaxTableText);
    if (image::HoldsResultsTable(text)) return text;
  }
  return "";
}

std::optional<ReportNode> FindReport(const DicomFile& file) {
  if (file.Dataset().tagExists(DCM_ContentSequence)) {
    return image::ReadStructuredReport(file.Dataset(), file.name);
  }
  if (const auto xml = HologicXml(file); !xml.empty()) return image::ReadReportXml(xml, file.name);
  if (const auto text = ResultsTableText(file); !text.empty()) return image::ReadResultsTable(text);
  return std::nullopt;
}

// What the file says about itself as a whole, for regions that say only "Total". Names of body parts, no text
// about the patient.
std::vector<std::string> OuterWords(const image::DicomHeader& header) {
  return {header.Text(DCM_Laterality) + " " + header.Text(DCM_BodyPartExamined),
          header.Text(DCM_ProtocolName), header.Text(DCM_SeriesDescription)};
}

DensitometryRecord ReadRecord(const std::filesystem::path& path) {
  const auto head = image::ReadHead(path);
  const DicomFile file = image::LoadDicomFile(path, head);
  const auto report = FindReport(file);
  if (!report) {
    throw ReadError(file.name + " is a DICOM file without a structured report, Hologic analysis XML or a " +
                    "results table: densitometry results cannot be read from its picture");
  }
  const auto header = file.Header();
  DensitometryRecord record;
  record.source = file.name;
  record.maker = image::MakerOf(header.Text(DCM_Manufacturer));
  record.model = image::Printable(header.Text(DCM_ManufacturerModelName));
  record.software = image::Printable(header.Text(DCM_SoftwareVersions));
  image::CollectDensitometry(*report, OuterWords(header), file.name, record);
  if (record.results.empty() && !record.reported_tbs) {
    throw ReadError(file.name +
                    " holds no bone density of the femoral neck, total hip, L1-L4 or 33 % radius " +
                    "in words or codes that are known");
  }
  return record;
}

}  // namespace

bool IsDicomFile(const std::filesystem::path& path) {
  const auto head = image::ReadHead(path);
  return HasDicomMark(head) || image::LooksLikeBareDicom(head);
}

DensitometryRecord ReadDensitometryDicom(const std::filesystem::path& path) {
  const auto name = image::FileName(path);
  return image::NamingFile(name, [&] {
    if (!IsDicomFile(path)) throw ReadError(name + " is not a DICOM file");
    return ReadRecord(path);
  });
}

StudyKeys ReadStudyKeys(const std::filesystem::path& path) {
  try {
    if (!IsDicomFile(path)) return {};
    const DicomFile file = image::LoadDicomFile(path, image::ReadHead(path));
    const auto header = file.Header();
    const auto text = [&header](const DcmTagKey& tag) {
      auto value = header.Text(tag);
      return value.empty() ? std::nullopt : std::optional(std::move(value));
    };
    return {text(DCM_PatientID), text(DCM_AccessionNumber), text(DCM_StudyInstanceUID)};
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace openvfa
