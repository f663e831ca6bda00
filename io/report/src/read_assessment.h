// Parts of reading an assessment back.
#ifndef OPENVFA_REPORT_SRC_READ_ASSESSMENT_H_
#define OPENVFA_REPORT_SRC_READ_ASSESSMENT_H_

#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "json_text.h"
#include "openvfa/image/error.h"
#include "openvfa/report/json.h"

namespace openvfa {

// A file of our own kind that this version is too old for. The message goes on from the file's name.
class NewerSchema : public ReadError {
 public:
  using ReadError::ReadError;
};

// These throw ReadError or Json::exception.
void RequireSchema(const Json& in);  // NewerSchema too
StoredAssessment ReadStored(const Json& in);
std::vector<Diagnostic> DiagnosticsOf(const Json& in);
std::vector<LandmarkEdit> EditsOf(const Json& in);  // the member "edits"
// From the members "densitometry", "texture" and "risk".
std::shared_ptr<const RiskSummary> ReadRisk(const Json& assessment);

// read(JSON of the stream), with what it throws turned into a ReadError that names the file.
template <typename Read>
auto ReadGuarded(std::istream& in, const std::string& name, const Read& read) {
  try {
    return read(Json::parse(in));
  } catch (const Json::parse_error&) {
    throw ReadError("\"" + name + "\" is not JSON.");
  } catch (const Json::exception& error) {
    throw ReadError("\"" + name + "\" is not a whole assessment: " + error.what());
  } catch (const NewerSchema& error) {
    throw ReadError("\"" + name + "\" " + error.what());
  } catch (const ReadError& error) {
    throw ReadError("\"" + name + "\" is not an assessment: " + error.what());
  }
}

}  // namespace openvfa

#endif  // OPENVFA_REPORT_SRC_READ_ASSESSMENT_H_
