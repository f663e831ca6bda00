#include "densitometry_sr.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcsequen.h>

#include "dicom_header.h"
#include "openvfa/image/error.h"
#include "report_words.h"

namespace openvfa::image {
namespace {

// Meaning of a code, followed by the words that its code stands for.
std::string CodeText(const DicomHeader& item, const DcmTagKey& sequence) {
  const auto code = item.Item(sequence);
  if (!code) return "";
  std::string text = code->Text(DCM_CodeMeaning);
  const auto words = WordsOfCode(code->Text(DCM_CodingSchemeDesignator), code->Text(DCM_CodeValue));
  if (!words.empty()) text += (text.empty() ? "" : "; ") + words;
  return text;
}

class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  ReportNode Read(DcmItem& item, int depth) {
    if (depth > kMaxReportDepth || ++nodes_ > kMaxReportNodes) {
      throw ReadError(name_ + " is a structured report nested deeper or longer than any known one");
    }
    const DicomHeader header(item);
    ReportNode node{CodeText(header, DCM_ConceptNameCodeSequence), "", "", {}};
    ReadValue(header, node);
    DcmSequenceOfItems* content = nullptr;
    if (item.findAndGetSequence(DCM_ContentSequence, content).bad() || content == nullptr) return node;
    // DCMTK finds an item of its linked list in constant time where it is the next one.
    for (DcmObject* child = nullptr; (child = content->nextInContainer(child)) != nullptr;) {
      node.children.push_back(Read(static_cast<DcmItem&>(*child), depth + 1));
    }
    return node;
  }

 private:
  void ReadValue(const DicomHeader& header, ReportNode& node) const {
    const auto type = header.Text(DCM_ValueType);
    if (type == "NUM") {
      const auto measured = header.Item(DCM_MeasuredValueSequence);
      if (!measured) return;
      node.value = measured->Value(DCM_NumericValue, 0);
      if (const auto unit = measured->Item(DCM_MeasurementUnitsCodeSequence)) {
        node.unit = unit->Text(DCM_CodeValue);
      }
    } else if (type == "CODE" && IsNaming(node.label)) {
      node.value = CodeText(header, DCM_ConceptCodeSequence);
    } else if (type == "TEXT" && IsNaming(node.label)) {
      node.value = header.Text(DCM_TextValue);
    }
  }

  std::string name_;
  int nodes_ = 0;
};

}  // namespace

ReportNode ReadStructuredReport(DcmItem& dataset, const std::string& name) {
  return Reader(name).Read(dataset, 0);
}

}  // namespace openvfa::image
