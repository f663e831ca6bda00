// Learns the shape model from simulated bodies: learn_shape OUT.txt [FILMS] [SEED]
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <vector>

#include "openvfa/phantom/phantom.h"
#include "shape_model.h"

int main(int argc, char** argv) {
  if (argc < 2 || *argv[1] == '-') {
    std::cerr << "usage: learn_shape OUT.txt [FILMS] [SEED]\n";
    return 2;
  }
  const std::uint64_t films = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 3000;
  const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 11;
  openvfa::phantom::PhantomOptions options;
  options.rows = 96, options.columns = 48;  // only the truth is used, and it does not depend on the grid
  options.framing = openvfa::phantom::Framing::kWholeSpine;
  options.clutter = options.acquisition = false;
  std::vector<openvfa::Shape> shapes;
  for (std::uint64_t i = 0; i < films; ++i)
    for (const auto& b : openvfa::phantom::SimulateFilm(options, seed, i).bodies) {
      if (b.level[0] == 'C' || b.level == "S1") continue;
      const std::array corners = {b.superior_anterior_px, b.superior_posterior_px, b.inferior_anterior_px,
                                  b.inferior_posterior_px};
      const openvfa::ShapeFrame frame = openvfa::FrameOf(corners);
      std::vector<Eigen::Vector2d> points = openvfa::ResampleOutline(b.outline_px, corners);
      for (const auto& p : {b.superior_anterior_px, b.superior_middle_px, b.superior_posterior_px,
                            b.inferior_anterior_px, b.inferior_middle_px, b.inferior_posterior_px})
        points.push_back(p);
      openvfa::Shape shape;
      for (int k = 0; k < openvfa::kShapePoints; ++k) shape.col(k) = frame.ToFrame(points[k]);
      shapes.push_back(shape);
    }
  constexpr int kModes = 20;
  std::ofstream out(argv[1]);
  openvfa::ShapeModel::Learn(shapes, kModes).Write(out);
  std::cout << shapes.size() << " bodies, " << kModes << " components\n";
  return out ? 0 : 1;
}
