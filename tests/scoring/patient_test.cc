// The patient file: every field at and just beyond its limits, and the file's own rules.
#include "openvfa/scoring/patient.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "openvfa/image/error.h"
#include "patient_json.h"
#include "schema_check.h"

namespace openvfa {
namespace {

using nlohmann::json;
using test::PatientJson;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ErrorOf(const std::string& text) {
  try {
    ParsePatient(text, "patient.json");
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("patient.json"));
    return error.what();
  }
  return "";
}

// {"a": {"b": value}} for "a.b"; the first entry of the list for "prior_fractures[0].b".
json With(const std::string& field, const json& value) {
  json object;
  const auto dot = field.find('.');
  if (dot == std::string::npos) {
    object[field] = value;
  } else if (field.starts_with("prior_fractures")) {
    json fracture = {{"site", "hip"}};
    fracture[field.substr(dot + 1)] = value;
    object["prior_fractures"] = json::array({fracture});
  } else {
    object[field.substr(0, dot)][field.substr(dot + 1)] = value;
  }
  return object;
}

struct Limits {
  const char* field;
  double minimum, maximum;
  bool whole = false;
};

// Written out here as a second account of what is allowed.
constexpr Limits kLimits[] = {
    {"age_years", 0, 120},
    {"height_cm", 50, 250},
    {"weight_kg", 10, 400},
    {"historical_height_loss_cm", -5, 40},
    {"prospective_height_loss_cm", -5, 40},
    {"falls_past_year", 0, 365, true},
    {"qfracture_ethnicity", 1, 9, true},
    {"garvan_any_percent", 0, 100},
    {"garvan_hip_percent", 0, 100},
    {"vitamin_d_ng_per_ml", 0.5, 250},
    {"calcium_mg_per_day", 0, 10000},
    {"bone_loss_percent_per_year", -30, 60},
    {"glucocorticoid.dose_mg_per_day", 0, 2000},
    {"glucocorticoid.duration_months", 0, 1440},
    {"glucocorticoid.cumulative_g_per_year", 0, 200},
    {"frax.major_osteoporotic_percent", 0, 100},
    {"frax.hip_percent", 0, 100},
    {"prior_fractures[0].months_ago", 0, 1440},
};

TEST(PatientFile, NumbersHoldAtTheirLimitsAndNotBeyond) {
  for (const auto& limits : kLimits) {
    for (const double value :
         {limits.minimum, limits.maximum, std::floor((limits.minimum + limits.maximum) / 2)}) {
      const json object = With(limits.field, limits.whole ? json(static_cast<int>(value)) : json(value));
      EXPECT_EQ(ErrorOf(object.dump()), "") << limits.field << " " << value;
      EXPECT_EQ(testing::SchemaErrors(object, "patient.schema.json"), "") << limits.field << " " << value;
      EXPECT_EQ(PatientJson(ParsePatient(object.dump(), "p")), object);
    }
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double value :
         {std::nextafter(limits.minimum, -infinity), std::nextafter(limits.maximum, infinity)}) {
      const json object = With(limits.field, value);
      EXPECT_THAT(ErrorOf(object.dump()), AllOf(HasSubstr(limits.field), HasSubstr("outside"))) << value;
      EXPECT_NE(testing::SchemaErrors(object, "patient.schema.json"), "") << limits.field << " " << value;
    }
    if (limits.whole) {
      EXPECT_THAT(ErrorOf(With(limits.field, 1.5).dump()), HasSubstr("whole number"));
    }
    for (const json& wrong : {json("5"), json(true), json::array(), json::object()}) {
      EXPECT_THAT(ErrorOf(With(limits.field, wrong).dump()),
                  AllOf(HasSubstr(limits.field), HasSubstr("must be")));
      EXPECT_NE(testing::SchemaErrors(With(limits.field, wrong), "patient.schema.json"), "") << limits.field;
    }
  }
}

TEST(PatientFile, ImplausibleValuesNameFieldValueAndRange) {
  EXPECT_EQ(ErrorOf(R"({"age_years": 210})"), "patient.json: age_years is 210, outside 0 to 120 years");
  EXPECT_EQ(ErrorOf(R"({"height_cm": 900})"), "patient.json: height_cm is 900, outside 50 to 250 cm");
  EXPECT_EQ(ErrorOf(R"({"sex": "x"})"), "patient.json: sex is \"x\"; it must be one of female, male");
  EXPECT_EQ(ErrorOf(R"({"frax": {"hip_percent": -1}})"),
            "patient.json: frax.hip_percent is -1, outside 0 to 100 %");
  // Inches and pounds.
  EXPECT_THAT(ErrorOf(R"({"height_cm": 63, "weight_kg": 132})"), HasSubstr("body mass index"));
}

