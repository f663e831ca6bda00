#include "parsing.h"

#include <algorithm>

namespace openvfa::app {
namespace {

// A pixel of a film.
double ParseSide(const std::string& text) {
  double value = 0;
  if (!CLI::detail::lexical_cast(text, value) || !IsPlausibleSpacing(Eigen::Vector2d::Constant(value))) {
    throw CLI::ValidationError("--pixel-spacing", "\"" + text + "\" is not a length between 0.01 and 10 mm");
  }
  return value;
}

CLI::Validator NumberThat(bool (*fits)(double), const std::string& must) {
  return {[fits, must](std::string& text) {
            double value = 0;
            const bool number = CLI::detail::lexical_cast(text, value);
            return number && fits(value) ? std::string() : "\"" + text + "\" is not a number " + must;
          },
          ""};
}

}  // namespace

CLI::Validator Positive() {
  return NumberThat([](double value) { return value > 0; }, "greater than 0");
}

CLI::Validator NonNegative() {
  return NumberThat([](double value) { return value >= 0; }, "of 0 or more");
}

Eigen::Vector2d ParseSpacing(const std::string& text) {
  const std::vector<std::string> parts = CLI::detail::split(text, ',');
  if (parts.empty() || parts.size() > 2) {
    throw CLI::ValidationError("--pixel-spacing", "give one length in mm, or two: columns,rows");
  }
  return {ParseSide(parts.front()), ParseSide(parts.back())};
}

std::vector<std::string> ParseFormats(const std::string& text, const std::vector<std::string>& available) {
  std::vector<std::string> formats;
  for (const std::string& format : CLI::detail::split(text, ',')) {
    if (std::find(available.begin(), available.end(), format) == available.end()) {
      throw CLI::ValidationError("--format", "\"" + format + "\" is not available; choose from " +
                                                 CLI::detail::join(available, ","));
    }
    if (std::find(formats.begin(), formats.end(), format) == formats.end()) formats.push_back(format);
  }
  return formats;
}

void AddReadOptions(CLI::App& command, ReadOptions& options) {
  command
      .add_option_function<std::string>(
          "--pixel-spacing",
          [&options](const std::string& text) { options.pixel_spacing_mm = ParseSpacing(text); },
          "Millimetres at the spine between columns, and rows where different, 0.01 to 10;\noverrides the "
          "file")
      ->type_name("MM[,MM]");
  command.add_option("--frame", options.frame, "Frame of a multi-frame file, counted from 1")->type_name("N");
  command.add_option("--max-pixels", options.max_pixels, "Largest rows x columns x frames accepted")
      ->type_name("N")
      ->check(Positive())
      ->capture_default_str();
}

}  // namespace openvfa::app
