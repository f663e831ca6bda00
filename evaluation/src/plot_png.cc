#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "openvfa/image/error.h"
#include "plot.h"

namespace openvfa {
namespace {

using Eigen::Vector2d;

constexpr double kScale = 2;
constexpr int kShift = 4;  // OpenCV's fixed point: 1/16 pixel
// Height of capitals at scale 1 is 21 px; those of common fonts are 0.62 of the size with this width.
constexpr double kFontScale = 0.62 * kScale / 21;

cv::Scalar Bgr(Ink ink) {
  const auto& c = ColourOf(ink).rgb;
  return {static_cast<double>(c[2]), static_cast<double>(c[1]), static_cast<double>(c[0])};
}

cv::Point Fixed(const Vector2d& p) {
  const auto at = [](double v) { return static_cast<int>(std::lround((v * kScale - 0.5) * (1 << kShift))); };
  return {at(p.x()), at(p.y())};
}

int Thickness(double width) { return std::max(1, static_cast<int>(std::lround(width * kScale))); }

// What the font has no letter for.
std::string Ascii(const std::string& text) {
  static const std::pair<const char*, const char*> spelled[] = {{"−", "-"},  {"–", "-"},   {"≥", ">="},
                                                                {"≤", "<="}, {"±", "+/-"}, {"κ", "kappa"},
                                                                {"·", "."},  {"×", "x"},   {"²", "2"}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto known = std::find_if(std::begin(spelled), std::end(spelled), [&](const auto& entry) {
      return text.compare(i, std::string_view(entry.first).size(), entry.first) == 0;
    });
    if (known != std::end(spelled)) {
      out += known->second;
      i += std::string_view(known->first).size();
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i++]);
    if (byte >= 0x80 && byte < 0xC0) continue;  // the rest of a letter
    out += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '?';
  }
  return out;
}

class PngShapes {
 public:
  explicit PngShapes(cv::Mat& canvas) : canvas_(canvas) {}

  void operator()(const PolylineShape& s) const {
    std::vector<Vector2d> points = s.points;
    if (s.closed && !points.empty()) points.push_back(points.front());
    for (std::size_t i = 1; i < points.size(); ++i) Segment(points[i - 1], points[i], s.stroke, i == 1);
  }
  void operator()(const RectShape& s) const {
    const Vector2d end = s.corner + s.size;
    const cv::Rect all(0, 0, canvas_.cols, canvas_.rows);
    const auto px = [](double v) { return static_cast<int>(std::lround(v * kScale)); };
    // Bands thinner than a pixel still show.
    const cv::Rect area =
        cv::Rect(px(s.corner.x()), px(s.corner.y()), std::max(1, px(end.x()) - px(s.corner.x())),
                 std::max(1, px(end.y()) - px(s.corner.y()))) &
        all;
    if (area.area() == 0) return;
    cv::Mat part = canvas_(area);
    const cv::Mat colour(part.size(), part.type(), Bgr(s.fill));
    cv::addWeighted(colour, s.opacity, part, 1 - s.opacity, 0, part);
  }
  void operator()(const DotsShape& s) const {
    cv::Mat mask = cv::Mat::zeros(canvas_.size(), CV_8UC1);
    const int radius = static_cast<int>(std::lround(s.radius * kScale * (1 << kShift)));
    for (const Vector2d& p : s.at) cv::circle(mask, Fixed(p), radius, 255, cv::FILLED, cv::LINE_AA, kShift);
    Blend(mask, {0, 0}, s.ink, s.opacity);
  }
  void operator()(const MarkedShape& s) const {
    const double r = s.radius;
    const Stroke stroke{.ink = s.ink, .width = 1.5, .dash = {}};
    const auto corner = [&](double x, double y) { return Vector2d(s.at + Vector2d(x * r, y * r)); };
    if (s.shape == MarkShape::kCross) {
      Segment(corner(-1, -1), corner(1, 1), stroke, true);
      return Segment(corner(-1, 1), corner(1, -1), stroke, true);
    }
    const cv::Scalar fill = Bgr(s.filled ? s.ink : Ink::kPage);
    if (s.shape == MarkShape::kCircle) {
      const int radius = static_cast<int>(std::lround(r * kScale * (1 << kShift)));
      cv::circle(canvas_, Fixed(s.at), radius, fill, cv::FILLED, cv::LINE_AA, kShift);
      cv::circle(canvas_, Fixed(s.at), radius, Bgr(s.ink), Thickness(1.5), cv::LINE_AA, kShift);
      return;
    }
    const std::vector<Vector2d> outline =
        s.shape == MarkShape::kSquare
            ? std::vector<Vector2d>{corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)}
            : std::vector<Vector2d>{corner(0, -1), corner(1, 1), corner(-1, 1)};
    std::vector<cv::Point> points;
    for (const Vector2d& p : outline) points.push_back(Fixed(p));
    cv::fillConvexPoly(canvas_, points, fill, cv::LINE_AA, kShift);
    (*this)(PolylineShape{outline, true, stroke, ""});
  }
  void operator()(const TextShape& s) const {
    const std::string text = Ascii(s.text);
    const double scale = s.size * kFontScale;
    const int thickness = 2, font = s.bold ? cv::FONT_HERSHEY_DUPLEX : cv::FONT_HERSHEY_SIMPLEX;
    int below = 0;
    const cv::Size size = cv::getTextSize(text, font, scale, thickness, &below);
    const int pad = 4;
    cv::Mat mask = cv::Mat::zeros(size.height + below + 2 * pad, size.width + 2 * pad, CV_8UC1);
    cv::putText(mask, text, {pad, pad + size.height}, font, scale, 255, thickness, cv::LINE_AA);
    const double share = s.anchor == Anchor::kStart ? 0 : s.anchor == Anchor::kMiddle ? 0.5 : 1;
    const cv::Point at(static_cast<int>(std::lround(s.at.x() * kScale)),
                       static_cast<int>(std::lround(s.at.y() * kScale)));
    const int along = pad + static_cast<int>(std::lround(share * size.width));
    if (!s.upwards) return Blend(mask, at - cv::Point(along, pad + size.height), s.ink, 1);
    cv::rotate(mask, mask, cv::ROTATE_90_COUNTERCLOCKWISE);
    Blend(mask, at - cv::Point(pad + size.height, mask.rows - along), s.ink, 1);
  }
  void operator()(const PictureShape& s) const {
    const cv::Mat film = cv::imdecode(s.jpeg, cv::IMREAD_COLOR);
    if (film.empty()) return;
    const cv::Rect area = cv::Rect(static_cast<int>(std::lround(s.corner.x() * kScale)),
                                   static_cast<int>(std::lround(s.corner.y() * kScale)),
                                   static_cast<int>(std::lround(s.size.x() * kScale)),
                                   static_cast<int>(std::lround(s.size.y() * kScale)));
    if ((area & cv::Rect(0, 0, canvas_.cols, canvas_.rows)) != area) return;
    cv::resize(film, canvas_(area), area.size(), 0, 0, cv::INTER_LINEAR);
  }

