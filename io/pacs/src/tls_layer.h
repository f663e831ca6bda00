// PacsTls as DCMTK wants it.
#ifndef OPENVFA_PACS_SRC_TLS_LAYER_H_
#define OPENVFA_PACS_SRC_TLS_LAYER_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmtls/tlslayer.h>

#include <memory>

#include "openvfa/pacs/peer.h"

namespace openvfa {

// Null where TLS is not enabled. Throws InputError naming the file that cannot be used.
std::unique_ptr<DcmTLSTransportLayer> TlsLayer(const PacsTls& options,
                                               T_ASC_NetworkRole role = NET_REQUESTOR);

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_TLS_LAYER_H_
