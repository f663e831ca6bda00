// What parent and workers say to each other: frames of a kind and JSON text.
#ifndef OPENVFA_BATCH_SRC_WIRE_H_
#define OPENVFA_BATCH_SRC_WIRE_H_

#include <optional>
#include <string>
#include <vector>

#include "openvfa/batch/film_job.h"
#include "openvfa/batch/route_file.h"

namespace openvfa::batch {

enum class FrameKind : char { kAssess = 'a', kRoute = 'r', kStage = 's', kResult = 'd', kRouted = 'v' };

struct Frame {
  FrameKind kind = FrameKind::kStage;
  std::string text;
};

// Length (4 bytes), kind, text. False where the other side is gone.
bool SendFrame(int socket, const Frame& frame);
// Blocks. Nothing at the end.
std::optional<Frame> ReceiveFrame(int socket);

// Paths and rows are bytes: in JSON they are encoded as EncodePath does.
std::string ToText(const FilmJob& job);
std::string ToText(const FilmResult& result);
std::string ToText(const std::vector<std::filesystem::path>& paths);
std::string ToText(const std::vector<Routed>& routed);
FilmJob JobFrom(const std::string& text);
FilmResult ResultFrom(const std::string& text);
std::vector<std::filesystem::path> PathsFrom(const std::string& text);
std::vector<Routed> RoutedFrom(const std::string& text);

}  // namespace openvfa::batch

#endif  // OPENVFA_BATCH_SRC_WIRE_H_
