// A socket that listens on one address; DCMTK's own listens on all.
#ifndef OPENVFA_PACS_SRC_LISTEN_SOCKET_H_
#define OPENVFA_PACS_SRC_LISTEN_SOCKET_H_

#include <string>

namespace openvfa {

struct ListenSocket {
  int descriptor = -1;
  int port = 0;
};

// Throws InputError where `address` is no IPv4 address, PacsError where the port cannot be had.
ListenSocket OpenListenSocket(const std::string& address, int port);

// Whether there is something to read (or to accept) within this time.
bool WaitReadable(int descriptor, int timeout_ms);

// The next connection, whose reads give up after `timeout_s`; negative: none.
int AcceptConnection(int descriptor, int timeout_s);

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_LISTEN_SOCKET_H_
