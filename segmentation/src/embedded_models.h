// Files of segmentation/models, as bytes inside the program.
#ifndef OPENVFA_SEGMENTATION_EMBEDDED_MODELS_H_
#define OPENVFA_SEGMENTATION_EMBEDDED_MODELS_H_

#include <span>

namespace openvfa {

std::span<const unsigned char> LocateNetworkBytes();
std::span<const unsigned char> RefineNetworkBytes();
std::span<const unsigned char> ContextNetworkBytes();
std::span<const unsigned char> ShapeModelBytes();

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_EMBEDDED_MODELS_H_
