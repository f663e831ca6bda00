// Repeat acquisitions from the program's own results, and which belong together.
#ifndef OPENVFA_EVALUATION_ACQUISITIONS_H_
#define OPENVFA_EVALUATION_ACQUISITIONS_H_

#include <filesystem>
#include <span>
#include <vector>

#include "openvfa/evaluation/precision.h"

namespace openvfa {

// Each input is a vertebrae.csv (docs/formats/tables.md), an assessment's JSON, or a folder: its
// vertebrae.csv where it has one, else every "openvfa/assessment/1" JSON below it (other JSON is passed
// over). Films in order of appearance, `subject` empty. A film without vertebrae has no row in a table and so
// is not there; in JSON it is. Throws ReadError naming file and cause, InputError for an input given twice.
std::vector<Acquisition> ReadAcquisitions(std::span<const std::filesystem::path> inputs);

enum class SubjectBy {
  kStudy,       // study instance UID
  kFolder,      // folder of the film's path
  kNamePrefix,  // file name without extension, up to its last "_" or "-" (p07_a.png, p07_b.png -> p07)
};

// Fills `subject`. Throws ReadError where a film has no study UID, no folder, or no "_" or "-".
void AssignSubjects(std::vector<Acquisition>& acquisitions, SubjectBy by);

// From a CSV with columns film and subject. `film` is a film's whole path as in the result, else its file
// name, else that without extension. Films not named keep no subject and are removed; their number is
// returned. Throws ReadError naming file and line for a film named twice with different subjects, or a name
// that several paths of one input share.
int AssignSubjects(std::vector<Acquisition>& acquisitions, const std::filesystem::path& subjects_csv);

// Films that more than one input holds (same path): repeated readings of a film, not repeat acquisitions.
int FilmsInSeveralInputs(std::span<const Acquisition> acquisitions);

}  // namespace openvfa

#endif  // OPENVFA_EVALUATION_ACQUISITIONS_H_
