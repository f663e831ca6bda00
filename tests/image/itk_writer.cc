#include "itk_writer.h"

#include <itkJPEGImageIO.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkPNGImageIO.h>
#include <itkTIFFImageIO.h>

#include <stdexcept>

namespace openvfa::test {
namespace {

itk::ImageIOBase::Pointer Make(const std::string& format) {
  if (format == "png") return itk::PNGImageIO::New().GetPointer();
  if (format == "jpg") return itk::JPEGImageIO::New().GetPointer();
  if (format == "tif") return itk::TIFFImageIO::New().GetPointer();
  if (format == "nii") return itk::NiftiImageIO::New().GetPointer();
  if (format == "nrrd") return itk::NrrdImageIO::New().GetPointer();
  if (format == "mha") return itk::MetaImageIO::New().GetPointer();
  throw std::runtime_error("unknown format " + format);
}

}  // namespace

void WritePlain(const std::filesystem::path& path, const std::string& format, const PlainPicture& picture) {
  const auto io = Make(format);
  const auto axes = static_cast<unsigned int>(picture.size.size());
  io->SetFileName(path.string());
  io->SetNumberOfDimensions(axes);
  itk::ImageIORegion region(axes);
  for (unsigned int axis = 0; axis < axes; ++axis) {
    io->SetDimensions(axis, static_cast<itk::SizeValueType>(picture.size[axis]));
    region.SetSize(axis, static_cast<itk::SizeValueType>(picture.size[axis]));
    io->SetSpacing(axis, picture.spacing.empty() ? 1.0 : picture.spacing[axis]);
    io->SetOrigin(axis, 0.0);
  }
  io->SetIORegion(region);
  io->SetNumberOfComponents(static_cast<unsigned int>(picture.components));
  io->SetPixelType(picture.components == 1 ? itk::IOPixelEnum::SCALAR : itk::IOPixelEnum::RGB);
  if (picture.bytes == 2) {
    io->SetComponentType(itk::IOComponentEnum::USHORT);
    io->Write(picture.values.data());
    return;
  }
  io->SetComponentType(itk::IOComponentEnum::UCHAR);
  const std::vector<std::uint8_t> bytes(picture.values.begin(), picture.values.end());
  io->Write(bytes.data());
}

}  // namespace openvfa::test
