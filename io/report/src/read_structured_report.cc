#include "read_structured_report.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrcodtn.h>
#include <dcmtk/dcmsr/dsrdoc.h>
#include <dcmtk/dcmsr/dsrimgtn.h>
#include <dcmtk/dcmsr/dsrnumtn.h>
#include <dcmtk/dcmsr/dsrscotn.h>
#include <dcmtk/dcmsr/dsrtextn.h>

#include <charconv>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "openvfa/image/error.h"
#include "openvfa/image/silence_dicom.h"
#include "sr_codes.h"

namespace openvfa {
namespace {

using Cursor = DSRDocumentTreeNodeCursor;

bool Is(const DSRCodedEntryValue& entry, const Code& code) {
  return entry.getCodeValue() == code.value && entry.getCodingSchemeDesignator() == code.scheme;
}

bool Named(const Cursor& cursor, const Code& code) { return Is(cursor.getNode()->getConceptName(), code); }

void ForEachChild(Cursor cursor, const std::function<void(const Cursor&)>& visit) {
  if (cursor.goDown() == 0) return;
  do {
    visit(cursor);
  } while (cursor.gotoNext() != 0);
}

template <typename Node>
const Node& As(const Cursor& cursor) {
  const auto* node = dynamic_cast<const Node*>(cursor.getNode());
  if (node == nullptr) {
    throw ReadError("\"" + std::string(cursor.getNode()->getConceptName().getCodeMeaning().c_str()) +
                    "\" is of the wrong kind");
  }
  return *node;
}

double NumberOf(const Cursor& cursor) {
  const std::string text = As<DSRNumTreeNode>(cursor).getNumericValue().c_str();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    throw ReadError("\"" + text + "\" is not a number");
  }
  return value;
}

std::string TextOf(const Cursor& cursor) { return As<DSRTextTreeNode>(cursor).getValue().c_str(); }

std::vector<Eigen::Vector2d> PointsOf(const Cursor& cursor) {
  std::vector<Eigen::Vector2d> points;
  DSRSpatialCoordinatesValue value;  // a copy: the library's getters are not const
  As<DSRSCoordTreeNode>(cursor).getValue(value);
  const DSRGraphicDataList& list = value.getGraphicDataList();
  for (std::size_t i = 1; i <= list.getNumberOfItems(); ++i) {
    const DSRGraphicDataItem& item = list.getItem(i);
    // DICOM counts from the corner of the first pixel, everything else here from its centre.
    points.emplace_back(static_cast<double>(item.Column) - 0.5, static_cast<double>(item.Row) - 0.5);
    if (!points.back().allFinite()) throw ReadError("a coordinate is not a number");
  }
  if (points.empty()) throw ReadError("a region has no coordinates");
  return points;
}

std::optional<std::size_t> PointIndex(const DSRCodedEntryValue& entry) {
  for (std::size_t i = 0; i < codes::kPoints.size(); ++i) {
    if (Is(entry, codes::kPoints[i])) return i;
  }
  return std::nullopt;
}

// One coordinate of a point's standard deviation.
void ReadDeviation(const Cursor& cursor, int axis, std::array<std::array<std::optional<double>, 2>, 6>& out) {
  ForEachChild(cursor, [&](const Cursor& child) {
    if (!Named(child, codes::kPoint)) return;
    if (const auto index = PointIndex(As<DSRCodeTreeNode>(child))) {
      out[*index][static_cast<std::size_t>(axis)] = NumberOf(cursor);
    }
  });
}

void ReadOutline(const Cursor& cursor, LandmarkBody& body) {
  body.outline_px = PointsOf(cursor);
  if (body.outline_px.size() > 1 && body.outline_px.front() == body.outline_px.back()) {
    body.outline_px.pop_back();
  }
}

void ReadVerdict(const Cursor& cursor, LandmarkBody& body) {
  const auto& value = As<DSRCodeTreeNode>(cursor);
  if (Is(value, codes::kYes)) body.evaluable = true;
  if (Is(value, codes::kNo)) body.evaluable = false;
}

void ReadSite(const Cursor& cursor, LandmarkBody& body) {
  const auto& value = As<DSRCodeTreeNode>(cursor);
  body.level = LevelOfCode(value.getCodeValue().c_str(), value.getCodingSchemeDesignator().c_str());
}

// Nothing for a group that speaks of no vertebra.
std::optional<LandmarkBody> ReadGroup(const Cursor& group) {
  LandmarkBody body;
  bool is_vertebra = false;
  std::array<std::array<std::optional<double>, 2>, 6> deviations;
  ForEachChild(group, [&](const Cursor& item) {
    if (Named(item, codes::kFinding)) is_vertebra = Is(As<DSRCodeTreeNode>(item), codes::kVertebra);
    if (Named(item, codes::kFindingSite)) ReadSite(item, body);
    if (Named(item, codes::kImageRegion)) ReadOutline(item, body);
    if (Named(item, codes::kEvaluable)) ReadVerdict(item, body);
    if (Named(item, codes::kReason)) body.reason = TextOf(item);
    if (Named(item, codes::kColumnDeviation)) ReadDeviation(item, 0, deviations);
    if (Named(item, codes::kRowDeviation)) ReadDeviation(item, 1, deviations);
    if (const auto index = PointIndex(item.getNode()->getConceptName())) {
      body.points_px[*index] = PointsOf(item).front();
    }
  });
  if (!is_vertebra) return std::nullopt;
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    const auto& [x, y] = deviations[i];
    if (x && y) body.sd_px[i] = Eigen::Vector2d(*x, *y);
  }
  return body;
}

