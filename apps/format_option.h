// --format, as the commands that assess films have it.
#ifndef OPENVFA_APPS_FORMAT_OPTION_H_
#define OPENVFA_APPS_FORMAT_OPTION_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace openvfa::app {

// Sets `formats` to the default ones, and adds the option that changes them.
void AddFormatOption(CLI::App& command, std::vector<std::string>& formats);

}  // namespace openvfa::app

#endif  // OPENVFA_APPS_FORMAT_OPTION_H_
