// SPDX-License-Identifier: BSD-3-Clause
// Resting potentials in closed form: the mean of the reversal potentials, weighted with the conductances.
#include <catch2/catch_test_macros.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/sim/simulation.hpp>

#include "../support/table.hpp"
#include "cable.hpp"

namespace {

using namespace theory;
using namespace pallium::units;

/// A conductance for one ion that does not depend on v.
template <class Ion> struct open_channel {
  static constexpr std::string_view name = "open_channel";
  using ions = uses<Ion>;
  template <class B> struct params { B g = 0.0; };
  template <class B> struct state {};
  template <class B> static state<B> steady(params<B> const&, membrane::site<B, ions> const&) { return {}; }
  template <class B> static void advance(state<B>&, params<B> const&, membrane::site<B, ions> const&, B) {}
  template <class B> static membrane::linear<B> current(state<B> const&, params<B> const& p, membrane::site<B, ions> const& x) {
    return membrane::ohmic(p.g, x.e(Ion{}));
  }
};
using open_na = open_channel<sodium_t>;
using open_k = open_channel<potassium_t>;
using two_ions = cell<channels<channel::leak, open_na, open_k>>;

template <class Scheme> std::vector<double> at_rest(two_ions const& c, double dt, int steps) {
  network<cells<two_ions>, rules<>, Scheme> net;
  net.add(1, c);
  simulation sim(net, exec::few<double>{});
  sim.run({steps * dt}, {dt});
  std::vector<double> v;
  for (std::uint32_t s = 0; s < c.size(); ++s) v.push_back(sim.voltage(0, s));
  return v;
}

}  // namespace

TEST_CASE("a membrane of two ions and a leak rests where the chord conductance equation says") {
  double const g = 1e-4, e = -65, na = 2.3e-5, ena = 51, k = 3.1e-4, ek = -93, mean = (g * e + na * ena + k * ek) / (g + na + k),
               tau = 1e-3 / (g + na + k);
  two_ions c(morph::ball_and_stick({.dendrite = 300_um}), discretize::max_length{30});
  c.paint<channel::leak>(everywhere, {.g = g, .e = e}).paint<open_na>(everywhere, {.g = na}).paint<open_k>(everywhere, {.g = k});
  c.reversal(everywhere, sodium, {ena}).reversal(everywhere, potassium, {ek}).initial_voltage(-30_mV);
  double worst = 0, moving = 0;
  auto const look = [&](std::vector<double> const& v, double expected, double& off) {
    for (double x : v)
      if (!(std::abs(x - expected) <= off)) off = std::abs(x - expected);
  };
  look(at_rest<scheme::backward_euler>(c, 100, 30), mean, worst);
  look(at_rest<scheme::crank_nicolson>(c, 0.5, 400), mean, worst);
  // on its way a uniform cell is one exponential, as the scheme carries it
  look(at_rest<scheme::backward_euler>(c, 0.1, 20), mean + (-30 - mean) * decay(1 / tau, 0.1, 20, false), moving);
  look(at_rest<scheme::crank_nicolson>(c, 0.1, 20), mean + (-30 - mean) * decay(1 / tau, 0.1, 20, true), moving);
  CHECK(tau > 1);
  test::prove("pas, gNa, gK", "analytic solution", "resting potential [mV]", worst, 1e-11);
  test::prove("pas, gNa, gK", "analytic solution", "v on its way to rest [mV]", moving, 1e-11);
}

TEST_CASE("two compartments that rest apart divide the difference like resistors") {
  double const g = 2e-4, k = 5e-4, na = 3e-4, ra = 150;
  two_ions c(morph::ball_and_stick({.soma = 18_um, .dendrite = 100_um, .diameter = 1.5_um}), discretize::max_length{1000});
  REQUIRE(c.size() == 2);
  c.axial_resistance(everywhere, ra).paint<channel::leak>(everywhere, {.g = g, .e = -60});
  c.paint<open_k>(soma, {.g = k}).paint<open_na>(dendrite, {.g = na});
  c.reversal(everywhere, sodium, 50_mV).reversal(everywhere, potassium, -90_mV);
  double const area[2]{pi * 18 * 18, pi * 1.5 * 100}, axial = 1 / (0.01 * ra * (2 * 18 / (pi * 18 * 18) + 2 * 100 / (pi * 1.5 * 1.5))),
               G[2]{0.01 * area[0] * (g + k), 0.01 * area[1] * (g + na)}, E[2]{(g * -60 + k * -90) / (g + k), (g * -60 + na * 50) / (g + na)},
               i = (E[1] - E[0]) / (1 / G[0] + 1 / G[1] + 1 / axial), expected[2]{E[0] + i / G[0], E[1] - i / G[1]};
  CHECK(expected[1] - expected[0] > 5);
  double worst = 0;
  for (auto const& v : {at_rest<scheme::backward_euler>(c, 100, 30), at_rest<scheme::crank_nicolson>(c, 0.05, 4000)})
    for (std::size_t s = 0; s < 2; ++s)
      if (!(std::abs(v[s] - expected[s]) <= worst)) worst = std::abs(v[s] - expected[s]);
  test::prove("pas, gNa, gK", "analytic solution", "rest of two compartments [mV]", worst, 1e-11);
}
