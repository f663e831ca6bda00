#include "table_columns.h"

namespace openvfa {
namespace {

std::vector<PointedColumn> FilmPart() {
  return {
      {{"source_path", "", "The film as the user gave it"}, "/source/path", true},
      {{"study_instance_uid", "", "DICOM (0020,000D)"}, "/source/study_instance_uid", true},
      {{"sop_instance_uid", "", "DICOM (0008,0018)"}, "/source/sop_instance_uid", true},
      {{"rows", "px", "Height of the stored image"}, "/image/rows", true},
      {{"columns", "px", "Width of the stored image"}, "/image/columns", true},
      {{"anterior", "", "Side of the picture the patient faces: left or right"},
       "/orientation/anterior",
       true},
      {{"calibration_plane", "", "Where a millimetre holds: patient, detector or none"},
       "/calibration/plane",
       true},
  };
}

std::vector<PointedColumn> NamePart() {
  return {
      {{"level", "", "Most probable name of the vertebra"}, "/level"},
      {{"level_probability", "1", "Of that name"}, "/level_probability"},
      {{"confidence", "1", "Of this being a vertebra"}, "/confidence"},
      {{"evaluable", "", "true: measured and graded"}, "/evaluable"},
      {{"reason", "", "Why it is not evaluable"}, "/reason"},
  };
}

std::vector<PointedColumn> HeightPart() {
  return {
      {{"anterior_height_px", "px", "Ha"}, "/heights_px/anterior"},
      {{"middle_height_px", "px", "Hm"}, "/heights_px/middle"},
      {{"posterior_height_px", "px", "Hp"}, "/heights_px/posterior"},
      {{"anterior_height_sd_px", "px", "Standard deviation of Ha"}, "/height_sd_px/anterior"},
      {{"middle_height_sd_px", "px", "Standard deviation of Hm"}, "/height_sd_px/middle"},
      {{"posterior_height_sd_px", "px", "Standard deviation of Hp"}, "/height_sd_px/posterior"},
      {{"anterior_height_mm", "mm", "Ha"}, "/heights_mm/anterior"},
      {{"middle_height_mm", "mm", "Hm"}, "/heights_mm/middle"},
      {{"posterior_height_mm", "mm", "Hp"}, "/heights_mm/posterior"},
      {{"anterior_height_sd_mm", "mm", "Standard deviation of Ha"}, "/height_sd_mm/anterior"},
      {{"middle_height_sd_mm", "mm", "Standard deviation of Hm"}, "/height_sd_mm/middle"},
      {{"posterior_height_sd_mm", "mm", "Standard deviation of Hp"}, "/height_sd_mm/posterior"},
  };
}

std::vector<PointedColumn> ShapePart() {
  return {
      {{"wedge_ratio", "1", "Ha / Hp"}, "/ratios/wedge"},
      {{"biconcavity_ratio", "1", "Hm / Hp"}, "/ratios/biconcavity"},
      {{"crush_ratio", "1", "Hp / the posterior height expected from the neighbours"}, "/ratios/crush"},
      {{"wedge_ratio_sd", "1", "Standard deviation of Ha / Hp"}, "/ratio_sd/wedge"},
      {{"biconcavity_ratio_sd", "1", "Standard deviation of Hm / Hp"}, "/ratio_sd/biconcavity"},
      {{"crush_ratio_sd", "1", "Standard deviation of the crush ratio"}, "/ratio_sd/crush"},
      {{"wedge_angle_deg", "deg", "Between the endplates; positive where the anterior end is lower"},
       "/wedge_angle_deg"},
      {{"wedge_angle_sd_deg", "deg", "Its standard deviation"}, "/wedge_angle_sd_deg"},
      {{"depth_px", "px", "Mean of the two endplate chords"}, "/depth_px"},
      {{"depth_sd_px", "px", "Its standard deviation"}, "/depth_sd_px"},
      {{"depth_mm", "mm", "Mean of the two endplate chords"}, "/depth_mm"},
      {{"depth_sd_mm", "mm", "Its standard deviation"}, "/depth_sd_mm"},
      {{"area_px2", "px2", "Enclosed by the outline"}, "/area_px2"},
      {{"area_mm2", "mm2", "Enclosed by the outline"}, "/area_mm2"},
  };
}

std::vector<PointedColumn> GradePart() {
  return {
      {{"genant_grade", "", "0 to 3"}, "/genant/grade"},
      {{"genant_type", "", "none, wedge, biconcave or crush"}, "/genant/type"},
      {{"genant_secondary_type", "", "A second deformity of the same body"}, "/genant/secondary_type"},
      {{"grade_0_probability", "1", "Of grade 0"}, "/genant/grade_probability/0"},
      {{"grade_1_probability", "1", "Of grade 1"}, "/genant/grade_probability/1"},
      {{"grade_2_probability", "1", "Of grade 2"}, "/genant/grade_probability/2"},
      {{"grade_3_probability", "1", "Of grade 3"}, "/genant/grade_probability/3"},
      {{"boundary", "", "true: nearer to a threshold than the least significant change"}, "/genant/boundary"},
      {{"posterior_wedge", "", "true: posterior wedge / atypical"}, "/genant/posterior_wedge"},
      {{"deformity", "1", "Largest of the three fractional height losses"}, "/genant/deformity"},
      {{"hp_reference_px", "px", "Posterior height expected from the neighbours"}, "/genant/hp_reference_px"},
      {{"reference_levels", "", "Those neighbours, with semicolons between"}, "/genant/reference_levels"},
  };
}

std::vector<PointedColumn> PointPart() {
  return {
      {{"superior_anterior_x_px", "px", "Corner, to the right"}, "/corners_px/superior_anterior/0"},
      {{"superior_anterior_y_px", "px", "Corner, down"}, "/corners_px/superior_anterior/1"},
      {{"superior_middle_x_px", "px", "Middle of the endplate, to the right"}, "/midpoints_px/superior/0"},
      {{"superior_middle_y_px", "px", "Middle of the endplate, down"}, "/midpoints_px/superior/1"},
      {{"superior_posterior_x_px", "px", "Corner, to the right"}, "/corners_px/superior_posterior/0"},
      {{"superior_posterior_y_px", "px", "Corner, down"}, "/corners_px/superior_posterior/1"},
      {{"inferior_anterior_x_px", "px", "Corner, to the right"}, "/corners_px/inferior_anterior/0"},
      {{"inferior_anterior_y_px", "px", "Corner, down"}, "/corners_px/inferior_anterior/1"},
      {{"inferior_middle_x_px", "px", "Middle of the endplate, to the right"}, "/midpoints_px/inferior/0"},
      {{"inferior_middle_y_px", "px", "Middle of the endplate, down"}, "/midpoints_px/inferior/1"},
      {{"inferior_posterior_x_px", "px", "Corner, to the right"}, "/corners_px/inferior_posterior/0"},
      {{"inferior_posterior_y_px", "px", "Corner, down"}, "/corners_px/inferior_posterior/1"},
  };
}

std::vector<PointedColumn> PointSdPart() {
  return {
      {{"superior_anterior_sd_x_px", "px", "Standard deviation"}, "/landmark_sd_px/superior_anterior/0"},
      {{"superior_anterior_sd_y_px", "px", "Standard deviation"}, "/landmark_sd_px/superior_anterior/1"},
      {{"superior_middle_sd_x_px", "px", "Standard deviation"}, "/landmark_sd_px/superior/0"},
      {{"superior_middle_sd_y_px", "px", "Standard deviation"}, "/landmark_sd_px/superior/1"},
      {{"superior_posterior_sd_x_px", "px", "Standard deviation"}, "/landmark_sd_px/superior_posterior/0"},
      {{"superior_posterior_sd_y_px", "px", "Standard deviation"}, "/landmark_sd_px/superior_posterior/1"},
      {{"inferior_anterior_sd_x_px", "px", "Standard deviation"}, "/landmark_sd_px/inferior_anterior/0"},
      {{"inferior_anterior_sd_y_px", "px", "Standard deviation"}, "/landmark_sd_px/inferior_anterior/1"},
      {{"inferior_middle_sd_x_px", "px", "Standard deviation"}, "/landmark_sd_px/inferior/0"},
      {{"inferior_middle_sd_y_px", "px", "Standard deviation"}, "/landmark_sd_px/inferior/1"},
      {{"inferior_posterior_sd_x_px", "px", "Standard deviation"}, "/landmark_sd_px/inferior_posterior/0"},
      {{"inferior_posterior_sd_y_px", "px", "Standard deviation"}, "/landmark_sd_px/inferior_posterior/1"},
  };
}

std::vector<PointedColumn> ScorePart() {
  return {
      {{"ha_hp_z", "SD", "Ha/Hp against the norms; this and all that follow only with --norms"},
       "/quantitative/scores/ha_hp/z"},
      {{"ha_hp_z_sd", "SD", "Its standard deviation, of the measurement"}, "/quantitative/scores/ha_hp/z_sd"},
      {{"hm_hp_z", "SD", "Hm/Hp against the norms"}, "/quantitative/scores/hm_hp/z"},
      {{"hm_hp_z_sd", "SD", "Its standard deviation, of the measurement"}, "/quantitative/scores/hm_hp/z_sd"},
      {{"hp_above_z", "SD", "Hp / Hp of the level above against the norms"},
       "/quantitative/scores/hp_above/z"},
      {{"hp_above_z_sd", "SD", "Its standard deviation, of the measurement"},
       "/quantitative/scores/hp_above/z_sd"},
      {{"hp_below_z", "SD", "Hp / Hp of the level below against the norms"},
       "/quantitative/scores/hp_below/z"},
      {{"hp_below_z_sd", "SD", "Its standard deviation, of the measurement"},
       "/quantitative/scores/hp_below/z_sd"},
      {{"hp_predicted_z", "SD", "Hp / Hp that the neighbours predict against the norms"},
       "/quantitative/scores/hp_predicted/z"},
      {{"hp_predicted_z_sd", "SD", "Its standard deviation, of the measurement"},
       "/quantitative/scores/hp_predicted/z_sd"},
  };
}

std::vector<PointedColumn> MethodPart() {
  return {
      {{"eastell_1991", "", "true: deformed by Eastell 1991; empty: not computed"},
       "/quantitative/methods/eastell_1991/deformed"},
      {{"eastell_1991_grade", "", "0 to 2"}, "/quantitative/methods/eastell_1991/grade"},
      {{"eastell_1991_type", "", "none, wedge, biconcave or crush"},
       "/quantitative/methods/eastell_1991/type"},
      {{"melton_1993", "", "true: deformed by Melton 1993"}, "/quantitative/methods/melton_1993/deformed"},
      {{"mccloskey_1993", "", "true: deformed by McCloskey-Kanis 1993"},
       "/quantitative/methods/mccloskey_1993/deformed"},
      {{"mccloskey_1993_grade", "", "0 to 2"}, "/quantitative/methods/mccloskey_1993/grade"},
      {{"mccloskey_1993_type", "", "none, wedge, biconcave, crush or posterior_wedge"},
       "/quantitative/methods/mccloskey_1993/type"},
      {{"black_1995", "", "true: deformed by Black 1995"}, "/quantitative/methods/black_1995/deformed"},
      {{"minne_1988", "", "true: deformed by Minne 1988"}, "/quantitative/methods/minne_1988/deformed"},
      {{"minne_1988_vdi", "1", "Minne's vertebral deformity index, in heights of T4"},
       "/quantitative/vertebral_deformity_index"},
  };
}

}  // namespace

const std::vector<PointedColumn>& PointedVertebraColumns() {
  static const std::vector<PointedColumn> columns = [] {
    std::vector<PointedColumn> all;
    for (const auto& part : {FilmPart(), NamePart(), HeightPart(), ShapePart(), GradePart(), PointPart(),
                             PointSdPart(), ScorePart(), MethodPart()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return columns;
}

}  // namespace openvfa
