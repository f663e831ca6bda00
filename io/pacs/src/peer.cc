#include "openvfa/pacs/peer.h"

#include <algorithm>
#include <charconv>

namespace openvfa {
namespace {

constexpr int kLastPort = 65535;

int ParsePort(const std::string& text, const std::string& peer) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > kLastPort) {
    throw InputError("\"" + peer + "\" has no port between 1 and 65535 behind the colon.");
  }
  return port;
}

}  // namespace

void RequireAeTitle(const std::string& title) {
  const bool printable =
      std::all_of(title.begin(), title.end(), [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
  const bool blank = title.find_first_not_of(' ') == std::string::npos;
  if (title.size() > 16 || !printable || blank) {
    throw InputError("\"" + title +
                     "\" is no AE title: 1 to 16 printable ASCII characters without backslash.");
  }
}

PacsPeer ParsePeer(const std::string& text) {
  const std::size_t at = text.find('@'), colon = text.rfind(':');
  if (at == std::string::npos || colon == std::string::npos || colon <= at + 1) {
    throw InputError("\"" + text + "\" is not AETITLE@HOST:PORT.");
  }
  PacsPeer peer;
  peer.ae_title = text.substr(0, at);
  peer.host = text.substr(at + 1, colon - at - 1);
  peer.port = ParsePort(text.substr(colon + 1), text);
  RequireAeTitle(peer.ae_title);
  return peer;
}

std::string PeerText(const PacsPeer& peer) {
  return peer.ae_title + "@" + peer.host + ":" + std::to_string(peer.port);
}

void PacsTls::Validate() const {
  if (!enabled) return;
  if (certificate.empty() != key.empty()) {
    throw InputError("A TLS certificate needs its key, and a key its certificate.");
  }
  if (verify_peer && authorities.empty()) {
    throw InputError(
        "TLS needs the certificate of an authority to check the peer's against, or has to be told "
        "not to check.");
  }
}

}  // namespace openvfa
