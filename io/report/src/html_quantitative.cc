// Z-scores against norms and the quantitative methods.
#include "assessment_text.h"
#include "html_parts.h"
#include "openvfa/report/markup.h"
#include "quantitative_text.h"

namespace openvfa {
namespace {

constexpr NormRatio kShown[] = {NormRatio::kAnteriorPosterior, NormRatio::kMiddlePosterior,
                                NormRatio::kPosteriorAbove, NormRatio::kPosteriorBelow,
                                NormRatio::kPosteriorPredicted};

std::string Cell(const std::string& markup) { return Element("td", {}, markup); }

std::string ScoreCell(const RatioScores& scores, NormRatio ratio) {
  const auto score = scores.find(ratio);
  if (score == scores.end()) return Cell("–");
  const Estimate& z = score->second.z;
  return Cell(Fixed(z.value, 1) + Element("span", {{"class", "sd"}}, "±" + Fixed(z.sd, 1)));
}

std::string Row(const VertebraMorphometry& vertebra) {
  std::string out = Element("th", {{"scope", "row"}}, LevelName(vertebra.level));
  for (const NormRatio ratio : kShown) out += ScoreCell(vertebra.scores, ratio);
  for (const MorphometryMethod method : kMorphometryMethods) {
    const MethodResult& result = vertebra.Of(method);
    const std::string text = Escaped(ResultText(result));
    const std::string shown = result.deformed.value_or(false) ? Element("strong", {}, text) : text;
    out += Element("td", {{"class", "words"}, {"title", MorphometryMethodTitle(method)}}, shown);
  }
  return Element("tr", {}, out) + "\n";
}

std::string Table(const QuantitativeMorphometry& morphometry) {
  std::string head = Element("th", {{"scope", "col"}, {"class", "words"}}, "Level"), body;
  for (const NormRatio ratio : kShown) {
    head += Element("th", {{"scope", "col"}}, Escaped("z " + NormRatioText(ratio)));
  }
  for (const MorphometryMethod method : kMorphometryMethods) {
    head += Element("th", {{"scope", "col"}, {"class", "words"}}, Escaped(MorphometryMethodTitle(method)));
  }
  for (const VertebraMorphometry& vertebra : morphometry.vertebrae) body += Row(vertebra);
  return Element("div",
                 {{"class", "scroll"},
                  {"tabindex", "0"},
                  {"aria-label", "Table of quantitative methods"},
                  {"role", "region"}},
                 Element("table", {{"class", "plain"}},
                         "<thead><tr>" + head + "</tr></thead>\n<tbody>\n" + body + "</tbody>")) +
         "\n";
}

}  // namespace

std::string QuantitativePart(const ReportInput& input) {
  if (input.assessment.quantitative == nullptr) return {};
  const QuantitativeMorphometry& morphometry = *input.assessment.quantitative;
  const NormsOrigin& origin = morphometry.origin;
  NamedMarkup about = {{"Norms", Escaped(origin.source)},
                       {"Of", Escaped(NormsOfText(morphometry.sex) + ", " + std::to_string(origin.people) +
                                      " people or films")},
                       {"Fractured vertebrae", Escaped(origin.fractured)},
                       {"Trimming", origin.trim_sd ? "beyond " + Fixed(*origin.trim_sd, 1) + " SD, " +
                                                         std::to_string(origin.values_trimmed) + " values"
                                                   : std::string("none")}};
  if (!origin.data_date.empty()) about.emplace_back("Date of the data", Escaped(origin.data_date));
  if (morphometry.deformity_index) {
    about.emplace_back("Spine Deformity Index (Minne)",
                       Escaped(WithSd(*morphometry.deformity_index, 2) + " heights of T4"));
  }
  return Section(
      "quantitative-title", "Quantitative morphometry",
      DefinitionList(about) + Table(morphometry) +
          Paragraph("z: deviation from the norms in their SD, ± that of the measurement. Each method "
                    "stands alone; morphometry alone does not diagnose a fracture."));
}

}  // namespace openvfa
