#include <fstream>
#include <iterator>
#include <opencv2/imgcodecs.hpp>
#include <string_view>

#include "codestream.h"
#include "luminance.h"
#include "openvfa/image/error.h"
#include "plain_file.h"

namespace openvfa::image {
namespace {

std::vector<unsigned char> ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

template <typename T>
void FillGrey(const cv::Mat& image, std::vector<float>& grey) {
  const auto channels = static_cast<std::size_t>(image.channels());
  std::size_t i = 0;
  for (int y = 0; y < image.rows; ++y) {
    const T* pixel = image.ptr<T>(y);
    for (int x = 0; x < image.cols; ++x, pixel += channels) {
      // OpenCV orders colour as blue, green, red; two channels are grey and opacity.
      grey[i++] = channels < 3 ? static_cast<float>(pixel[0]) : LuminanceOf(pixel[2], pixel[1], pixel[0]);
    }
  }
}

class PictureFile : public PlainFile {
 public:
  PictureFile(const std::filesystem::path& path, const std::string& name, PlainFormat format)
      : PlainFile(name), format_(format), bytes_(ReadAll(path)) {
    if (format == PlainFormat::kPng) {
      ReadPngHeader();
    } else {
      ReadJpegHeader();
    }
    spacing_ = {1, 1};
  }

  std::vector<float> ReadGrey(std::size_t first, std::size_t count) const override {
    const cv::Mat image = Decode();
    std::vector<float> grey(image.total());
    switch (image.depth()) {
      case CV_8U:
        FillGrey<std::uint8_t>(image, grey);
        break;
      case CV_16U:
        FillGrey<std::uint16_t>(image, grey);
        break;
      default:
        ThrowDamaged();
    }
    if (image.cols != size_[0] || image.rows != size_[1] || first != 0 || count != grey.size())
      ThrowDamaged();
    return grey;
  }

 private:
  [[noreturn]] void ThrowDamaged() const {
    throw ReadError(name_ + " is a truncated or damaged " + FormatName(format_) + " file");
  }

  // As stored: neither turned by an EXIF tag nor reduced to eight bits.
  cv::Mat Decode() const {
    cv::Mat image;
    try {
      image = cv::imdecode(bytes_, cv::IMREAD_UNCHANGED);
    } catch (const cv::Exception&) {
      ThrowDamaged();
    }
    if (image.empty()) ThrowDamaged();
    return image;
  }

  std::int64_t Big(std::size_t at) const {
    return static_cast<std::int64_t>(bytes_[at]) << 24 | bytes_[at + 1] << 16 | bytes_[at + 2] << 8 |
           bytes_[at + 3];
  }

  // libpng allocates what a chunk claims to hold: no chunk may reach beyond the file.
  void CheckPngChunks() const {
    constexpr std::size_t kFrame = 12;  // length, name and check sum around each chunk
    std::size_t at = 8;
    while (at + kFrame <= bytes_.size()) {
      const bool is_end =
          std::string_view(reinterpret_cast<const char*>(bytes_.data()) + at + 4, 4) == "IEND";
      at += kFrame + static_cast<std::size_t>(Big(at));
      if (at > bytes_.size()) ThrowDamaged();
      if (is_end) return;
    }
    ThrowDamaged();
  }

  // The first chunk, IHDR, lies at a fixed place.
  void ReadPngHeader() {
    constexpr std::size_t kHeader = 26;
    if (bytes_.size() < kHeader ||
        std::string_view(reinterpret_cast<const char*>(bytes_.data()) + 12, 4) != "IHDR") {
      ThrowDamaged();
    }
    CheckPngChunks();
    size_ = {Big(16), Big(20)};
    component_bytes_ = bytes_[24] == 16 ? 2 : 1;
    const bool has_colour = (bytes_[25] & 2) != 0, has_opacity = (bytes_[25] & 4) != 0;
    components_ = (has_colour ? 3 : 1) + (has_opacity ? 1 : 0);
  }

  void ReadJpegHeader() {
    const auto header = ParseCodestream(bytes_);
    if (!header || header->rows == 0) ThrowDamaged();
    size_ = {header->columns, header->rows};
    components_ = header->components < 3 ? 1 : 3;
  }

  PlainFormat format_;
  std::vector<unsigned char> bytes_;
};

}  // namespace

std::unique_ptr<PlainFile> OpenPicture(const std::filesystem::path& path, const std::string& name,
                                       PlainFormat format) {
  return std::make_unique<PictureFile>(path, name, format);
}

}  // namespace openvfa::image
