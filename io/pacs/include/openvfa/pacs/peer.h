// The other side of a DICOM connection, and how to talk to it.
#ifndef OPENVFA_PACS_PEER_H_
#define OPENVFA_PACS_PEER_H_

#include <string>
#include <vector>

#include "openvfa/image/error.h"

namespace openvfa {

// The archive cannot be reached, refuses to talk, or breaks off. Nothing that was to be sent is lost.
class PacsError : public Error {
 public:
  using Error::Error;
};

struct PacsPeer {
  std::string ae_title;  // 1 to 16 characters
  std::string host;      // name or IPv4 address
  int port = 104;        // registered for DICOM
};

// "ARCHIVE@pacs.example.org:11112". Throws InputError saying what is wrong.
PacsPeer ParsePeer(const std::string& text);
std::string PeerText(const PacsPeer& peer);

// Throws InputError: 1 to 16 printable ASCII characters without backslash, not blanks only (PS3.5 6.2).
void RequireAeTitle(const std::string& title);

// Secure connection (PS3.15 B.12, the BCP 195 profile: TLS 1.2 or newer). Files are PEM.
struct PacsTls {
  bool enabled = false;
  std::string certificate, key;          // ours; both or neither
  std::vector<std::string> authorities;  // whose signature on the peer's certificate is trusted
  // Off: any certificate is taken, so the peer may be anybody. Host names in certificates are not compared.
  bool verify_peer = true;

  // Throws InputError naming the field.
  void Validate() const;
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_PEER_H_
