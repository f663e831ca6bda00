// Storing DICOM objects in an archive (C-STORE).
#ifndef OPENVFA_PACS_SEND_H_
#define OPENVFA_PACS_SEND_H_

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "openvfa/pacs/peer.h"

namespace openvfa {

struct SendOptions {
  std::string calling_ae_title = "OPENVFA";
  // For connecting, for the answer to the association request, and for the answer to each object. At least 1.
  int timeout_s = 30;
  PacsTls tls = {};
  // Called after each object, with how many are done and how many there are.
  std::function<void(std::size_t done, std::size_t total)> progress = {};

  // Throws InputError naming the field.
  void Validate() const;
};

struct SendFailure {
  std::filesystem::path path;
  std::string cause;  // without a full stop
};

struct SendReport {
  std::vector<std::filesystem::path> stored;
  std::vector<SendFailure> failures;
};

// Files of DICOM Part 10 with an object that can be stored, by content: `path` itself, or what lies below it,
// sorted. Hidden files, links to folders and DICOMDIR are passed over. Throws ReadError where there is
// nothing at `path`.
std::vector<std::filesystem::path> FindDicomFiles(const std::filesystem::path& path);

// Stores each file, offering its SOP class in the transfer syntax it has; what is losslessly compressed and
// not accepted so is decompressed. Sending again what the archive has is harmless. Throws PacsError where no
// association could be made, so that nothing was stored; a connection that breaks later leaves failures.
// Messages name files, never what is in them.
SendReport SendFiles(const std::vector<std::filesystem::path>& files, const PacsPeer& peer,
                     const SendOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_PACS_SEND_H_
