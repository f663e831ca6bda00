// TBS-like texture index: slope at the origin of the log-log experimental variogram of a projection image
// (after Pothuaud, Carceller, Hans, Bone 2008;42:775-787). The commercial TBS maps grey levels, lags and
// thickness in unpublished ways: never compare this index with TBS thresholds.
#ifndef OPENVFA_SCORING_TEXTURE_H_
#define OPENVFA_SCORING_TEXTURE_H_

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/image/radiograph.h"
#include "openvfa/segmentation/spine_outlines.h"

namespace openvfa {

struct TextureOptions {
  int first_lag_px = 1, last_lag_px = 5;  // lags of the fit, pixels; 1 <= first < last
  // Inwards from the outline, as a share of the region's depth (square root of its area), so that the cortex
  // stays out.
  double erosion_share = 0.12;
  int least_pixels = 200;  // of the eroded region
  void Validate() const;   // throws InputError
};

// Mean experimental variogram V(k) over all pairs at distance k along rows and columns inside the region.
struct Variogram {
  std::vector<double> value;     // [k - first_lag]
  std::vector<long long> pairs;  // number of pairs
};

struct TextureIndex {
  std::string region;   // level or "ROI 1"
  double slope = 0;     // the index; invariant to gain and offset
  double slope_sd = 0;  // standard error of the weighted fit
  Variogram variogram;
  int pixels = 0;
};

struct TextureSummary {
  std::vector<TextureIndex> regions;
  std::optional<double> mean_slope;  // over >= 2 regions
  bool research_only = true;         // lateral bodies; false for AP spine regions
  std::vector<Diagnostic> diagnostics;
};

Variogram ExperimentalVariogram(const Radiograph& image, const std::vector<Eigen::Vector2d>& polygon_px,
                                const TextureOptions& options = {});
// Absent when the region is too small or flat (V = 0).
std::optional<TextureIndex> TextureOf(const Radiograph& image, const std::vector<Eigen::Vector2d>& polygon_px,
                                      const std::string& region, const TextureOptions& options = {});
// The evaluable bodies of a lateral film.
TextureSummary TextureOfBodies(const Radiograph& image, const SpineOutlines& outlines,
                               const TextureOptions& options = {});
// Regions of interest on an AP spine DXA: JSON {"regions":[{"name":"L1","polygon_px":[[x,y],...]} |
// {"name":..,"box_px":[x0,y0,x1,y1]}]}.
struct TextureRegion {
  std::string name;
  std::vector<Eigen::Vector2d> polygon_px;
};
std::vector<TextureRegion> ParseTextureRegions(const std::string& json, const std::string& name);
TextureSummary TextureOfRegions(const Radiograph& image, const std::vector<TextureRegion>& regions,
                                const TextureOptions& options = {});

enum class TbsClass { kNormal, kPartiallyDegraded, kDegraded };
// Of a TBS the densitometer reported; both threshold sets (manufacturer 1.200/1.350; McCloskey
// 2016 1.23/1.31).
TbsClass ClassifyTbsManufacturer(double tbs);
TbsClass ClassifyTbsMetaAnalysis(double tbs);

}  // namespace openvfa

#endif  // OPENVFA_SCORING_TEXTURE_H_
