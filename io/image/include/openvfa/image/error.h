// Failures are exceptions of these types; clinical outcomes ("not evaluable") are data.
#ifndef OPENVFA_IMAGE_ERROR_H_
#define OPENVFA_IMAGE_ERROR_H_

#include <exception>
#include <stdexcept>
#include <string>

namespace openvfa {

// Base of everything the library throws on purpose. what() is one sentence for the user.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A file cannot be read, or is not an image this program can measure.
class ReadError : public Error {
 public:
  using Error::Error;
};

// An option, or a combination of inputs, makes no sense.
class InputError : public Error {
 public:
  using Error::Error;
};

// A result cannot be written.
class WriteError : public Error {
 public:
  using Error::Error;
};

// The sentences of `error` and of everything nested in it (std::throw_with_nested), outermost first,
// joined by ": ".
std::string Explain(const std::exception& error);

}  // namespace openvfa

#endif  // OPENVFA_IMAGE_ERROR_H_
