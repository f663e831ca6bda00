// Densitometry results in files that these tests build: no file of a real densitometer is at hand.
#include "openvfa/image/read_densitometry_dicom.h"

#include <dcmtk/dcmsr/dsrdoc.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "openvfa/image/densitometry_fields.h"
#include "openvfa/image/error.h"
#include "report_builder.h"
#include "temp_file.h"

namespace openvfa {
namespace {

using test::Bytes;
using test::Coded;
using test::Container;
using test::kFindingSite;
using test::Num;
using test::ReportFile;
using test::TempFolder;
using test::Text;
using test::WriteBytes;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ErrorOf(const std::filesystem::path& path) {
  try {
    ReadDensitometryDicom(path);
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(path.filename().string()), Not(HasSubstr("SECRET")),
                                    Not(HasSubstr("4711")), Not(HasSubstr("19500102"))));
    return error.what();
  }
  return "";
}

DensitometryRecord Read(ReportFile& file, E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
  const TempFolder folder;
  file.Save(folder / "report.dcm", syntax);
  return ReadDensitometryDicom(folder / "report.dcm");
}

std::string ErrorOf(ReportFile& file) {
  const TempFolder folder;
  file.Save(folder / "report.dcm");
  return ErrorOf(folder / "report.dcm");
}

const BoneDensityResult* Find(const DensitometryRecord& record, BoneSite site) {
  const BoneDensityResult* found = nullptr;
  for (const auto& result : record.results) {
    if (result.site != site) continue;
    EXPECT_EQ(found, nullptr) << "twice: " << NameOf(site);
    found = &result;
  }
  return found;
}

std::optional<double> Bmd(const DensitometryRecord& record, BoneSite site) {
  const auto* result = Find(record, site);
  return result == nullptr ? std::nullopt : result->bmd_g_per_cm2;
}

ReportFile Report() {
  ReportFile file(UID_EnhancedSRStorage);
  file.Put(DCM_Modality, "SR").Put(DCM_Manufacturer, "GE Healthcare Lunar");
  file.Put(DCM_ManufacturerModelName, "Lunar iDXA").Put(DCM_SoftwareVersions, "16");
  file.Put(DCM_ValueType, "CONTAINER");
  return file;
}

// One report, its regions told apart in every way this reader knows.
TEST(StructuredReport, GivesEverySiteByTextOrCode) {
  ReportFile file = Report();
  auto& spine = Container(file.Dataset(), "AP Spine");
  auto& l1 = Container(spine, "L1");
  Num(l1, "BMD", "0.912", "g/cm2");
  Num(l1, "BMC", "12.5", "g");
  Num(l1, "Area", "13.71", "cm2");
  Num(l1, "Young-Adult T-score", "-1.8", "{T-score}");
  Num(l1, "Age-Matched Z-score", "-0.4", "{Z-score}");
  auto& l2 = Container(spine, "Measurement Group");
  Coded(l2, kFindingSite, {"14293000", "SCT", "Second lumbar vertebra"});
  Num(l2, "Bone Mineral Density", "950", "mg/cm2");
  auto& coded = Num(spine, "bmd", "0.97", "g/cm2");
  Coded(coded, kFindingSite, {"36470004", "SCT", "Third"});
  auto& total = Container(spine, "Region");
  Text(total, "Region", "L1-L4 (L3)");
  Num(total, "Areal BMD", "1.001", "g/cm2");
  Num(total, "Trabecular Bone Score", "1.234", "1");
  auto& hip = Container(file.Dataset(), "Right Femur");
  Num(Container(hip, "Neck"), "BMD", "0.700", "g/cm2");
  Num(Container(hip, "Total"), "T-Score", "-2.1", "1");
  auto& arm = Container(file.Dataset(), "Left Forearm");
  Num(Container(arm, "Radius 33%"), "BMD", "0.654", "g/cm2");

  const auto record = Read(file);
  const auto* first = Find(record, BoneSite::kSpineL1);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->bmd_g_per_cm2, 0.912);
  EXPECT_EQ(first->bmc_g, 12.5);
  EXPECT_EQ(first->area_cm2, 13.71);
  EXPECT_EQ(first->t_score, -1.8);
  EXPECT_EQ(first->z_score, -0.4);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL2), 0.95);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL3), 0.97);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL1L4), 1.001);
  EXPECT_EQ(Bmd(record, BoneSite::kFemoralNeck), 0.7);
  ASSERT_NE(Find(record, BoneSite::kTotalHip), nullptr);
  EXPECT_EQ(Find(record, BoneSite::kTotalHip)->t_score, -2.1);
  EXPECT_EQ(Bmd(record, BoneSite::kRadius33), 0.654);
  EXPECT_EQ(record.reported_tbs, 1.234);
  EXPECT_EQ(record.results.size(), 7u);
  EXPECT_EQ(record.maker, DensitometerMaker::kGeLunar);
  EXPECT_EQ(record.model, "Lunar iDXA");
  EXPECT_EQ(record.software, "16");
  EXPECT_EQ(record.source, "report.dcm");
}