TEST(PatientFile, WordsAreThoseOfTheirListOnly) {
  const std::map<std::string, std::vector<std::string>> lists = {
      {"sex", {"female", "male"}},
      {"smoking", {"never", "former", "light", "moderate", "heavy"}},
      {"alcohol", {"none", "below_1", "1_to_2", "3_to_6", "7_to_9", "above_9"}},
      {"prior_fractures[0].site",
       {"vertebra", "hip", "pelvis", "humerus", "forearm", "rib", "ankle", "other"}}};
  for (const auto& [field, words] : lists) {
    for (const auto& word : words) {
      const json object = With(field, word);
      EXPECT_EQ(PatientJson(ParsePatient(object.dump(), "p")), object);
      EXPECT_EQ(testing::SchemaErrors(object, "patient.schema.json"), "");
    }
    for (const json& wrong : {json("Female"), json(""), json(1), json(false), json::array({"female"})}) {
      EXPECT_THAT(ErrorOf(With(field, wrong).dump()), HasSubstr("one of")) << field << wrong;
      EXPECT_NE(testing::SchemaErrors(With(field, wrong), "patient.schema.json"), "") << field << wrong;
    }
  }
}

TEST(PatientFile, CodesAreThoseOfTheirListOnly) {
  for (const auto& [field, listed] :
       {std::pair("medications", &MedicationCodes()), std::pair("conditions", &ConditionCodes())}) {
    json all = json::array();
    for (const auto& code : *listed) all.push_back(code.code);
    EXPECT_EQ(ErrorOf(With(field, all).dump()), "");
    EXPECT_EQ(testing::SchemaErrors(With(field, all), "patient.schema.json"), "");
    for (const json& wrong : {json::array({"aspirin"}), json::array({1}), json("ssri"), json::object(),
                              json::array({all[0], all[0]})}) {
      EXPECT_THAT(ErrorOf(With(field, wrong).dump()), HasSubstr(field)) << wrong;
      EXPECT_NE(testing::SchemaErrors(With(field, wrong), "patient.schema.json"), "") << wrong;
    }
  }
  // Asked and none is not the same as not asked.
  EXPECT_TRUE(ParsePatient(R"({"medications": []})", "p").medications->empty());
  EXPECT_FALSE(ParsePatient("{}", "p").medications);
}

TEST(PatientFile, UnknownFieldsAreNamed) {
  EXPECT_THAT(ErrorOf(R"({"agee": 60})"), AllOf(HasSubstr("\"agee\""), HasSubstr("docs/formats/patient.md")));
  EXPECT_THAT(ErrorOf(R"({"frax": {"hip": 3}})"), HasSubstr("patient.json: frax: \"hip\""));
  EXPECT_THAT(ErrorOf(R"({"prior_fractures": [{"site": "hip"}, {"site": "hip", "date": 1}]})"),
              HasSubstr("prior_fractures[1]: \"date\""));
  EXPECT_NE(testing::SchemaErrors(json{{"agee", 60}}, "patient.schema.json"), "");
  EXPECT_THAT(ErrorOf(R"({"schema": "openvfa/patient/2"})"), HasSubstr("openvfa/patient/1"));
  EXPECT_THAT(ErrorOf(R"({"prior_fractures": [{"months_ago": 3}]})"), HasSubstr("lacks its site"));
  EXPECT_NE(testing::SchemaErrors(json::parse(R"({"prior_fractures": [{"months_ago": 3}]})"),
                                  "patient.schema.json"),
            "");
}

TEST(PatientFile, NullIsTheSameAsAbsent) {
  for (const auto& limits : kLimits) {
    const json object = With(limits.field, nullptr);
    EXPECT_EQ(ErrorOf(object.dump()), "") << limits.field;
    EXPECT_EQ(testing::SchemaErrors(object, "patient.schema.json"), "") << limits.field;
  }
  const auto patient = ParsePatient(
      R"({"sex": null, "conditions": null, "prior_fractures": null, "frax": null, "glucocorticoid": null,
          "schema": null, "care_home": null})",
      "p");
  EXPECT_EQ(PatientJson(patient), json::object());
}

TEST(PatientFile, WhatIsNotJsonIsRefusedWithoutQuotingIt) {
  const auto error = [](const std::string& text) -> std::string {
    try {
      ParsePatient(text, "patient.json");
    } catch (const ReadError& caught) {
      EXPECT_THAT(caught.what(), AllOf(HasSubstr("patient.json"), Not(HasSubstr("Doe"))));
      return caught.what();
    }
    return "";
  };
  EXPECT_THAT(error(""), HasSubstr("not JSON"));
  EXPECT_EQ(error("{\n  \"age_years\": Doe\n}"), "patient.json is not JSON (line 2, column 16)");
  EXPECT_THAT(error("{\"country\": \"Doe"), HasSubstr("not JSON"));
  EXPECT_THAT(error("[1]"), HasSubstr("does not hold a JSON object"));
  EXPECT_THAT(error("7"), HasSubstr("does not hold a JSON object"));
  EXPECT_THAT(error(R"({"age_years": 60, "age_years": 61})"), HasSubstr("\"age_years\" twice"));
  EXPECT_THAT(error(R"({"age_years": 1e999})"), HasSubstr("number"));
  EXPECT_THAT(error("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"),
              HasSubstr("nested deeper"));
  EXPECT_THAT(error("{\"a\":" + std::string(1000000, '[')), HasSubstr("nested deeper"));
  EXPECT_THAT(error(std::string(2 << 20, ' ') + "{}"), HasSubstr("larger than 1 MiB"));
  EXPECT_THAT(error("{\"country\": \"\xff\"}"), HasSubstr("not JSON"));
}

