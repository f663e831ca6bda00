#include "report_words.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <iterator>

#include "text.h"

namespace openvfa::image {
namespace {

// Upper-case words with blanks around each, also those of "FemoralNeckBMD" and "TScore".
std::string LabelWords(std::string_view label) {
  const auto is = [&](std::size_t i, int (*test)(int)) {
    return i < label.size() && test(static_cast<unsigned char>(label[i])) != 0;
  };
  std::string split;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const bool after_small = i > 0 && (is(i - 1, std::islower) || is(i - 1, std::isdigit));
    const bool before_small = i > 0 && is(i - 1, std::isupper) && is(i + 1, std::islower);
    if (is(i, std::isupper) && (after_small || before_small)) split += ' ';
    split += label[i];
  }
  return Words(split);
}

bool HasWord(const std::string& words, std::string_view word) {
  std::string padded(1, ' ');
  padded.append(word).append(1, ' ');
  return words.find(padded) != std::string::npos;
}

bool HasAny(const std::string& words, std::initializer_list<std::string_view> texts) {
  return std::any_of(texts.begin(), texts.end(), [&](auto text) { return HasWord(words, text); });
}

template <std::size_t kCount>
bool HasAny(const std::string& words, const std::string_view (&texts)[kCount]) {
  return std::any_of(std::begin(texts), std::end(texts), [&](auto text) { return HasWord(words, text); });
}

// In the name of a quantity: it is about the quantity, but is not the patient's value of it.
constexpr std::string_view kDerived[] = {
    "PERCENT", "PCT",   "CHANGE",    "CHG",        "RATE",    "DIFFERENCE", "DIFF",  "DELTA",
    "SD",      "STDEV", "DEVIATION", "PRECISION",  "LSC",     "CV",         "ERROR", "MEAN",
    "K",       "D0",    "THRESHOLD", "ACCEPTABLE", "COMMENT", "PREVIOUS",   "PRIOR"};
constexpr std::string_view kOtherDensity[] = {
    "REFERENCE", "YOUNG",        "MATCHED",      "EXPECTED", "PEAK", "PREDICTED", "SBMD",   "S BMD",
    "V BMD",     "STANDARDIZED", "STANDARDISED", "VBMD",     "FAT",  "LEAN",      "TISSUE", "VOLUMETRIC"};

// Regions that densitometers report and the record does not keep.
constexpr std::string_view kOtherRegion[] = {"TROCHANTER",  "TROCH", "TROCHANTERIC", "INTERTROCHANTERIC",
                                             "INTERTROCH",  "INTER", "SHAFT",        "WARD",
                                             "WARDS",       "UD",    "MID",          "DISTAL",
                                             "ULTRADISTAL", "WHOLE", "HEAD",         "ARM",
                                             "ARMS",        "LEG",   "LEGS",         "TRUNK",
                                             "PELVIS",      "RIB",   "RIBS",         "ANDROID",
                                             "GYNOID",      "TIBIA", "CALCANEUS",    "HUMERUS",
                                             "SUBTOTAL",    "ULNA",  "TOTAL BODY",   "MEAN",
                                             "DIFFERENCE",  "DIFF"};

constexpr std::string_view kHipWords[] = {"HIP", "FEMUR", "FEMORAL"};
constexpr std::string_view kSpineWords[] = {"SPINE", "LUMBAR"};
constexpr std::string_view kForearmWords[] = {"RADIUS", "FOREARM", "RADIAL"};

bool IsThird(const std::string& words) {
  return HasAny(words, {"33", "1 3", "ONE THIRD", "THIRD"}) &&
         !HasAny(words, {"ULNA", "BOTH", "R U", "RADIUS ULNA"});
}

// The part of the body that the first of `labels` to name one names. Absent when that names several.
enum class Part { kHip, kSpine, kForearm };
std::optional<Part> PartOf(const std::vector<std::string>& labels, std::size_t from) {
  for (std::size_t i = from; i < labels.size(); ++i) {
    const auto words = LabelWords(labels[i]);
    const bool hip = HasAny(words, kHipWords);
    const bool spine = HasAny(words, kSpineWords) || HasAny(words, {"L1", "L2", "L3", "L4"});
    const bool forearm = HasAny(words, kForearmWords);
    if (hip + spine + forearm > 1 || HasAny(words, {"TOTAL BODY", "WHOLE BODY"})) return std::nullopt;
    if (hip) return Part::kHip;
    if (spine) return Part::kSpine;
    if (forearm) return Part::kForearm;
  }
  return std::nullopt;
}

// Bits 0-4: L1-L5.
unsigned LumbarVertebrae(const std::string& words) {
  unsigned found = 0;
  unsigned bit = 1;
  for (const auto vertebra : {"L1", "L2", "L3", "L4", "L5"}) {
    if (HasWord(words, vertebra)) found |= bit;
    bit <<= 1;
  }
  return found;
}

// "L1-L4 (L3)" is how a total without L3 is printed, so what lies between L1 and L4 does not matter.
std::optional<BoneSite> SpineSite(unsigned vertebrae) {
  constexpr unsigned kL1 = 1, kL2 = 2, kL3 = 4, kL4 = 8, kL5 = 16;
  if ((vertebrae & (kL1 | kL4 | kL5)) == (kL1 | kL4)) return BoneSite::kSpineL1L4;
  if (vertebrae == kL1) return BoneSite::kSpineL1;
  if (vertebrae == kL2) return BoneSite::kSpineL2;
  if (vertebrae == kL3) return BoneSite::kSpineL3;
  if (vertebrae == kL4) return BoneSite::kSpineL4;
  return std::nullopt;
}

std::optional<BoneSite> TotalSite(const std::vector<std::string>& labels, std::size_t from) {
  const auto part = PartOf(labels, from);
  if (part == Part::kHip) return BoneSite::kTotalHip;
  if (part == Part::kSpine) return BoneSite::kSpineL1L4;
  return std::nullopt;
}

// Only lateral DXA: its BMD is of another projection than the one that T-scores are about.
bool IsLateralScan(const std::string& words) {
  return HasAny(words, {"LATERAL", "LVA", "VFA", "IVA"}) && !HasAny(words, {"AP", "PA"});
}

std::string PlainUnit(std::string_view unit) {
  std::string plain;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    const auto byte = static_cast<unsigned char>(unit[i]);
    if (byte == 0xB2) plain += '2';  // superscript two, in Latin-1 and behind 0xC2 in UTF-8
    if (byte == 0xB3) plain += '3';
    if (byte < 0x80 && (std::isalnum(byte) != 0 || byte == '/' || byte == '-' || byte == '%')) {
      plain += static_cast<char>(std::tolower(byte));
    }
  }
  return plain;
}