// The same tree as DCMTK's own report classes write it.
TEST(StructuredReport, OfDcmtksReportClassesIsRead) {
  DSRDocument document(DSRTypes::DT_EnhancedSR);
  auto& tree = document.getTree();
  tree.addContentItem(DSRTypes::RT_isRoot, DSRTypes::VT_Container);
  tree.getCurrentContentItem().setConceptName(
      DSRCodedEntryValue("18748-4", "LN", "Diagnostic imaging report"));
  tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Container, DSRTypes::AM_belowCurrent);
  tree.getCurrentContentItem().setConceptName(DSRCodedEntryValue("T-12710", "SRT", "Femur"));
  tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Num, DSRTypes::AM_belowCurrent);
  tree.getCurrentContentItem().setConceptName(DSRCodedEntryValue("80948-3", "LN", "DXA Femur - left"));
  tree.getCurrentContentItem().setNumericValue(
      DSRNumericMeasurementValue("-2.4", DSRCodedEntryValue("{T-score}", "UCUM", "T-score")));
  tree.addContentItem(DSRTypes::RT_hasConceptMod, DSRTypes::VT_Code, DSRTypes::AM_belowCurrent);
  tree.getCurrentContentItem().setConceptName(DSRCodedEntryValue("363698007", "SCT", "Finding Site"));
  tree.getCurrentContentItem().setCodeValue(
      DSRCodedEntryValue("29627003", "SCT", "Structure of femoral collum"));
  ReportFile file(UID_EnhancedSRStorage);
  test::Require(document.write(file.Dataset()));
  for (const auto syntax : {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit,
                            EXS_DeflatedLittleEndianExplicit}) {
    const auto record = Read(file, syntax);
    ASSERT_EQ(record.results.size(), 1u);
    EXPECT_EQ(record.results[0].site, BoneSite::kFemoralNeck);
    EXPECT_EQ(record.results[0].t_score, -2.4);
    EXPECT_FALSE(record.results[0].bmd_g_per_cm2);
  }
}

TEST(StructuredReport, KeepsTheFemurWithTheLowerBmd) {
  ReportFile file = Report();
  for (const auto& [side, neck, total] :
       {std::tuple("Left Femur", "0.71", "0.90"), std::tuple("Right Femur", "0.75", "0.85")}) {
    auto& hip = Container(file.Dataset(), side);
    Num(Container(hip, "Neck"), "BMD", neck, "g/cm2");
    Num(Container(hip, "Total"), "BMD", total, "g/cm2");
  }
  auto& mean = Container(file.Dataset(), "Dual Femur");
  Num(Container(mean, "Neck Mean"), "BMD", "0.73", "g/cm2");
  Num(Container(mean, "Total Diff."), "BMD", "0.15", "g/cm2");
  const auto record = Read(file);
  EXPECT_EQ(Bmd(record, BoneSite::kFemoralNeck), 0.71);
  EXPECT_EQ(Bmd(record, BoneSite::kTotalHip), 0.85);
}

