// The shape model that the library carries.
#ifndef OPENVFA_SEGMENTATION_SRC_SHIPPED_SHAPES_H_
#define OPENVFA_SEGMENTATION_SRC_SHIPPED_SHAPES_H_

#include "shape_model.h"

namespace openvfa {

const ShapeModel& ShippedShapes();

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_SRC_SHIPPED_SHAPES_H_
