// SPDX-License-Identifier: BSD-3-Clause
// Stimuli in running cells: every bit the same for lanes, pieces of a run and company; drawn places are sites of their own.
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/core/uniform.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/noise.hpp>
#include <pallium/stimulus/ornstein_uhlenbeck.hpp>
#include <pallium/stimulus/poisson_rate.hpp>
#include <pallium/stimulus/rate_table.hpp>
#include <pallium/stimulus/se_clamp.hpp>
#include <pallium/stimulus/sine.hpp>
#include <pallium/stimulus/sum.hpp>
#include <pallium/synapse/exp2.hpp>
#include <pallium/synapse/stp2.hpp>

#include "../support/lanes.hpp"
#include "../support/table.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace {

using namespace pallium;
using namespace pallium::units;

using neuron = cell<channels<channel::leak>, synapses<synapse::exp2>>;

/// Five cells, or a hundred with the same five among them; v of the five at soma and tip, every step.
template <class Exec> std::vector<double> play(std::vector<duration> const& pieces, gid cells_in_all = 5) {
  neuron c(morph::ball_and_stick(), discretize::nseg{});
  c.paint<channel::leak>(everywhere, {.g = 1e-4, .e = -65});
  auto const r = c.place<synapse::exp2>(uniform(dendrite, 7, 4), {});
  network<cells<neuron>> net;
  auto const ids = net.add(cells_in_all, c);
  net.inject(ids, soma(0.5), stimulus::noise{.sd = 0.1_nA, .every = 0.2_ms, .seed = 1});
  net.inject(ids, dendrite(1), stimulus::ornstein_uhlenbeck{.mean = 0.02_nA, .sd = 0.03_nA, .tau = 3_ms, .seed = 2} +
                                   stimulus::sine{.amp = 0.05_nA, .frequency = 60_Hz});
  net.inject(1, soma(0.5), stimulus::se_clamp{.amp = {-70_mV, -50_mV, -60_mV}, .width = {5_ms, 5_ms, 5_ms}, .rs = 3});
  net.stimulate(ids, r, 2_nS, stimulus::poisson_rate{.rate = stimulus::rate_table({50_Hz, 800_Hz, 0_Hz}, 7_ms), .seed = 3});
  std::vector<probe> probes;
  for (gid g = 0; g < 5; ++g)
    for (std::uint32_t s : {0u, 5u}) probes.push_back({g, s, "v"});
  record::trace trace(probes, 0.1_ms);
  simulation sim(net, Exec{});
  sim.attach(trace);
  for (duration const d : pieces) sim.run(d, 0.1_ms);
  std::vector<double> v;
  for (std::size_t i = 0; i < trace.size(); ++i)
    for (std::size_t k = 0; k < probes.size(); ++k) v.push_back(trace.value(i, k));
  return v;
}

}  // namespace

TEST_CASE("stimuli give the same bits on any lanes, in any pieces, in any company") {
  using arch = test::same_bits_as<simd::widest>;
  using lanes = exec::policy<arch, double>;
  using one = exec::policy<arch, double, exchange::local, schedule::lockstep, threads::serial, 1>;
  auto const whole = play<one>({30_ms});
  REQUIRE(whole.size() == 301 * 10);
  std::set<double> last(whole.end() - 10, whole.end());
  CHECK(last.size() == 10);  // each cell has its own noise
  CHECK(play<exec::native<double>>({30_ms}) == whole);
  CHECK(play<lanes>({0.1_ms, 3.3_ms, 11_ms, 0.4_ms, 15.2_ms}) == whole);
  CHECK(play<exec::native<double>>({7.7_ms, 22.3_ms}, 100) == whole);
  if constexpr (!simd::lawful<simd::widest>) {  // another instruction set's numbers, to rounding
    auto const number = play<exec::policy<simd::scalar, double>>({30_ms});
    double apart = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) apart = std::max(apart, std::abs(whole[i] - number[i]));
    CHECK(apart < 1e-9);  // [mV]
  }
}

TEST_CASE("white and coloured noise give a passive soma the variance of theory") {
  // One compartment, tau_m = C / g: v' = (e - v) / tau_m + i / C. For an OU current: var = (sd / G)^2 tau / (tau + tau_m); for
  // noise held for h: (sd / G)^2 (1 - a) / (1 + a), a = exp(-h / tau_m), at the ends of the holds. Both to O(dt).
  double const area = 1256.637061435917, g = 1e-4, G = g * area * 1e-2, tau_m = 10;  // [um2] [S/cm2] [uS] [ms]
  neuron c([] {
    morph::tree t;
    t.append({.kind = branch::soma, .parent = -1, .parent_x = 1, .points = {{0, 0, 0, 10}, {20, 0, 0, 10}}});
    return t;
  }(), discretize::nseg{});
  c.paint<channel::leak>(everywhere, {.g = g, .e = -65});
  network<cells<neuron>> net;
  auto const white = net.add(64, c), coloured = net.add(64, c);
  net.inject(white, soma(0.5), stimulus::noise{.sd = 0.1_nA, .every = 1_ms, .seed = 11});
  net.inject(coloured, soma(0.5), stimulus::ornstein_uhlenbeck{.sd = 0.05_nA, .tau = 5_ms, .seed = 12});
  std::vector<probe> probes;
  for (gid k = 0; k < 128; ++k) probes.push_back({k, 0, "v"});
  record::trace trace(probes, 1_ms);
  simulation sim(net, exec::native<double>{});
  sim.attach(trace);
  sim.run(2100_ms, 0.025_ms);
  double square[2]{}, n = 0;
  for (std::size_t i = 100; i < trace.size(); ++i, n += 64)
    for (std::size_t k = 0; k < 128; ++k) square[k / 64] += (trace.value(i, k) + 65) * (trace.value(i, k) + 65);
  double const a = std::exp(-1 / tau_m), v_white = (0.1 / G) * (0.1 / G) * (1 - a) / (1 + a),
               v_coloured = (0.05 / G) * (0.05 / G) * 5 / (5 + tau_m);
  // 128 s in correlation times of 10 to 15 ms: a standard error of about 2 %
  test::prove("noise", "analytic solution", "variance of v of a passive soma, relative", std::abs(square[0] / n / v_white - 1), 0.06);
  test::prove("ornstein_uhlenbeck", "analytic solution", "variance of v of a passive soma, relative",
              std::abs(square[1] / n / v_coloured - 1), 0.06);
}

TEST_CASE("a place drawn twice is two sites: one state if they add, two if they do not") {
  using both = cell<channels<channel::leak>, synapses<synapse::exp2, synapse::stp2>>;
  both c(morph::ball_and_stick(), discretize::nseg{});
  auto const merged = c.place<synapse::exp2>(uniform(soma, 3), {});
  auto const apart = c.place<synapse::stp2>(uniform(soma, 3), {});
  sim::model<both, double, scheme::backward_euler> const m(c, environment{}, 0.1, {});
  auto const row = [&](receptor r, std::uint32_t k) { return m.sites[c.receptors()[r.index].first + k].row; };
  CHECK(c.sites() == 6);
  CHECK(row(merged, 0) == row(merged, 1));
  CHECK(row(merged, 0) == row(merged, 2));
  CHECK(std::set{row(apart, 0), row(apart, 1), row(apart, 2)}.size() == 3);
}
