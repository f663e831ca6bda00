#include "shipped_shapes.h"

#include <sstream>
#include <string>

#include "embedded_models.h"

namespace openvfa {

const ShapeModel& ShippedShapes() {
  static const ShapeModel model = [] {
    const auto bytes = ShapeModelBytes();
    std::istringstream in(std::string(bytes.begin(), bytes.end()));
    return ShapeModel::Read(in);
  }();
  return model;
}

}  // namespace openvfa