TEST(StructuredReport, LeavesOutWhatTheRecordDoesNotKeep) {
  ReportFile file = Report();
  auto& spine = Container(file.Dataset(), "AP Spine");
  Num(Container(spine, "L1"), "BMD", "0.9", "g/cm2");
  for (const auto* region : {"L1-L2", "L2-L4", "L5", "T12", "Mean"}) {
    Num(Container(spine, region), "BMD", "0.5", "g/cm2");
  }
  auto& hip = Container(file.Dataset(), "Left Hip");
  for (const auto* region : {"Trochanter", "Inter", "Ward's", "Upper Neck", "Lower Neck", "Shaft"}) {
    Num(Container(hip, region), "BMD", "0.5", "g/cm2");
  }
  auto& arm = Container(file.Dataset(), "Forearm");
  for (const auto* region : {"Radius UD", "Ulna 33%", "Both 33%", "Radius Total", "Mid"}) {
    Num(Container(arm, region), "BMD", "0.5", "g/cm2");
  }
  Num(Container(file.Dataset(), "Total Body"), "BMD", "1.1", "g/cm2");
  Num(Container(file.Dataset(), "Total"), "BMD", "1.1", "g/cm2");  // of what?
  auto& lateral = Container(file.Dataset(), "Lateral Spine");
  Num(Container(lateral, "L3"), "BMD", "0.5", "g/cm2");
  auto& quantities = Container(spine, "L3");
  for (const auto* name :
       {"BMD change", "BMD young adult", "sBMD", "BMD LSC", "T-score of TBS", "Width", "Fat BMD"}) {
    Num(quantities, name, "0.5", "g/cm2");
  }
  Num(quantities, "BMD (%)", "87", "%");
  Num(quantities, "BMD", "120", "mg/cm3");  // volumetric
  auto& trend = Container(file.Dataset(), "Previous exam");
  Num(Container(Container(trend, "AP Spine"), "L1"), "BMD", "0.95", "g/cm2");
  auto& reference = Container(file.Dataset(), "Reference population");
  Num(Container(Container(reference, "AP Spine"), "L4"), "BMD", "1.1", "g/cm2");
  const auto record = Read(file);
  for (const auto& result : record.results) EXPECT_EQ(result.site, BoneSite::kSpineL1) << NameOf(result.site);
  ASSERT_EQ(record.results.size(), 1u);
  EXPECT_EQ(record.results[0].bmd_g_per_cm2, 0.9);
  EXPECT_FALSE(record.results[0].t_score);
  EXPECT_FALSE(record.reported_tbs);
}

// Items in a row, each region named before its numbers.
TEST(StructuredReport, FlatListBelongsToTheRegionNamedLast) {
  ReportFile file = Report();
  auto& list = Container(file.Dataset(), "Lumbar Spine");
  for (int i = 1; i <= 4; ++i) {
    Text(list, "Region", "L" + std::to_string(i));
    Num(list, "BMD", "0." + std::to_string(i + 4), "g/cm2");
    Num(list, "T-score", "-" + std::to_string(i), "1");
  }
  const auto record = Read(file);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL1), 0.5);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL4), 0.8);
  EXPECT_EQ(Find(record, BoneSite::kSpineL3)->t_score, -3);
}

TEST(StructuredReport, WrongValuesAreErrors) {
  const auto report = [](const std::string& value, const std::string& unit) {
    ReportFile file = Report();
    auto& hip = Container(file.Dataset(), "Hip");
    Num(Container(hip, "Neck"), "BMD", value, unit);
    return ErrorOf(file);
  };
  EXPECT_EQ(report("0.1", "g/cm2"), "");
  EXPECT_EQ(report("3", "g/cm2"), "");
  EXPECT_THAT(report("12", "g/cm2"), HasSubstr("femoral_neck bmd_g_per_cm2 is 12, outside 0.1 to 3 g/cm2"));
  EXPECT_THAT(report("0.0999", "g/cm2"), HasSubstr("outside 0.1 to 3"));
  EXPECT_THAT(report("7.1E-1x", "g/cm2"), HasSubstr("is not a number"));
  EXPECT_THAT(report("0.7", "furlong"), HasSubstr("\"furlong\", a unit that is not known"));
  EXPECT_THAT(report("0.7", "g/cm3"), HasSubstr("holds no bone density"));
  EXPECT_THAT(report("", "g/cm2"), HasSubstr("holds no bone density"));
}

