// Simulated films as the rest of the program sees films: pixels, truth as an assessment, files.
#ifndef OPENVFA_PHANTOM_IO_PHANTOM_IO_H_
#define OPENVFA_PHANTOM_IO_PHANTOM_IO_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "openvfa/image/radiograph.h"
#include "openvfa/phantom/phantom.h"
#include "openvfa/scoring/study_assessment.h"

namespace openvfa::phantom {

// Which film of which series: names its files and its UIDs.
struct FilmIdentity {
  std::uint64_t seed = 1;
  std::uint64_t index = 0;
};

// "phantom-SEED-NNNNN"
std::string FilmName(const FilmIdentity& identity);

std::string FramingName(Framing framing);  // "whole-spine", "lumbar", "thoracic", "dxa"
std::optional<Framing> ParseFraming(const std::string& name);

// The film without going through a file; calibrated at the spine.
Radiograph FilmRadiograph(const PhantomFilm& film);

// The truth: covariances zero, names and orientation certain.
SpineOutlines TruthOutlines(const PhantomFilm& film);

// The truth outlines measured as any outlines are; grade, type and crush ratio are the simulator's own, which
// knows each body's height before the fracture.
StudyAssessment TruthAssessment(const PhantomFilm& film, const std::string& source_path);

// 16-bit grey PNG, the film's 12 bits shifted up. Throws WriteError.
void WriteFilmPng(const PhantomFilm& film, const std::filesystem::path& path);

// DICOM, the same bytes for the same film and identity. Radiographs: Computed Radiography, 12 bits,
// PixelSpacing calibrated at the spine beside ImagerPixelSpacing. DXA: as a GE Lunar iDXA sends it, 8 bits
// without PixelSpacing; the scale is in ExposedArea, in whole millimetres. Throws WriteError.
void WriteFilmDicom(const PhantomFilm& film, const FilmIdentity& identity, const std::filesystem::path& path);

// The truth assessment as JSON. Throws WriteError.
void WriteTruth(const PhantomFilm& film, const std::string& source_path, const std::filesystem::path& path);

}  // namespace openvfa::phantom

#endif  // OPENVFA_PHANTOM_IO_PHANTOM_IO_H_
