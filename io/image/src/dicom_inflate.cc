#include "dicom_inflate.h"

#include <dcmtk/dcmdata/dcistrmf.h>
#include <stdio.h>

#include "openvfa/image/error.h"
#include "pixel_limits.h"

namespace openvfa::image {

std::unique_ptr<std::FILE, FileCloser> Inflate(const std::filesystem::path& path, const std::string& name,
                                               std::int64_t dataset_offset) {
  std::unique_ptr<std::FILE, FileCloser> inflated(std::tmpfile());
  if (!inflated) throw ReadError(name + " is deflated, and no temporary file can be made to inflate it");
  DcmInputFileStream stream(OFFilename(path.c_str()), dataset_offset);
  if (stream.installCompressionFilter(ESC_zlib).bad()) {
    throw ReadError(name + " is deflated, and its compressed data cannot be opened");
  }
  std::vector<char> chunk(1 << 20);
  std::int64_t total = 0;
  while (stream.good() && !stream.eos()) {
    const auto count = stream.read(chunk.data(), static_cast<offile_off_t>(chunk.size()));
    if (count <= 0) break;
    total += count;
    if (total > kMaxInflatedBytes) {
      throw ReadError(name + " inflates to more than " + std::to_string(kMaxInflatedBytes >> 20) + " MiB");
    }
    if (std::fwrite(chunk.data(), 1, static_cast<std::size_t>(count), inflated.get()) !=
        static_cast<std::size_t>(count)) {
      throw ReadError(name + " is deflated, and there is no room for its inflated data");
    }
  }
  if (total == 0) throw ReadError(name + " is truncated or damaged: its deflated data cannot be read");
  std::fflush(inflated.get());
  return inflated;
}

std::filesystem::path ReopenablePath(std::FILE& file) { return "/dev/fd/" + std::to_string(fileno(&file)); }

}  // namespace openvfa::image
