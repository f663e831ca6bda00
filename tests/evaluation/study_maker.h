// Readings of films that nobody took, with every error planted.
#ifndef OPENVFA_TESTS_EVALUATION_STUDY_MAKER_H_
#define OPENVFA_TESTS_EVALUATION_STUDY_MAKER_H_

#include <cstdio>
#include <random>
#include <string>

#include "openvfa/evaluation/reading.h"
#include "openvfa/report/landmarks.h"

namespace openvfa::testing {

// Upright box, anterior on the left; middle points on the endplates.
inline BodyReading Box(std::optional<VertebralLevel> level, double left, double top, double width,
                       double height) {
  BodyReading body;
  body.level = level;
  const double right = left + width, bottom = top + height, middle = left + width / 2;
  body.points_px[kSuperiorAnterior] = {left, top};
  body.points_px[kSuperiorMiddle] = {middle, top};
  body.points_px[kSuperiorPosterior] = {right, top};
  body.points_px[kInferiorAnterior] = {left, bottom};
  body.points_px[kInferiorMiddle] = {middle, bottom};
  body.points_px[kInferiorPosterior] = {right, bottom};
  return body;
}

inline VertebralLevel Down(VertebralLevel from, int steps) { return *LevelAbove(from, -steps); }

// `count` boxes of 40 x 30 px, 40 px apart, the uppermost called `first`.
inline FilmReading Column(const std::string& name, VertebralLevel first, int count) {
  FilmReading film;
  film.film = name;
  film.source = name + ".json";
  for (int i = 0; i < count; ++i) film.bodies.push_back(Box(Down(first, i), 100, 50 + 40 * i, 40, 30));
  return film;
}

inline std::string FilmNumber(int i) {
  char name[16];
  std::snprintf(name, sizeof name, "film-%04d", i);
  return name;
}

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_EVALUATION_STUDY_MAKER_H_
