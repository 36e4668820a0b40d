// SPDX-License-Identifier: BSD-3-Clause
// Allen models from files: an all-active cell made by hand whose regions must be what its rows say, and what is refused.
#include "../support/temp_file.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <pallium/io/swc.hpp>
#include <pallium/runtime/allen_model.hpp>

#include <cstdint>
#include <numbers>
#include <optional>
#include <string>

namespace {

using namespace pallium;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
using neuron = runtime::allen_cell;

/// An axon 2 um across that forks, the last branch from 2 to 0.5 um over 20 um and 50 um on, a dendrite of 100 um, an
/// apical dendrite of 30 um.
std::string const shape =
    "1 1 0 0 0 10 -1\n"
    "2 2 0 -10 0 1 1\n"
    "3 2 0 -40 0 1 2\n"
    "4 2 20 -40 0 0.75 3\n"
    "5 2 80 -40 0 0.25 4\n"
    "6 2 -20 -40 0 0.25 3\n"
    "7 2 -70 -40 0 0.25 6\n"
    "8 3 0 10 0 1 1\n"
    "9 3 0 110 0 1 8\n"
    "10 4 10 0 0 1 1\n"
    "11 4 40 0 0 1 10\n";
std::string const no_axon = "1 1 0 0 0 10 -1\n2 3 0 10 0 1 1\n3 3 0 110 0 1 2\n";

std::string const all_active = R"({
 "passive": [{"ra": 100}],
 "conditions": [{"celsius": 34, "v_init": -90, "erev": [{"section": "soma", "ena": 53.0, "ek": -107.0},
   {"section": "axon", "ena": 54.0, "ek": -106.0}, {"section": "dend", "ena": 55.0, "ek": -105.0}]}],
 "genome": [
  {"section": "soma", "name": "g_pas", "value": "0.0001", "mechanism": ""},
  {"section": "soma", "name": "e_pas", "value": "-76.5", "mechanism": ""},
  {"section": "axon", "name": "g_pas", "value": "0.002", "mechanism": ""},
  {"section": "dend", "name": "e_pas", "value": "-88.25", "mechanism": ""},
  {"section": "soma", "name": "cm", "value": "4.25", "mechanism": ""},
  {"section": "axon", "name": "cm", "value": "9.5", "mechanism": ""},
  {"section": "dend", "name": "cm", "value": "2.125", "mechanism": ""},
  {"section": "soma", "name": "Ra", "value": "133.5", "mechanism": ""},
  {"section": "axon", "name": "Ra", "value": "80.25", "mechanism": ""},
  {"section": "glob", "name": "celsius", "value": "36", "mechanism": ""},
  {"section": "soma", "name": "gbar_NaV", "value": "0.04", "mechanism": "NaV"},
  {"section": "axon", "name": "gbar_NaV", "value": "0.03", "mechanism": "NaV"},
  {"section": "apic", "name": "gbar_NaV", "value": "0.5", "mechanism": "NaV"},
  {"section": "apic", "name": "gbar_NaV", "value": "0.02", "mechanism": "NaV"},
  {"section": "axon", "name": "gbar_Kv2like", "value": "0.06", "mechanism": "Kv2like"},
  {"section": "dend", "name": "gbar_Im_v2", "value": "0.001", "mechanism": "Im_v2"},
  {"section": "axon", "name": "gamma_CaDynamics", "value": "0.01", "mechanism": "CaDynamics"},
  {"section": "soma", "name": "gamma_CaDynamics", "value": "0.02", "mechanism": "CaDynamics"},
  {"section": "soma", "name": "decay_CaDynamics", "value": "42.5", "mechanism": "CaDynamics"}
 ]
})";
std::string const perisomatic = R"({
 "passive": [{"ra": 150, "e_pas": -85.0, "cm": [{"section": "soma", "cm": 1.5}, {"section": "dend", "cm": 2.5}]}],
 "conditions": [{"celsius": 34, "v_init": -85, "erev": [{"section": "soma", "ena": 53.0, "ek": -107.0}]}],
 "genome": [{"section": "soma", "name": "gbar_NaTs", "value": 0.5, "mechanism": "NaTs"},
            {"section": "dend", "name": "g_pas", "value": 1e-5, "mechanism": ""}]
})";

std::string replaced(std::string text, std::string const& from, std::string const& to) {
  auto const at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}