TEST(StructuredReport, TwoValuesForOneThingAreAnError) {
  ReportFile file = Report();
  auto& neck = Container(Container(file.Dataset(), "Left Hip"), "Neck");
  Num(neck, "BMD", "0.7", "g/cm2");
  Num(neck, "BMD", "0.700", "g/cm2");
  EXPECT_EQ(ErrorOf(file), "");
  Num(neck, "BMD", "0.8", "g/cm2");
  EXPECT_THAT(ErrorOf(file), HasSubstr("given twice, as 0.7 and as 0.8"));
}

TEST(StructuredReport, TooDeepOrWithoutResultsIsAnError) {
  ReportFile deep = Report();
  DcmItem* at = &deep.Dataset();
  for (int i = 0; i < 200; ++i) at = &Container(*at, "L1");
  Num(*at, "BMD", "1", "g/cm2");
  EXPECT_THAT(ErrorOf(deep), HasSubstr("nested deeper"));
  ReportFile empty = Report();
  Container(empty.Dataset(), "Findings");
  EXPECT_THAT(ErrorOf(empty), HasSubstr("holds no bone density"));
}

constexpr const char* kXml = R"(<?xml version="1.0" encoding="UTF-8"?>
<Analysis scanType="Left Hip">
  <Patient><Name>SECRET NAME</Name><BMD>not this</BMD></Patient>
  <Region name="Neck"><Area units="cm2">4.95</Area><BMC units="g">3.35</BMC><BMD units="g/cm2">0.677</BMD>
    <TScore>-1.5</TScore><ZScore>N/A</ZScore></Region>
  <Region name="Troch" bmd="0.55"/>
  <Region name="Total" BMD="0.812" TScore="-1,1" BMDPercent="87"/>
  <Reference><Region name="Neck"><BMD>0.858</BMD></Region></Reference>
</Analysis>)";

ReportFile Picture() {
  ReportFile file(UID_SecondaryCaptureImageStorage);
  file.Put(DCM_Modality, "OT").Put(DCM_Manufacturer, "HOLOGIC").Put(DCM_ManufacturerModelName, "Horizon W");
  return file;
}

void ExpectHip(const DensitometryRecord& record) {
  ASSERT_EQ(record.results.size(), 2u);
  const auto* neck = Find(record, BoneSite::kFemoralNeck);
  ASSERT_NE(neck, nullptr);
  EXPECT_EQ(neck->area_cm2, 4.95);
  EXPECT_EQ(neck->bmc_g, 3.35);
  EXPECT_EQ(neck->bmd_g_per_cm2, 0.677);
  EXPECT_EQ(neck->t_score, -1.5);
  EXPECT_FALSE(neck->z_score);
  const auto* total = Find(record, BoneSite::kTotalHip);
  ASSERT_NE(total, nullptr);
  EXPECT_EQ(total->bmd_g_per_cm2, 0.812);
  EXPECT_EQ(total->t_score, -1.1);
  EXPECT_EQ(record.maker, DensitometerMaker::kHologic);
}

TEST(HologicXml, IsFoundInWhicheverBlockItsCreatorReserved) {
  for (const Uint16 block : {0x10, 0x11, 0x42, 0xff}) {
    for (const char* creator : {"HOLOGIC", "Hologic"}) {
      ReportFile file = Picture();
      ExpectHip(Read(file.PutPrivate(block, creator, kXml)));
    }
  }
}

// Without explicit VRs a private element comes back as one of unknown kind.
TEST(HologicXml, IsReadAsBytesAndAsImplicitValue) {
  ReportFile file = Picture();
  file.PutPrivate(0x10, "HOLOGIC", kXml, EVR_OB);
  ExpectHip(Read(file));
  ExpectHip(Read(file, EXS_LittleEndianImplicit));
}

TEST(HologicXml, OfAnotherCreatorIsLeftAlone) {
  ReportFile file = Picture();
  file.PutPrivate(0x10, "ANOTHER MAKER", kXml);
  EXPECT_THAT(ErrorOf(file), HasSubstr("without a structured report, Hologic analysis XML"));
  file.PutPrivate(0x11, "HOLOGIC", kXml);
  ExpectHip(Read(file));
}

