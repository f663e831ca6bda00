#include "dicom_uid.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "openvfa/image/error.h"

namespace openvfa {
namespace {

std::array<unsigned char, 16> Uuid(const std::string& name) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(name.data(), name.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw WriteError("A UID cannot be made: SHA-256 is not available.");
  }
  std::array<unsigned char, 16> uuid{};
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0F) | 0x80);  // version 8
  uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3F) | 0x80);  // variant
  return uuid;
}

// Of a 128-bit number, most significant byte first.
std::string Decimal(std::array<unsigned char, 16> number) {
  std::string digits;
  while (std::any_of(number.begin(), number.end(), [](unsigned char byte) { return byte != 0; })) {
    unsigned remainder = 0;
    for (unsigned char& byte : number) {
      const unsigned value = remainder * 256 + byte;
      byte = static_cast<unsigned char>(value / 10);
      remainder = value % 10;
    }
    digits.push_back(static_cast<char>('0' + remainder));
  }
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace

std::string UidFromName(const std::string& root, const std::string& name) {
  return root + "." + Decimal(Uuid(name));
}

std::string RandomUid(const std::string& root) {
  std::array<unsigned char, 16> uuid{};
  if (RAND_bytes(uuid.data(), static_cast<int>(uuid.size())) != 1) {
    throw WriteError("A UID cannot be made: no random numbers are available.");
  }
  uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0F) | 0x40);  // version 4
  uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3F) | 0x80);  // variant
  return root + "." + Decimal(uuid);
}

}  // namespace openvfa