morph::tree tree(std::string const& text) {
  temp_file const file(text, ".swc");
  return io::swc(file.path());
}
io::allen_fit fit(std::string const& text) {
  temp_file const file(text, ".json");
  return io::read_allen_fit(file.path());
}
template <class... Axon> neuron model(std::string const& text, Axon... axon) {
  return runtime::allen_model(tree(shape), fit(text), discretize::nseg{}, axon...);
}

/// Params of a mechanism in a compartment, if it is there.
template <class M> std::optional<typename M::template params<double>> there(neuron const& c, std::int32_t segment) {
  painted<M> copy = c.where<M>();
  auto const* p = copy.find(segment);
  return p ? std::optional(*p) : std::nullopt;
}
template <class M> double gbar(neuron const& c, std::int32_t segment) {
  auto const p = there<M>(c, segment);
  return p ? p->gbar : 0;
}

}  // namespace

TEST_CASE("an all-active model is what its rows say, region by region") {
  neuron const c = model(all_active, runtime::axon_form::stub);
  struct region {
    double cm, ra, g, e, nav, kv2, im, ena, ek;
  };
  // what no row names keeps passive[0].ra, and NEURON's cm 1, g_pas 0.001, e_pas -70, ena 50, ek -77
  auto const stated = [](branch k) -> region {
    switch (k) {
      case branch::soma: return {4.25, 133.5, 0.0001, -76.5, 0.04, 0, 0, 53, -107};
      case branch::axon: return {9.5, 80.25, 0.002, -70, 0.03, 0.06, 0, 54, -106};
      case branch::dendrite: return {2.125, 100, 0.001, -88.25, 0, 0, 0.001, 55, -105};
      default: return {1, 100, 0.001, -70, 0.02, 0, 0, 50, -77};
    }
  };
  REQUIRE(c.size() == 1 + 5 + 1 + 2);  // soma; 100 um: 1 + 2 int(100 / 40); 30 um; the stub
  for (std::int32_t s = 0; s < std::int32_t(c.size()); ++s) {
    auto const& info = c.layout().segments[std::size_t(s)];
    INFO(place_name(info));
    region const r = stated(info.kind);
    CHECK(c.cm()[std::size_t(s)] == r.cm);
    CHECK(c.ra()[std::size_t(s)] == r.ra);
    auto const leak = there<channel::leak>(c, s);
    REQUIRE(leak);
    CHECK(leak->g == r.g);
    CHECK(leak->e == r.e);
    CHECK(gbar<channel::nav>(c, s) == r.nav);
    CHECK(gbar<channel::kv2like>(c, s) == r.kv2);
    CHECK(gbar<channel::im_v2>(c, s) == r.im);
    CHECK(c.ion_at<sodium_t>(s).reversal == r.ena);
    CHECK(c.ion_at<potassium_t>(s).reversal == r.ek);
    CHECK_FALSE(there<channel::kv3_1>(c, s));
    auto const pool = there<pool::calcium_shell>(c, s);
    CHECK(pool.has_value() == (info.kind == branch::soma || info.kind == branch::axon));
    if (pool) {
      CHECK(pool->gamma == (info.kind == branch::soma ? 0.02 : 0.01));
      CHECK(pool->decay == (info.kind == branch::soma ? 42.5 : 80));  // the other one is CaDynamics' own
      CHECK(pool->depth == 0.1);
    }
  }
  CHECK(c.v_init() == -90);
}

TEST_CASE("the stub has the diameters of the first and the last axon section and hangs on the end of the soma") {
  auto const of = [&](neuron const& c, std::int32_t i) { return std::size_t(c.segment_at(at(branch::axon, i, 0.5))); };
  neuron const active = model(all_active), peri = model(perisomatic);
  CHECK_THAT(active.layout().segments[of(active, 0)].area, WithinRel(std::numbers::pi * 2 * 30, 1e-6));
  CHECK_THAT(active.layout().segments[of(active, 1)].area, WithinRel(std::numbers::pi * (20 * 1.25 + 50 * 0.5) / 70 * 30, 1e-6));
  CHECK(active.layout().segments[of(active, 0)].distance == 20 + 15);  // from soma(1)
  CHECK_THAT(peri.layout().segments[of(peri, 0)].area, WithinRel(std::numbers::pi * 30, 1e-6));
  CHECK(peri.layout().segments[of(peri, 0)].distance == 10 + 15);      // from soma(0.5)
}

