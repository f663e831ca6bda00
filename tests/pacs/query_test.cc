#include "openvfa/pacs/query.h"

#include <gmock/gmock.h>

#include "openvfa/image/error.h"
#include "openvfa/pacs/fetch.h"
#include "openvfa/pacs/listen.h"

namespace openvfa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Refusal(const std::string& text) {
  try {
    ParseQueryKey(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

TEST(ParseQueryKeyTest, ByNameOrTag) {
  for (const char* name : {"StudyDescription", "0008,1030"}) {
    const QueryKey key = ParseQueryKey(std::string(name) + "=*SPINE=LAT*");
    EXPECT_EQ(key.keyword, "StudyDescription");
    EXPECT_EQ(key.value, "*SPINE=LAT*");
  }
  EXPECT_EQ(ParseQueryKey("0020,000d=1.2.3").keyword, "StudyInstanceUID");
  EXPECT_EQ(ParseQueryKey("0020,000D=1.2.3").keyword, "StudyInstanceUID");
}

TEST(ParseQueryKeyTest, RefusesWithoutRepeatingTheValue) {
  for (const char* text : {"SECRET", "=SECRET", "PixelData=SECRET", "7fe0,0010=SECRET", "PatientID=SECRET\n",
                           "PatientID=SECRET\x01", "studyDescriptio=SECRET"}) {
    EXPECT_FALSE(Refusal(text).empty()) << text;
    EXPECT_THAT(Refusal(text), Not(HasSubstr("SECRET")));
  }
  EXPECT_THAT(Refusal("PatientID="), HasSubstr("PatientID"));
  EXPECT_THAT(Refusal("PatientID=" + std::string(257, 'x')), HasSubstr("256"));
}

TEST(ParseDateRangeTest, RangesAndDays) {
  for (const char* text : {"20240101-20241231", "20240229-", "-20241231", "20240101", "20240101-20240101"}) {
    EXPECT_EQ(ParseDateRange(text), text);
  }
  for (const char* text : {"", "-", "2024", "20230229-", "20241301-", "20240100-", "20241231-20240101",
                           "2024-01-01", "20240101-20240102-", "2024010a-", "20240101 -"}) {
    EXPECT_THROW(ParseDateRange(text), InputError) << text;
  }
}

TEST(ParseModalitiesTest, SortedOnceInCapitals) {
  EXPECT_THAT(ParseModalities("dx,CR,DX"), ElementsAre("CR", "DX"));
  for (const char* text : {"", "CR,", ",CR", "C R", "CR\\DX", "*", "SEVENTEENLETTERSX"}) {
    EXPECT_THROW(ParseModalities(text), InputError) << text;
  }
}

TEST(PacsSelectionTest, NeverTheWholeArchive) {
  PacsSelection selection;
  EXPECT_THROW(selection.Validate(), InputError);
  selection.studies = {"1.2.3"};
  EXPECT_NO_THROW(selection.Validate());
  selection.studies = {"1.2.3", "*"};
  EXPECT_THROW(selection.Validate(), InputError);
}

TEST(FetchOptionsTest, SaysWhatIsWrong) {
  FetchOptions options;
  options.selection.modalities = {"CR"};
  EXPECT_NO_THROW(options.Validate());
  options.move_port = 65536;
  EXPECT_THROW(options.Validate(), InputError);
  options.move_port = 0;
  EXPECT_NO_THROW(options.Validate());
  options.tls = {.enabled = true, .certificate = {}, .key = {}, .authorities = {"ca.pem"}};
  EXPECT_THROW(options.Validate(), InputError);  // the storage service has no certificate
}

TEST(ListenOptionsTest, SaysWhatIsWrong) {
  EXPECT_NO_THROW(ListenOptions().Validate());
  ListenOptions options;
  options.study_idle_s = 0;
  EXPECT_THROW(options.Validate(), InputError);
  options = {};
  options.allowed = {"ARCHIVE", ""};
  EXPECT_THROW(options.Validate(), InputError);
}

}  // namespace
}  // namespace openvfa
