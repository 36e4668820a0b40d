// SPDX-License-Identifier: BSD-3-Clause
// A Pallium network written as Neulite's files is the network that was described; what Neulite cannot say is refused by name.
#include "play.hpp"
#include "scene.hpp"

#include <pallium/connect/all_to_all.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/core/region.hpp>
#include <pallium/cell/point_cell.hpp>
#include <pallium/network/virtual_cell.hpp>
#include <pallium/runtime/allen_cell.hpp>
#include <pallium/runtime/neulite_cell.hpp>
#include <pallium/runtime/neulite_export.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/nmda.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <functional>

using namespace pallium;
using namespace test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

using neuron = cell<channels<channel::leak, channel::nats, channel::nata, channel::nav, channel::nap, channel::kv2like, channel::kv3_1, channel::k_p,
                             channel::k_t, channel::kd, channel::im, channel::im_v2, channel::ih, channel::sk, channel::ca_hva, channel::ca_lva,
                             channel::k_pst>,
                    synapses<synapse::exp2, synapse::exp1, synapse::nmda>, pools<pool::calcium_shell>>;
using spiker = point_cell<spiking::int_fire1>;
using net_type = network<cells<neuron, spiker, virtual_cell>>;

/// The cell of a type of a circuit, described by the user of the library.
neuron describe(io::neulite::cell_type const& t) {
  neuron c(t.shape, discretize::per_point{});
  for (std::size_t k = 0; k < 4; ++k) {
    auto const& row = *t.rows[k];
    auto const where = of_kind(branch(k + 1));
    c.capacitance(where, row.cm).axial_resistance(where, row.ra);
    c.paint<channel::leak>(where, {.g = row.g_leak, .e = row.e_leak});
  }
  auto const& g = t.rows[0]->gbar;
  c.paint<channel::nav>(soma, {.gbar = g[0]}).paint<channel::nats>(soma, {.gbar = g[1]}).paint<channel::nata>(soma, {.gbar = g[2]});
  c.paint<channel::nap>(soma, {.gbar = g[3]}).paint<channel::kv2like>(soma, {.gbar = g[4]}).paint<channel::kv3_1>(soma, {.gbar = g[5]});
  c.paint<channel::k_p>(soma, {.gbar = g[6]}).paint<channel::k_t>(soma, {.gbar = g[7]}).paint<channel::kd>(soma, {.gbar = g[8]});
  c.paint<channel::im>(soma, {.gbar = g[9]}).paint<channel::im_v2>(soma, {.gbar = g[10]}).paint<channel::ih>(soma, {.gbar = g[11]});
  c.paint<channel::sk>(soma, {.gbar = g[12]}).paint<channel::ca_hva>(soma, {.gbar = g[13]}).paint<channel::ca_lva>(soma, {.gbar = g[14]});
  c.paint<pool::calcium_shell>(soma, {.gamma = t.rows[0]->gamma, .decay = t.rows[0]->decay});
  c.reversal(everywhere, sodium, {53}).reversal(everywhere, potassium, {-107}).initial_voltage({t.rows[0]->e_leak});
  return c;
}

/// A circuit in which every kind of compartment has one e_leak, for that is what a Pallium network starts at.
io::neulite::circuit scene(folder const& here, bool single) {
  write_scene(here, 5, 3, single, 3, 0);
  return io::neulite::read_circuit(here / "p.csv", here / "c.csv");
}

/// The same as a network.
net_type describe(io::neulite::circuit const& c) {
  net_type net;
  std::vector<connect::table::row> rows;
  for (auto const& p : c.populations) {
    neuron cell = describe(c.types[p.type]);
    std::vector<receptor> at;
    for (auto const& k : c.kinds)
      at.push_back(k.rise > 0 ? cell.place<synapse::exp2>(everywhere, {.tau1 = k.rise, .tau2 = k.decay, .e = k.erev})
                              : cell.place<synapse::exp1>(everywhere, {.tau = k.decay, .e = k.erev}));
    for (auto const& x : c.connections)
      if (x.post - p.first < p.cells)
        rows.push_back({x.pre, x.post, cell.site_at(at[x.kind], std::int32_t(x.compartment)), {x.weight}, {double(x.delay)}});
    net.add(p.cells, cell);
  }
  net.connect(connect::table(rows));
  return net;
}

}  // namespace

