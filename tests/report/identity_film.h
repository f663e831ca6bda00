// A DICOM film of SampleAssessment()'s size that tells who the patient is wherever a file can.
#ifndef OPENVFA_TESTS_REPORT_IDENTITY_FILM_H_
#define OPENVFA_TESTS_REPORT_IDENTITY_FILM_H_

#include <filesystem>
#include <string>
#include <vector>

namespace openvfa::testing {

inline constexpr char kStudyUid[] = "1.2.826.0.1.3680043.99.4711";
inline constexpr char kSeriesUid[] = "1.2.826.0.1.3680043.99.4711.2";
inline constexpr char kInstanceUid[] = "1.2.826.0.1.3680043.99.4711.2.3";
inline constexpr char kPriorUid[] = "1.2.826.0.1.3680043.99.815.9";  // another image it refers to
inline constexpr char kPatientId[] = "PID-4711-X";

// Computed radiograph, 400 x 300, 12 bits, window 2000 / 3000, rescaled, explicit VR little endian. Conforms.
void WriteIdentityFilm(const std::filesystem::path& path);

// What of it must be in no de-identified file.
std::vector<std::string> IdentityTexts();

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_IDENTITY_FILM_H_
