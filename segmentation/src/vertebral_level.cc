#include "openvfa/segmentation/vertebral_level.h"

#include <array>
#include <utility>

namespace openvfa {
namespace {

using L = VertebralLevel;
constexpr std::array<std::string_view, 26> kNames = {"C2",  "C3", "C4", "C5", "C6", "C7", "T1",  "T2",  "T3",
                                                     "T4",  "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12",
                                                     "T13", "L1", "L2", "L3", "L4", "L5", "L6",  "S1"};
// The usual spine, cranial to caudal.
constexpr std::array<L, 24> kUsual = {L::kC2,  L::kC3,  L::kC4, L::kC5, L::kC6, L::kC7, L::kT1, L::kT2,
                                      L::kT3,  L::kT4,  L::kT5, L::kT6, L::kT7, L::kT8, L::kT9, L::kT10,
                                      L::kT11, L::kT12, L::kL1, L::kL2, L::kL3, L::kL4, L::kL5, L::kS1};

}  // namespace

std::string LevelName(VertebralLevel level) {
  return std::string(kNames.at(static_cast<std::size_t>(level)));
}

std::optional<VertebralLevel> ParseLevel(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<VertebralLevel>(i);
  return std::nullopt;
}

std::optional<VertebralLevel> LevelAbove(VertebralLevel level, int steps) {
  // T13 stands where L1 would, L6 where S1 would, as far as counting upwards goes.
  if (level == L::kT13) level = L::kL1;
  if (level == L::kL6) level = L::kS1;
  for (int i = 0; i < static_cast<int>(kUsual.size()); ++i) {
    if (kUsual[i] != level) continue;
    const int target = i - steps;
    if (target < 0 || target >= static_cast<int>(kUsual.size())) return std::nullopt;
    return kUsual[target];
  }
  return std::nullopt;
}

bool IsIndexLevel(VertebralLevel level) { return level >= L::kT4 && level <= L::kL4 && level != L::kT13; }

}  // namespace openvfa
