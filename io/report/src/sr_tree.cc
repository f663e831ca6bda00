#include "sr_tree.h"

#include <dcmtk/dcmsr/dsrimgtn.h>
#include <dcmtk/dcmsr/dsrscotn.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "json_text.h"
#include "openvfa/image/error.h"

namespace openvfa {
namespace {

DSRCodedEntryValue Entry(const Code& code) { return {code.value, code.scheme, code.meaning}; }

// At most the 16 characters that a decimal string may have.
std::string Decimal(double value) {
  const double rounded = Number(value, 1e-6).get<double>();
  char text[32];
  for (int digits = 15; digits > 0; --digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, rounded);
    if (std::string(text).size() <= 16) break;
  }
  return text;
}

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Signs of texts of this program that have a plain form; other characters become "?".
std::string PlainText(const std::string& text) {
  static const std::vector<std::pair<std::string, std::string>> plain = {
      {"\u2265", ">="}, {"\u2264", "<="}, {"\u2013", "-"},
      {"\u00b2", "2"},  {"\u00b5", "u"},  {"\u00a7", "section "}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto match = std::find_if(plain.begin(), plain.end(), [&](const auto& pair) {
      return text.compare(i, pair.first.size(), pair.first) == 0;
    });
    if (match != plain.end()) {
      out += match->second;
      i += match->first.size();
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i++]);
    // Bytes that continue a character were counted with its first.
    if (byte < 0x80) out += static_cast<char>(byte);
    if (byte >= 0xC0) out += '?';
  }
  return out;
}

}  // namespace

std::string SrTree::Encoded(const std::string& raw) {
  std::string text = raw;
  // Of the control characters a DICOM text may have line ends only (PS3.5 6.1.3).
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\r') || c == 0x7f; }, ' ');
  if (IsAscii(text)) return text;
  saw_unicode_ = true;
  if (ascii_) return PlainText(text);
  // Bytes that are not UTF-8 become U+FFFD.
  return Json::parse(CompactText(Json(text))).get<std::string>();
}

void SrTree::Add(Relation relation, DSRTypes::E_ValueType type, const std::optional<Code>& name,
                 const std::function<OFCondition(DSRContentItem&)>& fill, const Children& children) {
  const auto require = [&](bool good, const char* why) {
    if (good) return;
    throw WriteError(std::string("A structured report cannot be made: ") +
                     (name ? name->meaning : "an image") + ": " + why + ".");
  };
  const auto add_mode =
      relation == DSRTypes::RT_isRoot ? DSRTypes::AM_afterCurrent : DSRTypes::AM_belowCurrent;
  require(tree_.addContentItem(relation, type, add_mode) != 0, "the item is not allowed here");
  DSRContentItem& item = tree_.getCurrentContentItem();
  if (name) {
    const OFCondition named = item.setConceptName(Entry(*name));
    require(named.good(), named.text());
  }
  const OFCondition filled = fill(item);
  require(filled.good(), filled.text());
  if (children) children();
  tree_.goUp();
}

void SrTree::Container(Relation relation, const Code& name, const char* template_id,
                       const Children& children) {
  const auto fill = [&](DSRContentItem& item) {
    return *template_id == '\0' ? EC_Normal : item.setTemplateIdentification(template_id, "DCMR");
  };
  Add(relation, DSRTypes::VT_Container, name, fill, children);
}

void SrTree::Text(Relation relation, const Code& name, const std::string& text, const Children& children) {
  if (text.empty()) return;
  const std::string encoded = Encoded(text);
  Add(
      relation, DSRTypes::VT_Text, name,
      [&](DSRContentItem& item) { return item.setStringValue(encoded.c_str()); }, children);
}

void SrTree::Coded(Relation relation, const Code& name, const Code& value, const Children& children) {
  Add(
      relation, DSRTypes::VT_Code, name,
      [&](DSRContentItem& item) { return item.setCodeValue(Entry(value)); }, children);
}

void SrTree::Uid(Relation relation, const Code& name, const std::string& uid) {
  Add(relation, DSRTypes::VT_UIDRef, name,
      [&](DSRContentItem& item) { return item.setStringValue(uid.c_str()); }, {});
}

void SrTree::Number(Relation relation, const Code& name, double value, const Code& unit,
                    const Children& children) {
  if (!std::isfinite(value)) return;
  const DSRNumericMeasurementValue measurement(Decimal(value).c_str(), Entry(unit));
  Add(
      relation, DSRTypes::VT_Num, name,
      [&](DSRContentItem& item) { return item.setNumericValue(measurement); }, children);
}

void SrTree::Number(const Code& name, const Estimate& estimate, const Code& unit, const Children& children) {
  Number(DSRTypes::RT_contains, name, estimate.value, unit, [&] {
    if (children) children();
    Number(DSRTypes::RT_hasProperties, codes::kStandardDeviation, estimate.sd, unit);
  });
}

void SrTree::Coordinates(const Code& name, DSRTypes::E_GraphicType type,
                         const std::vector<Eigen::Vector2d>& points_px, const SrImage& image) {
  DSRSpatialCoordinatesValue value(type);
  for (const Eigen::Vector2d& point : points_px) {
    if (!point.allFinite()) return;
    // DICOM counts from the corner of the first pixel (PS3.3 C.18.6.1.2).
    value.getGraphicDataList().addItem(static_cast<Float32>(point.x() + 0.5),
                                       static_cast<Float32>(point.y() + 0.5));
  }
  Add(
      DSRTypes::RT_contains, DSRTypes::VT_SCoord, name,
      [&](DSRContentItem& item) { return item.setSpatialCoordinates(value); },
      [&] { Image(DSRTypes::RT_selectedFrom, image); });
}

void SrTree::Polygon(const Code& name, const std::vector<Eigen::Vector2d>& points_px, const SrImage& image) {
  std::vector<Eigen::Vector2d> closed = points_px;
  closed.push_back(points_px.front());
  Coordinates(name, DSRTypes::GT_Polyline, closed, image);
}

void SrTree::Point(const Code& name, const Eigen::Vector2d& point_px, const SrImage& image) {
  Coordinates(name, DSRTypes::GT_Point, {point_px}, image);
}

void SrTree::Image(Relation relation, const SrImage& image, const Children& children) {
  // Unchecked: the class of the film is what its file says, also one that the library does not know.
  DSRImageReferenceValue value(image.sop_class_uid.c_str(), image.sop_instance_uid.c_str(), OFFalse);
  if (image.frame) value.getFrameList().addItem(*image.frame);
  Add(
      relation, DSRTypes::VT_Image, std::nullopt,
      [&](DSRContentItem& item) { return item.setImageReference(value, OFFalse); }, children);
}

}  // namespace openvfa
