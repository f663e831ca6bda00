#include "openvfa/report/annotated_image.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "annotated_picture.h"
#include "annotation_drawing.h"
#include "annotation_scene.h"
#include "display_image.h"
#include "openvfa/image/error.h"

namespace openvfa {

void RequireMatch(const Radiograph& radiograph, const StudyAssessment& assessment) {
  const auto count = static_cast<std::size_t>(std::max(radiograph.rows, 0)) *
                     static_cast<std::size_t>(std::max(radiograph.columns, 0));
  if (count == 0 || radiograph.pixels.size() != count ||
      (!radiograph.padding.empty() && radiograph.padding.size() != count)) {
    throw InputError("The film's pixels do not fill its " + std::to_string(radiograph.rows) + " rows and " +
                     std::to_string(radiograph.columns) + " columns.");
  }
  if (assessment.rows != radiograph.rows || assessment.columns != radiograph.columns) {
    throw InputError("The assessment is of a film of another size.");
  }
}

void AnnotationOptions::Validate() const {
  if (max_side < 200 || max_side > 30000) {
    throw InputError("max_side must be between 200 and 30000 pixels, not " + std::to_string(max_side) + ".");
  }
  if (min_side < 0 || min_side > max_side) {
    throw InputError("min_side must be between 0 and max_side, not " + std::to_string(min_side) + ".");
  }
}

AnnotationFrame FrameFor(const Radiograph& radiograph, const AnnotationOptions& options) {
  options.Validate();
  double aspect = radiograph.calibration.pixel_aspect;
  if (!(aspect > 0.01 && aspect < 100)) throw InputError("The film's pixel aspect is not usable.");
  if (std::abs(aspect - 1) < 0.01) aspect = 1;  // nobody sees it, and the film keeps its size
  const Eigen::Vector2d square_px(radiograph.columns, radiograph.rows * aspect);
  const double side = square_px.maxCoeff();
  double scale = std::min(1.0, options.max_side / side);
  if (side < options.min_side) scale = options.min_side / side;
  AnnotationFrame frame;
  frame.columns = std::max(1, static_cast<int>(std::lround(square_px.x() * scale)));
  frame.rows = std::max(1, static_cast<int>(std::lround(square_px.y() * scale)));
  frame.scale = {static_cast<double>(frame.columns) / radiograph.columns,
                 static_cast<double>(frame.rows) / radiograph.rows};
  return frame;
}

std::vector<unsigned char> Encoded(const std::string& extension, const cv::Mat& picture) {
  std::vector<unsigned char> bytes;
  bool encoded = false;
  try {
    encoded = cv::imencode(extension, picture, bytes);
  } catch (const cv::Exception&) {
    encoded = false;
  }
  if (!encoded) throw WriteError("The annotated film cannot be encoded as " + extension.substr(1) + ".");
  return bytes;
}

cv::Mat AnnotatedPicture(const Radiograph& radiograph, const StudyAssessment& assessment,
                         const AnnotationOptions& options) {
  RequireMatch(radiograph, assessment);
  const AnnotationFrame frame = FrameFor(radiograph, options);
  const AnnotationScene scene = SceneFor(assessment, frame);
  try {
    return DrawScene(scene, DisplayImage(radiograph, frame));
  } catch (const cv::Exception& error) {
    throw WriteError("The annotated film cannot be drawn: " + error.err + ".");
  }
}

void WriteAnnotatedPng(const Radiograph& radiograph, const StudyAssessment& assessment, std::ostream& out,
                       const AnnotationOptions& options) {
  const cv::Mat picture = AnnotatedPicture(radiograph, assessment, options);
  const std::vector<unsigned char> bytes = Encoded(".png", picture);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace openvfa
