#include <iostream>
#include <memory>
#include <string>

#include "command.h"
#include "openvfa/image/read_image.h"
#include "openvfa/report/image_info.h"
#include "parsing.h"

namespace openvfa::app {
namespace {

struct InfoOptions {
  std::string file;
  bool json = false;
  ReadOptions read;
};

int RunInfo(const InfoOptions& options) {
  options.read.Validate();
  const ImageInfo info = InspectImage(options.file, options.read);
  if (options.json) {
    WriteImageInfoJson(info, options.file, std::cout);
  } else {
    WriteImageInfoText(info, options.file, std::cout);
  }
  return kOk;
}

}  // namespace

void AddInfo(CLI::App& program, Run& run) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App* command =
      program.add_subcommand("info", "Show what the reader sees in a file: routing, calibration, pixels.");
  command->add_option("FILE", options->file, "Film: DICOM, PNG, JPEG, TIFF, NIfTI")->required();
  command->add_flag("--json", options->json, "Write JSON instead of text");
  AddReadOptions(*command, options->read);
  command->footer("Nothing of the patient's name, ID or dates is shown.\nExample: openvfa info film.dcm");
  command->callback([options, &run] { run = [options] { return RunInfo(*options); }; });
}

}  // namespace openvfa::app