TEST(HologicXml, SpineWithNamesAndValuesAsElements) {
  ReportFile file = Picture();
  file.Put(DCM_ProtocolName, "AP Spine");
  file.PutPrivate(0x10, "HOLOGIC", R"(<Results>
    <BMD><L1>0.8</L1><L2>0.9</L2><Total>0.85</Total><Width>0.4</Width></BMD>
    <Row><Region>L1</Region><Measurement>T-score</Measurement><Value>-1.0</Value></Row>
    <Row><Region>L1</Region><Measurement>TBS</Measurement><Value>1.1</Value></Row>
    <Row><Region>Total</Region><Measurement>TBS</Measurement><Value>1.3</Value></Row></Results>)");
  const auto record = Read(file);
  EXPECT_EQ(record.results.size(), 3u);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL1), 0.8);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL2), 0.9);
  EXPECT_EQ(Bmd(record, BoneSite::kSpineL1L4), 0.85);
  EXPECT_EQ(Find(record, BoneSite::kSpineL1)->t_score, -1);
  EXPECT_EQ(record.reported_tbs, 1.3);
}

TEST(HologicXml, BrokenDeepOrHugeIsAnError) {
  const auto error = [](const std::string& xml) {
    ReportFile file = Picture();
    file.PutPrivate(0x10, "HOLOGIC", xml);
    return ErrorOf(file);
  };
  EXPECT_THAT(error("<a><b></a>"), HasSubstr("not well-formed"));
  EXPECT_THAT(error("SECRET and no markup"), HasSubstr("not well-formed"));
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "<L1>";
  for (int i = 0; i < 10000; ++i) deep += "</L1>";
  EXPECT_THAT(error(deep), HasSubstr("nested deeper"));
  std::string wide = "<a>";
  for (int i = 0; i < 250000; ++i) wide += "<b/>";
  EXPECT_THAT(error(wide + "</a>"), HasSubstr("longer than any known"));
  EXPECT_THAT(error("<a>" + std::string(5 << 20, ' ') + "</a>"), HasSubstr("longer than any known"));
  // An entity that would blow up is not followed.
  EXPECT_NE(error("<!DOCTYPE a [<!ENTITY b \"xxxx\">]><a><BMD>&b;</BMD></a>"), "");
}

TEST(HologicTable, IsReadWhicheverWayRoundItLies) {
  const std::vector<std::vector<std::string>> table = {
      {"Region", "Area[cm<sup><small>2</small></sup>]", "BMC[(g)]", "BMD[g/cm<sup><small>2</small></sup>]",
       "T - score", "Z - score", "PR[(%)]"},
      {"L1", "13.00", "12.00", "0.923", "-0.9", "0.1", "93"},
      {"L2", "14.00", "13.00", "0.929", " ", "0.2", "90"},
      {"Total", "27.00", "25.00", "0.926", "-1.2", "0.1", "91"}};
  for (const bool turned : {false, true}) {
    std::string script = "PatientName = \"SECRET\";\r\nImageXPos = 12;\r\n";
    for (std::size_t i = 0; i < table.size(); ++i) {
      for (std::size_t j = 0; j < table[i].size(); ++j) {
        script += "ResultsTable[ " + std::to_string(turned ? j : i) + "][ " + std::to_string(turned ? i : j) +
                  "] = \"" + table[i][j] + "\";\r\n";
      }
    }
    ReportFile file = Picture();
    test::Require(file.Dataset().putAndInsertString(DcmTag(0x0019, 0x0010, EVR_LO), "SOMETHING"));
    test::Require(file.Dataset().putAndInsertString(DcmTag(0x0019, 0x1000, EVR_LT), script.c_str()));
    const auto record = Read(file);
    ASSERT_EQ(record.results.size(), 3u) << turned;
    EXPECT_EQ(Bmd(record, BoneSite::kSpineL1), 0.923);
    EXPECT_EQ(Find(record, BoneSite::kSpineL1)->t_score, -0.9);
    EXPECT_EQ(Find(record, BoneSite::kSpineL2)->bmc_g, 13);
    EXPECT_FALSE(Find(record, BoneSite::kSpineL2)->t_score);
    EXPECT_EQ(Bmd(record, BoneSite::kSpineL1L4), 0.926);
    EXPECT_EQ(Find(record, BoneSite::kSpineL1L4)->area_cm2, 27);
  }
}