 private:
  void Stretch(const Vector2d& from, const Vector2d& to, const Stroke& stroke) const {
    cv::line(canvas_, Fixed(from), Fixed(to), Bgr(stroke.ink), Thickness(stroke.width), cv::LINE_AA, kShift);
  }
  // Dashes go on over the corners of a line.
  void Segment(const Vector2d& from, const Vector2d& to, const Stroke& stroke, bool first) const {
    if (stroke.dash.empty()) return Stretch(from, to, stroke);
    if (first) dash_ = 0, left_ = stroke.dash[0];
    const double length = (to - from).norm();
    for (double at = 0; at < length;) {
      const double next = std::min(length, at + left_);
      if (dash_ % 2 == 0)
        Stretch(from + (to - from) * at / length, from + (to - from) * next / length, stroke);
      left_ -= next - at;
      if (left_ <= 1e-9) ++dash_, left_ = stroke.dash[dash_ % stroke.dash.size()];
      at = next;
    }
  }
  void Blend(const cv::Mat& mask, cv::Point at, Ink ink, double opacity) const {
    const cv::Rect area = cv::Rect(at, mask.size()) & cv::Rect(0, 0, canvas_.cols, canvas_.rows);
    const cv::Scalar colour = Bgr(ink);
    for (int row = area.y; row < area.y + area.height; ++row) {
      for (int column = area.x; column < area.x + area.width; ++column) {
        const double share = opacity * mask.at<unsigned char>(row - at.y, column - at.x) / 255.0;
        if (share == 0) continue;
        auto& pixel = canvas_.at<cv::Vec3b>(row, column);
        for (int c = 0; c < 3; ++c)
          pixel[c] = cv::saturate_cast<unsigned char>(pixel[c] + share * (colour[c] - pixel[c]));
      }
    }
  }

  cv::Mat& canvas_;
  mutable std::size_t dash_ = 0;
  mutable double left_ = 0;
};

}  // namespace

std::vector<unsigned char> PngOf(const Drawing& drawing) {
  cv::Mat canvas(static_cast<int>(drawing.height * kScale), static_cast<int>(drawing.width * kScale), CV_8UC3,
                 Bgr(Ink::kPage));
  const PngShapes draw(canvas);
  for (const Shape& shape : drawing.shapes) std::visit(draw, shape);
  std::vector<unsigned char> bytes;
  if (!cv::imencode(".png", canvas, bytes))
    throw WriteError("The figure " + drawing.id + " cannot be encoded.");
  return bytes;
}

}  // namespace openvfa
