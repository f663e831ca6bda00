#include "routing.h"

#include "routing_cues.h"

namespace openvfa::image {
namespace {

constexpr char kLateralFilm[] = "a lateral spine radiograph";
constexpr char kLateralScan[] = "a DXA lateral vertebral scan";

class Decision {
 public:
  explicit Decision(const RoutingEvidence& evidence) : e_(evidence) {}

  Routing Make() {
    routing_.cues = e_.cues;
    IsDxa();
    if (const auto refusal = NotAFilm()) return Refuse(*refusal);
    return routing_.is_dxa ? DecideDxa() : DecideFilm();
  }

 private:
  Routing Refuse(const std::string& because) {
    routing_.view = View::kOther;
    routing_.reason = because;
    return routing_;
  }

  Routing Accept(View view, const std::string& because) {
    routing_.view = view;
    routing_.reason = because;
    return routing_;
  }

  Routing Assume(View view, const std::string& because) {
    routing_.diagnostics.push_back({Severity::kWarning, "view-assumed", because});
    return Accept(view, because);
  }

  // Vertebral assessment is a densitometer's word, but a plain DX film may be taken for it.
  void IsDxa() {
    const bool by_words = e_.image.dxa || e_.study.dxa || (e_.image.vfa && !e_.is_dx);
    routing_.is_dxa = e_.densitometer.has_value() || (by_words && !e_.is_dx);
  }

  bool SaysLateral() const { return e_.coded.lateral || e_.image.lateral || e_.image.vfa; }
  bool SaysSpine() const { return e_.image.spine || e_.image.vfa || e_.study.spine; }

  std::optional<std::string> NotAFilm() const {
    if (e_.device == Device::kOther) return "it is not a projection film: " + e_.device_text;
    // A film with burned-in text and a clear lateral spine label still is a film.
    const int needed = SaysLateral() && SaysSpine() ? 3 : 2;
    if (e_.report_points >= needed) return "it looks like a report page or a screenshot: " + e_.report_text;
    if (e_.colour && !(SaysLateral() && SaysSpine())) return "it is a colour picture, not a film";
    return std::nullopt;
  }

  Finding Elsewhere() const {
    if (e_.image.spine || e_.image.vfa) return std::nullopt;
    if (e_.image.elsewhere) return e_.image.elsewhere;
    if (e_.image.cervical) return e_.image.cervical;
    if (e_.study.spine) return std::nullopt;
    return e_.study.elsewhere ? e_.study.elsewhere : e_.study.cervical;
  }

  Routing DecideDxa() {
    const auto frontal = e_.image.frontal ? e_.image.frontal : e_.coded.frontal;
    if (frontal) return Refuse("it is a frontal DXA scan, not a lateral one: " + *frontal);
    if (e_.image.vfa)
      return Accept(View::kLateralDxa, "it is " + std::string(kLateralScan) + ": " + *e_.image.vfa);
    if (const auto elsewhere = Elsewhere())
      return Refuse("it is a DXA scan of another region: " + *elsewhere);
    const auto lateral = e_.image.lateral ? e_.image.lateral : e_.coded.lateral;
    if (lateral) return Accept(View::kLateralDxa, "it is " + std::string(kLateralScan) + ": " + *lateral);
    if (e_.image.spine) {
      return Refuse("it is a DXA spine scan that does not say lateral, so it is taken from the front: " +
                    *e_.image.spine);
    }
    if (e_.long_and_narrow) {
      routing_.undecided = true;
      return Assume(
          View::kLateralDxa,
          std::string("Nothing but its long and narrow shape says that this is ") + kLateralScan + ".");
    }
    routing_.undecided = true;
    return Refuse("it is a DXA image that nothing identifies as a lateral vertebral scan");
  }

  // The refusal, where the projection speaks against a lateral film.
  std::optional<std::string> WrongProjection() {
    const auto& lateral_text = e_.image.lateral ? e_.image.lateral : e_.study.lateral;
    if (e_.coded.lateral) {
      if (e_.image.frontal) Conflict(*e_.coded.lateral, *e_.image.frontal);
      return std::nullopt;
    }
    if (e_.coded.frontal) {
      const bool outvoted = e_.image.lateral && e_.orientation.lateral;
      if (!outvoted) return "it is a frontal film, not a lateral one: " + *e_.coded.frontal;
      Conflict(*e_.image.lateral, *e_.coded.frontal);
      return std::nullopt;
    }
    if (lateral_text && !e_.image.frontal) return std::nullopt;
    if (const auto oblique = e_.coded.oblique ? e_.coded.oblique : e_.image.oblique) {
      return "it is an oblique film, not a lateral one: " + *oblique;
    }
    for (const auto* frontal : {&e_.image.frontal, &e_.study.frontal}) {
      if (*frontal && !e_.orientation.lateral) return "it is a frontal film, not a lateral one: " + **frontal;
    }
    // Digital X-ray objects must state the orientation; other devices send a default.
    if (e_.is_dx && e_.orientation.frontal && !e_.image.vfa) {
      return "it is a frontal film, not a lateral one: " + *e_.orientation.frontal;
    }
    return std::nullopt;
  }

  void Conflict(const std::string& used, const std::string& other) {
    routing_.diagnostics.push_back(
        {Severity::kWarning, "view-conflict",
         "The file contradicts itself: " + used + ", but " + other + "; it was taken for a lateral film."});
  }

  Routing DecideFilm() {
    if (const auto elsewhere = Elsewhere()) return Refuse("it shows another region: " + *elsewhere);
    if (const auto wrong = WrongProjection()) return Refuse(*wrong);
    if (e_.image.spine && e_.image.elsewhere) Conflict(*e_.image.spine, *e_.image.elsewhere);
    Finding lateral = e_.coded.lateral;
    for (const auto* other : {&e_.image.lateral, &e_.image.vfa, &e_.orientation.lateral, &e_.study.lateral}) {
      if (!lateral) lateral = *other;
    }
    const Finding spine = e_.image.spine ? e_.image.spine : e_.image.vfa ? e_.image.vfa : e_.study.spine;
    if (lateral && spine) {
      return Accept(View::kLateralRadiograph, std::string("it is ") + kLateralFilm + ": " + *lateral +
                                                  (*lateral == *spine ? "" : ", " + *spine));
    }
    if (lateral) {
      return Assume(View::kLateralRadiograph,
                    "It says lateral (" + *lateral + ") but no region: taken for " + kLateralFilm + ".");
    }
    if (spine) {
      return Assume(View::kLateralRadiograph,
                    "It says spine (" + *spine + ") but no projection: taken for " + kLateralFilm + ".");
    }
    routing_.undecided = true;
    if (e_.device == Device::kProjection && e_.portrait) {
      return Assume(View::kLateralRadiograph,
                    std::string("Nothing says which view this film shows: taken for ") + kLateralFilm + ".");
    }
    return Refuse("nothing in it says that it is a lateral spine film");
  }

  const RoutingEvidence& e_;
  Routing routing_;
};

}  // namespace

Routing RouteDicom(const DicomHeader& header, const PixelLayout& layout,
                   std::optional<bool> looks_like_report) {
  const RoutingEvidence evidence = CollectEvidence(header, layout, looks_like_report);
  return Decision(evidence).Make();
}

Routing RoutePlain(const std::string& format) {
  Routing routing;
  routing.view = View::kLateralRadiograph;
  routing.reason =
      "a " + format + " file does not say what it shows: it is taken for a lateral spine radiograph";
  routing.cues.push_back({"file format", format, "no view stated: lateral spine radiograph assumed"});
  return routing;
}

}  // namespace openvfa::image
