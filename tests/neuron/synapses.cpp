// SPDX-License-Identifier: BSD-3-Clause
// Every synapse on a passive soma against NEURON: v of a simulation, and the states, which do not depend on v, step by step.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/runtime/catalogue.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/spike_train.hpp>

#include "../sim/impulse.hpp"
#include "../support/table.hpp"
#include "../synapse/all.hpp"
#include "reference.hpp"

namespace {

using namespace test;

using params_by_name = std::map<std::string, double>;
using soma_cell = pallium::cell<channels<channel::leak>, in_one_cell<all_synapses>>;

/// What benchmarks/peers/neuron/references/synapses.py did: params of its default run and of its other one, the scale of the weights,
/// the column of each state ("": none).
struct protocol {
  params_by_name usual, other;
  double scale;
  std::vector<std::string> columns;
};
params_by_name const depressing{{"p0", 0.22}, {"tau_1", 7}, {"tau_r", 63}, {"e", -9}};
params_by_name const hastening{{"p0", 0.22}, {"tau_1", 7}, {"tau_r0", 310}, {"tau_FDR", 170}, {"a_FDR", 0.35}, {"e", -9}};
params_by_name with(params_by_name a, params_by_name const& b) { return a.insert(b.begin(), b.end()), a; }
params_by_name const full{{"tau_1", 7},   {"tau_r0", 310}, {"tau_FDR", 170}, {"a_FDR", 0.35}, {"tau_D", 47},     {"a_D", 0.62},
                          {"tau_i", 83}, {"a_i", 0.27},   {"tau_f", 21},    {"a_f", 0.41},   {"pbtilde", 0.38}, {"e", -9}};
std::map<std::string_view, protocol> const protocols{
    {"ExpSyn", {{}, {{"tau", 2.3}, {"e", -10}}, 1.0 / 64, {"g"}}},
    {"exp1isyn", {{{"e", -12}}, {{"tau", 3.1}, {"e", -2}}, 1.0 / 64, {"g"}}},
    {"Exp2Syn", {{}, {{"tau1", 0.7}, {"tau2", 6.3}, {"e", -5}}, 1.0 / 512, {"A", "B"}}},
    {"AlphaSyn", {{}, {{"tau", 1.9}, {"e", -5}}, 1.0 / 64, {"a", "g"}}},
    {"NMDA", {{}, {{"tau1", 1.3}, {"tau2", 37}, {"e", 2}, {"mg", 0.6}}, 1.0 / 512, {"A", "B"}}},
    {"AMPANMDA",
     {{},
      {{"tau_r_AMPA", 0.3}, {"tau_d_AMPA", 2.2}, {"tau_r_NMDA", 3.1}, {"tau_d_NMDA", 61}, {"NMDA_ratio", 0.83}, {"mg", 1.2}, {"e", 1}},
      1.0 / 512,
      {"A_AMPA", "B_AMPA", "A_NMDA", "B_NMDA"}}},
    {"GABAa", {{}, {{"Alpha", 3.2}, {"Beta", 0.11}, {"Cmax", 0.7}, {"Cdur", 0.8}, {"Erev", -91}}, 1.0 / 256, {"g", "", ""}}},
    {"GABAb",
     {{},
      {{"K1", 2.5}, {"K2", 0.021}, {"K3", 0.12}, {"K4", 0.047}, {"KD", 60}, {"Cmax", 0.4}, {"Cdur", 0.5}, {"Erev", -99}},
      1.0 / 4,
      {"R", "s", "", ""}}},
    {"stp1syn", {{}, depressing, 1.0 / 128, {"n", "g"}}},
    {"stp2syn", {{}, hastening, 1.0 / 128, {"n", "tau_r", "g", "Pmax"}}},
    {"stp3syn", {{}, with(hastening, {{"tau_D", 47}, {"a_D", 0.62}}), 1.0 / 128, {"n", "g", "tau_r", "D"}}},
    {"stp4syn", {{}, depressing, 1.0 / 128, {"n", "g"}}},
    {"stp5syn", {{}, full, 1.0 / 128, {"n", "p", "tau_r", "D", "pb", "g", "Pmax"}}},
    {"stp5isyn", {{{"e", -12}}, full, 1.0 / 128, {"n", "p", "tau_r", "D", "pb", "g", "Pmax"}}},
};

constexpr double dt = 0.025;

/// v every 2 ms.
template <class Scheme> record::trace play(soma_cell const& c, receptor to, reference const& train, std::string const& weights, double scale) {
  network<cells<soma_cell>, rules<>, Scheme> net;
  net.add(1, c);
  for (double w : {0.5, 1.0, 1.5}) {
    std::vector<duration> times;
    for (std::size_t k = 0; k < train.rows(); ++k)
      if (train[weights][k] == w) times.push_back({train["t"][k]});
    net.stimulate(0, to, {scale * w}, stimulus::spike_train(times));
  }
  record::trace trace({{0, 0, "v"}}, {2});
  simulation sim(net, exec::few<double, simd::scalar>{});
  sim.attach(trace);
  sim.run({250}, {dt});
  return trace;
}

template <class S> void against_neuron(protocol const& p, bool usual) {
  std::string const name(S::name), kind = usual ? "default params" : "other params", weights = S::additive ? "mixed" : "equal";
  reference const theirs(usual ? name : name + "_other"), train("synapse_train");
  soma_cell c(soma_alone(), discretize::nseg{});
  c.paint<channel::leak>(pallium::everywhere, {.g = 1e-4, .e = -70});
  c.initial_voltage({-70});
  receptor const r = runtime::place_by_name(c, at(soma, 0.5), S::name, usual ? p.usual : p.other);
  auto const same = [&](record::trace const& mine, std::string const& column, std::string const& scheme) {
    REQUIRE(mine.size() == theirs.rows());
    prove(name, "NEURON 8.2.2", "v, " + scheme + ", " + kind + " [mV]",
          theirs.difference(column, [&](std::size_t i) { return mine.value(i, 0); }), 3e-11);
  };
  same(play<scheme::backward_euler>(c, r, train, weights, p.scale), "v", "backward Euler");
  same(play<scheme::crank_nicolson>(c, r, train, weights, p.scale), "v_cn", "Crank-Nicolson");

  one_synapse<S, scalar<double>> s(c.kinetics<S>().at(0), dt);
  std::vector<std::vector<double>> mine(p.columns.size());
  std::size_t next = 0;
  auto const receive_until = [&](double t) {
    for (; next < train.rows() && train["t"][next] <= t; ++next) s.receive(p.scale * train[weights][next]);
  };
  for (int n = 0; n <= 10000; ++n, s.advance()) {
    receive_until(n * dt);  // what is due by now, NEURON gives at the end of the step before, so that a row shows it
    if (n % 80 == 0)
      for_each_field<S::template state>(s.s, [&](std::size_t k, auto const& x) { mine[k].push_back(x.r[0]); });
    receive_until((n + 0.5) * dt);
  }
  largest worst;
  for (std::size_t k = 0; k < p.columns.size(); ++k) {
    if (p.columns[k].empty()) continue;
    auto const& column = theirs[p.columns[k]];
    double const scale = *std::max_element(column.begin(), column.end());
    worst(theirs.difference(p.columns[k], [&](std::size_t i) { return mine[k][i]; }) / scale);
  }
  prove(name, "NEURON 8.2.2", "states, " + kind + ", relative", worst.value, 2e-12);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a synapse on a passive soma is NEURON's", "", test::all_synapses) {
  protocol const& p = protocols.at(TestType::name);
  against_neuron<TestType>(p, true);
  against_neuron<TestType>(p, false);
}
