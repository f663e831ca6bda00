#include <dcmtk/dcmiod/cielabutil.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <ostream>

#include "annotation_scene.h"
#include "dicom_composite.h"
#include "dicom_put.h"
#include "openvfa/report/dicom_objects.h"
#include "vertebra_rows.h"

namespace openvfa {
namespace {

constexpr CompositeKind kKind = {.sop_class_uid = UID_GrayscaleSoftcopyPresentationStateStorage,
                                 .modality = "PR",
                                 .series_description = "OpenVFA annotations",
                                 .series_number = 9103};

struct Layer {
  const char* name;  // CS: at most 16 characters
  const char* description;
};
constexpr std::array<Layer, 7> kLayers = {{{"OUTLINE_GRADE_0", "Vertebral bodies of Genant grade 0"},
                                           {"OUTLINE_GRADE_1", "Vertebral bodies of Genant grade 1"},
                                           {"OUTLINE_GRADE_2", "Vertebral bodies of Genant grade 2"},
                                           {"OUTLINE_GRADE_3", "Vertebral bodies of Genant grade 3"},
                                           {"OUTLINE_NOT_EVAL", "Vertebral bodies that are not evaluable"},
                                           {"POINTS", "Six points of each vertebral body"},
                                           {"LEVELS", "Level and grade of each vertebral body"}}};
constexpr std::size_t kNotEvaluable = 4, kPoints = 5, kLevels = 6;

// Outlines as in the picture, the rest white.
Colour ColourOfLayer(std::size_t layer) {
  if (layer > kNotEvaluable) return {255, 255, 255};
  return ColourOfGrade(layer == kNotEvaluable ? std::nullopt : std::optional(static_cast<int>(layer)));
}

// Our origin is the centre of the first pixel, that of an annotation its upper left corner (PS3.3
// C.10.5.1.2). What lies outside cannot be said there; viewers refuse it.
Eigen::Vector2d InFilm(const Eigen::Vector2d& point_px, const StudyAssessment& assessment) {
  return (point_px.array() + 0.5)
      .cwiseMax(0.0)
      .cwiseMin(Eigen::Array2d(assessment.columns, assessment.rows))
      .matrix();
}

std::array<Eigen::Vector2d, 6> SixPositions(const SixPoints& p) {
  return {p.superior_anterior.position_px,  p.superior_middle.position_px, p.superior_posterior.position_px,
          p.inferior_posterior.position_px, p.inferior_middle.position_px, p.inferior_anterior.position_px};
}

// The outline, or the polygon of the six points where there is none; without points that are nowhere.
std::vector<Eigen::Vector2d> Polygon(const VertebralBody& body) {
  const auto points = SixPositions(body.points);
  std::vector<Eigen::Vector2d> polygon = body.outline_px;
  if (polygon.size() < 3) polygon.assign(points.begin(), points.end());
  std::erase_if(polygon, [](const Eigen::Vector2d& point) { return !point.allFinite(); });
  return polygon;
}

std::string LabelOf(const VertebraRow& row) {
  std::string text = LevelName(row.body->level);
  if (row.body->level_probability < kSureLevel) text += "?";
  if (row.grade == nullptr) return text.append(" not evaluable");
  text.append(" grade ").append(std::to_string(row.grade->grade));
  if (row.grade->grade > 0) text.append(" ").append(DeformityName(row.grade->type));
  return row.grade->boundary ? text.append(" (boundary)") : text;
}

// Where the label stands: beside the body on its anterior side, on the other one where the film ends; half
// way down.
struct LabelBox {
  Eigen::Vector2d top_left, bottom_right;
  bool ends_at_body;  // text is flush right
};

LabelBox LabelBoxFor(const std::vector<Eigen::Vector2d>& polygon, const StudyAssessment& assessment) {
  Eigen::Vector2d low = polygon.front(), high = polygon.front();
  for (const auto& point : polygon) {
    low = low.cwiseMin(point);
    high = high.cwiseMax(point);
  }
  const Eigen::Vector2d size = high - low;
  const double gap = 0.15 * size.x(), width = 1.5 * size.x(), middle = (low.y() + high.y()) / 2;
  const bool left_fits = low.x() - gap - width >= 0, right_fits = high.x() + gap + width < assessment.columns;
  const bool prefers_left = assessment.outlines.anterior == AnteriorSide::kLeft;
  const bool left = prefers_left ? left_fits || !right_fits : left_fits && !right_fits;
  const double start = left ? low.x() - gap - width : high.x() + gap;
  return {{start, middle - 0.2 * size.y()}, {start + width, middle + 0.2 * size.y()}, left};
}

class Annotations {
 public:
  Annotations(const ReportInput& input, const DicomHeader& film, DcmDataset& out)
      : input_(input), film_(film), out_(out) {}

