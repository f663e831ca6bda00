// What a paper would say about how the figures came about.
#include <algorithm>
#include <set>

#include "openvfa/report/markup.h"
#include "openvfa/report/version.h"
#include "pair_films.h"
#include "report_parts.h"

namespace openvfa {
namespace {

struct Work {
  const char* key;
  const char* text;
};
constexpr Work kWorks[] = {
    {"kuhn", "Kuhn HW. The Hungarian method for the assignment problem. Nav Res Logist Q 1955;2:83."},
    {"efron", "Efron B, Tibshirani RJ. An introduction to the bootstrap. Chapman & Hall 1993, ch. 13."},
    {"dice", "Dice LR. Measures of the amount of ecologic association between species. Ecology 1945;26:297."},
    {"bland",
     "Bland JM, Altman DG. Statistical methods for assessing agreement between two methods of clinical "
     "measurement. Lancet 1986;327:307."},
    {"shrout",
     "Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychol Bull "
     "1979;86:420."},
    {"gluer",
     "Glüer CC et al. Accurate assessment of precision errors: how to measure the reproducibility of bone "
     "densitometry techniques. Osteoporos Int 1995;5:262."},
    {"genant",
     "Genant HK et al. Vertebral fracture assessment using a semiquantitative technique. J Bone Miner Res "
     "1993;8:1137."},
    {"cohen", "Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37."},
    {"cicchetti",
     "Cicchetti DV, Allison T. A new procedure for assessing reliability of scoring EEG sleep recordings. "
     "Am J EEG Technol 1971;11:101."},
    {"fleiss",
     "Fleiss JL, Cohen J. The equivalence of weighted kappa and the intraclass correlation coefficient as "
     "measures of reliability. Educ Psychol Meas 1973;33:613."},
    {"hanley",
     "Hanley JA, McNeil BJ. The meaning and use of the area under a receiver operating characteristic (ROC) "
     "curve. Radiology 1982;143:29."},
    {"brier",
     "Brier GW. Verification of forecasts expressed in terms of probability. Mon Weather Rev 1950;78:1."},
    {"guo", "Guo C, Pleiss G, Sun Y, Weinberger KQ. On calibration of modern neural networks. ICML 2017."},
    {"wilson",
     "Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc "
     "1927;22:209."}};

// Text that cites: "[@key]" becomes a number in the order of first use.
class Citing {
 public:
  std::string Numbered(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = text.find("[@", at), end = text.find(']', begin);
      if (begin == std::string::npos || end == std::string::npos) return out + text.substr(at);
      out += text.substr(at, begin - at) + "[" +
             std::to_string(NumberOf(text.substr(begin + 2, end - begin - 2))) + "]";
      at = end + 1;
    }
    return out;
  }
  std::string List() const {
    std::string items;
    for (const std::string& key : keys_) {
      const auto work =
          std::find_if(std::begin(kWorks), std::end(kWorks), [&](const Work& w) { return w.key == key; });
      items += Element("li", {}, Escaped(work->text)) + "\n";
    }
    return Element("ol", {}, items) + "\n";
  }

