
#include <itkImageIOBase.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkTIFFImageIO.h>

#include <cmath>
#include <cstring>
#include <utility>

#include "luminance.h"
#include "openvfa/image/error.h"
#include "plain_file.h"
#include "text.h"

namespace openvfa::image {
namespace {

using Type = itk::IOComponentEnum;

itk::ImageIOBase::Pointer MakeIo(PlainFormat format) {
  switch (format) {
    case PlainFormat::kTiff:
      return itk::TIFFImageIO::New().GetPointer();
    case PlainFormat::kNifti:
      return itk::NiftiImageIO::New().GetPointer();
    case PlainFormat::kNrrd:
      return itk::NrrdImageIO::New().GetPointer();
    case PlainFormat::kMeta:
      return itk::MetaImageIO::New().GetPointer();
    default:
      return nullptr;  // read by OpenCV
  }
}

std::string FirstLine(const itk::ExceptionObject& error) {
  const std::string text = error.GetDescription() == nullptr ? "" : error.GetDescription();
  const auto colon = text.rfind("): ");  // ITK puts the object's address first
  std::string cause = colon == std::string::npos ? text : text.substr(colon + 3);
  if (cause.starts_with("ITK ERROR: ")) cause.erase(0, 11);
  return Printable(cause.substr(0, cause.find('\n')));
}

// Two components are grey and opacity, four are colour and opacity.
template <typename T>
void FillGrey(const std::vector<char>& buffer, std::size_t components, std::size_t first,
              std::vector<float>& grey) {
  const auto at = [&](std::size_t index) {
    T value;
    std::memcpy(&value, buffer.data() + index * sizeof(T), sizeof(T));
    return static_cast<double>(value);
  };
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const std::size_t pixel = (first + i) * components;
    grey[i] =
        components < 3 ? static_cast<float>(at(pixel)) : LuminanceOf(at(pixel), at(pixel + 1), at(pixel + 2));
  }
}

// Neither ITK's types (its headers bring their own Eigen) nor its exceptions leave this class.
class ItkFile : public PlainFile {
 public:
  ItkFile(const std::filesystem::path& path, const std::string& name, PlainFormat format)
      : PlainFile(name), io_(MakeIo(format)) {
    itk::Object::SetGlobalWarningDisplay(false);  // the library prints nothing
    try {
      io_->SetFileName(path.string());
      io_->ReadImageInformation();
    } catch (const itk::ExceptionObject& error) {
      throw ReadError(name_ + " is a damaged " + FormatName(format) + " file (" + FirstLine(error) + ")");
    }
    for (unsigned int axis = 0; axis < io_->GetNumberOfDimensions(); ++axis) {
      size_.push_back(static_cast<std::int64_t>(io_->GetDimensions(axis)));
      spacing_.push_back(io_->GetSpacing(axis));
    }
    components_ = static_cast<int>(io_->GetNumberOfComponents());
    component_bytes_ = static_cast<int>(io_->GetComponentSize());
    const auto type = io_->GetComponentType();
    is_signed_ = type != Type::UCHAR && type != Type::USHORT && type != Type::UINT && type != Type::ULONG;
    if (components_ < 1 || components_ > 4) {
      throw ReadError(name_ + " stores " + std::to_string(components_) +
                      " numbers per pixel, so it is not a film");
    }
  }

  std::vector<float> ReadGrey(std::size_t first, std::size_t count) const override;

 private:
  std::vector<char> ReadBuffer() const;

  itk::ImageIOBase::Pointer io_;
};

std::vector<char> ItkFile::ReadBuffer() const {
  auto& io = *io_;
  itk::ImageIORegion region(io.GetNumberOfDimensions());
  for (unsigned int axis = 0; axis < io.GetNumberOfDimensions(); ++axis) {
    region.SetSize(axis, io.GetDimensions(axis));
  }
  io.SetIORegion(region);
  std::vector<char> buffer(static_cast<std::size_t>(io.GetImageSizeInBytes()));
  try {
    io.Read(buffer.data());
  } catch (const itk::ExceptionObject& error) {
    throw ReadError(name_ + " is truncated or damaged: its pixels cannot be read (" + FirstLine(error) + ")");
  }
  return buffer;
}

std::vector<float> ItkFile::ReadGrey(std::size_t first, std::size_t count) const {
  const auto buffer = ReadBuffer();
  const auto components = static_cast<std::size_t>(components_);
  std::vector<float> grey(count);
  switch (io_->GetComponentType()) {
    case Type::UCHAR:
      FillGrey<unsigned char>(buffer, components, first, grey);
      break;
    case Type::CHAR:
      FillGrey<signed char>(buffer, components, first, grey);
      break;
    case Type::USHORT:
      FillGrey<unsigned short>(buffer, components, first, grey);
      break;
    case Type::SHORT:
      FillGrey<short>(buffer, components, first, grey);
      break;
    case Type::UINT:
      FillGrey<unsigned int>(buffer, components, first, grey);
      break;
    case Type::INT:
      FillGrey<int>(buffer, components, first, grey);
      break;
    case Type::ULONG:
      FillGrey<unsigned long>(buffer, components, first, grey);
      break;
    case Type::LONG:
      FillGrey<long>(buffer, components, first, grey);
      break;
    case Type::FLOAT:
      FillGrey<float>(buffer, components, first, grey);
      break;
    case Type::DOUBLE:
      FillGrey<double>(buffer, components, first, grey);
      break;
    default:
      throw ReadError(name_ + " stores numbers of a kind that is not supported");
  }
  for (const float value : grey) {
    if (!std::isfinite(value)) throw ReadError(name_ + " holds pixels that are not finite numbers");
  }
  return grey;
}

}  // namespace

std::unique_ptr<PlainFile> OpenWithItk(const std::filesystem::path& path, const std::string& name,
                                       PlainFormat format) {
  return std::make_unique<ItkFile>(path, name, format);
}

}  // namespace openvfa::image