  void Add(const VertebraRow& row) {
    const auto polygon = Polygon(*row.body);
    if (polygon.size() < 3) return;
    const std::size_t outline =
        row.Evaluable() ? static_cast<std::size_t>(std::clamp(row.grade->grade, 0, 3)) : kNotEvaluable;
    AddGraphic(outline, "POLYLINE", polygon, true);
    for (const auto& point : SixPositions(row.body->points)) {
      if (point.allFinite()) AddGraphic(kPoints, "POINT", {point}, false);
    }
    AddText(LabelOf(row), LabelBoxFor(polygon, input_.assessment));
  }

  // Those that something was drawn on, in the order of drawing.
  void AddLayers() {
    int order = 0;
    for (std::size_t i = 0; i < kLayers.size(); ++i) {
      if (layer_items_.at(i) == nullptr) continue;
      DcmItem& item = AppendItem(out_, DCM_GraphicLayerSequence);
      PutText(item, DCM_GraphicLayer, kLayers.at(i).name);
      PutText(item, DCM_GraphicLayerOrder, std::to_string(++order));
      PutText(item, DCM_GraphicLayerDescription, kLayers.at(i).description);
      PutColour(ColourOfLayer(i), item);
    }
  }

 private:
  static void PutColour(const Colour& colour, DcmItem& item) {
    std::array<double, 3> lab{};
    IODCIELabUtil::rgb2DicomLab(lab[0], lab[1], lab[2], colour.red / 255.0, colour.green / 255.0,
                                colour.blue / 255.0);
    std::array<Uint16, 3> value{};
    for (std::size_t i = 0; i < 3; ++i) {
      value.at(i) = static_cast<Uint16>(std::lround(std::clamp(lab.at(i), 0.0, 65535.0)));
    }
    RequireDicom(item.putAndInsertUint16Array(DCM_GraphicLayerRecommendedDisplayCIELabValue, value.data(), 3),
                 DCM_GraphicLayerRecommendedDisplayCIELabValue);
  }

  DcmItem& LayerItem(std::size_t layer) {
    DcmItem*& item = layer_items_.at(layer);
    if (item == nullptr) {
      item = &AppendItem(out_, DCM_GraphicAnnotationSequence);
      AppendFilmReference(film_, DCM_ReferencedImageSequence, *item);
      PutText(*item, DCM_GraphicLayer, kLayers.at(layer).name);
    }
    return *item;
  }

  void AddGraphic(std::size_t layer, const char* type, const std::vector<Eigen::Vector2d>& points,
                  bool closed) {
    std::vector<Float32> data;
    for (std::size_t i = 0; i < points.size() + (closed ? 1 : 0); ++i) {
      const Eigen::Vector2d at = InFilm(points[i % points.size()], input_.assessment);
      data.push_back(static_cast<Float32>(at.x()));
      data.push_back(static_cast<Float32>(at.y()));
    }
    DcmItem& object = AppendItem(LayerItem(layer), DCM_GraphicObjectSequence);
    PutText(object, DCM_GraphicAnnotationUnits, "PIXEL");
    PutUint16(object, DCM_GraphicDimensions, 2);
    PutUint16(object, DCM_NumberOfGraphicPoints, static_cast<int>(data.size() / 2));
    PutFloats(object, DCM_GraphicData, data);
    PutText(object, DCM_GraphicType, type);
    if (closed) PutText(object, DCM_GraphicFilled, "N");
  }

  void AddText(const std::string& text, const LabelBox& box) {
    DcmItem& object = AppendItem(LayerItem(kLevels), DCM_TextObjectSequence);
    PutText(object, DCM_BoundingBoxAnnotationUnits, "PIXEL");
    PutText(object, DCM_UnformattedTextValue, text);
    PutPoint(object, DCM_BoundingBoxTopLeftHandCorner, box.top_left);
    PutPoint(object, DCM_BoundingBoxBottomRightHandCorner, box.bottom_right);
    PutText(object, DCM_BoundingBoxTextHorizontalJustification, box.ends_at_body ? "RIGHT" : "LEFT");
  }

  void PutPoint(DcmItem& item, const DcmTagKey& key, const Eigen::Vector2d& point_px) {
    const Eigen::Vector2d at = InFilm(point_px, input_.assessment);
    PutFloats(item, key, {static_cast<Float32>(at.x()), static_cast<Float32>(at.y())});
  }