TEST(PatientFile, ExampleHoldsAndSaysWhatItSays) {
  const json example = testing::FormatFile("patient.example.json");
  EXPECT_EQ(testing::SchemaErrors(example, "patient.schema.json"), "");
  json expected = example;
  expected.erase("schema");
  EXPECT_EQ(PatientJson(ParsePatient(example.dump(), "patient.example.json")), expected);
}

// Any subset of the fields, each anywhere in its range: what goes in comes out, and nothing becomes NaN.
TEST(PatientFile, RandomSubsetsRoundTrip) {
  std::mt19937_64 random(11);
  int checked_by_schema = 0;
  for (int draw = 0; draw < 10'000; ++draw) {
    const Patient patient = test::RandomPatient(random);
    const json object = PatientJson(patient);
    const Patient parsed = ParsePatient(object.dump(), "p");
    ASSERT_EQ(PatientJson(parsed), object) << object;
    const auto index = parsed.BodyMassIndex();
    ASSERT_EQ(index.has_value(), parsed.height_cm && parsed.weight_kg);
    if (index) {
      ASSERT_TRUE(*index >= 8 && *index <= 120);
    }
    if (draw % 50 == 0) {
      ASSERT_EQ(testing::SchemaErrors(object, "patient.schema.json"), "") << object;
      ++checked_by_schema;
    }
  }
  EXPECT_EQ(checked_by_schema, 200);
}

// Bytes changed at random: a patient or an error of ours, never anything else.
TEST(PatientFile, DamagedTextNeverCrashes) {
  const std::string whole = testing::FormatFile("patient.example.json").dump();
  std::mt19937_64 random(3);
  int refused = 0;
  for (int draw = 0; draw < 3000; ++draw) {
    std::string text = whole;
    for (int k = 0; k < 1 + draw % 4; ++k) text[random() % text.size()] = static_cast<char>(random());
    if (draw % 3 == 0) text.resize(random() % text.size());
    try {
      ParsePatient(text, "p");
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 2000);
}

TEST(Patient, BodyMassIndexNeedsBoth) {
  Patient patient;
  EXPECT_FALSE(patient.BodyMassIndex());
  patient.height_cm = 160;
  EXPECT_FALSE(patient.BodyMassIndex());
  patient.weight_kg = 64;
  EXPECT_DOUBLE_EQ(*patient.BodyMassIndex(), 25);
}

// The twenty iatrogenic causes of the list, and the tyrosine kinase inhibitors.
TEST(ClinicalReference_0_4, MedicationsListEveryIatrogenicCause) {
  const char* causes[] = {"glucocorticoid",
                          "anticonvulsant_enzyme_inducing",
                          "ppi",
                          "ssri",
                          "thiazolidinedione",
                          "heparin_ufh_longterm",
                          "warfarin_coumarin",
                          "aromatase_inhibitor",
                          "gnrh_agonist",
                          "chemotherapy",
                          "dmpa",
                          "calcineurin_inhibitor",
                          "loop_diuretic_high_dose",
                          "sglt2_inhibitor",
                          "thyroxine_over_replacement",
                          "depot_antipsychotic",
                          "pelvic_sacral_radiation",
                          "tpn",
                          "immobilisation_post_surgery",
                          "organ_transplant",
                          "tki"};
  std::set<std::string_view> listed;
  for (const auto& code : MedicationCodes()) {
    EXPECT_TRUE(listed.insert(code.code).second) << code.code;
    EXPECT_FALSE(code.text.empty() || code.source.empty()) << code.code;
  }
  for (const auto* cause : causes) EXPECT_EQ(listed.count(cause), 1u) << cause;
  std::set<std::string_view> conditions;
  for (const auto& code : ConditionCodes()) {
    EXPECT_TRUE(conditions.insert(code.code).second) << code.code;
    EXPECT_FALSE(code.text.empty() || code.source.empty()) << code.code;
  }
  EXPECT_EQ(conditions.count("hiv"), 1u);
  EXPECT_EQ(conditions.count("myositis"), 1u);
}

}  // namespace
}  // namespace openvfa
