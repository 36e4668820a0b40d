// SPDX-License-Identifier: BSD-3-Clause
// Classes of neurons and connections of V1 against the tables they were entered from. The tables are not part of the
// project.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <map>
#include <pallium/atlas/cell_class.hpp>
#include <pallium/atlas/v1_connections.hpp>
#include <string>

#include "tables.hpp"

namespace {
using namespace pallium::atlas;
using namespace atlas_test;
using Catch::Matchers::WithinRel;

/// A table of the V1 model, its fields separated by blanks: cells by name of row and column.
using named_table = std::map<std::string, std::map<std::string, std::string>>;
named_table v1_table(std::string const& name) {
  auto const rows = read_csv(table("v1_base_props/" + name), ' ');
  named_table t;
  for (std::size_t i = 1; i < rows.size(); ++i)
    for (std::size_t j = 1; j < rows[i].size(); ++j) t[rows[i][0]][rows[0].at(j)] = rows[i][j];
  REQUIRE(!t.empty());
  return t;
}

/// The V1 model's populations of each class: layer 4 E has four, the other classes one.
std::map<std::string, cell_class> const& populations() {
  using enum cell_class;
  static std::map<std::string, cell_class> const all{
      {"i1Htr3a", l1_inh}, {"e23Cux2", l23_e},   {"i23Pvalb", l23_pv}, {"i23Sst", l23_sst}, {"i23Vip", l23_vip},
      {"e4Nr5a1", l4_e},   {"e4Rorb", l4_e},     {"e4Scnn1a", l4_e},   {"e4other", l4_e},   {"i4Pvalb", l4_pv},
      {"i4Sst", l4_sst},   {"i4Vip", l4_vip},    {"e5ET", l5_et},      {"e5IT", l5_it},     {"e5NP", l5_np},
      {"i5Pvalb", l5_pv},  {"i5Sst", l5_sst},    {"i5Vip", l5_vip},    {"e6Ntsr1", l6_e},   {"i6Pvalb", l6_pv},
      {"i6Sst", l6_sst},   {"i6Vip", l6_vip}};
  return all;
}

template <class F> void for_each_pair_of_populations(F&& use) {
  for (auto const& [from, from_class] : populations())
    for (auto const& [to, to_class] : populations()) use(from, from_class, to, to_class);
}
}  // namespace

TEST_CASE("classes are those of the naming scheme", "[atlas][shared]") {
  auto scheme = v1_table("cell_type_naming_scheme.csv");
  REQUIRE(scheme.size() == populations().size());
  std::map<std::string, synaptic_type> const types{
      {"e23", synaptic_type::l23_e}, {"e4", synaptic_type::l4_e}, {"e5et", synaptic_type::l5_et},
      {"e5it", synaptic_type::l5_it}, {"e5np", synaptic_type::l5_np}, {"e6", synaptic_type::l6_e},
      {"pv", synaptic_type::pv}, {"sst", synaptic_type::sst}, {"vip", synaptic_type::vip}};
  for (auto const& [population, c] : populations()) {
    CAPTURE(population);
    auto& r = scheme.at(population);
    CHECK("L" + r["layer"] == name_of(layer_of(c)));
    CHECK((r["ei"] == "e") == is_excitatory(c));
    CHECK(types.at(r["cell_type_synaptic"]) == synaptic_type_of(c));
    if (c != cell_class::l1_inh)  // "Inh" there
      CHECK(r["class2"] == (is_excitatory(c) ? "Exc" : std::string(name_of(kind_of(c)))));
    CHECK(r["cell_type"].substr(0, 2) == name_of(c).substr(0, 2));
  }
}