  const ReportInput& input_;
  const DicomHeader& film_;
  DcmDataset& out_;
  std::array<DcmItem*, kLayers.size()> layer_items_{};
};

void PutIdentification(const ReportInput& input, DcmDataset& out) {
  for (const DcmTagKey& key : {DCM_ContentDate, DCM_ContentTime}) out.findAndDeleteElement(key);
  PutText(out, DCM_ContentLabel, "OPENVFA");
  PutText(out, DCM_ContentDescription, "Vertebral bodies, six points, levels and grades");
  PutText(out, DCM_PresentationCreationDate, DicomDate(input));
  PutText(out, DCM_PresentationCreationTime, DicomTime(input));
  PutText(out, DCM_ContentCreatorName, "");
}

void PutRelationship(const DicomHeader& film, DcmDataset& out) {
  DcmItem& series = AppendItem(out, DCM_ReferencedSeriesSequence);
  PutText(series, DCM_SeriesInstanceUID, HeaderText(film, DCM_SeriesInstanceUID));
  AppendFilmReference(film, DCM_ReferencedImageSequence, series);
}

void PutCorner(DcmItem& item, const DcmTagKey& key, int column, int row) {
  const std::array<Sint32, 2> values = {column, row};
  auto element = std::make_unique<DcmSignedLong>(DcmTag(key));
  RequireDicom(element->putSint32Array(values.data(), 2), key);
  RequireDicom(item.insert(element.release(), OFTrue), key);
}

// What the original says of spacing or aspect decides how square its pixels are shown.
void PutDisplayedArea(const ReportInput& input, const DicomHeader& film, DcmDataset& out) {
  DcmItem& area = AppendItem(out, DCM_DisplayedAreaSelectionSequence);
  AppendFilmReference(film, DCM_ReferencedImageSequence, area);
  PutCorner(area, DCM_DisplayedAreaTopLeftHandCorner, 1, 1);
  PutCorner(area, DCM_DisplayedAreaBottomRightHandCorner, input.assessment.columns, input.assessment.rows);
  PutText(area, DCM_PresentationSizeMode, "SCALE TO FIT");
  for (const DcmTagKey& key : {DCM_PixelSpacing, DCM_ImagerPixelSpacing}) {
    const std::string spacing = HeaderText(film, key);
    if (spacing.empty()) continue;
    PutText(area, DCM_PresentationPixelSpacing, spacing);
    return;
  }
  const std::string aspect = HeaderText(film, DCM_PixelAspectRatio);
  PutText(area, DCM_PresentationPixelAspectRatio, aspect.empty() ? "1\\1" : aspect);
}

// A presentation state takes the place of the film's own grey scale chain, so that is repeated.
void PutGreyScale(const DicomHeader& film, DcmDataset& out) {
  DcmDataset& header = film.dataset;
  if (!CopyElement(header, DCM_ModalityLUTSequence, out)) {
    if (CopyElement(header, DCM_RescaleIntercept, out)) {
      CopyElement(header, DCM_RescaleSlope, out);
      if (!CopyElement(header, DCM_RescaleType, out)) PutText(out, DCM_RescaleType, "US");
    }
  }
  const bool has_window = !HeaderText(film, DCM_WindowCenter).empty();
  if (has_window || header.tagExistsWithValue(DCM_VOILUTSequence)) {
    DcmItem& voi = AppendItem(out, DCM_SoftcopyVOILUTSequence);
    AppendFilmReference(film, DCM_ReferencedImageSequence, voi);
    if (has_window) {
      for (const DcmTagKey& key :
           {DCM_WindowCenter, DCM_WindowWidth, DCM_WindowCenterWidthExplanation, DCM_VOILUTFunction}) {
        CopyElement(header, key, voi);
      }
    } else {
      CopyElement(header, DCM_VOILUTSequence, voi);
    }
  }
  const bool inverse = HeaderText(film, DCM_PhotometricInterpretation) == "MONOCHROME1";
  PutText(out, DCM_PresentationLUTShape, inverse ? "INVERSE" : "IDENTITY");
}

void PutShutter(const DicomHeader& film, DcmDataset& out) {
  if (!CopyElement(film.dataset, DCM_ShutterShape, out)) return;
  for (const DcmTagKey& key :
       {DCM_ShutterLeftVerticalEdge, DCM_ShutterRightVerticalEdge, DCM_ShutterUpperHorizontalEdge,
        DCM_ShutterLowerHorizontalEdge, DCM_CenterOfCircularShutter, DCM_RadiusOfCircularShutter,
        DCM_VerticesOfThePolygonalShutter}) {
    CopyElement(film.dataset, key, out);
  }
  if (!CopyElement(film.dataset, DCM_ShutterPresentationValue, out))
    PutUint16(out, DCM_ShutterPresentationValue, 0);
}

}  // namespace

void WritePresentationState(const ReportInput& input, std::ostream& out) {
  const DicomHeader& film = RequireDicomHeader(input, "A presentation state");
  DcmDataset dataset;
  FillComposite(input, kKind, dataset);
  PutBodyPart(film, dataset);
  PutIdentification(input, dataset);
  PutRelationship(film, dataset);
  PutDisplayedArea(input, film, dataset);
  PutShutter(film, dataset);
  PutGreyScale(film, dataset);
  Annotations annotations(input, film, dataset);
  for (const VertebraRow& row : VertebraRows(input.assessment)) annotations.Add(row);
  annotations.AddLayers();
  WriteDicomFile(dataset, out);
}

}  // namespace openvfa
