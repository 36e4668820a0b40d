// SPDX-License-Identifier: BSD-3-Clause
// Results as a run of the whole cortex would have them, without a run: 86 areas, 19 classes, Poisson trains.
#pragma once
#include "../../examples/whole_cortex/results.hpp"

#include <pallium/atlas/area.hpp>
#include <pallium/atlas/position.hpp>
#include <pallium/atlas/surface.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace test {

struct made_class {
  char const *layer, *kind;
  bool excitatory;
  double share, hz, depth;  ///< depth: 0 at the pia
};
inline constexpr std::array<made_class, 19> made_classes{{
    {"1", "inh", false, 0.02, 3.0, 0.05},  {"2/3", "E", true, 0.22, 0.8, 0.25},  {"2/3", "PV", false, 0.02, 8, 0.25},   {"2/3", "SST", false, 0.015, 4, 0.25},
    {"2/3", "VIP", false, 0.03, 3, 0.25},  {"4", "E", true, 0.18, 1.4, 0.45},    {"4", "PV", false, 0.025, 10, 0.45},   {"4", "SST", false, 0.015, 5, 0.45},
    {"4", "VIP", false, 0.01, 3, 0.45},    {"5", "ET", true, 0.05, 3.0, 0.65},   {"5", "IT", true, 0.1, 1.8, 0.65},     {"5", "NP", true, 0.03, 0.9, 0.65},
    {"5", "PV", false, 0.025, 9, 0.65},    {"5", "SST", false, 0.025, 6, 0.65},  {"5", "VIP", false, 0.008, 2.5, 0.65}, {"6", "E", true, 0.19, 0.6, 0.88},
    {"6", "PV", false, 0.017, 7, 0.88},    {"6", "SST", false, 0.015, 4, 0.88},  {"6", "VIP", false, 0.005, 2, 0.88},
}};

struct made_run {
  std::vector<pallium::spike> spikes;
  whole_cortex::results r;
};

/// u in (0, 1).
inline double uniform(std::mt19937_64& g) { return (double(g() >> 11) + 0.5) * 0x1p-53; }
inline double normal(std::mt19937_64& g) { return std::sqrt(-2 * std::log(uniform(g))) * std::cos(6.283185307179586 * uniform(g)); }

/// Trains whose rate wanders a little, together within a module; an area's numbers grow with its number in the list. With `wave` VISp_L's
/// neurons fire faster for 200 ms, and their neighbours later.
inline made_run made_results(std::uint64_t neurons, double duration_ms, bool wave = false) {
  namespace atlas = pallium::atlas;
  made_run m;
  auto& r = m.r;
  r.dt = 0.1, r.duration_ms = duration_ms, r.skip_ms = std::min(200.0, duration_ms / 5);
  r.title = "The mouse cortex", r.scenario = wave ? "stimulus" : "resting";
  r.what_to_look_at = wave ? "The pulse reaches VISp_L at 400 ms; its neighbours answer later, in the order of their distance." : "Activity without rhythm: no area is silent, none leads.";
  if (wave) r.marks = {{400, "pulse to VISp_L"}};
  r.facts = {{"neurons", std::to_string(neurons)}, {"compartments a neuron", "132"}, {"synapses", "25,812,004"}, {"real type", "float"},
             {"machine", "2 threads, avx2"}, {"wall time", "41.2 s"}, {"flags", "-O3 -DNDEBUG -ffp-contract=off -march=x86-64-v3"}};
  r.notes = {"Trains drawn by a test: no cell was simulated."};
  std::mt19937_64 random(7);
  std::vector<double> weight;
  double sum = 0;
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) weight.push_back(0.5 + double(a / 2 % 7) / 2), sum += weight.back();
  pallium::gid next = 0;
  std::vector<double> phase(atlas::module_count);
  for (double& p : phase) p = 6.28 * uniform(random);
  std::vector<std::size_t> area_of;
  std::vector<double> depth_of;
  std::array<double, 3> const source = [&] {
    auto const p = atlas::position({atlas::area::visp, atlas::hemisphere::left});
    return std::array{p.ap, p.dv, p.ml};
  }();
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) {
    auto const where = atlas::nth_sided_area(a);
    auto const module = std::size_t(atlas::module_of(where.where));
    auto const at = atlas::position(where);
    double const away = std::sqrt(std::pow(at.ap - source[0], 2) + std::pow(at.dv - source[1], 2) + std::pow(at.ml - source[2], 2));
    for (made_class const& c : made_classes) {
      auto const n = std::uint64_t(double(neurons) * weight[a] / sum * c.share + uniform(random));
      if (n == 0) continue;
      r.groups.push_back({atlas::area_name(where), std::string(atlas::module_names[module]), c.layer, c.kind, c.excitatory, {next, next + n}, "made"});
      for (std::uint64_t k = 0; k < n; ++k) {
        area_of.push_back(a);
        depth_of.push_back(c.depth + 0.1 * (uniform(random) - 0.5));
        double const own = c.hz * std::exp(0.5 * normal(random) - 0.125) * 1e-3, most = own * (wave ? 8 : 1.7);
        for (double t = -std::log(uniform(random)) / most; t < duration_ms; t -= std::log(uniform(random)) / most) {
          double now = own * (1 + 0.35 * std::sin(6.283 * t / 310 + phase[module]));
          if (wave && t > 400 + 25 * away && t < 600 + 25 * away) now *= 1 + 4.5 * std::exp(-away / 2.5);
          if (uniform(random) * most < now) m.spikes.push_back({next + k, pallium::step(t / r.dt + 0.5), 0});
        }
      }
      next += n;
    }
  }
  std::ranges::sort(m.spikes, {}, [](pallium::spike const& s) { return std::pair(s.at, s.source); });
  m.spikes.erase(std::unique(m.spikes.begin(), m.spikes.end()), m.spikes.end());
  r.spikes = m.spikes;
  r.position = [area_of, depth_of](pallium::gid g) {
    auto const where = atlas::nth_sided_area(area_of[std::size_t(g)]);
    auto const outline = atlas::outline_of(where);
    std::mt19937_64 own(g * 0x9E3779B97F4A7C15u + 1);
    double x = 0, y = 0;
    do x = (2 * uniform(own) - 1) * outline.a, y = (2 * uniform(own) - 1) * outline.b;
    while (!outline.contains(x, y));
    auto const p = atlas::place(where, x, y, depth_of[std::size_t(g)] * atlas::assumed_thickness_um);
    return std::array{float(p.ap), float(p.dv), float(p.ml)};
  };
  return m;
}

}  // namespace test
