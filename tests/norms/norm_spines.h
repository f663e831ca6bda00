// Spines whose norms are known because they were planted.
#ifndef OPENVFA_TESTS_NORMS_NORM_SPINES_H_
#define OPENVFA_TESTS_NORMS_NORM_SPINES_H_

#include <random>
#include <string>
#include <vector>

#include "openvfa/morphometry/norms_builder.h"

namespace openvfa::testing {

inline constexpr double kPlantedSd = 0.04;  // of Ha/Hp and Hm/Hp

inline std::vector<VertebralLevel> IndexLevels() {
  std::vector<VertebralLevel> levels;
  for (int k = static_cast<int>(VertebralLevel::kT4); k <= static_cast<int>(VertebralLevel::kL4); ++k) {
    const auto level = static_cast<VertebralLevel>(k);
    if (IsIndexLevel(level)) levels.push_back(level);
  }
  return levels;
}

inline int Place(VertebralLevel level) {
  int place = 0;
  for (const VertebralLevel other : IndexLevels()) place += other < level ? 1 : 0;
  return place;
}

inline double PlantedHeight(VertebralLevel level) { return 40 + 1.6 * Place(level); }
inline double PlantedWedge(NormSex sex, VertebralLevel level) {
  return 0.92 + 0.006 * Place(level) - (sex == NormSex::kMale ? 0.02 : 0);
}
inline double PlantedMiddle(VertebralLevel level) { return 0.93 + 0.001 * Place(level); }

// T4 to L4 of `count` people, the first a woman, then men and women in turn; sizes differ by 8 %.
inline std::vector<HeightRow> NormalRows(int count, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<HeightRow> rows;
  for (int i = 0; i < count; ++i) {
    const NormSex sex = i % 2 == 0 ? NormSex::kFemale : NormSex::kMale;
    const double size = (sex == NormSex::kMale ? 1.1 : 1.0) * (1 + 0.08 * normal(engine));
    for (const VertebralLevel level : IndexLevels()) {
      HeightRow row{.person = "p" + std::to_string(10000 + i), .sex = sex, .level = level};
      row.posterior = size * PlantedHeight(level) * (1 + 0.025 * normal(engine));
      row.anterior = row.posterior * (PlantedWedge(sex, level) + kPlantedSd * normal(engine));
      row.middle = row.posterior * (PlantedMiddle(level) + kPlantedSd * normal(engine));
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_NORMS_NORM_SPINES_H_