TEST_CASE("a network that is exported runs in Neulite's numerics as the circuit that it describes") {
  bool const single = GENERATE(false, true);
  folder const here;
  auto const c = scene(here, single);
  auto net = describe(c);
  net.inject(gid_range{0, 8}, at(soma, 0.5), stimulus::current_clamp{{0.25}, {5}, {70}});
  runtime::write_neulite(net, here / "out", {.tstop = 100, .names = {"left", "right"}});
  auto const d = io::neulite::read_circuit(here / "out/population.csv", here / "out/connection.csv");
  CHECK(d.populations[1].name == "right");
  CHECK(d.populations[1].cells == 3);
  CHECK(d.connections.size() == c.connections.size());
  auto const how = io::neulite::read_config(here / "out/config.h");
  CHECK(how.i_amp == 0.25);
  CHECK(how.i_delay == 5);
  CHECK(how.i_duration == 70);
  CHECK(how.threshold == -15);
  neulite_play const p{.how = how, .traced = {0, 6}};
  auto const wanted = play_double(c, p), found = play_double(d, p);
  REQUIRE(wanted.spikes.size() >= 10);
  CHECK(found.spikes == wanted.spikes);
  CHECK(found.compartments == wanted.compartments);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t k = 0; k < wanted.v[i].size(); ++k) REQUIRE(std::abs(found.v[i][k] - wanted.v[i][k]) < 1e-6);
}

TEST_CASE("an exported cell has Neulite's compartments, whatever its tree") {
  folder const here;
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::string const text = grown_swc(seed, 1 + int(seed % 5), 2 + int(seed % 13));
    INFO(text);
    here.write("t.swc", text);
    neuron const cell(io::swc(here / "t.swc", io::coordinates::exact, io::order::file), discretize::per_point{});
    auto const shape = runtime::detail::neulite_points::of(cell.layout(), "cell");
    REQUIRE(shape.points.size() >= cell.size());
    std::string again;
    for (std::size_t i = 0; i < shape.points.size(); ++i) {
      auto const& p = shape.points[i];
      again += fmt::format("{} {} {} {} {} {} {}\n", i, int(p.kind), p.x, p.y, p.z, p.radius, p.parent);
    }
    neuron const same(io::swc(here.write("u.swc", again), io::coordinates::exact, io::order::file), discretize::per_point{});
    REQUIRE(same.size() == cell.size());
    REQUIRE(std::abs(same.layout().total_area() / cell.layout().total_area() - 1) < 1e-9);
    auto sorted = shape.number;
    std::ranges::sort(sorted);
    for (std::size_t k = 0; k < sorted.size(); ++k) REQUIRE(sorted[k] == k);
  }
}

