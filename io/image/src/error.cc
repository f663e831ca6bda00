#include "openvfa/image/error.h"

namespace openvfa {

std::string Explain(const std::exception& error) {
  std::string text = error.what();
  try {
    std::rethrow_if_nested(error);
  } catch (const std::exception& nested) {
    text += ": " + Explain(nested);
  } catch (...) {
    text += ": unknown failure";
  }
  return text;
}

}  // namespace openvfa
