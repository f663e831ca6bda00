// File names are bytes; tables and messages are UTF-8.
#ifndef OPENVFA_BATCH_PATH_TEXT_H_
#define OPENVFA_BATCH_PATH_TEXT_H_

#include <string>
#include <string_view>

namespace openvfa {

// The bytes of a file name as UTF-8 on one line, reversibly: '%', control characters and bytes that are no
// valid UTF-8 become %XX (two upper-case hexadecimal digits); everything else stays.
std::string EncodePath(std::string_view bytes);

// The bytes that EncodePath was given. A '%' without two hexadecimal digits stays as it is.
std::string DecodePath(std::string_view text);

}  // namespace openvfa

#endif  // OPENVFA_BATCH_PATH_TEXT_H_
