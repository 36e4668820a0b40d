// SPDX-License-Identifier: BSD-3-Clause
// Synapses by the names that files and NEURON give them and their params.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <pallium/core/region.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/runtime/catalogue.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/exp2.hpp>
#include <pallium/synapse/gaba_b.hpp>
#include <pallium/synapse/stp5.hpp>

namespace {

using namespace pallium;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using neuron = cell<channels<>, synapses<synapse::exp2, synapse::exp1, synapse::stp5, synapse::gaba_b>>;

neuron make() { return neuron(morph::ball_and_stick({}), discretize::max_length{50}); }
template <class S> auto only(neuron const& c) {
  REQUIRE(c.kinetics<S>().size() == 1);
  return c.kinetics<S>()[0];
}

}  // namespace

TEST_CASE("a synapse placed by name is the one placed by type") {
  neuron c = make();
  receptor const typed = c.place<synapse::exp2>(dendrite, {.tau1 = 0.5, .tau2 = 2.5, .e = -70});
  receptor const named = runtime::place_by_name(c, dendrite, "Exp2Syn", {{"tau1", 0.5}, {"tau2", 2.5}, {"erev", -70}});
  CHECK(only<synapse::exp2>(c).tau2 == 2.5);  // equal params share the kinetics
  auto const &a = c.receptors()[typed.index], &b = c.receptors()[named.index];
  CHECK(a.segments == b.segments);
  CHECK(a.model == b.model);
  CHECK(b.segments.size() > 1);
  receptor const one = runtime::place_by_name(c, at(dendrite, 0.5), "exp2syn", {});
  CHECK(c.receptors()[one.index].segments == std::vector{c.segment_at(at(dendrite, 0.5))});
  CHECK(c.kinetics<synapse::exp2>().back().tau2 == 10);  // NEURON's default
}

TEST_CASE("params have the names of BMTK's files and of NEURON") {
  neuron c = make();
  runtime::place_by_name(c, soma, "expsyn", {{"tau1", 3}, {"erev", -5}});  // BMTK calls tau so
  CHECK(only<synapse::exp1>(c).tau == 3);
  CHECK(only<synapse::exp1>(c).e == -5);
  runtime::place_by_name(c, soma, "ExpSyn", {{"tau", 3}, {"e", -5}});
  CHECK(c.kinetics<synapse::exp1>().size() == 1);
  runtime::place_by_name(c, soma, "stp5syn", {{"erev", 1}, {"tau_1", 2}, {"tau_r0", 3}, {"tau_FDR", 4}, {"a_FDR", 0.5}, {"a_D", 0.6},
                                              {"a_i", 0.7}, {"a_f", 0.8}, {"pbtilde", 0.9}, {"tau_D", 10}, {"tau_i", 11}, {"tau_f", 12}});
  CHECK(to_array<synapse::stp5::params>(only<synapse::stp5>(c)) ==
        std::array{2., 3., 4., 0.5, 10., 0.6, 11., 0.7, 12., 0.8, 0.9, 1.});
  runtime::place_by_name(c, soma, "GABAb", {{"K1", 1}, {"KD", 2}, {"Cdur", 3}, {"Erev", 4}});
  CHECK(only<synapse::gaba_b>(c).k1 == 1);
  CHECK(only<synapse::gaba_b>(c).kd == 2);
  CHECK(only<synapse::gaba_b>(c).c_dur == 3);
  CHECK(only<synapse::gaba_b>(c).e == 4);
}

TEST_CASE("what is not known is refused with what is") {
  neuron c = make();
  auto const place = [&](std::string const& model, std::map<std::string, double> const& params) {
    return runtime::place_by_name(c, soma, model, params);
  };
  CHECK_THROWS_MATCHES(place("exp3syn", {}), input_error,
                       MessageMatches(ContainsSubstring("\"exp3syn\"") && ContainsSubstring("Exp2Syn, ExpSyn, stp5syn, GABAb")));
  CHECK_THROWS_MATCHES(place("", {}), input_error, MessageMatches(ContainsSubstring("Exp2Syn")));
  CHECK_THROWS_MATCHES(place("Exp2Syn", {{"tau3", 1}}), input_error,
                       MessageMatches(ContainsSubstring("\"tau3\"") && ContainsSubstring("tau1, tau2, e")));
  CHECK_THROWS_MATCHES(place("Exp2Syn", {{"", 1}}), input_error, MessageMatches(ContainsSubstring("tau1, tau2, e")));
  CHECK_THROWS_MATCHES(place("stp5syn", {{"a_D", 1.5}}), input_error,
                       MessageMatches(ContainsSubstring("stp5syn") && ContainsSubstring("a_D = 1.5")));
  CHECK_THROWS_MATCHES(runtime::place_by_name(c, axon, "Exp2Syn", {}), input_error, MessageMatches(ContainsSubstring("region")));
  CHECK(c.receptors().empty());
}
