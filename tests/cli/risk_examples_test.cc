// The worked patients of docs/examples say what they are documented to say.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <sstream>

#include "run_program.h"

namespace openvfa::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::vector<std::string> Examples() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(OPENVFA_EXAMPLES)) {
    if (entry.is_directory()) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class RiskExample : public ProgramTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(RiskExample, PrintsWhatIsDocumented) {
  const fs::path folder = fs::path(OPENVFA_EXAMPLES) / GetParam();
  fs::copy(folder, Path("."), fs::copy_options::recursive);
  std::istringstream words(FileBytes(folder / "command"));
  std::vector<std::string> command{std::istream_iterator<std::string>(words), {}};
  ASSERT_FALSE(command.empty());
  ASSERT_EQ(command.front(), "openvfa");
  const Outcome outcome = Run({command.begin() + 1, command.end()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, FileBytes(folder / "expected.txt")) << "scripts/update-clinical writes it anew";
}

INSTANTIATE_TEST_SUITE_P(Documented, RiskExample, ::testing::ValuesIn(Examples()), [](const auto& instance) {
  std::string name = instance.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

// What each was written to show.
TEST(RiskExamples, ShowTheirPoint) {
  const auto said = [](const char* name) {
    return FileBytes(fs::path(OPENVFA_EXAMPLES) / name / "expected.txt");
  };
  EXPECT_THAT(said("woman-70-prednisone"), HasSubstr("BHOF2022-frax-adjusted"));
  EXPECT_THAT(said("woman-70-prednisone"), HasSubstr("ACR2022-40-high"));
  EXPECT_THAT(said("man-38-prednisone"), HasSubstr("ACR2022-under40-moderate"));
  EXPECT_THAT(said("woman-62-low-t-score"), HasSubstr("AACE2020-very-high"));
  EXPECT_THAT(said("woman-74-high-frax"), HasSubstr("NOGG2024-very-high"));
  EXPECT_THAT(said("woman-66-t12-deformity"), HasSubstr("FRAX-prior-fracture-reissue"));
  EXPECT_THAT(said("woman-66-t12-deformity"), HasSubstr("BHOF2022-fracture"));
  EXPECT_THAT(said("tki-osteopenia"), HasSubstr("S0-R24-tki-bone-density"));
  EXPECT_THAT(said("myositis-prednisone"), HasSubstr("S1-R21-myositis-side-by-side"));
  EXPECT_THAT(said("diffuse-osteopenia"), HasSubstr("S3-R10-insufficiency-fracture"));
  EXPECT_THAT(said("iatrogenic-wedging"), HasSubstr("S4-R03-iatrogenic-wedge"));
}

}  // namespace
}  // namespace openvfa::testing