TEST_CASE("what Neulite cannot say is refused by name") {
  folder const here;
  auto const c = scene(here, false);
  neuron const good = describe(c.types[0]);
  struct wrong {
    std::function<void(net_type&)> change;
    char const* told;
  };
  auto const with = [&](auto change) {
    return [&good, change](net_type& net) {
      neuron cell = good;
      change(cell);
      net.add(2, cell);
    };
  };
  auto const joined = [&](auto place, double delay, double weight = 1e-4) {
    return [&good, place, delay, weight](net_type& net) {
      neuron cell = good;
      auto const at = place(cell);
      auto const ids = net.add(2, cell);
      net.connect(connect::all_to_all(ids, ids, at, {.weight = {weight}, .delay = {delay}}));
    };
  };
  auto const exp2 = [](neuron& cell) { return cell.place<synapse::exp2>(soma, {.tau1 = 1, .tau2 = 5, .e = 0}); };
  for (wrong const& w : std::vector<wrong>{
           {with([](neuron& n) { n.paint<channel::ih>(dendrite | apical, {.gbar = 1e-4}); }), "Ih, expected channels and pools in the soma only"},
           {with([](neuron& n) { n.paint<channel::k_pst>(soma, {.gbar = 1e-4}); }), "channel K_Pst, expected one of the fifteen"},
           {with([](neuron& n) { n.capacitance(apical & beyond({30}), 3); }), "cm 3.000000"},
           {with([](neuron& n) { n.axial_resistance(apical & beyond({30}), 3); }), "Ra 3.000000"},
           {with([](neuron& n) { n.paint<channel::leak>(apical & beyond({30}), {.g = 3e-3, .e = -80}); }), "g of pas 0.003000"},
           {with([](neuron& n) { n.initial_voltage({-65}); }), "initial voltage, which in Neulite is e of pas, -80.000000, expected -65"},
           {with([](neuron& n) { n.reversal(soma, sodium, {50}); }), "ena: found 50.000000 mV, expected 53"},
           {with([](neuron& n) { n.reversal(soma, potassium, {-77}); }), "ek: found -77.000000 mV, expected -107"},
           {with([](neuron& n) { n.paint<pool::calcium_shell>(soma, {.depth = 0.2}); }), "CaDynamics: found another depth or minCai"},
           {[&](net_type& net) { net.add(2, neuron(c.types[0].shape, discretize::nseg{})); }, "expected compartments by discretize::per_point"},
           {[](net_type& net) { net.add(2, spiker{}); }, "point neurons (IntFire1)"},
           {[&](net_type& net) { net.add(1, good), net.add(1, virtual_cell(stimulus::poisson{.rate = {0.01}})); }, "virtual cells, expected none, or leave_out_inputs"},
           {[&](net_type& net) { net.add(1, good), net.surroundings.celsius = 37; }, "temperature: found 37"},
           {[&](net_type& net) { net.add(2, good), net.couple({0, at(soma, 0.5), 1, at(soma, 0.5), {1e-3}}); }, "gap junctions: found 1"},
           {[](net_type&) {}, "cells: found no cell with compartments"},
           {joined([](neuron& n) { return n.place<synapse::nmda>(soma, {}); }, 1), "connection 0 -> "},
           {joined(exp2, 1.5), "a delay of 1.500000 ms, expected whole milliseconds"},
           {joined(exp2, 0.9), "a delay of 0.900000 ms"},
           {joined(exp2, 31), "at most 30 ms"},
           {joined(exp2, 1, -1e-4), "weight -0.0001"},
           {[&](net_type& net) { net.add(2, good), net.inject(1, at(soma, 0.5), stimulus::current_clamp{{0.1}, {5}, {10}}); }, "currents: found a current not into every soma"},
           {[&](net_type& net) { net.inject(net.add(2, good), at(soma, 0.5), stimulus::current_clamp{{0.1}, {5.5}, {10}}); }, "currents: found a current that changes within"},
           {[&](net_type& net) {
              auto cell = good;
              auto const to = exp2(cell);
              net.stimulate(net.add(1, cell), to, {1e-4}, stimulus::poisson{.rate = {0.01}});
            }, "stimuli: found 1 trains"}}) {
    net_type net;
    w.change(net);
    CHECK_THROWS_MATCHES(runtime::write_neulite(net, here / "refused", {.tstop = 50}), input_error, MessageMatches(ContainsSubstring(w.told)));
    CHECK(!std::filesystem::exists(here / "refused"));
  }
  net_type net;  // inputs that may be left out
  auto cell = good;
  auto const to = exp2(cell);
  auto const ids = net.add(1, cell);
  auto const outside = net.add(3, virtual_cell(stimulus::poisson{.rate = {0.01}}));
  net.stimulate(ids, to, {1e-4}, stimulus::poisson{.rate = {0.01}});
  net.connect(connect::all_to_all(outside, ids, to, {.weight = {1e-4}, .delay = {0.3}}));
  runtime::write_neulite(net, here / "left", {.tstop = 50, .leave_out_inputs = true});
  CHECK(io::neulite::read_circuit(here / "left/population.csv", here / "left/connection.csv").connections.empty());
}
