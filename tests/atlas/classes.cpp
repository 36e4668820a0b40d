// SPDX-License-Identifier: BSD-3-Clause
// What the classes of neurons must satisfy by themselves, without the tables they were entered from.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <numeric>
#include <pallium/atlas/mouse_cortex.hpp>
#include <set>
#include <string>

namespace {

using namespace pallium::atlas;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

static_assert(index(cell_class::l6_vip) + 1 == cell_class_count);
static_assert(index(synaptic_type::vip) + 1 == synaptic_type_count);
static_assert(find_cell_class("L5 IT") == cell_class::l5_it && find_cell_class("l23_e") == cell_class::l23_e);
static_assert(!find_cell_class("l5 it") && !find_cell_class(""));

template <class F> void for_each_class(F&& use) {
  for (std::size_t c = 0; c < cell_class_count; ++c) {
    INFO(cell_class_names[c]);
    use(nth_cell_class(c));
  }
}

template <std::size_t N> std::uint64_t sum(std::array<std::uint64_t, N> const& n) {
  return std::accumulate(n.begin(), n.end(), std::uint64_t{0});
}

std::array<std::uint64_t, cell_kind_count> by_kind(class_counts const& n) {
  std::array<std::uint64_t, cell_kind_count> k{};
  for (std::size_t c = 0; c < cell_class_count; ++c) k[index(kind_of(nth_cell_class(c)))] += n[c];
  return k;
}

}  // namespace

