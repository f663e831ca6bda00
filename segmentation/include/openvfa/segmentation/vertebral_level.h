// Names of the vertebrae, ordered from head to tail.
#ifndef OPENVFA_SEGMENTATION_VERTEBRAL_LEVEL_H_
#define OPENVFA_SEGMENTATION_VERTEBRAL_LEVEL_H_

#include <optional>
#include <string>
#include <string_view>

namespace openvfa {

// kT13 and kL6 are the supernumerary bodies of a transitional spine.
enum class VertebralLevel {
  kC2,
  kC3,
  kC4,
  kC5,
  kC6,
  kC7,
  kT1,
  kT2,
  kT3,
  kT4,
  kT5,
  kT6,
  kT7,
  kT8,
  kT9,
  kT10,
  kT11,
  kT12,
  kT13,
  kL1,
  kL2,
  kL3,
  kL4,
  kL5,
  kL6,
  kS1,
};

// "T12"
std::string LevelName(VertebralLevel level);
std::optional<VertebralLevel> ParseLevel(std::string_view name);

// The `steps`-th level above (cranial, positive) `level` in the usual spine (no T13, L6); absent above C2.
std::optional<VertebralLevel> LevelAbove(VertebralLevel level, int steps);

// T4..L4: the levels the Spinal Deformity Index sums over.
bool IsIndexLevel(VertebralLevel level);

}  // namespace openvfa

#endif  // OPENVFA_SEGMENTATION_VERTEBRAL_LEVEL_H_
