#include "densitometry_xml.h"

#include <pugixml.hpp>

#include "openvfa/image/error.h"
#include "text.h"

namespace openvfa::image {
namespace {

class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  ReportNode Read(const pugi::xml_node& element, int depth) {
    if (depth > kMaxReportDepth) {
      throw ReadError(name_ + " holds analysis XML nested deeper than any known one");
    }
    ReportNode node{element.name(), "", "", {}};
    Count();
    for (const auto& attribute : element.attributes()) {
      Count();
      const std::string label = attribute.name();
      if (Words(label) == " UNIT " || Words(label) == " UNITS ") {
        node.unit = attribute.value();
      } else {
        node.children.push_back({label, attribute.value(), "", {}});
      }
    }
    for (const auto& child : element.children()) {
      if (child.type() == pugi::node_element) node.children.push_back(Read(child, depth + 1));
    }
    node.value = element.child_value();
    return node;
  }

 private:
  void Count() {
    if (++nodes_ > kMaxReportNodes) throw ReadError(name_ + " holds analysis XML longer than any known one");
  }

  std::string name_;
  int nodes_ = 0;
};

}  // namespace

ReportNode ReadReportXml(const std::string& xml, const std::string& name) {
  if (xml.size() > kMaxXmlBytes) {
    throw ReadError(name + " holds analysis XML of more than " + std::to_string(kMaxXmlBytes >> 20) + " MiB");
  }
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size());
  if (!parsed) {
    throw ReadError(name + " holds analysis XML that is not well-formed (" + Printable(parsed.description()) +
                    ")");
  }
  return Reader(name).Read(document.document_element(), 0);
}

}  // namespace openvfa::image
