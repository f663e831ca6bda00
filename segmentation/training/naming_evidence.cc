// Writes what speaks for each way to name the bodies of simulated films, for naming_fit.py:
//   naming_evidence OUT.jsonl [--count N] [--seed S] [--first I]
// Each line: framing, whether S1 is in view, whether the spine has an L6 or T13, the true names of the bodies
// found (null: none), and the terms of every hypothesis with the names it gives.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "context.h"
#include "locate.h"
#include "locate_spine.h"
#include "naming.h"
#include "openvfa/phantom/phantom.h"
#include "refine.h"
#include "refine_chain.h"

namespace {

using namespace openvfa;
using phantom::PhantomFilm;
using phantom::TruthBody;

// The bodies as the program finds them, before they are named.
NamingEvidence Look(const PhantomFilm& film, Locator& locator, Refiner& refiner, ContextReader& context,
                    bool calibrated) {
  cv::Mat pixels;
  cv::Mat(film.rows, film.columns, CV_16U, const_cast<std::uint16_t*>(film.pixels.data()))
      .convertTo(pixels, CV_32F);
  const std::optional<double> mm_per_px = calibrated ? std::optional(film.mm_per_px) : std::nullopt;
  const Located located = LocateSpine(locator, pixels, mm_per_px);
  if (located.chain.bodies.empty()) return {};
  return EvidenceOf(context, pixels, mm_per_px, located,
                    RefineChain(refiner, pixels, located, film.anterior_right));
}

// Empty where no true body lies.
std::string NameOf(const Candidate& body, const std::vector<TruthBody>& truth) {
  for (const TruthBody& t : truth) {
    const Eigen::Vector2d centre = (t.superior_anterior_px + t.superior_posterior_px +
                                    t.inferior_anterior_px + t.inferior_posterior_px) /
                                   4;
    if ((body.Centre() - centre).norm() < 0.5 * body.Height()) return t.level;
  }
  return "";
}

void Write(std::ostream& out, const PhantomFilm& film, bool calibrated, const NamingEvidence& evidence) {
  static const char* const kFramings[] = {"whole-spine", "lumbar", "thoracic", "dxa"};
  const auto has = [&](const char* level) {
    return std::any_of(film.bodies.begin(), film.bodies.end(),
                       [&](const TruthBody& b) { return b.level == level; });
  };
  out << "{\"framing\":\"" << kFramings[static_cast<int>(film.framing)] << "\",\"sacrum\":" << has("S1")
      << ",\"odd\":" << (has("L6") || has("T13")) << ",\"calibrated\":" << calibrated << ",\"truth\":[";
  const char* comma = "";
  for (const Candidate& body : evidence.bodies) {
    const std::string name = NameOf(body, film.bodies);
    out << comma << (name.empty() ? "null" : "\"" + name + "\"");
    comma = ",";
  }
  out << "],\"hypotheses\":[";
  comma = "";
  for (const NamingHypothesis& h : NamingHypotheses(evidence.bodies.size())) {
    out << comma << "{\"levels\":[";
    comma = "";
    for (const VertebralLevel level : LevelsOf(h, evidence.bodies.size())) {
      out << comma << '"' << LevelName(level) << '"';
      comma = ",";
    }
    out << "],\"terms\":[";
    comma = "";
    for (const double term : TermsOf(h, evidence)) {
      out << comma << term;
      comma = ",";
    }
    out << "]}";
    comma = ",";
  }
  out << "]}\n";
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::uint64_t> options = {{"--count", 300}, {"--seed", 5}, {"--first", 0}};
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const auto option = options.find(argv[i]);
    if (option != options.end() && i + 1 < argc)
      option->second = std::strtoull(argv[++i], nullptr, 10);
    else
      path = argv[i];
  }
  if (path.empty() || path.starts_with("-")) {
    std::cerr << "usage: naming_evidence OUT.jsonl [--count N] [--seed S] [--first I]\n";
    return 2;
  }
  Locator locator;
  Refiner refiner;
  ContextReader context;
  std::ofstream out(path);
  for (std::uint64_t i = options["--first"]; i < options["--first"] + options["--count"]; ++i) {
    const PhantomFilm film = phantom::SimulateFilm({}, options["--seed"], i);
    const bool calibrated = i % 2 == 0;  // the others as if their pixel size were unknown
    const NamingEvidence evidence = Look(film, locator, refiner, context, calibrated);
    if (!evidence.bodies.empty()) Write(out, film, calibrated, evidence);
  }
  return out ? 0 : 1;
}
