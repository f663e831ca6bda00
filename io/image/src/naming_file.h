// The edge of the reading room: foreign exceptions become ReadErrors that name the file.
#ifndef OPENVFA_IO_IMAGE_SRC_NAMING_FILE_H_
#define OPENVFA_IO_IMAGE_SRC_NAMING_FILE_H_

#include <exception>
#include <new>
#include <string>

#include "openvfa/image/error.h"
#include "text.h"

namespace openvfa::image {

// What `read` returns. Our own errors pass; others are translated, `name` in front.
template <typename Read>
auto NamingFile(const std::string& name, const Read& read) {
  try {
    return read();
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw ReadError(name + " needs more memory than there is");
  } catch (const std::exception& error) {
    throw ReadError(name + " cannot be read: " + Printable(error.what()));
  }
}

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_NAMING_FILE_H_
