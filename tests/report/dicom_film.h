// Films in DICOM files with their truth, and outside programs that judge DICOM files.
#ifndef OPENVFA_TESTS_REPORT_DICOM_FILM_H_
#define OPENVFA_TESTS_REPORT_DICOM_FILM_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "openvfa/phantom_io/phantom_io.h"
#include "openvfa/report/report_input.h"
#include "temp_folder.h"

namespace openvfa::testing {

// A simulated film with truth, pixels and header. CR, or as an iDXA sends it.
class DicomFilm {
 public:
  explicit DicomFilm(phantom::Framing framing, std::uint64_t seed = 1);
  // A report of `study`, at a fixed time.
  ReportInput Input(const StudyAssessment& study) const;
  const StudyAssessment& Truth() const { return truth_; }
  // With standard deviations, an unclear name and messages, as results have.
  StudyAssessment Result() const;
  const std::filesystem::path& Path() const { return path_; }

 private:
  TempFolder folder_;
  std::filesystem::path path_;
  StudyAssessment truth_;
  Radiograph radiograph_;
  std::optional<DicomSource> source_;
};

struct Judgement {
  int exit_code = -1;
  std::string text;  // stdout and stderr
};

// Runs a program found in the path. A program that is not installed fails the test.
Judgement RunTool(const std::string& command);

// Fails the test for each error that dciodvfy finds.
void ExpectValidDicom(const std::filesystem::path& path);

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_DICOM_FILM_H_
