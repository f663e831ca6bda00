#include "openvfa/pacs/peer.h"

#include <gtest/gtest.h>

#include "openvfa/pacs/send.h"

namespace openvfa {
namespace {

TEST(ParsePeerTest, TitleHostAndPort) {
  const PacsPeer peer = ParsePeer("ARCHIVE 1@pacs.example.org:11112");
  EXPECT_EQ(peer.ae_title, "ARCHIVE 1");
  EXPECT_EQ(peer.host, "pacs.example.org");
  EXPECT_EQ(peer.port, 11112);
  EXPECT_EQ(PeerText(peer), "ARCHIVE 1@pacs.example.org:11112");
}

TEST(ParsePeerTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "ARCHIVE", "ARCHIVE@host", "host:104", "@host:104", "ARCHIVE@:104",
        "ARCHIVE@host:", "ARCHIVE@host:0", "ARCHIVE@host:65536", "ARCHIVE@host:104x", "ARCHIVE@host:-1",
        "SEVENTEEN_LETTERS@host:104", "A\\B@host:104", "   @host:104", "\xC3\x84RZTE@host:104"}) {
    EXPECT_THROW(ParsePeer(text), InputError) << text;
  }
}

TEST(PacsTlsTest, NeedsSomebodyToTrust) {
  PacsTls tls{.enabled = true, .certificate = "", .key = "", .authorities = {}};
  EXPECT_THROW(tls.Validate(), InputError);
  tls.verify_peer = false;
  EXPECT_NO_THROW(tls.Validate());
  tls.verify_peer = true;
  tls.authorities = {"ca.pem"};
  EXPECT_NO_THROW(tls.Validate());
  tls.certificate = "own.pem";
  EXPECT_THROW(tls.Validate(), InputError);  // without its key
}

TEST(SendOptionsTest, SaysWhatIsWrong) {
  EXPECT_NO_THROW(SendOptions().Validate());
  EXPECT_THROW(SendOptions{.calling_ae_title = ""}.Validate(), InputError);
  SendOptions hasty;
  hasty.timeout_s = 0;
  EXPECT_THROW(hasty.Validate(), InputError);
}

}  // namespace
}  // namespace openvfa
