#include "edit_history.h"

#include <algorithm>

#include "openvfa/report/landmarks.h"

namespace openvfa {
namespace {

bool OneSession(const LandmarkEdit& a, const LandmarkEdit& b) {
  return a.time == b.time && a.tool == b.tool && a.editor == b.editor;
}

std::optional<std::size_t> PointIndex(const std::string& name) {
  const auto* found = std::find(kLandmarkNames.begin(), kLandmarkNames.end(), name);
  if (found == kLandmarkNames.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kLandmarkNames.begin());
}

void Rename(const std::vector<LandmarkEdit>& session, EditedBody& body) {
  for (const LandmarkEdit& edit : session) {
    if (edit.change != "renamed" || edit.before != LevelName(body.level)) continue;
    if (const auto level = ParseLevel(edit.after)) body.level = *level;
    return;
  }
}

void Apply(const LandmarkEdit& edit, EditedBody& body) {
  if (const auto index = PointIndex(edit.point); index && edit.after_px) {
    body.points_px[*index] = edit.after_px;
  } else if (edit.change == "evaluable") {
    body.evaluable = edit.after == "true";
  } else if (edit.change == "redrawn") {
    body.redrawn = true;
  } else if (edit.change == "removed") {
    body.removed = true;
  }
}

}  // namespace

EditHistory::EditHistory(const std::vector<LandmarkEdit>& edits) {
  for (const LandmarkEdit& edit : edits) {
    if (sessions_.empty() || !OneSession(sessions_.back().back(), edit)) sessions_.emplace_back();
    sessions_.back().push_back(edit);
  }
}

EditedBody EditHistory::Replay(VertebralLevel level, std::size_t first_session) const {
  EditedBody body{.level = level};
  for (std::size_t s = first_session; s < sessions_.size(); ++s) {
    Rename(sessions_[s], body);
    for (const LandmarkEdit& edit : sessions_[s]) {
      if (edit.level == LevelName(body.level)) Apply(edit, body);
    }
  }
  return body;
}

std::optional<EditedBody> EditHistory::OfAdded(VertebralLevel level) const {
  for (std::size_t s = 0; s < sessions_.size(); ++s) {
    for (const LandmarkEdit& edit : sessions_[s]) {
      const auto added = ParseLevel(edit.level);
      if (edit.change != "added" || !edit.point.empty() || !added) continue;
      EditedBody body = Replay(*added, s);
      if (body.level == level && !body.removed) return body;
    }
  }
  return std::nullopt;
}

bool EditHistory::HasNames() const {
  return std::any_of(sessions_.begin(), sessions_.end(), [](const Session& session) {
    return std::any_of(session.begin(), session.end(), [](const LandmarkEdit& edit) {
      return edit.change == "renamed" || edit.change == "added";
    });
  });
}

}  // namespace openvfa
