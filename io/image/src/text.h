// Small helpers for sentences shown to the user.
#ifndef OPENVFA_IO_IMAGE_SRC_TEXT_H_
#define OPENVFA_IO_IMAGE_SRC_TEXT_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace openvfa::image {

// The file's name without its folders: what messages call the file.
std::string FileName(const std::filesystem::path& path);

// `text` with control and non-ASCII characters replaced and cut to 64 characters: header values come from
// strangers and end up on terminals.
std::string Printable(std::string_view text);

// Shortest decimal form with at most four significant digits: "0.2475".
std::string Number(double value);

// Upper case words separated and surrounded by one blank: " AP SPINE ". Everything else is a separator.
std::string Words(std::string_view text);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_TEXT_H_
