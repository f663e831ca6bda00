// What DCMTK and archives say, as parts of our sentences.
#ifndef OPENVFA_PACS_SRC_STATUS_TEXT_H_
#define OPENVFA_PACS_SRC_STATUS_TEXT_H_

#include <cstdint>
#include <string>

namespace openvfa {

// One line without full stop.
std::string OneLine(std::string text);
// "refused with status A700 (Out of resources)": `meaning` is DCMTK's text for the status, which it may begin
// with a class and colon.
std::string RefusedWith(std::uint16_t status, std::string meaning);

}  // namespace openvfa

#endif  // OPENVFA_PACS_SRC_STATUS_TEXT_H_