TEST_CASE("19 classes have names, layers and kinds", "[atlas]") {
  std::set<std::string> names;
  for_each_class([&](cell_class c) {
    names.insert(std::string(name_of(c)));
    names.insert(std::string(file_name_of(c)));
    CHECK(find_cell_class(name_of(c)) == c);
    CHECK(find_cell_class(file_name_of(c)) == c);
    CHECK(file_name_of(c).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    // "L2/3 PV" is of layer L2/3 and of kind PV.
    CHECK(name_of(c).starts_with(std::string(name_of(layer_of(c))) + " "));
    if (!is_excitatory(c) && c != cell_class::l1_inh) CHECK(name_of(c).ends_with(name_of(kind_of(c))));
    CHECK(is_excitatory(c) == (index(synaptic_type_of(c)) < index(synaptic_type::pv)));
  });
  CHECK(names.size() == 2 * cell_class_count);
}

TEST_CASE("classes of a layer of V1 make up the layer", "[atlas]") {
  std::array<double, layer_count> neurons{}, inhibitory{};
  double synapses = 0, all = 0;
  for_each_class([&](cell_class c) {
    auto const l = index(layer_of(c));
    neurons[l] += v1_neurons_per_mm2(c);
    if (!is_excitatory(c)) inhibitory[l] += v1_neurons_per_mm2(c);
    CHECK_THAT(v1_neurons_per_mm3(c), WithinRel(1000 * v1_neurons_per_mm2(c) / v1_layers::all[l].thickness, 1e-12));
    auto const& v = v1_class_of(c);
    double const exponent = v.synapse_shape * v.synapse_shape / 2;
    CHECK_THAT(v1_synapses_onto(c), WithinRel(v.synapse_scale * std::exp(exponent), 1e-14));
    synapses += v1_neurons_per_mm2(c) * v1_synapses_onto(c);
    all += v1_neurons_per_mm2(c);
  });
  for (std::size_t l = 0; l < layer_count; ++l) {
    CHECK_THAT(neurons[l], WithinRel(v1_layers::all[l].neurons_per_mm2, 1e-12));
    CHECK_THAT(inhibitory[l] / neurons[l], WithinAbs(v1_layers::all[l].inhibitory_fraction, 1e-12));
  }
  CHECK(synapses / all > 2889);  // V1's neurons have more than the mean of the whole-cortex model
  CHECK(synapses / all < 4000);
}

TEST_CASE("connections of V1 are what they can be", "[atlas]") {
  for_each_class([](cell_class from) {
    for_each_class([&](cell_class to) {
      CHECK(pmax(from, to) > 0);
      CHECK(pmax(from, to) < 1);
      CHECK(psp_mV(from, to) > 0.1);
      CHECK(psp_mV(from, to) < 2);
      auto const s = psp_spread(from, to);
      CHECK_THAT(s.scale * std::exp(s.shape * s.shape / 2), WithinRel(psp_mV(from, to), 0.08));
      CHECK(psp_mV(from, to, psp_measure::resting) > 0.03);
      CHECK(psp_mV(from, to, psp_measure::resting) < 0.75);
      CHECK(latency_ms(from, to) > 0.5);
      CHECK(latency_ms(from, to) < 3);
      auto const t = synaptic_tau(from, to);
      CHECK(t.tau_fast_ms < t.tau_slow_ms);
      CHECK(t.tau_fast_ms > 0.7);
      CHECK(t.tau_slow_ms < 8);
      CHECK(t.amp_slow > 0);
    });
  });
  // Sources are rows: inhibition nearby is denser than excitation, and layer 4 speaks to 2/3, not the reverse.
  CHECK(pmax(cell_class::l23_pv, cell_class::l23_e) > 10 * pmax(cell_class::l23_e, cell_class::l23_e));
  CHECK(pmax(cell_class::l4_e, cell_class::l23_e) > pmax(cell_class::l23_e, cell_class::l4_e));
  CHECK(lateral_sigma_um(cell_class::l23_e, cell_class::l5_pv) == 99.84);
  CHECK(lateral_sigma_um(cell_class::l5_pv, cell_class::l23_e) == 96.6);
  // The area of the two alpha functions, summed in steps.
  auto const t = synaptic_tau(cell_class::l4_e, cell_class::l4_pv);
  double area = 0;
  double const dt = 1e-3;
  for (int i = 0; i < 100'000; ++i) {
    double const x = (i + 0.5) * dt / t.tau_fast_ms, y = (i + 0.5) * dt / t.tau_slow_ms;
    area += dt * (x * std::exp(1 - x) + t.amp_slow * y * std::exp(1 - y));
  }
  CHECK_THAT(t.area_ms(), WithinRel(area, 1e-6));
}

TEST_CASE("layer volumes make up the area", "[atlas]") {
  int measured = 0;
  for (std::size_t i = 0; i < area_count; ++i) {
    area const a = nth_area(i);
    CAPTURE(acronym(a));
    auto const v = volumes_of_layers(a);
    CHECK_THAT(v.sum(), WithinRel(volume_both_hemispheres(a), 1e-12));
    CHECK((v.l4 == 0) == is_agranular(a));
    for (double x : {v.l1, v.l23, v.l5, v.l6}) CHECK(x > 0);
    auto const& k = kim2017(a);
    if (k.l1 && k.l23 && k.l5 && k.l6a) {
      ++measured;
      CHECK_THAT(v.l5 / v.l23, WithinRel(*k.l5 / *k.l23, 1e-12));
      CHECK_THAT(v.l6 / v.l1, WithinRel(*k.l6a / *k.l1, 1e-12));
    }
  }
  CHECK(measured == 36);
}

TEST_CASE("neurons of an area by class follow V1 and the area's inhibition", "[atlas]") {
  double of_areas = 0;
  for (std::size_t i = 0; i < area_count; ++i) {
    area const a = nth_area(i);
    CAPTURE(acronym(a));
    auto const n = neurons_at_v1_density(a);
    std::array<double, cell_kind_count> kind{};
    for_each_class([&](cell_class c) {
      kind[index(kind_of(c))] += n[index(c)];
      CHECK((n[index(c)] == 0) == (layer_of(c) == layer::l4 && is_agranular(a)));
    });
    double const inhibitory = kind[index(cell_kind::pv)] + kind[index(cell_kind::sst)] + kind[index(cell_kind::vip)];
    auto const s = split_of_inhibition(a);
    CHECK_THAT(kind[index(cell_kind::pv)] / inhibitory, WithinRel(s.pv, 1e-12));
    CHECK_THAT(kind[index(cell_kind::sst)] / inhibitory, WithinRel(s.sst, 1e-12));
    double const all = std::accumulate(n.begin(), n.end(), 0.0);
    CHECK(inhibitory / all > 0.07);
    CHECK(inhibitory / all < 0.19);
    CHECK_THAT(n[index(cell_class::l5_it)] / n[index(cell_class::l5_et)], WithinRel(0.70 / 0.26, 1e-12));
    // Excitatory neurons have V1's density in the half volume; PV over layers as V1 has it.
    auto const v = volumes_of_layers(a);
    CHECK_THAT(n[index(cell_class::l6_e)], WithinRel(0.5 * v.l6 * v1_neurons_per_mm3(cell_class::l6_e), 1e-12));
    CHECK_THAT(n[index(cell_class::l5_pv)] / n[index(cell_class::l23_pv)],
               WithinRel(v.l5 * v1_neurons_per_mm3(cell_class::l5_pv) /
                             (v.l23 * v1_neurons_per_mm3(cell_class::l23_pv)), 1e-12));
    of_areas += 2 * all;
  }
  CHECK_THAT(cortex_at_v1_density(), WithinRel(of_areas, 1e-12));
  CHECK_THAT(v1_density_factor(sc25_model::neurons), WithinAbs(0.46, 0.005));
}

TEST_CASE("neurons by class are whole numbers that sum to the total", "[atlas]") {
  for (std::uint64_t total : {0u, 85u, 86u, 100u, 431u, 1'001u, 10'000u, 90'000u, 9'000'000u, 10'100'001u}) {
    CAPTURE(total);
    auto const n = neurons_per_class(total);
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < sided_area_count; ++i) {
      auto const s = nth_sided_area(i);
      CAPTURE(area_name(s));
      auto const mine = sum(n[i]), other = sum(n[index(sided_area{s.where, opposite(s.side)})]);
      all += mine;
      CHECK(std::max(mine, other) - std::min(mine, other) <= 1);
      if (total >= 86) CHECK(mine >= 1);
      auto const kind = by_kind(n[i]);
      if (mine >= 8)
        for (std::size_t k = 0; k < index(cell_kind::l1_inhibitory); ++k) CHECK(kind[k] >= 1);
      for_each_class([&](cell_class c) {
        if (layer_of(c) == layer::l4 && is_agranular(s.where)) CHECK(n[i][index(c)] == 0);
      });
      CHECK(n[i] == neurons_of_area_per_class(s.where, mine));
    }
    CHECK(all == total);
  }
}

TEST_CASE("at scale 1 counts follow the densities to a neuron or two", "[atlas]") {
  auto const n = neurons_per_class(sc25_model::neurons);
  double const factor = v1_density_factor(sc25_model::neurons);
  double synapses = 0, excitatory = 0;
  for (std::size_t i = 0; i < sided_area_count; ++i) {
    auto const w = neurons_at_v1_density(nth_sided_area(i).where);
    CAPTURE(area_name(nth_sided_area(i)));
    for_each_class([&](cell_class c) {
      CHECK(std::abs(double(n[i][index(c)]) - factor * w[index(c)]) < 3);
      synapses += double(n[i][index(c)]) * v1_synapses_onto(c);
      excitatory += is_excitatory(c) ? double(n[i][index(c)]) : 0;
    });
  }
  // As the README of the atlas says.
  CHECK_THAT(synapses / 9e6, WithinAbs(3714, 0.5));
  CHECK_THAT(excitatory / 9e6, WithinAbs(0.876, 5e-4));
  CHECK_THAT(sc25_model::synapses_per_neuron, WithinAbs(2889, 0.5));
}

TEST_CASE("a floor takes from the largest, and never more than there is", "[atlas]") {
  std::array<std::uint64_t, 3> part{9, 0, 4};
  detail::lift_to<3>(part, {1, 2, 1});
  CHECK(part == std::array<std::uint64_t, 3>{7, 2, 4});
  part = {1, 0, 1};
  detail::lift_to<3>(part, {1, 1, 1});
  CHECK(part == std::array<std::uint64_t, 3>{1, 0, 1});
}
