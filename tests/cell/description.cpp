// SPDX-License-Identifier: BSD-3-Clause
// Painting channels and placing synapses on a cell.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/synapse/exp2.hpp>

#include <cmath>
#include <map>
#include <random>

namespace {

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;
using neuron = cell<channels<channel::leak, channel::kv3_1, channel::ca_lva>, synapses<synapse::exp2>, pools<pool::calcium_shell>>;
using numbers = std::vector<std::int32_t>;

/// Compartment 0 the soma, 1 to 5 the dendrite, 6 and 7 the stub of an axon.
neuron make() {
  return neuron(morph::stub_axon{}(morph::ball_and_stick({.dendrite = 100_um})), discretize::max_length{30});
}

}  // namespace

TEST_CASE("paint inserts, paints over, and leaves other places alone") {
  auto c = make();
  REQUIRE(c.size() == 8);
  CHECK(c.where<channel::kv3_1>().segments.empty());
  c.paint<channel::kv3_1>(dendrite, {.gbar = 0.1});
  CHECK(c.where<channel::kv3_1>().segments == numbers{1, 2, 3, 4, 5});
  c.paint<channel::kv3_1>(soma | axon, {.gbar = 0.2});
  CHECK(c.where<channel::kv3_1>().segments == numbers{0, 1, 2, 3, 4, 5, 6, 7});
  c.paint<channel::kv3_1>(everywhere, {.gbar = 0.3}).paint<channel::kv3_1>(axon, {.gbar = 0.4});
  auto const& v = c.where<channel::kv3_1>().values;
  for (std::size_t s = 0; s < 8; ++s) CHECK(v[s].gbar == (s < 6 ? 0.3 : 0.4));
  CHECK(c.where<channel::leak>().segments.empty());
  c.paint<channel::leak>(apical, {});  // a kind this cell does not have
  CHECK(c.where<channel::leak>().segments.empty());
  c.paint<pool::calcium_shell>(soma, {.decay = 20});
  CHECK(c.where<pool::calcium_shell>().segments == numbers{0});
}

TEST_CASE("a region is anything that says what it contains") {
  auto c = make();
  struct far {
    bool contains(compartment_info const& s) const { return s.kind == branch::dendrite && s.distance > 70; }
  };
  c.paint<channel::leak>(far{}, {.g = 1});
  for (auto s : c.where<channel::leak>().segments) CHECK(c.layout().segments[std::size_t(s)].distance > 70);
  CHECK(c.where<channel::leak>().segments == numbers{4, 5});
}

TEST_CASE("modify changes params in place and inserts defaults where there are none") {
  auto c = make();
  c.paint<channel::leak>(soma, {.g = 5e-4, .e = -60});
  c.modify<channel::leak>(soma | dendrite, [](auto& p) { p.e = -75; });
  REQUIRE(c.where<channel::leak>().segments == numbers{0, 1, 2, 3, 4, 5});
  CHECK(c.where<channel::leak>().values[0].g == 5e-4);
  CHECK(c.where<channel::leak>().values[1].g == 0.001);
  for (auto const& p : c.where<channel::leak>().values) CHECK(p.e == -75);
}

TEST_CASE("defaults are NEURON's") {
  auto c = make();
  for (std::int32_t s = 0; s < 8; ++s) {
    CHECK(c.cm()[std::size_t(s)] == 1);
    CHECK(c.ra()[std::size_t(s)] == 35.4);
    CHECK(c.ion_at<potassium_t>(s).reversal == -77);
    CHECK(c.ion_at<calcium_t>(s).inside == 5e-5);
  }
  CHECK(c.v_init() == -65);
  c.capacitance(dendrite, 2).axial_resistance(soma, 150).initial_voltage({-80}).reversal(soma, potassium, {-90});
  CHECK(c.cm()[0] == 1);
  CHECK(c.cm()[3] == 2);
  CHECK(c.ra()[0] == 150);
  CHECK(c.ra()[3] == 35.4);
  CHECK(c.v_init() == -80);
  CHECK(c.ion_at<potassium_t>(0).reversal == -90);
  CHECK(c.ion_at<potassium_t>(1).reversal == -77);
  c.concentration(soma, calcium, 2e-4, 1.5);
  CHECK(c.ion_at<calcium_t>(0).inside == 2e-4);
  CHECK(c.ion_at<calcium_t>(0).outside == 1.5);
  CHECK(c.ion_at<calcium_t>(0).reversal == calcium_t::defaults.reversal);
  CHECK(c.ion_at<calcium_t>(1).inside == 5e-5);
}

