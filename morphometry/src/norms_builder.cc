#include "openvfa/morphometry/norms_builder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

struct Person {
  NormSex sex = NormSex::kAny;
  bool fractured = false;
  SpineHeights spine;
};

double Checked(double height, const HeightRow& row) {
  if (std::isfinite(height) && height > 0) return height;
  throw InputError("A height of a " + LevelName(row.level) + " is not a positive number.");
}

BodyHeights HeightsOf(const HeightRow& row) {
  return {.anterior = {Checked(row.anterior, row), 0},
          .middle = {Checked(row.middle, row), 0},
          .posterior = {Checked(row.posterior, row), 0}};
}

// By name, so that the order of rows does not matter.
std::map<std::string, Person> Gather(const std::vector<HeightRow>& rows, FracturePolicy policy,
                                     NormsBuild& build) {
  std::map<std::string, Person> people;
  std::set<std::pair<std::string, VertebralLevel>> seen, fractures;
  for (const HeightRow& row : rows) {
    const auto [place, is_new] = people.try_emplace(row.person);
    Person& person = place->second;
    if (is_new) person.sex = row.sex;
    if (person.sex != row.sex) throw InputError("The table gives one person two sexes.");
    const std::pair vertebra(row.person, row.level);
    if (row.fractured) {  // also where it has no heights, or another film has that level already
      if (!person.fractured) ++build.fractured_people;
      if (fractures.insert(vertebra).second) ++build.fractured_vertebrae;
      person.fractured = true;
    }
    if (!row.measured) continue;
    if (!seen.insert(vertebra).second) {
      ++build.repeated;
      continue;
    }
    const BodyHeights heights = HeightsOf(row);
    if (!row.fractured || policy == FracturePolicy::kKeep) person.spine.emplace(row.level, heights);
  }
  if (policy == FracturePolicy::kPerson) {
    std::erase_if(people, [](const auto& entry) { return entry.second.fractured; });
  }
  std::erase_if(people, [](const auto& entry) { return entry.second.spine.empty(); });
  return people;
}

std::vector<SpineHeights> SpinesOf(const std::map<std::string, Person>& people, NormSex sex) {
  std::vector<SpineHeights> spines;
  for (const auto& [name, person] : people) {
    if (sex == NormSex::kAny || person.sex == sex) spines.push_back(person.spine);
  }
  return spines;
}

std::string SexText(NormSex sex) {
  return sex == NormSex::kFemale ? "women" : sex == NormSex::kMale ? "men" : "both sexes";
}

// Values of one ratio at each level where any spine has it.
std::map<VertebralLevel, std::vector<double>> ValuesOf(NormRatio ratio,
                                                       const std::vector<SpineHeights>& spines,
                                                       const RelativeHeights& relative) {
  std::map<VertebralLevel, std::vector<double>> values;
  for (const SpineHeights& spine : spines) {
    for (const auto& [level, heights] : spine) {
      if (const auto value = SpineRatio(ratio, level, spine, relative)) values[level].push_back(value->value);
    }
  }
  return values;
}

void AddRatio(NormSex sex, NormRatio ratio, const std::vector<SpineHeights>& spines,
              const NormsOptions& options, NormsBuild& build) {
  std::string short_of;
  for (const auto& [level, values] : ValuesOf(ratio, spines, build.norms.relative_posterior[sex])) {
    const auto entry = TrimmedMoments(values, options.trim_sd);
    const int kept = entry ? entry->n : static_cast<int>(values.size());
    if (entry && kept >= options.minimum && entry->sd > 0) {
      build.norms.entries[{sex, level, ratio}] = *entry;
      build.norms.origin.values_trimmed += entry->trimmed;
    } else {
      short_of += (short_of.empty() ? "" : ", ") + LevelName(level) + " (" +
                  (kept >= options.minimum ? "no spread" : std::to_string(kept)) + ")";
    }
  }
  if (short_of.empty()) return;
  build.left_out.push_back(NormRatioText(ratio) + " of " + SexText(sex) + " at " + short_of +
                           ": fewer than the " + std::to_string(options.minimum) +
                           " values that limits of 3 SD need.");
}

void AddSex(NormSex sex, const std::map<std::string, Person>& people, const NormsOptions& options,
            NormsBuild& build) {
  const std::vector<SpineHeights> spines = SpinesOf(people, sex);
  if (spines.empty()) return;
  RelativeHeights relative = FitRelativeHeights(spines, options.trim_sd, options.minimum);
  if (relative.empty()) {
    build.left_out.push_back("Predicted heights of " + SexText(sex) +
                             ": too few spines show two levels together.");
  }
  build.norms.relative_posterior[sex] = std::move(relative);
  for (const NormRatio ratio : kNormRatios) AddRatio(sex, ratio, spines, options, build);
  if (build.norms.relative_posterior[sex].empty()) build.norms.relative_posterior.erase(sex);
}

std::string PolicyText(FracturePolicy policy) {
  switch (policy) {
    case FracturePolicy::kVertebra:
      return "vertebrae of Genant grade 1 or more left out";
    case FracturePolicy::kPerson:
      return "everybody with a vertebra of Genant grade 1 or more left out";
    case FracturePolicy::kKeep:
      return "kept; only trimming removes them";
  }
  return {};
}

}  // namespace

std::string FracturePolicyName(FracturePolicy policy) {
  return policy == FracturePolicy::kVertebra ? "vertebra"
         : policy == FracturePolicy::kPerson ? "person"
                                             : "none";
}

void NormsOptions::Validate() const {
  if (trim_sd && !(*trim_sd >= 2 && std::isfinite(*trim_sd))) {
    throw InputError("trim_sd must be at least 2: less cuts deep into a normal distribution.");
  }
  if (minimum < 10)
    throw InputError("minimum must be at least 10: a standard deviation of fewer says little.");
}

std::optional<NormEntry> TrimmedMoments(std::vector<double> values, std::optional<double> trim_sd) {
  std::sort(values.begin(), values.end());  // sums do not depend on the order given
  const std::size_t all = values.size();
  for (;;) {
    if (values.size() < 2) return std::nullopt;
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double sd = std::sqrt(squares / (n - 1));
    const auto is_far = [&](double value) { return std::abs(value - mean) > *trim_sd * sd; };
    if (trim_sd && std::erase_if(values, is_far) > 0) continue;
    return NormEntry{mean, sd, static_cast<int>(values.size()), static_cast<int>(all - values.size())};
  }
}

NormsBuild BuildNorms(const std::vector<HeightRow>& rows, const NormsOptions& options, NormsOrigin origin) {
  options.Validate();
  NormsBuild build;
  const auto people = Gather(rows, options.fractured, build);
  build.people = static_cast<int>(people.size());
  build.norms.origin = std::move(origin);
  build.norms.origin.fractured = PolicyText(options.fractured);
  build.norms.origin.trim_sd = options.trim_sd;
  build.norms.origin.people = build.people;
  build.norms.origin.values_trimmed = 0;
  for (const NormSex sex : kNormSexes) AddSex(sex, people, options, build);
  if (build.norms.entries.empty()) {
    throw InputError("No norms can be built: no level has " + std::to_string(options.minimum) +
                     " usable vertebrae.");
  }
  return build;
}

}  // namespace openvfa