struct UnitRow {
  std::string_view unit;
  double divisor;
};

template <std::size_t kCount>
std::optional<double> DivisorIn(const UnitRow (&rows)[kCount], std::string_view unit) {
  const auto row =
      std::find_if(std::begin(rows), std::end(rows), [unit](const auto& r) { return r.unit == unit; });
  return row == std::end(rows) ? std::nullopt : std::optional(row->divisor);
}

constexpr UnitRow kDensityUnits[] = {{"g/cm2", 1},     {"gm/cm2", 1}, {"gcm-2", 1},     {"g/cm-2", 1},
                                     {"grams/cm2", 1}, {"g/sqcm", 1}, {"mg/cm2", 1000}, {"mgcm-2", 1000},
                                     {"kg/m2", 10},    {"g/cm3", 0},  {"mg/cm3", 0},    {"mg/cc", 0},
                                     {"mg/ml", 0},     {"g/cc", 0},   {"%", 0},         {"percent", 0}};
constexpr UnitRow kContentUnits[] = {{"g", 1},     {"gm", 1}, {"gram", 1}, {"grams", 1},
                                     {"mg", 1000}, {"%", 0},  {"g/cm", 0}};
constexpr UnitRow kAreaUnits[] = {{"cm2", 1}, {"sqcm", 1}, {"mm2", 100}, {"%", 0}, {"cm", 0}};

}  // namespace

