#include "listen_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "openvfa/pacs/peer.h"

namespace openvfa {

ListenSocket OpenListenSocket(const std::string& address, int port) {
  sockaddr_in place = {};
  place.sin_family = AF_INET;
  place.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::inet_pton(AF_INET, address.c_str(), &place.sin_addr) != 1) {
    throw InputError("\"" + address + "\" is no IPv4 address to listen on.");
  }
  ListenSocket result{.descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .port = port};
  const int yes = 1;
  ::setsockopt(result.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  auto* const generic = reinterpret_cast<sockaddr*>(&place);
  socklen_t size = sizeof place;
  if (result.descriptor < 0 || ::bind(result.descriptor, generic, size) != 0 ||
      ::listen(result.descriptor, SOMAXCONN) != 0 || ::getsockname(result.descriptor, generic, &size) != 0) {
    const std::string cause = std::generic_category().message(errno);
    if (result.descriptor >= 0) ::close(result.descriptor);
    throw PacsError("Port " + std::to_string(port) + " of " + address + " cannot be listened on: " + cause +
                    ".");
  }
  result.port = ntohs(place.sin_port);
  return result;
}

bool WaitReadable(int descriptor, int timeout_ms) {
  pollfd request{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&request, 1, timeout_ms) > 0;
}

int AcceptConnection(int descriptor, int timeout_s) {
  const int connection = ::accept4(descriptor, nullptr, nullptr, SOCK_CLOEXEC);
  if (connection < 0) return connection;
  const timeval patience{.tv_sec = timeout_s, .tv_usec = 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return connection;
}

}  // namespace openvfa
