// The header of the DICOM file a film came from, kept apart from the pixels: what the result objects that go
// back to an archive must repeat (patient, study, frame of reference). Nothing else in the program holds a
// patient's name, ID or dates, and nothing here is ever printed.
#ifndef OPENVFA_REPORT_DICOM_SOURCE_H_
#define OPENVFA_REPORT_DICOM_SOURCE_H_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace openvfa {

struct DicomHeader;  // DCMTK's dataset; src/dicom_header_data.h

class DicomSource {
 public:
  explicit DicomSource(std::shared_ptr<const DicomHeader> header) : header_(std::move(header)) {}
  const DicomHeader& Header() const { return *header_; }

 private:
  std::shared_ptr<const DicomHeader> header_;
};

// The header of `path` without pixel data; nothing when the file is no DICOM. `frame` (from 1) is the frame
// that was assessed, for a file of several. Throws ReadError for a DICOM file that cannot be read.
std::optional<DicomSource> ReadDicomSource(const std::filesystem::path& path, std::optional<int> frame = {});

// The header of `source`. Throws InputError "... needs a DICOM film" naming the film's path and `what` needs
// it where there is none.
const DicomHeader& RequireDicomHeader(const DicomSource* source, const std::string& path,
                                      const std::string& what);

}  // namespace openvfa

#endif  // OPENVFA_REPORT_DICOM_SOURCE_H_