std::optional<Quantity> QuantityOf(std::string_view label) {
  const auto words = LabelWords(label);
  if (HasAny(words, kDerived)) return std::nullopt;
  const bool percent = label.find('%') != std::string_view::npos && !HasWord(words, "33");
  if (percent) return std::nullopt;
  const bool t_score = HasAny(words, {"T SCORE", "TSCORE", "T SCORES"});
  const bool z_score = HasAny(words, {"Z SCORE", "ZSCORE", "Z SCORES"});
  const bool tbs = HasAny(words, {"TBS", "TRABECULAR BONE SCORE"});
  if (tbs) return t_score || z_score ? std::nullopt : std::optional(Quantity::kTbs);
  if (t_score != z_score) return t_score ? Quantity::kTScore : Quantity::kZScore;
  if (t_score || HasAny(words, kOtherDensity)) return std::nullopt;
  if (HasAny(words, {"BMC", "BONE MINERAL CONTENT"})) return Quantity::kBmc;
  if (HasAny(words, {"BMD", "BONE MINERAL DENSITY", "BONE DENSITY"})) return Quantity::kBmd;
  if (HasWord(words, "AREA")) return Quantity::kArea;
  return std::nullopt;
}

bool IsNaming(std::string_view label) {
  const auto words = LabelWords(label);
  return HasAny(words, {"NAME",
                        "REGION",
                        "ROI",
                        "SITE",
                        "SIDE",
                        "LABEL",
                        "LATERALITY",
                        "LOCATION",
                        "REGION OF INTEREST",
                        "BODY PART",
                        "BODYPART",
                        "SCAN TYPE",
                        "SCANTYPE",
                        "SCAN MODE",
                        "EXAM TYPE",
                        "ANATOMY",
                        "ANATOMIC REGION",
                        "MEASUREMENT",
                        "PARAMETER",
                        "REGIONNAME",
                        "ROINAME"}) &&
         !HasAny(words, {"PATIENT", "PHYSICIAN", "OPERATOR"});
}

bool IsValueHolder(std::string_view label) {
  const auto words = LabelWords(label);
  return words == " VALUE " || words == " RESULT " || words == " NUMERIC VALUE ";
}

std::optional<BoneSite> SiteOf(const std::vector<std::string>& labels) {
  for (const auto& label : labels) {
    if (IsLateralScan(LabelWords(label))) return std::nullopt;
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto words = LabelWords(labels[i]);
    if (const unsigned vertebrae = LumbarVertebrae(words)) return SpineSite(vertebrae);
    if (IsThird(words)) {
      return PartOf(labels, i) == Part::kForearm ? std::optional(BoneSite::kRadius33) : std::nullopt;
    }
    const bool half_neck = HasAny(words, {"UPPER", "LOWER"});
    if (HasAny(words, kOtherRegion)) return std::nullopt;
    if (HasWord(words, "NECK")) return half_neck ? std::nullopt : std::optional(BoneSite::kFemoralNeck);
    if (HasWord(words, "TOTAL")) return TotalSite(labels, i);
  }
  return std::nullopt;
}

std::string SideOf(const std::vector<std::string>& labels) {
  for (const auto& label : labels) {
    const auto words = LabelWords(label);
    const bool left = HasWord(words, "LEFT") || words == " L ";
    const bool right = HasWord(words, "RIGHT") || words == " R ";
    if (left != right) return left ? "left" : "right";
  }
  return "";
}

bool IsOtherVisitOrReference(std::string_view label) {
  return HasAny(LabelWords(label), {"PREVIOUS", "PRIOR", "BASELINE", "TREND", "TRENDING", "TRENDS", "HISTORY",
                                    "HISTORICAL", "HISTORIC", "COMPARISON", "REFERENCE", "SERIAL"});
}

