// Options that the commands which talk to archives share.
#ifndef OPENVFA_APPS_PACS_OPTIONS_H_
#define OPENVFA_APPS_PACS_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "openvfa/pacs/disk_limit.h"
#include "openvfa/pacs/peer.h"

namespace openvfa::app {

// --tls, --tls-certificate, --tls-key, --tls-ca, --tls-no-verify.
void AddTlsOptions(CLI::App& command, PacsTls& tls);

// --limit-gb, in units of 1e9 bytes.
void AddDiskLimit(CLI::App& command, DiskLimit& disk);

// --allow AET,AET.
void AddAllowedCallers(CLI::App& command, std::vector<std::string>& titles, const std::string& help);

// Has DCMTK send small messages at once (no Nagle's algorithm), unless the user's TCP_NODELAY says otherwise:
// with it, each answer waits some 40 ms. Before the first connection and the first thread.
void SendAtOnce();

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_PACS_OPTIONS_H_
