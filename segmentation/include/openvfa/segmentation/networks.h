// The networks this build carries.
#ifndef OPENVFA_SEGMENTATION_NETWORKS_H_
#define OPENVFA_SEGMENTATION_NETWORKS_H_

#include <vector>

#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

// Name and SHA-256 of every network file that was embedded at build time.
std::vector<NetworkIdentity> ShippedNetworks();

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_NETWORKS_H_
