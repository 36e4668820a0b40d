// SPDX-License-Identifier: BSD-3-Clause
// Ten seconds in float beside ten in double: v, gates and calcium under a current that changes as slowly as a tenth of a hertz.
#include <catch2/catch_test_macros.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/kd.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/sine.hpp>

#include <cmath>
#include <map>
#include <string>

namespace {

using namespace pallium;
using namespace pallium::units;
using neuron = cell<channels<channel::leak, channel::nap, channel::kd, channel::k_p, channel::ih, channel::ca_lva>, synapses<>,
                    pools<pool::calcium_shell>>;

std::vector<std::string> const variables{"v", "h_Nap", "h_Kd", "h_K_P", "m_Ih", "h_Ca_LVA", "cai"};

/// Every 10 ms: the variables at the soma, then v at the tip.
template <class Real> std::vector<std::vector<double>> play(duration dt) {
  neuron c(morph::ball_and_stick({.soma = 20_um, .dendrite = 400_um, .diameter = 1.5_um}), discretize::nseg{});
  c.paint<channel::leak>(everywhere, {.g = 3e-5, .e = -72});
  c.paint<channel::nap>(soma, {.gbar = 2e-5});
  c.paint<channel::kd>(soma, {.gbar = 1e-3});
  c.paint<channel::k_p>(soma, {.gbar = 1e-3});
  c.paint<channel::ih>(soma, {.gbar = 1e-5});
  c.paint<channel::ca_lva>(soma, {.gbar = 1e-4});
  c.paint<pool::calcium_shell>(soma, {.gamma = 0.05, .decay = 718});
  c.reversal(everywhere, sodium, {53}).reversal(everywhere, potassium, {-107}).initial_voltage({-72});
  network<cells<neuron>> net;
  auto const ids = net.add(1, c);
  net.inject(ids, soma(0.5), stimulus::sine{.amp = 0.015_nA, .frequency = 0.1_Hz});
  std::vector<probe> probes;
  for (auto const& name : variables) probes.push_back({0, 0, name});
  probes.push_back({0, std::uint32_t(c.size() - 1), "v"});
  record::trace trace(probes, 10_ms);
  simulation sim(net, exec::few<Real>{});
  sim.attach(trace);
  sim.run(10000_ms, dt);
  std::vector<std::vector<double>> columns(probes.size());
  for (std::size_t i = 0; i < trace.size(); ++i)
    for (std::size_t k = 0; k < probes.size(); ++k) columns[k].push_back(trace.value(i, k));
  return columns;
}

}  // namespace

TEST_CASE("float follows double through ten slow seconds") {
  for (duration const dt : {0.1_ms, 0.025_ms}) {
    auto const exact = play<double>(dt), rounded = play<float>(dt);
    REQUIRE(exact[0].size() == 1001);
    for (std::size_t k = 0; k < exact.size(); ++k) {
      auto const [low, high] = std::minmax_element(exact[k].begin(), exact[k].end());
      double far = 0;
      for (std::size_t i = 0; i < exact[k].size(); ++i) far = std::max(far, std::abs(exact[k][i] - rounded[k][i]));
      std::string const name = k < variables.size() ? variables[k] : "v at the tip";
      INFO(name << " from " << *low << " to " << *high << ", at most " << far << " apart, dt = " << dt.value << " ms");
      CHECK(*high - *low > (name[0] == 'v' ? 3.0 : 1e-3 * std::abs(*high)));  // something happens
      // v: C / dt + g is rounded to 24 bits, at 0.025 ms a 1e-4th of g; gates go where this v tells them
      CHECK(far < (name[0] == 'v' ? 0.06 : 6e-3 * (*high - *low)));
    }
  }
}
