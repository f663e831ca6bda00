#include "pacs_options.h"

#include <stdlib.h>

namespace openvfa::app {

void AddTlsOptions(CLI::App& command, PacsTls& tls) {
  auto* flag = command.add_flag("--tls", tls.enabled, "Secure connection");
  const auto add_file = [&](const char* name, auto& target, const char* help) {
    command.add_option(name, target, help)->type_name("FILE")->check(CLI::ExistingFile)->needs(flag);
  };
  add_file("--tls-certificate", tls.certificate, "Own certificate, PEM");
  add_file("--tls-key", tls.key, "Its key, PEM, without password");
  add_file("--tls-ca", tls.authorities, "Certificates of authorities to trust, PEM");
  command.add_flag("!--tls-no-verify", tls.verify_peer, "Take any certificate of the other side")
      ->needs(flag);
}

void AddDiskLimit(CLI::App& command, DiskLimit& disk) {
  command
      .add_option_function<double>(
          "--limit-gb",
          [&disk](double gigabytes) { disk.folder_bytes = static_cast<std::uint64_t>(gigabytes * 1e9); },
          "Most disk space for all received objects together, 1 GB = 10^9 bytes")
      ->type_name("N")
      ->check(CLI::Range(1e-6, 1e9));
}

void AddAllowedCallers(CLI::App& command, std::vector<std::string>& titles, const std::string& help) {
  command.add_option("--allow", titles, help)->type_name("AETITLE,...")->delimiter(',');
}

void SendAtOnce() { ::setenv("TCP_NODELAY", "1", 0); }

}  // namespace openvfa::app
