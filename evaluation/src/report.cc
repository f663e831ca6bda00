#include "openvfa/evaluation/report.h"

#include "charts.h"
#include "embedded/EvaluationPage.h"
#include "embedded/EvaluationStyle.h"
#include "embedded/FigureStyle.h"
#include "openvfa/image/error.h"
#include "openvfa/report/markup.h"
#include "openvfa/report/version.h"
#include "report_parts.h"
#include "worst_bodies.h"

namespace openvfa {
namespace {

constexpr int kMostWorst = 200;

class ReportMaker {
 public:
  ReportMaker(const EvaluationResult& result, const EvaluationOrigin& origin,
              const EvaluationReportOptions& options, const EvaluateProgress& progress)
      : result_(result), origin_(origin), options_(options), progress_(progress), index_(result.statistics) {}

  EvaluationReport Make() {
    std::string sections = SummaryPart() + ChartsPart() + WorstPart();
    sections += Section("tables-title", "Tables", GroupTables(result_, index_));
    sections += Section("methods-title", "Methods", MethodsText(result_, index_));
    sections += Section("missing-title", "Not computed", MissingList(result_));
    sections += OriginPart();
    const std::string style =
        std::string(HouseStyle()) + std::string(FigureStyle()) + std::string(EvaluationStyle());
    report_.html = Filled(EvaluationPage(), {{"style", style},
                                             {"style_hash", PolicyHash(style)},
                                             {"generator", Escaped("OpenVFA " + ProgramVersion())},
                                             {"subtitle", Escaped(Subtitle())},
                                             {"sections", sections}});
    return std::move(report_);
  }

 private:
  static std::string SideText(const std::string& format, const std::string& tool) {
    return format + (tool.empty() ? "" : ", " + tool);
  }

  std::string Subtitle() const {
    const BodyCounts counts = CountBodies(result_);
    return std::to_string(result_.films.size()) + " films, " + std::to_string(counts.truth) + " bodies";
  }

  std::string SummaryPart() {
    const BodyCounts counts = CountBodies(result_);
    int without = 0;
    for (const FilmPair& film : result_.films) without += film.predicted ? 0 : 1;
    NamedMarkup list = {
        {"Truth", Escaped(SideText(result_.truth_format, result_.truth_tool))},
        {"Prediction", Escaped(SideText(result_.prediction_format, result_.prediction_tool))},
        {"Films", std::to_string(result_.films.size()) +
                      (without > 0 ? ", " + std::to_string(without) + " of them without prediction" : "")},
        {"Bodies", std::to_string(counts.truth) + " in the truth, " + std::to_string(counts.found) +
                       " found, " + std::to_string(counts.false_bodies) + " false, " +
                       std::to_string(counts.beyond) + " beyond the truth"}};
    if (!result_.predictions_without_truth.empty()) {
      list.emplace_back("Left out", std::to_string(result_.predictions_without_truth.size()) +
                                        " predictions of films without truth");
    }
    return Section("summary-title", "Summary", DefinitionList(list) + "\n" + MainTable(index_));
  }

  // Also keeps it as a file.
  std::string FigureMarkup(const Drawing& drawing) {
    report_.figures.push_back({.name = drawing.id,
                               .title = drawing.title,
                               .caption = drawing.caption,
                               .svg = SvgOf(drawing, true),
                               .png = options_.png ? PngOf(drawing) : std::vector<unsigned char>()});
    return Element("figure", {{"id", "figure-" + drawing.id}},
                   SvgOf(drawing, false) + "\n" + Element("figcaption", {}, Escaped(drawing.caption))) +
           "\n";
  }

  std::string ChartsPart() {
    std::string figures;
    for (const Drawing& drawing : AllCharts(result_, index_)) figures += FigureMarkup(drawing);
    if (figures.empty()) figures = Paragraph("Nothing to draw: no body of the truth has a partner.");
    return Section("figures-title", "Figures", Element("div", {{"class", "figures"}}, figures));
  }

  std::string WorstPart() {
    const std::vector<WorstBody> worst = WorstBodies(result_, options_.worst);
    const std::vector<WorstPicture> pictures = PicturesOf(result_, worst, options_.images, progress_);
    std::string items;
    for (std::size_t i = 0; i < worst.size(); ++i) {
      const auto& [drawing, why] = pictures[i];
      if (drawing) {
        items += Element("li", {}, FigureMarkup(*drawing)) + "\n";
      } else {
        ++report_.worst_without_film;
        items += Element("li", {{"class", "none"}},
                         Paragraph(Escaped(WorstText(result_, worst[i]))) + Paragraph(Escaped(why))) +
                 "\n";
      }
    }
    if (items.empty()) return "";
    const std::string text =
        "Found bodies whose farthest point is farthest from the truth's, in per cent of the body's depth. "
        "Blue, solid, "
        "round points: truth. Orange, dashed, crosses: prediction. Missed and false bodies are in "
        "bodies.csv.";
    return Section("worst-title", "Worst " + std::to_string(worst.size()) + " vertebrae",
                   Paragraph(Escaped(text)) + Element("ol", {{"class", "crops"}}, items));
  }

  std::string OriginPart() const {
    NamedMarkup list = {{"Program", Escaped("OpenVFA " + ProgramVersion() + ", commit " + ProgramCommit())}};
    if (!options_.libraries.empty()) list.emplace_back("Libraries", Escaped(options_.libraries));
    list.emplace_back("Bootstrap", std::to_string(result_.options.bootstrap) + " resamples, seed " +
                                       std::to_string(result_.options.seed));
    return Section(
        "origin-title", "How to repeat this",
        Element("pre", {}, Element("code", {}, Escaped(origin_.command_line))) + "\n" + DefinitionList(list));
  }

  const EvaluationResult& result_;
  const EvaluationOrigin& origin_;
  const EvaluationReportOptions& options_;
  const EvaluateProgress& progress_;
  StatisticIndex index_;
  EvaluationReport report_;
};

}  // namespace

void EvaluationReportOptions::Validate() const {
  if (worst < 0 || worst > kMostWorst) {
    throw InputError("worst has to be 0 to " + std::to_string(kMostWorst) + " bodies.");
  }
}

EvaluationReport MakeEvaluationReport(const EvaluationResult& result, const EvaluationOrigin& origin,
                                      const EvaluationReportOptions& options,
                                      const EvaluateProgress& progress) {
  options.Validate();
  return ReportMaker(result, origin, options, progress).Make();
}

}  // namespace openvfa