TEST_CASE("densities of classes and synapses onto them are those of the seed file", "[atlas][shared]") {
  auto const rows = read_csv(table("v1_base_props/csv/V1model_seed_file__cell_models.csv"));
  std::array<double, cell_class_count> density{}, share{};
  int seen = 0;
  for (auto const& r : rows) {
    auto const it = r.size() > 1 ? populations().find(r[1]) : populations().end();
    if (it == populations().end()) continue;
    CAPTURE(r[1]);
    ++seen;
    density[index(it->second)] += number(field(rows[0], r, "Areal density (#/mm^2)"));
    share[index(it->second)] += number(field(rows[0], r, "Relative fraction within ei"));
    CHECK(v1_class_of(it->second).synapse_shape == number(field(rows[0], r, "nsyn_lognorm_shape")));
    CHECK(v1_class_of(it->second).synapse_scale == number(field(rows[0], r, "nsyn_lognorm_scale")));
  }
  CHECK(seen == 22);
  for (std::size_t c = 0; c < cell_class_count; ++c) {
    CAPTURE(cell_class_names[c]);
    CHECK_THAT(v1_class_of(nth_cell_class(c)).share, WithinRel(share[c], 1e-15));
    CHECK_THAT(v1_neurons_per_mm2(nth_cell_class(c)), WithinRel(density[c], 1e-12));
  }
}

TEST_CASE("connection probabilities are those of the matrix, rows sources", "[atlas][shared]") {
  auto const rows = read_csv(table("v1_base_props/pmax_matrix_v1dd.csv"), ' ');
  REQUIRE(rows.size() == cell_class_count + 1);
  CHECK(rows[0][0] == "pre");
  auto const written = [](std::string const& there) {  // "L2/3_Exc" is L2/3 E, "L1_Inh" L1 inh
    auto const cut = there.find('_');
    auto const kind = there.substr(cut + 1);
    return there.substr(0, cut) + " " + (kind == "Exc" ? "E" : kind == "Inh" ? "inh" : kind);
  };
  for (std::size_t i = 0; i < cell_class_count; ++i) {
    CHECK(written(rows[0].at(i + 1)) == cell_class_names[i]);
    CHECK(written(rows[i + 1][0]) == cell_class_names[i]);
    REQUIRE(rows[i + 1].size() == cell_class_count + 1);
    for (std::size_t j = 0; j < cell_class_count; ++j)
      CHECK(pmax(nth_cell_class(i), nth_cell_class(j)) == number(rows[i + 1][j + 1]));
  }
}

TEST_CASE("lateral widths are those of the table", "[atlas][shared]") {
  auto sigma = v1_table("sigma.csv");
  for_each_pair_of_populations([&](auto const& from, cell_class f, auto const& to, cell_class t) {
    if (lateral_sigma_um(f, t) != number(sigma.at(from.substr(0, 1)).at(to.substr(0, 1)))) FAIL(from << " to " << to);
  });
}

TEST_CASE("postsynaptic potentials are those of the look-up table", "[atlas][shared]") {
  auto lookup = v1_table("psp_lookup_table.csv");
  auto fits = v1_table("psp_characterization.csv");
  for_each_pair_of_populations([&](auto const& from, cell_class f, auto const& to, cell_class t) {
    auto& r = fits.at(lookup.at(from).at(to));
    bool const same = psp_mV(f, t) == number(r["mean_90th"]) &&
                      psp_mV(f, t, psp_measure::resting) == number(r["mean_resting"]) &&
                      psp_spread(f, t).scale == number(r["logn_scale_90th"]) &&
                      psp_spread(f, t).shape == number(r["logn_shape_90th"]) &&
                      (r["syntype"] == "ex") == is_excitatory(f);
    if (!same) FAIL(from << " to " << to);
  });
}

TEST_CASE("latencies and time constants are those of the tables", "[atlas][shared]") {
  auto scheme = v1_table("cell_type_naming_scheme.csv");
  auto latency = v1_table("syn_types_latency.csv"), fast = v1_table("tau_syn_fast.csv"),
       slow = v1_table("tau_syn_slow.csv"), amplitude = v1_table("amp_slow.csv");
  for_each_pair_of_populations([&](auto const& from, cell_class f, auto const& to, cell_class t) {
    auto const a = scheme.at(from).at("cell_type_synaptic"), b = scheme.at(to).at("cell_type_synaptic");
    auto const tau = synaptic_tau(f, t);
    bool const same = latency_ms(f, t) == number(latency.at(a).at(b)) &&
                      tau.tau_fast_ms == 1e3 * number(fast.at(a).at(b)) &&
                      tau.tau_slow_ms == 1e3 * number(slow.at(a).at(b)) &&
                      tau.amp_slow == number(amplitude.at(a).at(b));
    if (!same) FAIL(from << " to " << to);
  });
}
