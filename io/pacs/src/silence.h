// DCMTK's own messages hold patient data, and the libraries print nothing.
#ifndef OPENVFA_PACS_SRC_SILENCE_H_
#define OPENVFA_PACS_SRC_SILENCE_H_

namespace openvfa {

void SilenceLog();

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_SILENCE_H_
