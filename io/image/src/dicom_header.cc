#include "dicom_header.h"

#include <dcmtk/dcmdata/dcelem.h>
#include <dcmtk/dcmdata/dcsequen.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "pixel_limits.h"

namespace openvfa::image {
namespace {

// Far above the value multiplicity of anything read here; bounds work on hostile text.
constexpr unsigned long kMaxValues = 64;

std::string Trimmed(const OFString& text) {
  std::string value(text.c_str(), text.length());
  const auto last = value.find_last_not_of(std::string(" \0\t\r\n", 5));
  if (last == std::string::npos) return {};
  value.erase(last + 1);
  return value.substr(value.find_first_not_of(' '));
}

double ParseNumber(const std::string& text) {
  const char* begin = text.c_str() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.c_str() + text.size();
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || stop != end) return std::numeric_limits<double>::quiet_NaN();
  return value;
}

}  // namespace

DcmElement* DicomHeader::Find(const DcmTagKey& tag, std::uint32_t max_bytes) const {
  DcmElement* element = nullptr;
  if (item_->findAndGetElement(tag, element).bad() || element == nullptr) return nullptr;
  if (element->getLengthField() > max_bytes || !element->isLeaf()) return nullptr;
  return element;
}

bool DicomHeader::Has(const DcmTagKey& tag) const { return item_->tagExistsWithValue(tag); }

std::string DicomHeader::Text(const DcmTagKey& tag) const {
  DcmElement* element = Find(tag, kMaxTextBytes);
  OFString text;
  if (element == nullptr || element->getOFStringArray(text).bad()) return {};
  return Trimmed(text);
}

std::string DicomHeader::Value(const DcmTagKey& tag, unsigned long position) const {
  DcmElement* element = Find(tag, kMaxTextBytes);
  OFString text;
  if (element == nullptr || element->getOFString(text, position).bad()) return {};
  return Trimmed(text);
}

std::vector<double> DicomHeader::Numbers(const DcmTagKey& tag) const {
  DcmElement* element = Find(tag, kMaxTextBytes);
  if (element == nullptr) return {};
  std::vector<double> numbers;
  const unsigned long count = std::min(element->getVM(), kMaxValues);
  for (unsigned long i = 0; i < count; ++i) {
    OFString text;
    const bool good = element->getOFString(text, i).good();
    numbers.push_back(good ? ParseNumber(Trimmed(text)) : std::numeric_limits<double>::quiet_NaN());
  }
  return numbers;
}

std::optional<double> DicomHeader::FirstNumber(const DcmTagKey& tag) const {
  const auto numbers = Numbers(tag);
  if (numbers.empty() || !std::isfinite(numbers.front())) return std::nullopt;
  return numbers.front();
}

std::optional<std::int64_t> DicomHeader::Integer(const DcmTagKey& tag) const {
  const auto number = FirstNumber(tag);
  if (!number || std::abs(*number) > 1e12) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::vector<std::uint16_t> DicomHeader::Table(const DcmTagKey& tag) const {
  DcmElement* element = Find(tag, kMaxTableBytes);
  if (element == nullptr) return {};
  const std::size_t count = element->getLengthField() / 2;
  if (Uint16* words = nullptr; element->getUint16Array(words).good() && words != nullptr) {
    return {words, words + count};
  }
  if (Sint16* words = nullptr; element->getSint16Array(words).good() && words != nullptr) {
    return {words, words + count};
  }
  return {};
}

std::optional<DicomHeader> DicomHeader::Item(const DcmTagKey& sequence) const {
  DcmItem* item = nullptr;
  if (item_->findAndGetSequenceItem(sequence, item, 0).bad() || item == nullptr) return std::nullopt;
  return DicomHeader(*item);
}

}  // namespace openvfa::image
