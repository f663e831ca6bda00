#include "collect_densitometry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "openvfa/image/densitometry_fields.h"
#include "openvfa/image/error.h"
#include "report_words.h"
#include "text.h"

namespace openvfa::image {
namespace {

// Names of regions are short; longer text is prose.
constexpr std::size_t kLongestName = 64;

const SiteQuantity& Described(Quantity quantity) {
  // In the order of SiteQuantities().
  static_assert(static_cast<int>(Quantity::kBmd) == 0 && static_cast<int>(Quantity::kZScore) == 4);
  return SiteQuantities()[static_cast<std::size_t>(quantity)];
}

// Absent for text without a digit ("N/A", "", "-"): nothing was measured. Throws ReadError for other text
// that is no number.
std::optional<double> NumberOf(std::string text, const std::string& where) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; };
  std::erase_if(text, blank);
  if (text.find_first_of("0123456789") == std::string::npos) return std::nullopt;
  if (text.find('.') == std::string::npos && std::count(text.begin(), text.end(), ',') == 1) {
    std::replace(text.begin(), text.end(), ',', '.');
  }
  const char* begin = text.c_str() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.c_str() + text.size();
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) {
    throw ReadError(where + " is not a number");
  }
  return value;
}

// The children of a node that name what its other children are about.
class Names {
 public:
  explicit Names(const ReportNode& parent) : parent_(&parent) {
    for (std::size_t i = 0; i < parent.children.size(); ++i) {
      const ReportNode& child = parent.children[i];
      const bool short_text = !child.value.empty() && child.value.size() <= kLongestName;
      if (short_text && IsNaming(child.label)) places_.push_back(i);
    }
  }

  // What they say of the child at `index`: of equally labelled ones the nearest before it, else the nearest
  // after it.
  std::vector<std::string> Near(std::size_t index) const {
    // Far siblings say nothing; this also keeps a long flat list from costing its square.
    constexpr std::ptrdiff_t kReach = 8;
    std::vector<std::string> values, known;
    const auto look = [&](std::size_t place) {
      const ReportNode& sibling = parent_->children[place];
      if (std::count(known.begin(), known.end(), sibling.label) > 0) return;
      known.push_back(sibling.label);
      values.push_back(sibling.value);
    };
    const auto middle = std::lower_bound(places_.begin(), places_.end(), index);
    const auto first = middle - std::min(kReach, middle - places_.begin());
    for (auto at = middle; at != first; --at) look(*(at - 1));
    const auto last = middle + std::min(kReach, places_.end() - middle);
    for (auto at = middle; at != last; ++at) look(*at);
    return values;
  }

  // "Exam: previous".
  bool SayOtherVisit() const {
    return std::any_of(places_.begin(), places_.end(), [this](std::size_t place) {
      return IsOtherVisitOrReference(parent_->children[place].value);
    });
  }

 private:
  const ReportNode* parent_;
  std::vector<std::size_t> places_;
};

class Collector {
 public:
  Collector(const std::string& name, DensitometryRecord& record) : name_(name), record_(&record) {}