TEST(DensitometryDicom, PictureWithoutResultsAndOtherFilesAreRefused) {
  const TempFolder folder;
  ReportFile picture = Picture();
  EXPECT_THAT(ErrorOf(picture), HasSubstr("cannot be read from its picture"));
  WriteBytes(folder / "a.txt", "L1 BMD 0.9");
  EXPECT_THAT(ErrorOf(folder / "a.txt"), HasSubstr("is not a DICOM file"));
  EXPECT_THAT(ErrorOf(folder / "none.dcm"), HasSubstr("is not a DICOM file"));
}

// Cut anywhere, or with bytes changed, a file gives results or one sentence.
TEST(DensitometryDicom, DamagedFilesEndInASentence) {
  const TempFolder folder;
  ReportFile report = Report();
  auto& spine = Container(report.Dataset(), "AP Spine");
  for (const auto* name : {"L1", "L2", "L1-L4"}) Num(Container(spine, name), "BMD", "0.9", "g/cm2");
  report.Save(folder / "sr.dcm");
  ReportFile picture = Picture();
  picture.PutPrivate(0x10, "HOLOGIC", kXml);
  picture.Save(folder / "xml.dcm");
  std::mt19937 random(7);
  for (const auto* name : {"sr.dcm", "xml.dcm"}) {
    const std::string whole = Bytes(folder / name);
    for (int i = 0; i < 300; ++i) {
      std::string bytes = whole;
      if (i % 2 == 0) {
        bytes.resize(132 + random() % (bytes.size() - 132));
      } else {
        for (int k = 0; k < 6; ++k)
          bytes[132 + random() % (bytes.size() - 132)] = static_cast<char>(random());
      }
      WriteBytes(folder / "damaged.dcm", bytes);
      try {
        for (const auto& result : ReadDensitometryDicom(folder / "damaged.dcm").results) {
          for (const auto& quantity : SiteQuantities()) {
            const auto value = result.*quantity.member;
            EXPECT_TRUE(!value || (*value >= quantity.minimum && *value <= quantity.maximum));
          }
        }
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("damaged.dcm"));
      }
    }
  }
}

TEST(StudyKeys, OfADicomFileAndOfOthers) {
  const TempFolder folder;
  ReportFile file = Picture();
  file.Save(folder / "film.dcm");
  const auto keys = ReadStudyKeys(folder / "film.dcm");
  EXPECT_EQ(keys.patient_id, "ID-4711");
  EXPECT_EQ(keys.accession_number, "ACC-9");
  EXPECT_EQ(keys.study_instance_uid, "1.2.3.4");
  WriteBytes(folder / "film.png", "\x89PNG");
  EXPECT_FALSE(ReadStudyKeys(folder / "film.png").patient_id);
  EXPECT_FALSE(ReadStudyKeys(folder / "none").study_instance_uid);
}

TEST(DensitometryFields, RangesHoldAtTheirEnds) {
  for (const auto& quantity : SiteQuantities()) {
    EXPECT_NO_THROW(CheckPlausible(quantity.minimum, quantity, "f"));
    EXPECT_NO_THROW(CheckPlausible(quantity.maximum, quantity, "f"));
    EXPECT_THROW(CheckPlausible(std::nextafter(quantity.minimum, -1e9), quantity, "f"), InputError);
    EXPECT_THROW(CheckPlausible(std::nextafter(quantity.maximum, 1e9), quantity, "f"), InputError);
    EXPECT_THROW(CheckPlausible(std::nan(""), quantity, "f"), InputError);
  }
  for (const auto& site : BoneSiteNames()) EXPECT_EQ(NameOf(site.site), site.name);
}

}  // namespace
}  // namespace openvfa
