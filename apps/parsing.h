// Texts of the command line -> values of the options. Each throws CLI::ValidationError (exit code 2).
#ifndef OPENVFA_APPS_PARSING_H_
#define OPENVFA_APPS_PARSING_H_

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <string>
#include <vector>

#include "openvfa/image/read_image.h"

namespace openvfa::app {

// "0.143" or "0.143,0.150": distance between columns, then between rows, in mm.
Eigen::Vector2d ParseSpacing(const std::string& text);

// "json,csv" -> {"json", "csv"}; names what is available where one is not.
std::vector<std::string> ParseFormats(const std::string& text, const std::vector<std::string>& available);

// CLI11's own say "not in range 0.000000 to 1797693134..." of a value that is none.
CLI::Validator Positive();
CLI::Validator NonNegative();

// --pixel-spacing, --frame, --max-pixels.
void AddReadOptions(CLI::App& command, ReadOptions& options);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_PARSING_H_
