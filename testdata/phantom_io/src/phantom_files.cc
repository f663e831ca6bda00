#include <cinttypes>
#include <cstdio>
#include <opencv2/imgcodecs.hpp>
#include <ostream>
#include <vector>

#include "openvfa/image/error.h"
#include "openvfa/phantom_io/phantom_io.h"
#include "openvfa/report/atomic_file.h"
#include "openvfa/report/json.h"

namespace openvfa::phantom {
namespace {

struct FramingWord {
  Framing framing;
  const char* word;
};
constexpr FramingWord kFramings[] = {{Framing::kWholeSpine, "whole-spine"},
                                     {Framing::kLumbar, "lumbar"},
                                     {Framing::kThoracic, "thoracic"},
                                     {Framing::kDxa, "dxa"}};

}  // namespace

std::string FilmName(const FilmIdentity& identity) {
  char name[64];
  std::snprintf(name, sizeof name, "phantom-%" PRIu64 "-%05" PRIu64, identity.seed, identity.index);
  return name;
}

std::string FramingName(Framing framing) {
  for (const auto& entry : kFramings) {
    if (entry.framing == framing) return entry.word;
  }
  return "";
}

std::optional<Framing> ParseFraming(const std::string& name) {
  for (const auto& entry : kFramings) {
    if (name == entry.word) return entry.framing;
  }
  return std::nullopt;
}

void WriteFilmPng(const PhantomFilm& film, const std::filesystem::path& path) {
  cv::Mat picture(film.rows, film.columns, CV_16UC1);
  for (std::size_t i = 0; i < film.pixels.size(); ++i) {
    picture.ptr<std::uint16_t>()[i] = static_cast<std::uint16_t>(film.pixels[i] << 4);
  }
  std::vector<unsigned char> bytes;
  try {
    if (!cv::imencode(".png", picture, bytes)) throw WriteError("The film cannot be encoded as PNG.");
  } catch (const cv::Exception& error) {
    throw WriteError("The film cannot be encoded as PNG: " + error.err + ".");
  }
  WriteFileAtomically(path, [&bytes](std::ostream& out) {
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  });
}

void WriteTruth(const PhantomFilm& film, const std::string& source_path, const std::filesystem::path& path) {
  const StudyAssessment truth = TruthAssessment(film, source_path);
  WriteFileAtomically(path, [&truth](std::ostream& out) { WriteJson(truth, out); });
}

}  // namespace openvfa::phantom
