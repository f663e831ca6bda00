// Builds the content tree of a structured report: each call adds an item below the current one; `children`
// adds what lies below it.
#ifndef OPENVFA_REPORT_SRC_SR_TREE_H_
#define OPENVFA_REPORT_SRC_SR_TREE_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmsr/dsrdoctr.h>

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/morphometry/vertebra_measurement.h"
#include "sr_codes.h"

namespace openvfa {

// What the coordinates of an item refer to.
struct SrImage {
  std::string sop_class_uid, sop_instance_uid;
  std::optional<int> frame;  // from 1
};

class SrTree {
 public:
  using Relation = DSRTypes::E_RelationshipType;
  using Children = std::function<void()>;

  // `ascii`: texts lose what ASCII has not, for documents that cannot be UTF-8.
  SrTree(DSRDocumentTree& tree, bool ascii) : tree_(tree), ascii_(ascii) {}

  // `template_id` of PS3.16 DCMR, "1410"; empty: none.
  void Container(Relation relation, const Code& name, const char* template_id, const Children& children);
  // Empty texts make no item.
  void Text(Relation relation, const Code& name, const std::string& text, const Children& children = {});
  void Coded(Relation relation, const Code& name, const Code& value, const Children& children = {});
  void Uid(Relation relation, const Code& name, const std::string& uid);
  // Rounded to 1e-6, as in all results. What is not finite makes no item.
  void Number(Relation relation, const Code& name, double value, const Code& unit,
              const Children& children = {});
  // With its standard deviation as a property.
  void Number(const Code& name, const Estimate& estimate, const Code& unit, const Children& children = {});
  // A closed polygon, or a point, on `image`; pixel (0,0) is the centre of the first pixel, as everywhere but
  // in DICOM. Without an item where a coordinate is not finite.
  void Polygon(const Code& name, const std::vector<Eigen::Vector2d>& points_px, const SrImage& image);
  void Point(const Code& name, const Eigen::Vector2d& point_px, const SrImage& image);
  void Image(Relation relation, const SrImage& image, const Children& children = {});

  // Whether a text was not ASCII.
  bool SawUnicode() const { return saw_unicode_; }

 private:
  void Add(Relation relation, DSRTypes::E_ValueType type, const std::optional<Code>& name,
           const std::function<OFCondition(DSRContentItem&)>& fill, const Children& children);
  void Coordinates(const Code& name, DSRTypes::E_GraphicType type,
                   const std::vector<Eigen::Vector2d>& points_px, const SrImage& image);
  std::string Encoded(const std::string& text);

  DSRDocumentTree& tree_;
  bool ascii_;
  bool saw_unicode_ = false;
};

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_SR_TREE_H_
