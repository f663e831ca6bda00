#include "respace.h"

#include <algorithm>
#include <cmath>

#include "chain.h"
#include "spine_prior.h"

namespace openvfa {
namespace {

constexpr double kUnseenSd = 0.35;  // depths, of a body put where the spacing wants one
constexpr double kSeenSd = 0.02;    // of its sure neighbours

double Pitch(const std::vector<Candidate>& bodies, const std::vector<bool>& sure, int at, int towards) {
  const int next = at + towards;
  if (next < 0 || next >= static_cast<int>(bodies.size()) || !sure[next])
    return kCentrePerHeight * bodies[at].Height();
  return (bodies[at].Centre() - bodies[next].Centre()).norm();
}

}  // namespace

std::vector<DoubtfulRun> DoubtfulRuns(const std::vector<bool>& sure) {
  std::vector<DoubtfulRun> runs;
  int below = static_cast<int>(sure.size()) - 1;
  while (below > 0) {
    int above = below - 1;
    while (above > 0 && !sure[above]) --above;
    runs.push_back({above + 1, below - 1});
    below = above;
  }
  return runs;
}

std::optional<double> RoomFor(const std::vector<Candidate>& bodies, const std::vector<bool>& sure,
                              const DoubtfulRun& run) {
  const int above = run.first - 1, below = run.last + 1;
  if (run.last >= run.first && !(sure[above] && sure[below])) return std::nullopt;
  const double length = (bodies[above].Centre() - bodies[below].Centre()).norm();
  return length / std::sqrt(Pitch(bodies, sure, above, -1) * Pitch(bodies, sure, below, 1)) - 1;
}

std::vector<Candidate> Respaced(const std::vector<Candidate>& bodies, const std::vector<bool>& sure,
                                const DoubtfulRun& run, int count) {
  const int above = run.first - 1, below = run.last + 1;
  // Two sure bodies on either side, where there are, bend the curve.
  std::vector<Candidate> row;
  std::vector<CornerSds> sds;
  const auto add = [&](const Candidate& c, double sd) {
    row.push_back(c);
    sds.push_back({sd, sd, sd, sd});
  };
  for (int i = std::max(0, above - 1); i <= above; ++i) add(bodies[i], sure[i] ? kSeenSd : kUnseenSd);
  const std::size_t start = row.size();
  for (int i = 1; i <= count; ++i)
    add(Between(bodies[above], bodies[below], static_cast<double>(i) / (count + 1)), kUnseenSd);
  for (int i = below; i <= std::min<int>(below + 1, static_cast<int>(bodies.size()) - 1); ++i)
    add(bodies[i], sure[i] ? kSeenSd : kUnseenSd);
  const std::vector<Candidate> smooth = SmoothSpine(row, sds);
  return std::vector<Candidate>(smooth.begin() + static_cast<std::ptrdiff_t>(start),
                                smooth.begin() + static_cast<std::ptrdiff_t>(start) + count);
}

}  // namespace openvfa
