#include "wire.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "openvfa/batch/path_text.h"

namespace openvfa::batch {
namespace {

using Json = nlohmann::json;

bool SendAll(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool ReceiveAll(int socket, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t received = ::recv(socket, data, size, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    data += received;
    size -= static_cast<std::size_t>(received);
  }
  return true;
}

std::string Bytes(const Json& json, const char* name) { return DecodePath(json.at(name).get<std::string>()); }

}  // namespace

bool SendFrame(int socket, const Frame& frame) {
  const auto length = static_cast<std::uint32_t>(frame.text.size());
  std::string bytes(sizeof length + 1, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  bytes[sizeof length] = static_cast<char>(frame.kind);
  bytes += frame.text;
  return SendAll(socket, bytes.data(), bytes.size());
}

std::optional<Frame> ReceiveFrame(int socket) {
  std::uint32_t length = 0;
  char kind = 0;
  if (!ReceiveAll(socket, reinterpret_cast<char*>(&length), sizeof length)) return std::nullopt;
  if (!ReceiveAll(socket, &kind, 1)) return std::nullopt;
  Frame frame{.kind = static_cast<FrameKind>(kind), .text = std::string(length, '\0')};
  if (!ReceiveAll(socket, frame.text.data(), frame.text.size())) return std::nullopt;
  return frame;
}

std::string ToText(const FilmJob& job) {
  return Json{{"path", EncodePath(job.path.string())},
              {"base", EncodePath(job.base.string())},
              {"from_pixels", job.from_pixels}}
      .dump();
}

FilmJob JobFrom(const std::string& text) {
  const Json json = Json::parse(text);
  return {.path = Bytes(json, "path"), .base = Bytes(json, "base"), .from_pixels = json.at("from_pixels")};
}

std::string ToText(const FilmResult& result) {
  return Json{{"outcome", static_cast<int>(result.outcome)},
              {"stage", result.stage},
              {"cause", EncodePath(result.cause)},
              {"try_again", result.try_again},
              {"vertebrae", EncodePath(result.vertebra_rows)},
              {"study", EncodePath(result.study_row)},
              {"artefacts", result.artefacts}}
      .dump();
}

FilmResult ResultFrom(const std::string& text) {
  const Json json = Json::parse(text);
  return {.outcome = static_cast<FilmOutcome>(json.at("outcome").get<int>()),
          .stage = json.at("stage"),
          .cause = Bytes(json, "cause"),
          .try_again = json.at("try_again"),
          .vertebra_rows = Bytes(json, "vertebrae"),
          .study_row = Bytes(json, "study"),
          .artefacts = json.at("artefacts")};
}

std::string ToText(const std::vector<std::filesystem::path>& paths) {
  Json json = Json::array();
  for (const auto& path : paths) json.push_back(EncodePath(path.string()));
  return json.dump();
}

std::vector<std::filesystem::path> PathsFrom(const std::string& text) {
  std::vector<std::filesystem::path> paths;
  for (const Json& path : Json::parse(text)) paths.emplace_back(DecodePath(path.get<std::string>()));
  return paths;
}

std::string ToText(const std::vector<Routed>& routed) {
  Json json = Json::array();
  for (const Routed& file : routed) {
    json.push_back({{"verdict", static_cast<int>(file.verdict)},
                    {"from_pixels", file.from_pixels},
                    {"reason", EncodePath(file.reason)},
                    {"format", EncodePath(file.format)},
                    {"modality", EncodePath(file.modality)},
                    {"view", file.view},
                    {"study", file.study_uid},
                    {"sop", file.sop_uid}});
  }
  return json.dump();
}

std::vector<Routed> RoutedFrom(const std::string& text) {
  std::vector<Routed> routed;
  for (const Json& json : Json::parse(text)) {
    routed.push_back({.verdict = static_cast<Verdict>(json.at("verdict").get<int>()),
                      .from_pixels = json.at("from_pixels"),
                      .reason = Bytes(json, "reason"),
                      .format = Bytes(json, "format"),
                      .modality = Bytes(json, "modality"),
                      .view = json.at("view"),
                      .study_uid = json.at("study"),
                      .sop_uid = json.at("sop")});
  }
  return routed;
}

}  // namespace openvfa::batch