// LOINC: the "DXA ... Bone density" terms as listed by OHDSI Themis. SNOMED CT and SRT: DICOM PS3.16 CID 4031
// and CID 244. Codes only add words to the text that stands beside them.
std::string WordsOfCode(std::string_view scheme, std::string_view code) {
  struct Row {
    std::string_view code, words;
  };
  static constexpr Row kLoinc[] = {{"24701-5", "FEMUR BMD"},
                                   {"38263-0", "FEMUR T SCORE"},
                                   {"80934-3", "FEMUR Z SCORE"},
                                   {"80954-1", "LEFT FEMUR BMD"},
                                   {"80948-3", "LEFT FEMUR T SCORE"},
                                   {"80940-0", "LEFT FEMUR Z SCORE"},
                                   {"80953-3", "RIGHT FEMUR BMD"},
                                   {"80947-5", "RIGHT FEMUR T SCORE"},
                                   {"80939-2", "RIGHT FEMUR Z SCORE"},
                                   {"38261-4", "HIP BMD"},
                                   {"38264-8", "HIP T SCORE"},
                                   {"80933-5", "HIP Z SCORE"},
                                   {"46278-8", "LEFT HIP BMD"},
                                   {"80946-7", "LEFT HIP T SCORE"},
                                   {"80938-4", "LEFT HIP Z SCORE"},
                                   {"46279-6", "RIGHT HIP BMD"},
                                   {"80945-9", "RIGHT HIP T SCORE"},
                                   {"80937-6", "RIGHT HIP Z SCORE"},
                                   {"24966-4", "LUMBAR SPINE BMD"},
                                   {"38267-1", "LUMBAR SPINE T SCORE"},
                                   {"85394-5", "LUMBAR SPINE Z SCORE"},
                                   {"46383-6", "BMD"}};
  static constexpr Row kSnomed[] = {{"66794005", "L1"},      {"14293000", "L2"},
                                    {"36470004", "L3"},      {"11994002", "L4"},
                                    {"49668003", "L5"},      {"29627003", "NECK"},
                                    {"71341001", "FEMUR"},   {"29836001", "HIP"},
                                    {"24136001", "HIP"},     {"122496007", "LUMBAR SPINE"},
                                    {"131190003", "RADIUS"}, {"7771000", "LEFT"},
                                    {"24028007", "RIGHT"}};
  static constexpr Row kSrt[] = {{"G-A101", "LEFT"},
                                 {"G-A100", "RIGHT"},
                                 {"T-12710", "FEMUR"},
                                 {"T-15710", "HIP"},
                                 {"T-11503", "LUMBAR SPINE"}};
  const auto find = [code](const auto& rows) {
    const auto row =
        std::find_if(std::begin(rows), std::end(rows), [code](const Row& r) { return r.code == code; });
    return row == std::end(rows) ? std::string() : std::string(row->words);
  };
  if (scheme == "LN") return find(kLoinc);
  if (scheme == "SCT") return find(kSnomed);
  if (scheme == "SRT" || scheme == "SNM3" || scheme == "99SDM") return find(kSrt);
  return "";
}

std::optional<double> UnitDivisor(std::string_view unit, Quantity quantity) {
  const auto plain = PlainUnit(unit);
  const bool unstated = plain.empty() || plain == "1" || plain == "nounits";
  switch (quantity) {
    case Quantity::kBmd:
      return unstated ? 1 : DivisorIn(kDensityUnits, plain);
    case Quantity::kBmc:
      return unstated ? 1 : DivisorIn(kContentUnits, plain);
    case Quantity::kArea:
      return unstated ? 1 : DivisorIn(kAreaUnits, plain);
    case Quantity::kTScore:
    case Quantity::kZScore:
    case Quantity::kTbs:
      break;
  }
  return plain == "%" || plain == "percent" ? 0 : 1;
}

std::optional<DensitometerMaker> MakerOf(std::string_view manufacturer) {
  const auto words = Words(manufacturer);
  if (HasWord(words, "HOLOGIC")) return DensitometerMaker::kHologic;
  if (HasAny(words, {"LUNAR", "GE", "GEMS"})) return DensitometerMaker::kGeLunar;
  if (HasAny(words, {"NORLAND", "COOPERSURGICAL"})) return DensitometerMaker::kNorland;
  return std::nullopt;
}

}  // namespace openvfa::image
