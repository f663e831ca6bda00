#include "dicom_libraries.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>

#include <mutex>

#include "openvfa/image/silence_dicom.h"

namespace openvfa {

void SilenceDicomLibrary() {
  static std::once_flag once;
  // What DCMTK would log is returned as an error or a diagnostic.
  std::call_once(once, [] { OFLog::configure(OFLogger::OFF_LOG_LEVEL); });
}

}  // namespace openvfa

namespace openvfa::image {

void SetUpDicomLibraries() {
  static std::once_flag once;
  SilenceDicomLibrary();
  std::call_once(once, [] {
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_never, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_never, EJLSPC_colorByPixel);
  });
}

}  // namespace openvfa::image