  // `labels`: of the enclosing nodes, innermost first.
  void Visit(const ReportNode& node, const std::vector<std::string>& labels) {
    const Names here(node);
    if (IsOtherVisitOrReference(node.label) || here.SayOtherVisit()) return;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const ReportNode& child = node.children[i];
      const auto beside = here.Near(i);
      if (!child.value.empty()) Take(child, beside, node.label, labels);
      if (child.children.empty()) continue;
      std::vector<std::string> inner = Names(child).Near(0);
      inner.push_back(child.label);
      inner.insert(inner.end(), beside.begin(), beside.end());
      inner.insert(inner.end(), labels.begin(), labels.end());
      Visit(child, inner);
    }
  }

  void Finish() {
    for (auto& [site, sides] : found_) {
      // Values without a side belong to the only side there is.
      if (sides.size() == 2 && sides.contains("")) {
        Complete(sides.rbegin()->second, sides.at(""));
        sides.erase("");
      }
      const auto lower = std::min_element(sides.begin(), sides.end(), [](const auto& a, const auto& b) {
        return Rank(a.second) < Rank(b.second);
      });
      record_->results.push_back(lower->second);
    }
  }

 private:
  // By BMD; without it by T-score, which is of the same order within one site.
  static std::pair<bool, double> Rank(const BoneDensityResult& result) {
    if (result.bmd_g_per_cm2) return {false, *result.bmd_g_per_cm2};
    return {true, result.t_score.value_or(1e9)};
  }

  static void Complete(BoneDensityResult& result, const BoneDensityResult& other) {
    for (const auto& quantity : SiteQuantities()) {
      auto& place = result.*quantity.member;
      if (!place) place = other.*quantity.member;
    }
  }

  // The quantity in the node's own name, in a name inside or beside it, or in its parent's name where its own
  // says only which region it is of.
  static std::optional<Quantity> QuantityOfNode(const ReportNode& node, const std::vector<std::string>& names,
                                                const std::string& parent) {
    if (const auto quantity = QuantityOf(node.label)) return quantity;
    const bool holder = IsValueHolder(node.label);
    if (holder) {
      for (const auto& name : names) {
        if (const auto quantity = QuantityOf(name)) return quantity;
      }
    }
    if (holder || SiteOf({node.label, "HIP"})) return QuantityOf(parent);
    return std::nullopt;
  }

  void Take(const ReportNode& node, const std::vector<std::string>& names, const std::string& parent,
            const std::vector<std::string>& outer) {
    const auto quantity = QuantityOfNode(node, names, parent);
    if (!quantity) return;
    std::vector<std::string> labels = Names(node).Near(0);
    labels.insert(labels.begin(), node.label);
    labels.insert(labels.end(), names.begin(), names.end());
    labels.push_back(parent);
    labels.insert(labels.end(), outer.begin(), outer.end());
    const auto site = SiteOf(labels);
    if (*quantity == Quantity::kTbs) {
      TakeTbs(node, site);
    } else if (site) {
      TakeResult(node, *quantity, *site, SideOf(labels));
    }
  }

  std::optional<double> Value(const ReportNode& node, Quantity quantity, const std::string& where) const {
    const auto value = NumberOf(node.value, where);
    if (!value) return std::nullopt;
    const auto divisor = UnitDivisor(node.unit, quantity);
    if (!divisor)
      throw ReadError(where + " is in \"" + Printable(node.unit) + "\", a unit that is not known");
    if (*divisor == 0) return std::nullopt;
    return *value / *divisor;
  }

  // The mean over L1-L4; single vertebrae are not recorded.
  void TakeTbs(const ReportNode& node, std::optional<BoneSite> site) {
    if (site && *site != BoneSite::kSpineL1L4) return;
    const auto where = name_ + ": the trabecular bone score";
    const auto value = Value(node, Quantity::kTbs, where);
    if (!value) return;
    CheckPlausible(*value, ReportedTbsQuantity(), where);
    Set(record_->reported_tbs, *value, where);
  }

  void TakeResult(const ReportNode& node, Quantity quantity, BoneSite site, const std::string& side) {
    const auto& described = Described(quantity);
    const auto where = name_ + ": " + std::string(NameOf(site)) + " " + std::string(described.name);
    const auto value = Value(node, quantity, where);
    if (!value) return;
    CheckPlausible(*value, described, where);
    BoneDensityResult& result = found_[site][side];
    result.site = site;
    Set(result.*described.member, *value, where);
  }

  static void Set(std::optional<double>& place, double value, const std::string& where) {
    if (place && std::abs(*place - value) > 1e-9) {
      throw ReadError(where + " is given twice, as " + Number(*place) + " and as " + Number(value));
    }
    place = value;
  }

  std::string name_;
  DensitometryRecord* record_;
  std::map<BoneSite, std::map<std::string, BoneDensityResult>> found_;
};

}  // namespace

void CollectDensitometry(const ReportNode& report, const std::vector<std::string>& outer,
                         const std::string& name, DensitometryRecord& record) {
  Collector collector(name, record);
  std::vector<std::string> labels = outer;
  labels.insert(labels.begin(), report.label);
  collector.Visit(report, labels);
  collector.Finish();
}

}  // namespace openvfa::image
