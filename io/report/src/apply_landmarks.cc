#include "openvfa/report/apply_landmarks.h"

#include <algorithm>
#include <ctime>
#include <numeric>
#include <set>

#include "landmark_match.h"
#include "landmark_parts.h"
#include "openvfa/image/error.h"
#include "take_body.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

// A body of the result and what it came from.
struct Taken {
  VertebralBody body;
  const LandmarkBody* from = nullptr;
  std::optional<std::size_t> found = {};
  EditedBody before = {};
};

double CentreRow(const VertebralBody& body) {
  double sum = 0;
  for (const Landmark* point : PointsOf(body.points)) sum += point->position_px.y();
  return sum / 6;
}

// Positive where the anterior points lie to the right.
double AnteriorSum(const std::vector<VertebralBody>& bodies) {
  double sum = 0;
  for (const VertebralBody& body : bodies) {
    const SixPoints& p = body.points;
    const double across = p.superior_anterior.position_px.x() + p.inferior_anterior.position_px.x() -
                          p.superior_posterior.position_px.x() - p.inferior_posterior.position_px.x();
    sum += across > 0 ? 1 : -1;
  }
  return sum;
}

void Drop(const char* code, std::vector<Diagnostic>& diagnostics) {
  std::erase_if(diagnostics, [code](const Diagnostic& diagnostic) { return diagnostic.code == code; });
}

class Takeover {
 public:
  Takeover(const Radiograph& radiograph, const StudyAssessment& found, const LandmarkFile& landmarks,
           const AssessmentOptions& options)
      : radiograph_(radiograph),
        found_(found),
        landmarks_(landmarks),
        options_(options),
        history_(landmarks.edits),
        bodies_(landmarks.bodies) {}

  StudyAssessment Run() {
    for (LandmarkBody& body : bodies_) {
      TakePointsFromOutline(landmarks_.anterior.value_or(found_.outlines.anterior), body);
    }
    TakeBodies();
    RecordRemoved();
    Sort();
    SpineOutlines outlines = found_.outlines;
    outlines.bodies.clear();
    for (const Taken& taken : taken_) outlines.bodies.push_back(taken.body);
    TakeNames(outlines);
    TakeSide(outlines);
    if (!outlines.bodies.empty()) Drop("no-vertebra", outlines.diagnostics);
    StudyAssessment study = AssessOutlines(radiograph_, outlines, options_);
    if (TakeVerdicts(study, outlines)) study = AssessOutlines(radiograph_, std::move(outlines), options_);
    return study;
  }

  std::vector<LandmarkEdit> TakeEdits() { return std::move(edits_); }

 private:
  void TakeBodies() {
    const auto match = MatchBodies(bodies_, found_.outlines.bodies, history_);
    for (std::size_t i = 0; i < bodies_.size(); ++i) {
      BodySource source{.from = bodies_[i],
                        .found = match[i] ? &found_.outlines.bodies[*match[i]] : nullptr,
                        .rounding_px = landmarks_.rounding_px,
                        .calibration = radiograph_.calibration};
      if (source.found != nullptr) {
        source.before = history_.Of(source.found->level);
      } else if (const auto added = bodies_[i].level ? history_.OfAdded(*bodies_[i].level) : std::nullopt) {
        source.before = *added;
      } else {
        source.known = false;
      }
      VertebralBody body = TakeBody(source, radiograph_.rows, radiograph_.columns, edits_);
      taken_.push_back({std::move(body), &bodies_[i], match[i], source.before});
    }
  }

  void RecordRemoved() {
    std::set<std::size_t> kept;
    for (const Taken& taken : taken_) {
      if (taken.found) kept.insert(*taken.found);
    }
    for (std::size_t k = 0; k < found_.outlines.bodies.size(); ++k) {
      const EditedBody before = history_.Of(found_.outlines.bodies[k].level);
      if (kept.contains(k) || before.removed) continue;
      edits_.push_back({.change = "removed", .level = LevelName(before.level)});
    }
  }

  // From head to tail: as the program found them; by place where a body was added.
  void Sort() {
    const bool all_found =
        std::all_of(taken_.begin(), taken_.end(), [](const Taken& taken) { return taken.found.has_value(); });
    std::stable_sort(taken_.begin(), taken_.end(), [all_found](const Taken& a, const Taken& b) {
      return all_found ? *a.found < *b.found : CentreRow(a.body) < CentreRow(b.body);
    });
  }

  // Names follow one another: a reader who has named one body has named them all.
  void TakeNames(SpineOutlines& outlines) const {
    const bool named = history_.HasNames() || EditHistory(edits_).HasNames();
    if (!named) return;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      if (!taken_[i].from->level) continue;
      outlines.bodies[i].level_probability = 1;
      outlines.bodies[i].level_alternatives = {{outlines.bodies[i].level, 1.0}};
    }
    Drop("levels-uncertain", outlines.diagnostics);
  }

  // The points know which side is anterior.
  void TakeSide(SpineOutlines& outlines) const {
    const double sum = AnteriorSum(outlines.bodies);
    if (sum == 0) return;
    const AnteriorSide side = sum > 0 ? AnteriorSide::kRight : AnteriorSide::kLeft;
    if (landmarks_.anterior && *landmarks_.anterior != side) {
      throw ReadError("its anterior points do not lie on the side that it says the patient faces.");
    }
    if (side == outlines.anterior) return;
    outlines.anterior = side;
    outlines.anterior_probability = 1;
    Drop("orientation-uncertain", outlines.diagnostics);
  }

  // A reader's verdict differs both from the one that stood there and from the one that these points get.
  bool TakeVerdicts(const StudyAssessment& study, SpineOutlines& outlines) {
    const auto found_rows = VertebraRows(found_), rows = VertebraRows(study);
    bool changed = false;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const Taken& taken = taken_[i];
      if (!taken.found || !taken.from->evaluable) continue;
      const bool now = *taken.from->evaluable;
      const bool before = taken.before.evaluable.value_or(found_rows[*taken.found].Evaluable());
      VertebralBody& body = outlines.bodies[i];
      if (now == before || now == rows[i].Evaluable() || now == body.evaluable) continue;
      body.evaluable = now;
      body.reason = now ? "" : taken.from->reason;
      if (!now && body.reason.empty()) body.reason = "not evaluable, a reader says";
      edits_.push_back({.change = "evaluable",
                        .level = LevelName(body.level),
                        .before = before ? "true" : "false",
                        .after = now ? "true" : "false"});
      changed = true;
    }
    return changed;
  }

  const Radiograph& radiograph_;
  const StudyAssessment& found_;
  const LandmarkFile& landmarks_;
  const AssessmentOptions& options_;
  EditHistory history_;
  std::vector<LandmarkBody> bodies_;
  std::vector<Taken> taken_;
  std::vector<LandmarkEdit> edits_;
};

}  // namespace

std::string UtcText(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

StudyAssessment ApplyLandmarks(const Radiograph& radiograph, const StudyAssessment& found,
                               const LandmarkFile& landmarks, const EditOrigin& origin,
                               const AssessmentOptions& options) {
  Takeover takeover(radiograph, found, landmarks, options);
  StudyAssessment study = takeover.Run();
  study.source_path = found.source_path;
  study.edits = landmarks.edits;
  for (LandmarkEdit& edit : takeover.TakeEdits()) {
    edit.tool = landmarks.tool.empty() ? landmarks.format : landmarks.tool;
    edit.editor = origin.editor;
    edit.time = origin.time;
    study.edits.push_back(std::move(edit));
  }
  return study;
}

}  // namespace openvfa