 private:
  std::size_t NumberOf(const std::string& key) {
    const auto found = std::find(keys_.begin(), keys_.end(), key);
    if (found == keys_.end()) keys_.push_back(key);
    return static_cast<std::size_t>(std::find(keys_.begin(), keys_.end(), key) - keys_.begin()) + 1;
  }
  std::vector<std::string> keys_;
};

std::string Side(const char* name, const std::string& format, const std::string& tool) {
  return std::string(name) + " was read from " + (format.empty() ? "readings" : format + " files") +
         (tool.empty() ? "" : " written by " + tool);
}

std::string Material(const EvaluationResult& result) {
  const BodyCounts counts = CountBodies(result);
  std::set<std::string> patients;
  int unpredicted = 0;
  for (const FilmPair& film : result.films) {
    patients.insert(PatientOf(film));
    unpredicted += film.predicted ? 0 : 1;
  }
  std::string text = Side("The truth", result.truth_format, result.truth_tool) + ", " +
                     Side("the prediction", result.prediction_format, result.prediction_tool) + ". " +
                     std::to_string(result.films.size()) + " films of " + std::to_string(patients.size()) +
                     " patients (a film whose patient is not known counts as a patient of its own) with " +
                     std::to_string(counts.truth) + " evaluable bodies from " +
                     LevelName(result.options.first_level) + " to " + LevelName(result.options.last_level) +
                     " were compared with OpenVFA " + ProgramVersion() + ".";
  if (unpredicted > 0) {
    text += " For " + std::to_string(unpredicted) +
            (unpredicted == 1 ? " film there was no prediction; all its bodies"
                              : " films there was no prediction; all their bodies") +
            " count as missed.";
  }
  if (result.options.mm_per_px) {
    text += " Where neither side stated the size of a pixel, it was taken as " +
            FigureText(*result.options.mm_per_px, "1") + " mm.";
  }
  return text;
}

std::string Matching(const EvaluationResult& result) {
  return "Bodies were matched one to one by overlap, not by name: of all assignments the one with the "
         "greatest sum of "
         "intersection over union, of pairs that overlap by at least " +
         FigureText(result.options.minimum_overlap, "mm") +
         " (Hungarian method [@kuhn]); the overlap is that of the outlines where both have one, else of the "
         "polygons "
         "through their points, and bodies without a place were matched by name. A body of the truth without "
         "partner is "
         "missed. A predicted body without partner is false where its centre lies, in height, between the "
         "centres of the "
         "truth's uppermost and lowest body of the film; beyond these the reader may have stopped, and it is "
         "counted "
         "apart. A wrong level name is counted as such and not as a missed body; a film is shifted where "
         "more than half "
         "of its names are off by the same number of levels.";
}

std::string Intervals(const EvaluationResult& result) {
  if (result.options.bootstrap == 0) return "No bootstrap intervals were asked for.";
  return "Intervals are 95 % percentile intervals of " + std::to_string(result.options.bootstrap) +
         " bootstrap resamples [@efron] (seed " + std::to_string(result.options.seed) +
         ") of whole films, all films of a patient together, because the bodies of a film are not "
         "independent.";
}

std::string Lengths(const StatisticIndex& index) {
  std::string text =
      "The point error is the distance of a predicted point from the true one, in per cent of the mean "
      "length of the "
      "truth's two endplates where so stated.";
  if (index.Valued("dice", "median")) {
    text +=
        " Outlines were compared by the Dice coefficient [@dice], the mean distance of the predicted outline "
        "from the "
        "true one and the Hausdorff distance.";
  }
  if (index.Valued("anterior_mm", "bias") || index.Valued("anterior_px", "bias") ||
      index.Valued("wedge_ratio", "bias")) {
    text +=
        " Ha, Hm and Hp are the anterior, middle and posterior height. Their differences and those of the "
        "ratios, "
        "prediction − truth, are given as bias with limits of agreement, bias ± 1.96 SD [@bland], ICC(2,1) "
        "for "
        "absolute agreement and ICC(3,1) for consistency [@shrout], and the root mean square coefficient of "
        "variation "
        "of the two readings [@gluer].";
  }
  if (index.Valued("wedge_ratio", "coverage_95") || index.Valued("point_sd", "coverage_95")) {
    text +=
        " The stated standard deviations were judged by the share of errors within the central 50, 68 and 95 "
        "% "
        "interval of a normal distribution of that standard deviation.";
  }
  return text;
}

std::string Grades(const StatisticIndex& index) {
  if (!index.Valued("grade", "exact")) return "";
  std::string text =
      "Grades are those of Genant [@genant] as each side states them. Agreement is Cohen's kappa, plain "
      "[@cohen], linear "
      "[@cicchetti] and quadratic [@fleiss], per body and for the worst grade of each patient; sensitivity, "
      "specificity "
      "and predictive values are of grade ≥ 1 and grade ≥ 2, among bodies graded by both: bodies that were "
      "missed or "
      "called not evaluable count in detection only.";
  if (index.Valued("deformity", "auc_1") || index.Valued("deformity", "auc_2")) {
    text +=
        " The continuous score of the ROC curves is the largest fractional height loss, their area the "
        "probability "
        "that a deformed body scores above another, ties counting half [@hanley].";
  }
  if (index.Valued("grade_probability", "brier")) {
    text +=
        " Grade probabilities were judged by the Brier score [@brier], the reliability diagram with score "
        "intervals "
        "[@wilson] and the expected calibration error in 15 bins [@guo].";
  }
  return text;
}

}  // namespace

std::string MethodsText(const EvaluationResult& result, const StatisticIndex& index) {
  Citing citing;
  std::string out;
  // Names of tools and formats come from files: they are not searched for citations.
  out += Paragraph(Escaped(Material(result)));
  for (const std::string& text : {Matching(result), Lengths(index), Grades(index), Intervals(result)}) {
    if (!text.empty()) out += Paragraph(Escaped(citing.Numbered(text)));
  }
  return Element("div", {{"class", "prose"}}, out + Element("h3", {}, "References") + "\n" + citing.List());
}

}  // namespace openvfa
