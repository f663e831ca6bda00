// A DICOM file parsed by DCMTK with large values left on disk.
#ifndef OPENVFA_IO_IMAGE_SRC_DICOM_FILE_H_
#define OPENVFA_IO_IMAGE_SRC_DICOM_FILE_H_

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcfilefo.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dicom_header.h"
#include "openvfa/image/diagnostic.h"

namespace openvfa::image {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

struct DicomFile {
  std::string name;  // for messages
  std::string transfer_syntax_uid;
  std::int64_t size = 0;  // bytes that values may lie in: of the file, or of the inflated data set
  std::unique_ptr<std::FILE, FileCloser> inflated;  // unnamed; values are read from it on demand
  std::unique_ptr<DcmFileFormat> format;
  std::vector<Diagnostic> diagnostics;

  DcmDataset& Dataset() const { return *format->getDataset(); }
  DicomHeader Header() const { return DicomHeader(*format->getDataset()); }
};

// `head` is ReadHead(path). Throws ReadError when the file is too damaged to hold an image.
DicomFile LoadDicomFile(const std::filesystem::path& path, const std::vector<unsigned char>& head);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_DICOM_FILE_H_
