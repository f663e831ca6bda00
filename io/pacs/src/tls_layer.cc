#include "tls_layer.h"

namespace openvfa {
namespace {

void Require(const OFCondition& condition, const std::string& file) {
  if (condition.bad()) throw InputError("\"" + file + "\" cannot be used for TLS: " + condition.text() + ".");
}

void UseOwnCertificate(const PacsTls& options, DcmTLSTransportLayer& layer) {
  if (options.certificate.empty()) return;
  Require(layer.setPrivateKeyFile(options.key.c_str(), DCF_Filetype_PEM), options.key);
  Require(layer.setCertificateFile(options.certificate.c_str(), DCF_Filetype_PEM), options.certificate);
  if (!layer.checkPrivateKeyMatchesCertificate()) {
    throw InputError("The TLS key \"" + options.key + "\" does not belong to the certificate \"" +
                     options.certificate + "\".");
  }
}

}  // namespace

std::unique_ptr<DcmTLSTransportLayer> TlsLayer(const PacsTls& options, T_ASC_NetworkRole role) {
  if (!options.enabled) return nullptr;
  auto layer = std::make_unique<DcmTLSTransportLayer>(role, nullptr, OFTrue);
  layer->setPrivateKeyPasswd("");  // else DCMTK asks at the terminal
  OFCondition ciphers = layer->setTLSProfile(TSP_Profile_BCP195);
  if (ciphers.good()) ciphers = layer->activateCipherSuites();
  if (ciphers.bad()) throw PacsError(std::string("TLS is not available: ") + ciphers.text() + ".");
  UseOwnCertificate(options, *layer);
  for (const std::string& authority : options.authorities) {
    Require(layer->addTrustedCertificateFile(authority.c_str(), DCF_Filetype_PEM), authority);
  }
  layer->setCertificateVerification(options.verify_peer ? DCV_requireCertificate : DCV_ignoreCertificate);
  return layer;
}

}  // namespace openvfa