TEST_CASE("the reconstructed axon may stay") {
  neuron const c = model(all_active, runtime::axon_form::reconstructed);
  auto const t = tree(shape);
  CHECK(t.count(branch::axon) == 3);
  CHECK(c.size() == discretize::nseg{}(t).segments.size());
  for (std::int32_t i : {0, 1, 2}) {
    std::int32_t const s = c.segment_at(at(branch::axon, i, 0.5));
    CHECK(c.cm()[std::size_t(s)] == 9.5);
    CHECK(gbar<channel::nav>(c, s) == 0.03);
  }
  CHECK(runtime::all_active_cell(tree(no_axon), fit(all_active), discretize::nseg{}, runtime::axon_form::reconstructed).size() == 1 + 5);
}

TEST_CASE("a fit file says itself which model it is") {
  CHECK(model(perisomatic).cm()[0] == 1.5);
  CHECK(model(perisomatic).ra()[0] == 150);
  CHECK(gbar<channel::nats>(model(perisomatic), 0) == 0.5);
  CHECK(gbar<channel::nav>(model(all_active), 0) == 0.04);
  CHECK_THROWS_WITH(runtime::perisomatic_cell(tree(shape), fit(all_active), discretize::nseg{}),
                    ContainsSubstring(".json: passive[0]") && ContainsSubstring("expected a perisomatic fit"));
}

TEST_CASE("the channels of the hall-of-fame models are in by their names") {
  std::string const stem = PALLIUM_SOURCE_DIR "/tests/neuron/data/all_active";
  neuron const c = runtime::allen_model(io::swc(stem + ".swc"), io::read_allen_fit(stem + "_fit.json"), discretize::nseg{});
  std::int32_t const s = c.segment_at(at(soma, 0.5)), a = c.segment_at(at(axon, 0.5)), d = c.segment_at(at(apical, 0.5));
  CHECK(gbar<channel::nata_t>(c, a) == 0.4);
  CHECK(gbar<channel::nap_et2>(c, a) == 0.002);
  CHECK(gbar<channel::k_pst>(c, a) == 0.02);
  CHECK(gbar<channel::k_tst>(c, d) == 0.002);
  CHECK(gbar<channel::nats2_t>(c, s) == 0.6);
}

TEST_CASE("what an Allen model cannot be is refused with file and key") {
  struct bad {
    std::string from, to, message;
  };
  auto const [from, to, message] = GENERATE(
      bad{R"("mechanism": "Kv2like")", R"("mechanism": "Kv9")", ".json: genome[13].mechanism: found \"Kv9\", expected one of pas, NaTs"},
      bad{"gbar_Kv2like", "gbra_Kv2like", ".json: genome[13].name: found \"gbra_Kv2like\", expected a param of Kv2like"},
      bad{"gbar_Kv2like", "gbar_Kv3_1", ".json: genome[13].name: found \"gbar_Kv3_1\""},
      bad{"gamma_CaDynamics", "gama_CaDynamics", ".json: genome[15].name: found \"gama_CaDynamics\", expected a param of CaDynamics"},
      bad{"\"e_pas\"", "\"diam\"", ".json: genome[1].name: found \"diam\", expected cm, Ra, g_pas or e_pas"},
      bad{"\"4.25\"", "\"-4.25\"", ".json: genome[4].value: found -4.25"},
      bad{"\"80.25\"", "\"0\"", ".json: genome[8].value: found 0"},
      bad{"\"ek\": -106.0", "\"ecl\": -106.0", ".json: conditions[0].erev: found \"ecl\", expected ena or ek"});
  CHECK_THROWS_WITH(model(replaced(all_active, from, to)), ContainsSubstring(message));
  CHECK_THROWS_AS(model(replaced(all_active, from, to)), input_error);
}

TEST_CASE("an all-active stub needs an axon to take its diameters from") {
  auto const build = [] { return runtime::allen_model(tree(no_axon), fit(all_active), discretize::nseg{}); };
  CHECK_THROWS_AS(build(), input_error);
  CHECK_THROWS_WITH(build(), ContainsSubstring(".json") && ContainsSubstring("without axon"));
  CHECK(runtime::allen_model(tree(no_axon), fit(perisomatic), discretize::nseg{}).size() == 1 + 5 + 2);
}
