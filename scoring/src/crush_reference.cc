#include "crush_reference.h"

#include <algorithm>
#include <cmath>

namespace openvfa {

NeighbourTable::NeighbourTable(const std::vector<VertebraMeasurement>& vertebrae) : vertebrae_(vertebrae) {
  const auto first_of = [&](VertebralLevel level) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < vertebrae_.size(); ++i)
      if (vertebrae_[i].level == level) return i;
    return std::nullopt;
  };
  // Every name of the usual spine takes a place, seen or not; T13 and L6 only where this spine has them.
  std::vector<int> position_of_level;
  for (int k = 0; k <= static_cast<int>(VertebralLevel::kS1); ++k) {
    const auto level = static_cast<VertebralLevel>(k);
    const auto body = first_of(level);
    const bool usual = level != VertebralLevel::kT13 && level != VertebralLevel::kL6;
    position_of_level.push_back(static_cast<int>(body_.size()));
    if (usual || body) body_.push_back(body);
  }
  for (const VertebraMeasurement& vertebra : vertebrae_)
    position_.push_back(position_of_level[static_cast<std::size_t>(vertebra.level)]);
}

std::optional<std::size_t> NeighbourTable::Nearest(std::size_t index, int direction,
                                                   const std::vector<bool>& usable) const {
  for (int step = 1; step <= 2; ++step) {
    const int place = position_[index] + direction * step;
    if (place < 0 || place >= static_cast<int>(body_.size())) break;
    const auto& body = body_[static_cast<std::size_t>(place)];
    if (body && usable[*body]) return body;
  }
  return std::nullopt;
}

std::optional<CrushReference> NeighbourTable::ReferenceFor(std::size_t index,
                                                           const std::vector<bool>& usable) const {
  CrushReference reference;
  double sum = 0, variance = 0;
  for (const int direction : {-1, 1}) {
    const auto neighbour = Nearest(index, direction, usable);
    if (!neighbour) continue;
    const VertebraMeasurement& body = vertebrae_[*neighbour];
    sum += body.heights_px.posterior.value;
    variance += std::max(0.0, body.height_covariance_px2(2, 2));
    reference.levels.push_back(body.level);
  }
  if (reference.levels.empty()) return std::nullopt;
  const auto count = static_cast<double>(reference.levels.size());
  reference.height_px = {sum / count, std::sqrt(variance) / count};
  return reference;
}

}  // namespace openvfa
