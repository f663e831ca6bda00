// The report of an evaluation: one HTML page and its figures as SVG and PNG.
#ifndef OPENVFA_EVALUATION_REPORT_H_
#define OPENVFA_EVALUATION_REPORT_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/evaluation/evaluate.h"
#include "openvfa/evaluation/write_evaluation.h"

namespace openvfa {

struct EvaluationReportOptions {
  // Folder of the films, for the pictures of the worst bodies; without it they are looked for where the
  // readings say, and beside the files the readings came from.
  std::optional<std::filesystem::path> images;
  int worst = 20;         // bodies shown, 0 to 200
  bool png = true;        // draw EvaluationFigure::png
  std::string libraries;  // versions, for the page; may be empty

  void Validate() const;  // throws InputError naming the field
};

// A chart, or the picture of a body, as files of their own.
struct EvaluationFigure {
  std::string name;  // file name without ending: "bland-altman-anterior_mm", "roc", "worst-01", ...
  std::string title;
  std::string caption;
  std::string svg;
  std::vector<unsigned char> png;  // empty where not asked for
};

struct EvaluationReport {
  // Self-contained: no script, no request; every figure inline, tables with intervals, text fit for a methods
  // section, command and versions. Everything that comes from files is escaped.
  std::string html;
  std::vector<EvaluationFigure> figures;
  int worst_without_film = 0;  // worst bodies whose film is not at hand or cannot be read
};

// Figures for which the result holds no numbers are absent, and the page says what they need. Throws
// InputError where options are out of range, ReadError where `images` cannot be read, WriteError where a
// picture cannot be encoded.
EvaluationReport MakeEvaluationReport(const EvaluationResult& result, const EvaluationOrigin& origin,
                                      const EvaluationReportOptions& options = {},
                                      const EvaluateProgress& progress = {});

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_REPORT_H_
