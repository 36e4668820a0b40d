// SPDX-License-Identifier: BSD-3-Clause
// A small network written as Neulite's files: a generated tree with stub axon, all fifteen channels, synapses anywhere on it.
#pragma once
#include "../support/program.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace test {

/// Points of a tree, depth first: neurites that branch, some of a single point, a stub axon.
inline std::string grown_swc(unsigned seed, int neurites = 4, int longest = 12) {
  std::mt19937 source(seed);
  auto const draw = [&] { return unsigned(source()); };
  auto const uniform = [&](double a, double b) { return a + (b - a) * double(draw()) / 4294967296.0; };
  struct point {
    int kind;
    double x, y, z, r;
    int parent;
  };
  std::vector<point> p{{1, 10, 20, 30, 6.5, -1}};
  auto const grow = [&](auto const& self, int from, int kind, int left) -> void {
    int const children = left == 0 ? 0 : from > 0 && draw() % 5 == 0 ? 2 : 1;
    for (int c = 0; c < children; ++c) {
      auto const q = p[std::size_t(from)];
      p.push_back({kind, q.x + uniform(-12, 12), q.y + uniform(-12, 12), q.z + uniform(1, 9), uniform(0.25, 1.2), from});
      self(self, int(p.size()) - 1, kind, left - 1 - int(draw() % 2) < 0 ? 0 : left - 1);
    }
  };
  for (int k = 0; k < neurites; ++k) {
    int const kind = k % 2 ? 3 : 4, first = int(p.size());
    p.push_back({kind, 10 + uniform(-8, 8), 20 + uniform(-8, 8), 37, uniform(0.4, 1.5), 0});
    for (int c = 0; c < (k == 0 ? 2 : k == 1 ? 0 : 1); ++c) grow(grow, first, kind, longest);  // two children on a first point; none
  }
  p.push_back({2, 10, 50, 30, 0.5, 0});
  p.push_back({2, 10, 80, 30, 0.5, int(p.size()) - 1});
  std::string text;
  for (std::size_t i = 0; i < p.size(); ++i)
    text += fmt::format("{} {} {} {} {} {} {}\n", i, p[i].kind, p[i].x, p[i].y, p[i].z, p[i].r, p[i].parent);
  return text;
}
inline int lines(std::string const& text) { return int(std::count(text.begin(), text.end(), '\n')); }

/// ion.csv: every channel, or the first set of the Allen models. `spread` of e_leak between types of compartments [mV].
inline std::string ions(bool all, double e_leak = -80, double spread = 1) {
  std::string const soma = all ? "7.5e-4, 20, 0.04, 0.02, 0.03, 3e-4, 3e-4, 0.5, 5e-4, 4e-3, 2e-3, 6e-4, 7e-4, 8e-4, 1e-3, 5e-4, 2e-3"
                               : "0.0012, 717.9, 0, 0.98, 0, 2e-4, 0, 0.057, 0.0517, 7.3e-4, 0, 1.2e-3, 0, 4.1e-5, 1.9e-4, 5.3e-4, 7e-3";
  return fmt::format("# type, cm, ra, g, e, gamma, decay, channels\n1, 1.0, 138.28, 5e-5, {0}, {1}\n2, 1.0, 120, 4.5e-4, {2}\n"
                     "3, 2.12, 138.28, 3.2e-5, {0}\n4, 2, 130, 9.5e-5, {3}\n", e_leak, soma, e_leak + spread, e_leak - 1.5 * spread);
}

/// Writes p.csv and c.csv and what they name. `single`: synapses of one exponential.
inline void write_scene(folder const& here, unsigned cells_a, unsigned cells_b, bool single, unsigned seed = 7, double spread = 1) {
  std::string const a = grown_swc(seed), b = grown_swc(seed + 1, 3, 6);
  here.write("a.swc", a);
  here.write("b.swc", b);
  here.write("a.csv", ions(true, -80, spread));
  here.write("b.csv", ions(false, -82, spread));
  here.write("p.csv", fmt::format("# n_cell, n_comp, name, swc, ion\n{}, {}, A, a.swc, a.csv\n\n {},{},B , b.swc, b.csv # b\n", cells_a, lines(a), cells_b, lines(b)));
  std::mt19937 source(seed + 2);
  auto const draw = [&] { return unsigned(source()); };
  unsigned const n = cells_a + cells_b;
  std::string rows = "# pre, post, compartment, weight, tau ...\n";
  for (unsigned k = 0; k < 6 * n; ++k) {
    unsigned const post = draw() % n, compartment = draw() % unsigned(post < cells_a ? lines(a) - 2 : lines(b) - 2);
    bool const inhibits = draw() % 4 == 0;
    rows += fmt::format("{},{},{},{},{},{}{},{},{}\n", draw() % n, post, compartment, inhibits ? 0.0004 : 0.0003 + 1e-5 * (draw() % 20),
                        inhibits ? 10 : 5, single ? "" : inhibits ? "1.5," : "1,", inhibits ? -70 : 0, 1 + draw() % 4, inhibits ? "i" : "e");
  }
  here.write("c.csv", rows);
}

}  // namespace test
