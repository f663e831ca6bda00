// How objects may be encoded that come over the network.
#ifndef OPENVFA_PACS_SRC_TRANSFER_SYNTAXES_H_
#define OPENVFA_PACS_SRC_TRANSFER_SYNTAXES_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>

namespace openvfa {

// All that are kept as they come, best liked first: what loses nothing, then what the archive may hold
// anyway.
inline const char* const kTransferSyntaxes[] = {
    UID_LittleEndianExplicitTransferSyntax,
    UID_LittleEndianImplicitTransferSyntax,
    UID_JPEGProcess14SV1TransferSyntax,
    UID_JPEGProcess14TransferSyntax,
    UID_JPEGLSLosslessTransferSyntax,
    UID_JPEG2000LosslessOnlyTransferSyntax,
    UID_RLELosslessTransferSyntax,
    UID_DeflatedExplicitVRLittleEndianTransferSyntax,
    UID_BigEndianExplicitTransferSyntax,
    UID_JPEGProcess1TransferSyntax,
    UID_JPEGProcess2_4TransferSyntax,
    UID_JPEGLSLossyTransferSyntax,
    UID_JPEG2000TransferSyntax,
};

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_TRANSFER_SYNTAXES_H_
