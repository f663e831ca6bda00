#include "format_option.h"

#include "openvfa/report/formats.h"
#include "parsing.h"

namespace openvfa::app {
namespace {

std::vector<std::string> FormatNames(bool defaults_only) {
  std::vector<std::string> names;
  for (const ReportFormat& format : ReportFormats()) {
    if (format.by_default || !defaults_only) names.push_back(format.name);
  }
  return names;
}

}  // namespace

void AddFormatOption(CLI::App& command, std::vector<std::string>& formats) {
  formats = FormatNames(true);
  command
      .add_option_function<std::string>(
          "--format",
          [&formats](const std::string& text) { formats = ParseFormats(text, FormatNames(false)); },
          "What to write, with commas between: " + CLI::detail::join(FormatNames(false), ","))
      ->type_name("FORMATS")
      ->default_str(CLI::detail::join(FormatNames(true), ","));
}

}  // namespace openvfa::app
