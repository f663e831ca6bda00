// Writes simulated films for training: NNNNNN.npy (uint16) and NNNNNN.json (truth) each.
//   simulate_films OUT --count N --seed S [--first I] [--threads T]
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "openvfa/phantom/phantom.h"

namespace {

using openvfa::phantom::PhantomFilm;
using openvfa::phantom::TruthBody;

void WriteNpy(const std::filesystem::path& path, const PhantomFilm& film) {
  std::string header = "{'descr': '<u2', 'fortran_order': False, 'shape': (" + std::to_string(film.rows) +
                       ", " + std::to_string(film.columns) + "), }";
  header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 11, ' ');  // data starts at a multiple of 64
  header += '\n';
  std::ofstream out(path, std::ios::binary);
  const char magic[] = {'\x93',
                        'N',
                        'U',
                        'M',
                        'P',
                        'Y',
                        1,
                        0,
                        static_cast<char>(header.size() & 255),
                        static_cast<char>(header.size() >> 8)};
  out.write(magic, sizeof magic) << header;
  out.write(reinterpret_cast<const char*>(film.pixels.data()),
            static_cast<std::streamsize>(film.pixels.size() * 2));
}

void WritePoint(std::ostream& out, const char* name, const Eigen::Vector2d& p) {
  out << ",\"" << name << "\":[" << p.x() << ',' << p.y() << ']';
}

void WriteTruth(const std::filesystem::path& path, const PhantomFilm& film) {
  static const char* const kFramings[] = {"whole-spine", "lumbar", "thoracic", "dxa"};
  std::ofstream out(path);
  out.precision(8);
  out << "{\"mm_per_px\":" << film.mm_per_px << ",\"framing\":\"" << kFramings[static_cast<int>(film.framing)]
      << "\",\"anterior_right\":" << (film.anterior_right ? "true" : "false") << ",\"bodies\":[";
  const char* comma = "";
  for (const TruthBody& b : film.bodies) {
    out << comma << "\n{\"level\":\"" << b.level << "\",\"visible\":" << b.visible_fraction
        << ",\"grade\":" << b.grade;
    WritePoint(out, "sa", b.superior_anterior_px), WritePoint(out, "sm", b.superior_middle_px),
        WritePoint(out, "sp", b.superior_posterior_px);
    WritePoint(out, "ia", b.inferior_anterior_px), WritePoint(out, "im", b.inferior_middle_px),
        WritePoint(out, "ip", b.inferior_posterior_px);
    out << ",\"outline\":[";
    for (std::size_t i = 0; i < b.outline_px.size(); ++i)
      out << (i ? "," : "") << '[' << b.outline_px[i].x() << ',' << b.outline_px[i].y() << ']';
    out << "]}";
    comma = ",";
  }
  out << "]}\n";
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::uint64_t> options = {
      {"--count", 1}, {"--seed", 1}, {"--first", 0}, {"--threads", 1}};
  std::filesystem::path folder;
  for (int i = 1; i < argc; ++i) {
    const auto option = options.find(argv[i]);
    if (option != options.end() && i + 1 < argc)
      option->second = std::strtoull(argv[++i], nullptr, 10);
    else
      folder = argv[i];
  }
  if (folder.empty() || folder.string().starts_with("-")) {
    std::cerr << "usage: simulate_films OUT --count N --seed S [--first I] [--threads T]\n";
    return 2;
  }
  std::filesystem::create_directories(folder);
  std::atomic<std::uint64_t> next = options["--first"];
  const std::uint64_t end = options["--first"] + options["--count"], seed = options["--seed"];
  std::vector<std::thread> workers;
  for (std::uint64_t t = 0; t < options["--threads"]; ++t)
    workers.emplace_back([&] {
      for (std::uint64_t i; (i = next++) < end;) {
        std::string name = std::to_string(i);
        name.insert(0, 6 - std::min<std::size_t>(6, name.size()), '0');
        const PhantomFilm film = openvfa::phantom::SimulateFilm({}, seed, i);
        WriteNpy(folder / (name + ".npy"), film);
        WriteTruth(folder / (name + ".json"), film);
      }
    });
  for (std::thread& worker : workers) worker.join();
}