std::optional<Eigen::Vector2d> PointOrNone(const nlohmann::json& point) {
  if (point.is_null()) return std::nullopt;
  return Eigen::Vector2d(point.at(0).get<double>(), point.at(1).get<double>());
}

LandmarkEdit ReadEdit(const Cursor& cursor) {
  const auto json = nlohmann::json::parse(TextOf(cursor));
  const auto text = [&json](const char* key) { return json.at(key).get<std::string>(); };
  return {.change = text("change"),
          .level = text("level"),
          .point = text("point"),
          .before_px = PointOrNone(json.at("before_px")),
          .after_px = PointOrNone(json.at("after_px")),
          .before = text("before"),
          .after = text("after"),
          .tool = text("tool"),
          .editor = text("editor"),
          .time = text("time")};
}

void ReadEvaluations(const Cursor& container, LandmarkFile& file) {
  ForEachChild(container, [&](const Cursor& item) {
    if (Named(item, codes::kEdit)) file.edits.push_back(ReadEdit(item));
    if (!Named(item, codes::kAnteriorSide)) return;
    const auto& side = As<DSRCodeTreeNode>(item);
    if (Is(side, codes::kLeftOfImage)) file.anterior = AnteriorSide::kLeft;
    if (Is(side, codes::kRightOfImage)) file.anterior = AnteriorSide::kRight;
  });
}

void ReadFilm(const Cursor& library, LandmarkFile& file) {
  ForEachChild(library, [&](const Cursor& group) {
    ForEachChild(group, [&](const Cursor& image) {
      if (image.getNode()->getValueType() != DSRTypes::VT_Image) return;
      file.sop_instance_uid = As<DSRImageTreeNode>(image).getSOPInstanceUID().c_str();
      ForEachChild(image, [&](const Cursor& item) {
        if (Named(item, codes::kPixelRows)) file.rows = static_cast<int>(NumberOf(item));
        if (Named(item, codes::kPixelColumns)) file.columns = static_cast<int>(NumberOf(item));
      });
    });
  });
}

// Stops at what is no report of this program, or one of a later version.
void RequireKnownScheme(DSRDocument& document) {
  DSRCodingSchemeIdentificationList& schemes = document.getCodingSchemeIdentification();
  if (schemes.gotoItem(kPrivateScheme).bad()) {
    throw ReadError(std::string("it does not use the coding scheme \"") + kPrivateScheme +
                    "\" and so is no report of this program");
  }
  OFString text;
  schemes.getCodingSchemeVersion(text);
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size() || version < 1) {
    throw ReadError(std::string("it does not say which version of \"") + kPrivateScheme + "\" it uses");
  }
  if (version > kPrivateSchemeVersion) {
    throw ReadError("a newer version of this program wrote it (\"" + std::string(kPrivateScheme) +
                    "\" version " + std::to_string(version) + "; this program reads up to " +
                    std::to_string(kPrivateSchemeVersion) + ")");
  }
}

std::string ToolName(DcmDataset& dataset) {
  OFString model, version;
  dataset.findAndGetOFString(DCM_ManufacturerModelName, model);
  dataset.findAndGetOFString(DCM_SoftwareVersions, version);
  return std::string(model.c_str()) + (version.empty() ? "" : " ") + version.c_str();
}

LandmarkFile Read(DcmDataset& dataset) {
  OFString sop_class;
  dataset.findAndGetOFString(DCM_SOPClassUID, sop_class);
  if (sop_class != UID_ComprehensiveSRStorage) throw ReadError("it is no comprehensive structured report");
  dataset.convertToUTF8();  // where it cannot be converted, texts stay as they are
  DSRDocument document;
  if (const OFCondition read = document.read(dataset); read.bad()) {
    throw ReadError(std::string("its content is damaged: ") + read.text());
  }
  RequireKnownScheme(document);
  LandmarkFile file;
  file.format = "dicom sr";
  file.tool = ToolName(dataset);
  Cursor root;
  document.getTree().getCursorToRootNode(root);
  ForEachChild(root, [&](const Cursor& section) {
    if (Named(section, codes::kImageLibrary)) ReadFilm(section, file);
    if (Named(section, codes::kQualitativeEvaluations)) ReadEvaluations(section, file);
    if (!Named(section, codes::kImagingMeasurements)) return;
    ForEachChild(section, [&](const Cursor& group) {
      if (auto body = ReadGroup(group)) file.bodies.push_back(std::move(*body));
    });
  });
  return file;
}

}  // namespace

LandmarkFile ReadStructuredReportLandmarks(const std::filesystem::path& path) {
  SilenceDicomLibrary();
  const auto fail = [&path](const std::string& why) {
    return ReadError("\"" + path.string() + "\" cannot be read as a structured report: " + why + ".");
  };
  DcmFileFormat file;
  if (const OFCondition loaded = file.loadFile(path.c_str()); loaded.bad()) throw fail(loaded.text());
  try {
    return Read(*file.getDataset());
  } catch (const ReadError& error) {
    throw fail(error.what());
  } catch (const nlohmann::json::exception&) {
    throw fail("an earlier edit in it cannot be read");
  }
}

}  // namespace openvfa
