// Words in descriptions that tell projection, anatomy or purpose.
#ifndef OPENVFA_IO_IMAGE_SRC_ROUTING_WORDS_H_
#define OPENVFA_IO_IMAGE_SRC_ROUTING_WORDS_H_

#include <optional>
#include <string>
#include <string_view>

namespace openvfa::image {

// What one text says; the string is the word that said it.
struct TextFindings {
  std::optional<std::string> lateral;
  std::optional<std::string> frontal;
  std::optional<std::string> oblique;
  std::optional<std::string> spine;
  std::optional<std::string> cervical;   // and no other part of the spine
  std::optional<std::string> elsewhere;  // a body part that is not the spine
  std::optional<std::string> vfa;        // vertebral assessment on a densitometer: lateral spine
  std::optional<std::string> dxa;
  std::optional<std::string> report;
};

TextFindings FindWords(std::string_view text);

// The ViewPosition code string, where LL and RL mean left and right lateral.
TextFindings FindViewPosition(std::string_view code);

}  // namespace openvfa::image

#endif  // OPENVFA_IO_IMAGE_SRC_ROUTING_WORDS_H_
