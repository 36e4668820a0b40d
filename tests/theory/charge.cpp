// SPDX-License-Identifier: BSD-3-Clause
// On a sealed tree no charge is lost, and the transfer impedance between two places is the same both ways.
#include <catch2/catch_test_macros.hpp>
#include <pallium/morph/procedural.hpp>

#include "../support/table.hpp"
#include "cable.hpp"

using namespace theory;

namespace {

/// Grown trees, one with 40 branches from a point, one alone.
std::vector<morph::tree> trees() {
  std::vector<morph::tree> all{morph::procedural::layer5()(1), morph::procedural::layer23()(2), morph::procedural::basket()(3),
                               morph::procedural{.stems = 40, .orders = 0}(4), morph::procedural{.stems = 0}(5)};
  return all;
}
passive description(morph::tree const& t, double g) {
  passive p(t, discretize::nseg{});
  p.capacitance(everywhere, 1.1).capacitance(dendrite, 1.7).axial_resistance(everywhere, 120).axial_resistance(apical, 80);
  if (g > 0) p.paint<channel::leak>(everywhere, {.g = g, .e = 3}).paint<channel::leak>(dendrite, {.g = 2 * g, .e = -5});
  p.initial_voltage({1});
  return p;
}
double capacity(passive const& p, std::size_t s) { return 1e-5 * p.cm()[s] * p.layout().segments[s].area; }  // [nF]

}  // namespace

TEST_CASE("the charge on a sealed tree is what was injected less what leaked") {
  // Step by step: sum C (v' - v) = dt (sum I(t + dt/2) - sum g (x - e)), x what the scheme solves for: v' or (v + v') / 2.
  for (bool halves : {false, true})
    for (double leak : {0.0, 1e-4}) {
      double whole = 0, each = 0;
      for (auto const& t : trees()) {
        auto const p = description(t, leak);
        std::vector<drive> const drives{{centre(p, 0), [](double at) { return 0.1 * std::sin(0.7 * at); }},
                                        {centre(p, p.size() - 1), [](double at) { return at < 10 ? 0.03 : -0.01; }},
                                        {centre(p, p.size() / 2), constant(0.02)}};
        double const dt = 0.025;
        int const steps = 800;
        auto const v = play(p, halves, drives, dt, steps);
        double injected = 0, moved = 0, gone = 0, held = 0, total = 0;
        for (int k = 0; k < steps; ++k) {
          double in = 0, out = 0, change = 0, charge = 0;
          for (auto const& d : drives) in += dt * d.amplitude((k + 0.5) * dt);
          for (std::size_t s = 0; s < p.size(); ++s) {
            double const a = v[std::size_t(k)][s], b = v[std::size_t(k) + 1][s], x = halves ? 0.5 * (a + b) : b;
            bool const basal = p.layout().segments[s].kind == branch::dendrite;
            change += capacity(p, s) * (b - a);
            charge += capacity(p, s) * std::abs(b);
            out += dt * 0.01 * p.layout().segments[s].area * leak * (basal ? 2 * (x + 5) : x - 3);
          }
          double const d = std::abs(change - (in - out)) / std::max(charge, held);
          held = std::max(held, charge);
          if (!(d <= each)) each = d;
          injected += in;
          gone += out;
          moved += std::abs(in);
        }
        for (std::size_t s = 0; s < p.size(); ++s) total += capacity(p, s) * (v.back()[s] - v[0][s]);
        double const d = std::abs(total - (injected - gone)) / moved;
        if (!(d <= whole)) whole = d;
        CHECK(moved > 0.5);
        CHECK((leak > 0) == (std::abs(gone) > 1e-3 * moved));
      }
      std::string const what = leak > 0 ? "charge = injected - leaked" : "charge = injected", name = std::string("sealed tree, ") + (halves ? "Crank-Nicolson" : "backward Euler");
      test::prove(name, "law: conservation of charge", what + ", 800 steps, of the injected", whole, 2e-13);
      test::prove(name, "law: conservation of charge", what + ", each step, of the charge held", each, 3e-15);
    }
}

TEST_CASE("v at one place from a current at another is v there from the current here") {
  for (bool halves : {false, true}) {
    double worst = 0;
    for (auto const& t : trees()) {
      auto const p = description(t, 1e-4);
      auto rest = p;
      rest.paint<channel::leak>(soma | axon | apical, {.g = 1e-4, .e = 0}).paint<channel::leak>(dendrite, {.g = 2e-4, .e = 0});
      rest.initial_voltage({0});
      std::vector<std::uint32_t> const places{0, std::uint32_t(p.size() / 3), std::uint32_t(p.size() / 2), std::uint32_t(p.size() - 1)};
      std::vector<std::vector<std::vector<double>>> v;  // [from][time][to]
      for (auto from : places)
        v.push_back(play(rest, halves, {{centre(rest, from), [](double at) { return at < 5 ? 0.1 : 0.0; }}}, 0.1, 200, 10, places));
      for (std::size_t a = 0; a < places.size(); ++a)
        for (std::size_t b = 0; b < a; ++b)
          for (std::size_t k = 0; k < v[a].size(); ++k) {
            double const d = std::abs(v[a][k][b] - v[b][k][a]) / (1e-3 + std::abs(v[a][k][b]));
            if (!(d <= worst)) worst = d;
          }
    }
    test::prove(std::string("sealed tree, ") + (halves ? "Crank-Nicolson" : "backward Euler"), "law: reciprocity", "v, relative", worst, 3e-14);
  }
}
