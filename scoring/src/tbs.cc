// Classes of a TBS that the densitometer reported. The edges: docs/texture.md.
#include "openvfa/scoring/texture.h"

namespace openvfa {
namespace {

constexpr double kTolerance = 1e-9;  // 1.2 is 1.200 however it was computed

}  // namespace

// Manufacturer: <= 1.200 degraded, >= 1.350 normal [L secondary page, M-H].
TbsClass ClassifyTbsManufacturer(double tbs) {
  if (tbs <= 1.200 + kTolerance) return TbsClass::kDegraded;
  return tbs >= 1.350 - kTolerance ? TbsClass::kNormal : TbsClass::kPartiallyDegraded;
}

// McCloskey 2016 (J Bone Miner Res 31:940), tertiles: < 1.23 and > 1.31, what lies between inclusive [L*,
// M-H].
TbsClass ClassifyTbsMetaAnalysis(double tbs) {
  if (tbs < 1.23 - kTolerance) return TbsClass::kDegraded;
  return tbs > 1.31 + kTolerance ? TbsClass::kNormal : TbsClass::kPartiallyDegraded;
}

}  // namespace openvfa
