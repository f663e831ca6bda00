// DICOM results looked at with other people's eyes.
#ifndef OPENVFA_TESTS_REPORT_DICOM_CHECK_H_
#define OPENVFA_TESTS_REPORT_DICOM_CHECK_H_

#include <filesystem>
#include <string>

namespace openvfa::testing {

// What dciodvfy (dicom3tools) calls an error in a file, one per line; "" where it finds none.
std::string DciodvfyErrors(const std::filesystem::path& path);

}  // namespace openvfa::testing

#endif  // OPENVFA_TESTS_REPORT_DICOM_CHECK_H_
