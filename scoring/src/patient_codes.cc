// The codes that a patient file may list, each with the document that makes it matter. That a code is listed
// says that an association was reported, not how strong it is.
#include "openvfa/scoring/patient.h"

namespace openvfa {
namespace {

constexpr std::string_view kS0 = "S0: Dr.Oracle 2025, tyrosine kinase inhibitors and osteopenia";
constexpr std::string_view kS1 = "S1: Vincze 2021, Curr Rheumatol Rep 23, doi 10.1007/s11926-021-01016-8";
constexpr std::string_view kS2 = "S2: Dr.Oracle 2025, treatment of osteopenia";
constexpr std::string_view kS3 =
    "S3: Dr.Oracle 2025, diffuse osteopenia with possible insufficiency fractures";
constexpr std::string_view kS4 = "S4: RxHarun 2025, iatrogenic osteopenia and lumbar wedging";
constexpr std::string_view kQFracture = "QFracture-2012";
constexpr std::string_view kIscd = "ISCD 2007 and 2019, indications for VFA";
constexpr std::string_view kAace = "AACE/ACE 2020";

}  // namespace

const std::vector<ListedCode>& MedicationCodes() {
  static const std::vector<ListedCode> codes = {
      // The list of twenty, in its order; the last four are treatments rather than medicines.
      {"glucocorticoid", "systemic glucocorticoids; state the dose in \"glucocorticoid\"", kS4},
      {"anticonvulsant_enzyme_inducing", "phenytoin, carbamazepine and other enzyme inducers", kS4},
      {"ppi", "proton pump inhibitor for more than 2 years", kS4},
      {"ssri", "selective serotonin reuptake inhibitor", kS4},
      {"thiazolidinedione", "rosiglitazone, pioglitazone", kS4},
      {"heparin_ufh_longterm", "unfractionated heparin, long-term", kS4},
      {"warfarin_coumarin", "warfarin and other coumarins", kS4},
      {"aromatase_inhibitor", "anastrozole, letrozole, exemestane", kS4},
      {"gnrh_agonist", "GnRH agonist, androgen deprivation", kS4},
      {"chemotherapy", "alkylating agents, platinum compounds", kS4},
      {"dmpa", "depot medroxyprogesterone acetate", kS4},
      {"calcineurin_inhibitor", "ciclosporin, tacrolimus", kS4},
      {"loop_diuretic_high_dose", "high-dose loop diuretic", kS4},
      {"sglt2_inhibitor", "SGLT2 inhibitor (emerging evidence)", kS4},
      {"thyroxine_over_replacement", "levothyroxine in excess", kS4},
      {"depot_antipsychotic", "depot antipsychotic (hyperprolactinaemia)", kS4},
      {"pelvic_sacral_radiation", "radiation of pelvis or sacrum", kS4},
      {"tpn", "prolonged total parenteral nutrition", kS4},
      {"immobilisation_post_surgery", "immobilisation after surgery", kS4},
      {"organ_transplant", "after organ transplantation", kS4},
      {"tki", "tyrosine kinase inhibitor: imatinib, nilotinib, dasatinib, ...", kS0},
      {"antidepressant", "any antidepressant, SSRI or other", kQFracture},
      {"hrt_oestrogen", "oestrogen-only hormone replacement", kQFracture},
      {"bisphosphonate", "bisphosphonate, now or earlier", kS3},
      {"denosumab", "denosumab", kS1},
      {"teriparatide", "teriparatide (at most 24 months)", kS1},
      {"abaloparatide", "abaloparatide (at most 24 months)", kS1},
      {"romosozumab", "romosozumab (12 months)", kS1},
      {"anabolic_steroid", "anabolic steroids (avoid in chronic liver disease)", kS2},
  };
  return codes;
}

const std::vector<ListedCode>& ConditionCodes() {
  static const std::vector<ListedCode> codes = {
      {"myositis", "idiopathic inflammatory myopathy", kS1},
      {"rheumatoid_arthritis", "rheumatoid arthritis", kQFracture},
      {"sle", "systemic lupus erythematosus", kQFracture},
      {"hiv", "HIV infection", kS3},
      {"chronic_liver_disease", "chronic liver disease", kS2},
      {"malignancy", "cancer, now or earlier", kS2},
      {"hyperparathyroidism", "hyperparathyroidism, primary or other", kS1},
      {"osteomalacia", "osteomalacia", kS1},
      {"thyroid_disease", "thyroid disease", kS1},
      {"renal_osteodystrophy", "renal osteodystrophy", kS1},
      {"ckd", "chronic kidney disease", kQFracture},
      {"type1_diabetes", "diabetes mellitus type 1", kQFracture},
      {"type2_diabetes", "diabetes mellitus type 2", kQFracture},
      {"parkinsons", "Parkinson's disease", kQFracture},
      {"epilepsy", "epilepsy, or taking anticonvulsants", kQFracture},
      {"dementia", "dementia", kQFracture},
      {"asthma_copd", "asthma or COPD", kQFracture},
      {"copd", "COPD", kIscd},
      {"cardiovascular", "heart attack, angina, stroke or TIA", kQFracture},
      {"malabsorption", "malabsorption: coeliac disease, Crohn's disease, ulcerative colitis, ...",
       kQFracture},
      {"crohn", "Crohn's disease", kIscd},
      {"endocrine", "thyrotoxicosis, primary or secondary hyperparathyroidism, Cushing's syndrome",
       kQFracture},
      {"hypogonadism", "hypogonadism", kS2},
      {"orchiectomy", "orchiectomy", kIscd},
      {"vitamin_d_deficiency", "vitamin D deficiency, as diagnosed", kS2},
      {"alcoholism", "alcoholism, as diagnosed", kS2},
      {"dysphagia", "dysphagia; oesophageal or gastric involvement", kS1},
      {"muscle_weakness", "muscle weakness", kS1},
      {"photoprotection", "keeps out of the sun", kS1},
      {"high_fall_risk", "high fall risk, or injurious falls", kAace},
      {"obesity", "obesity, where weight and height are not given", kS1},
      {"spine_degeneration", "degenerative change of the lumbar spine", kS1},
      {"diffuse_osteopenia", "diffuse osteopenia on an image", kS3},
      {"possible_insufficiency_fracture", "possible insufficiency fracture on an image", kS3},
  };
  return codes;
}

}  // namespace openvfa
