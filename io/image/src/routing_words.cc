#include "routing_words.h"

#include <algorithm>
#include <array>
#include <span>

#include "text.h"

namespace openvfa::image {
namespace {

using namespace std::string_view_literals;

// Blanks mark word boundaries; a pattern without them may lie inside a word (TLSPINE, LENDENWIRBELSAEULE).
constexpr std::array kLateral{" LAT "sv,      " LATERAL "sv, " LATERALE "sv, " LLAT "sv,     " RLAT "sv,
                              " SEITLICH "sv, " SEITL "sv,   " PROFIL "sv,   " LATERALLY "sv};
constexpr std::array kFrontal{" AP "sv,
                              " PA "sv,
                              " A P "sv,
                              " P A "sv,
                              " FRONTAL "sv,
                              "ANTEROPOSTERIOR"sv,
                              "POSTEROANTERIOR"sv,
                              "ANTERO POSTERIOR"sv,
                              "POSTERO ANTERIOR"sv,
                              " APVA "sv};
constexpr std::array kOblique{" OBL "sv, " OBLIQUE "sv, " LPO "sv, " RPO "sv, " LAO "sv, " RAO "sv};
constexpr std::array kSpine{"SPINE"sv,    "SPINAL"sv,  "LUMBAR"sv,    "LUMBOSACRAL"sv, "THORACOLUMBAR"sv,
                            "VERTEBRA"sv, " LWS "sv,   " BWS "sv,     "WIRBELS"sv,     "COLONNE"sv,
                            "RACHIS"sv,   "COLUMNA"sv, "SCOLIOSIS"sv, "SCOLIOS"sv};
constexpr std::array kCervical{"CSPINE"sv, " C SPINE "sv, "CERVICAL"sv, " HWS "sv};
constexpr std::array kBelowNeck{"LUMB"sv,      "THORA"sv,   "TSPINE"sv, "LSPINE"sv,   " T SPINE "sv,
                                " L SPINE "sv, " WHOLE "sv, " FULL "sv, " ENTIRE "sv, " TOTAL "sv};
constexpr std::array kElsewhere{
    " CHEST "sv,      " THORAX "sv,     " LUNG "sv,       " LUNGS "sv,    " RIB "sv,       " RIBS "sv,
    " ABDOMEN "sv,    " KUB "sv,        " PELVIS "sv,     " HIP "sv,      " HIPS "sv,      "FEMUR"sv,
    " THIGH "sv,      "KNEE"sv,         " TIBIA "sv,      " LEG "sv,      " LEGS "sv,      " ANKLE "sv,
    " FOOT "sv,       " FEET "sv,       " TOE "sv,        " HEEL "sv,     " CALCANEUS "sv, " HAND "sv,
    " WRIST "sv,      " FINGER "sv,     " THUMB "sv,      " FOREARM "sv,  " RADIUS "sv,    " ELBOW "sv,
    " HUMERUS "sv,    " ARM "sv,        " SHOULDER "sv,   " CLAVICLE "sv, " SCAPULA "sv,   " SKULL "sv,
    " HEAD "sv,       " JAW "sv,        " BREAST "sv,     " SACRUM "sv,   " COCCYX "sv,    " TOTAL BODY "sv,
    " WHOLE BODY "sv, " WHOLEBODY "sv,  " TOTALBODY "sv,  " BRAIN "sv,    " NECK "sv,      " HEART "sv,
    " EXTREMITY "sv,  " LOWER LIMB "sv, " UPPER LIMB "sv, " ORTHO "sv};
constexpr std::array kVfa{
    " LVA "sv, " VFA "sv, " IVA "sv, " DVA "sv, "VERTEBRAL ASSESSMENT"sv, "VERTEBRAL FRACTURE ASSESSMENT"sv};
constexpr std::array kDxa{" DXA "sv, " DEXA "sv, " BMD "sv, "DENSITOMETRY"sv};
constexpr std::array kReport{" REPORT "sv, " REPORTS "sv,     " SUMMARY "sv,    " RESULTS "sv,
                             " TREND "sv,  " SCREEN SAVE "sv, " SCREENSHOT "sv, " SCREEN CAPTURE "sv};

std::optional<std::string> FirstOf(std::span<const std::string_view> patterns, const std::string& words) {
  for (const auto pattern : patterns) {
    if (words.find(pattern) == std::string::npos) continue;
    const auto first = pattern.find_first_not_of(' ');
    return std::string(pattern.substr(first, pattern.find_last_not_of(' ') - first + 1));
  }
  return std::nullopt;
}

}  // namespace

TextFindings FindWords(std::string_view text) {
  const std::string words = Words(text);
  TextFindings found;
  found.lateral = FirstOf(kLateral, words);
  found.frontal = FirstOf(kFrontal, words);
  found.oblique = FirstOf(kOblique, words);
  found.spine = FirstOf(kSpine, words);
  found.elsewhere = FirstOf(kElsewhere, words);
  found.vfa = FirstOf(kVfa, words);
  found.dxa = FirstOf(kDxa, words);
  found.report = FirstOf(kReport, words);
  const auto cervical = FirstOf(kCervical, words);
  if (cervical && !FirstOf(kBelowNeck, words)) found.cervical = cervical;
  return found;
}

TextFindings FindViewPosition(std::string_view code) {
  TextFindings found = FindWords(code);
  const std::string words = Words(code);
  static constexpr std::array kLateralCodes{" LL "sv, " RL "sv};
  static constexpr std::array kObliqueCodes{" LLO "sv, " RLO "sv};
  // Decubitus: the patient lies on the side, the beam is horizontal, the projection is frontal.
  static constexpr std::array kFrontalCodes{" LLD "sv, " RLD "sv};
  if (!found.lateral) found.lateral = FirstOf(kLateralCodes, words);
  if (!found.oblique) found.oblique = FirstOf(kObliqueCodes, words);
  if (!found.frontal) found.frontal = FirstOf(kFrontalCodes, words);
  return found;
}

}  // namespace openvfa::image
