// Readings from whatever files they are in. docs/evaluate.md shows each format.
#ifndef OPENVFA_EVALUATION_READ_READINGS_H_
#define OPENVFA_EVALUATION_READ_READINGS_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "openvfa/evaluation/reading.h"

namespace openvfa {

struct ReadReadingsOptions {
  // JSON: which columns of a table of corners hold what. Without it, columns are known by their names.
  std::optional<std::filesystem::path> columns = {};
  // JSON {"1": "L5"} or CSV label,level: names of the bodies of a mask. Other labels
  // are no bodies.
  std::optional<std::filesystem::path> labels = {};
  // Folder of the films, below which a film of the same name gives rows, columns and millimetres to readings
  // that state none.
  std::optional<std::filesystem::path> images = {};
  // CSV with the column film and any of patient, modality, device.
  std::optional<std::filesystem::path> films = {};
};

// `paths`: files, or folders with everything below them. Recognised by content: our assessment JSON (also the
// simulator's truth), our table of vertebrae, a JSON list of six points per body, COCO, LabelMe, 3D Slicer
// markups, tables of corners, NHANES transport files, masks. Of a folder that holds several formats the first
// of this list is read, so that results beside their pictures are results. Films come sorted by name.
// Bounded: 256 MiB a file, 200 bodies a film, 2^26 pixels a mask. Throws ReadError naming file and cause:
// nothing that is known, a broken file, two readings of one film; InputError for options that make no sense.
ReadingSet ReadReadings(const std::vector<std::filesystem::path>& paths,
                        const ReadReadingsOptions& options = {});

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_READ_READINGS_H_
