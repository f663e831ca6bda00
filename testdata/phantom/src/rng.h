// Random numbers that are the same on every machine (std distributions are not). The order of several draws
// in one call is the compiler's: films repeat to the byte with GCC.
#ifndef OPENVFA_PHANTOM_RNG_H_
#define OPENVFA_PHANTOM_RNG_H_

#include <cmath>
#include <cstdint>

namespace openvfa::phantom {

// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): one 64-bit state, any seed is good.
class Rng {
 public:
  Rng(std::uint64_t seed, std::uint64_t stream) : state_(seed * 0x9E3779B97F4A7C15ull ^ Mix(stream + 1)) {}

  std::uint64_t Next() { return Mix(state_ += 0x9E3779B97F4A7C15ull); }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
  double Uniform(double low, double high) { return low + (high - low) * Unit(); }
  double LogUniform(double low, double high) { return low * std::exp(Unit() * std::log(high / low)); }
  // Whole number in [low, high].
  int Integer(int low, int high) {
    return low + static_cast<int>(Next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool Chance(double probability) { return Unit() < probability; }
  // A stream of its own for draws that must not shift those that follow here.
  Rng Fork(std::uint64_t stream) const {
    Rng copy = *this;
    return Rng(copy.Next(), stream);
  }
  // Box-Muller.
  double Normal(double mean = 0, double sd = 1) {
    const double radius = std::sqrt(-2 * std::log(1 - Unit()));
    return mean + sd * radius * std::cos(2 * M_PI * Unit());
  }
  // Nearly normal, mean 0, sd 1, from one draw (sum of four uniforms): for noise on every pixel.
  float QuickNormal() {
    const std::uint64_t bits = Next();
    const int sum = static_cast<int>(bits & 0xFFFF) + static_cast<int>((bits >> 16) & 0xFFFF) +
                    static_cast<int>((bits >> 32) & 0xFFFF) + static_cast<int>(bits >> 48) - 131070;
    return static_cast<float>(sum) * (1.0f / 37837.2f);
  }

 private:
  static std::uint64_t Mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace openvfa::phantom

#endif  // OPENVFA_PHANTOM_RNG_H_