TEST_CASE("numbers that mean nothing are refused by name") {
  auto c = make();
  for (double bad : {std::nan(""), double(INFINITY)}) {
    CHECK_THROWS_WITH(c.paint<channel::kv3_1>(soma, {.gbar = bad}), ContainsSubstring("Kv3_1"));
    CHECK_THROWS_WITH(c.modify<channel::kv3_1>(soma, [&](auto& p) { p.gbar = bad; }), ContainsSubstring("Kv3_1"));
    CHECK_THROWS_WITH(c.paint<pool::calcium_shell>(soma, {.decay = bad}), ContainsSubstring("CaDynamics"));
    CHECK_THROWS_WITH(c.place<synapse::exp2>(soma, {.e = bad}), ContainsSubstring("Exp2Syn"));
    CHECK_THROWS_WITH(c.reversal(soma, potassium, {bad}), ContainsSubstring("ek"));
    CHECK_THROWS_WITH(c.initial_voltage({bad}), ContainsSubstring("voltage"));
  }
  for (double bad : {0.0, -1.0, std::nan(""), double(INFINITY)}) {
    CHECK_THROWS_WITH(c.capacitance(soma, bad), ContainsSubstring("capacitance"));
    CHECK_THROWS_WITH(c.axial_resistance(soma, bad), ContainsSubstring("axial resistance"));
    CHECK_THROWS_WITH(c.concentration(soma, calcium, bad, 2.0), ContainsSubstring("ca concentration"));
    CHECK_THROWS_WITH(c.concentration(soma, calcium, 1e-4, bad), ContainsSubstring("ca concentration"));
  }
  CHECK(c.where<channel::kv3_1>().segments.empty());
  CHECK(c.receptors().empty());
  CHECK_THROWS_WITH(neuron(compartments{}), ContainsSubstring("no compartments"));
}

TEST_CASE("receptors number their sites; equal params are equal kinetics") {
  auto c = make();
  auto const a = c.place<synapse::exp2>(dendrite, {.tau2 = 5}), b = c.place<synapse::exp2>(at(dendrite, 1), {.tau2 = 5}),
             d = c.place<synapse::exp2>(soma | axon, {.tau2 = 6});
  CHECK(a.index == 0);
  CHECK(b.index == 1);
  CHECK(d.index == 2);
  auto const& r = c.receptors();
  REQUIRE(r.size() == 3);
  CHECK(r[0].segments == numbers{1, 2, 3, 4, 5});
  CHECK(r[1].segments == numbers{5});
  CHECK(r[2].segments == numbers{0, 6, 7});
  CHECK(r[0].first == 0);
  CHECK(r[1].first == 5);
  CHECK(r[2].first == 6);
  CHECK(c.sites() == 9);
  CHECK(r[0].kinetics == r[1].kinetics);
  CHECK(r[0].kinetics != r[2].kinetics);
  CHECK(c.kinetics<synapse::exp2>().size() == 2);

  CHECK(c.site_at(a, at(dendrite, 0.5)) == 2);
  CHECK(c.site_at(a, at(dendrite, 1)) == 4);
  CHECK(c.site_at(b, at(dendrite, 0.9)) == 5);
  CHECK(c.site_at(d, at(branch::axon, 1, 0)) == 8);
  CHECK_THROWS_WITH(c.site_at(a, at(soma, 0.5)), ContainsSubstring("receptor 0"));
  CHECK_THROWS_WITH(c.site_at(b, at(dendrite, 0.5)), ContainsSubstring("receptor 1"));
  CHECK_THROWS_AS(c.site_at(receptor{3}, at(soma, 0.5)), input_error);
}

TEST_CASE("places that are not there are refused") {
  auto c = make();
  CHECK_THROWS_WITH(c.place<synapse::exp2>(apical, {}), ContainsSubstring("Exp2Syn"));
  CHECK_THROWS_WITH(c.place<synapse::exp2>(at(apical, 0.5), {}), ContainsSubstring("apic[0]"));
  CHECK_THROWS_WITH(c.place<synapse::exp2>(at(branch::dendrite, 1, 0.5), {}), ContainsSubstring("dend[1]"));
  for (double x : {-0.1, 1.1, std::nan("")}) CHECK_THROWS_AS(c.place<synapse::exp2>(at(dendrite, x), {}), input_error);
  CHECK_THROWS_AS(c.segment_at(at(branch::soma, 1, 0.5)), input_error);
  CHECK(c.receptors().empty());
  CHECK(c.sites() == 0);
}

TEST_CASE("a draw picks a site by the length of its compartment, or by its area") {
  auto c = make();
  auto const first = c.place<synapse::exp2>(soma, {});
  std::uint32_t site = 1;
  for (auto weight : {weigh::by_length, weigh::by_area, weigh::alike}) {
    auto const r = c.place<synapse::exp2>(everywhere, {}, weight);
    auto const& sites = c.receptors()[r.index];
    auto const share = [&](std::size_t k) {
      auto const& s = c.layout().segments[k];
      return weight == weigh::by_length ? s.length : weight == weigh::by_area ? s.area : 1.0;
    };
    double total = 0;
    for (std::size_t k = 0; k < 8; ++k) total += share(k);
    std::mt19937 random(3);
    std::map<std::uint32_t, double> count;
    double const n = 200000;
    for (int i = 0; i < int(n); ++i) ++count[sites.pick(std::uint32_t(random()))];
    CHECK(count.size() == 8);
    double chi = 0;
    for (std::uint32_t k = 0; k < 8; ++k) {
      double const expected = n * share(k) / total;
      chi += (count[site + k] - expected) * (count[site + k] - expected) / expected;
    }
    CHECK(chi < 32);
    CHECK(sites.pick(0) == site);
    CHECK(sites.pick(0xffffffffu) == site + 7);
    site += 8;
  }
  for (std::uint32_t draw : {0u, 1u, 0x80000000u, 0xffffffffu}) CHECK(c.receptors()[first.index].pick(draw) == 0);
  auto d = make();  // length is what is meant where nothing is said
  auto const plain = d.place<synapse::exp2>(everywhere, {}), said = d.place<synapse::exp2>(everywhere, {}, weigh::by_length);
  CHECK(d.receptors()[plain.index].chance() == d.receptors()[said.index].chance());
}
