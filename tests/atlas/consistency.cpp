// SPDX-License-Identifier: BSD-3-Clause
// What the atlas must satisfy by itself, without the tables it was entered from.
#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <pallium/atlas/mouse_cortex.hpp>
#include <set>
#include <string>

namespace {

using namespace pallium::atlas;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

template <class F> void for_each_area(F&& use) {
  for (std::size_t i = 0; i < area_count; ++i) {
    INFO(acronym(nth_area(i)));
    use(nth_area(i));
  }
}
template <class F> void for_each_pair(F&& use) {
  for (std::size_t i = 0; i < sided_area_count; ++i)
    for (std::size_t j = 0; j < sided_area_count; ++j) use(nth_sided_area(i), nth_sided_area(j));
}

// The atlas is data of the compiler, too.
static_assert(index(area::ect) + 1 == area_count);
static_assert(find_area("SSp-bfd") == area::ssp_bfd);
static_assert(!find_area("ssp-bfd") && !find_area(""));
static_assert(find_sided_area("VISp_R") == sided_area{area::visp, hemisphere::right});
static_assert(!find_sided_area("VISp") && !find_sided_area("_R") && !find_sided_area("VISp_X"));
static_assert(kim2017(area::ssp_un).total == std::nullopt);
static_assert(strength({area::mos, hemisphere::left}, {area::frp, hemisphere::left}) == 0.191527);
static_assert(apportion<3>(7, {1, 1, 1}) == std::array<std::uint64_t, 3>{3, 2, 2});
static_assert(projection_with_matrix<projection_class::all> && projection_with_matrix<projection_class::l5_pt>);

}  // namespace

TEST_CASE("the 43 areas and their 86 pieces have names of their own", "[atlas]") {
  std::set<std::string_view> acronyms(area_acronyms.begin(), area_acronyms.end());
  std::set<std::string_view> names(area_full_names.begin(), area_full_names.end());
  REQUIRE(acronyms.size() == 43);
  REQUIRE(names.size() == 43);
  std::set<std::string> sided;
  for (std::size_t i = 0; i < sided_area_count; ++i) {
    auto const s = nth_sided_area(i);
    REQUIRE(index(s) == i);
    sided.insert(area_name(s));
    REQUIRE(find_sided_area(area_name(s)) == s);
    REQUIRE(opposite(opposite(s.side)) == s.side);
  }
  REQUIRE(sided.size() == 86);
  REQUIRE(sided_area_count == sc25_model::areas);
  REQUIRE(area_name(area::visp, hemisphere::left) == "VISp_L");
  REQUIRE(area_name(area::visp, hemisphere::right) == "VISp_R");
  REQUIRE(full_name(area::visp) == "Primary visual area");
}

TEST_CASE("modules are runs of areas", "[atlas]") {
  std::array<std::size_t, module_count> size{};
  std::size_t before = 0;
  for_each_area([&](area a) {
    auto const m = static_cast<std::size_t>(module_of(a));
    CHECK(m >= before);
    before = m;
    ++size[m];
  });
  CHECK(size == std::array<std::size_t, module_count>{9, 5, 9, 7, 6, 7});
  CHECK(module_of(area::frp) == cortical_module::prefrontal);
  CHECK(module_of(area::visa) == cortical_module::medial);
  CHECK(module_of(area::ect) == cortical_module::temporal);
}

TEST_CASE("relative volumes of layers sum to 1; no layer 4 where the counts have none", "[atlas]") {
  int complete = 0;
  for_each_area([&](area a) {
    complete += detail::layers_complete(a);
    CHECK_THAT(relative_layer_volumes(a).sum(), WithinAbs(1.0, 1e-12));
    if (is_measured(a)) CHECK(is_agranular(a) == !kim2017(a).l4.has_value());
    auto const s = shares_of_layers(a);
    CHECK_THAT(s.sum(), WithinAbs(1.0, 1e-12));
    CHECK(s.l1 > 0.09);
    CHECK(s.l1 < 0.31);  // FRP too, whose row has no layers but 1 and 2/3
  });
  CHECK(complete == 37);
  CHECK(shares_of_layers(area::visp).l1 == *kim2017(area::visp).l1 / *kim2017(area::visp).total);
}

TEST_CASE("measured volumes of layers add up to the area as the docstring says", "[atlas]") {
  for_each_area([](area a) {
    auto const& k = kim2017(a);
    if (!k.total || a == area::visl) return;
    double const sum = k.l1.value_or(0) + k.l23.value_or(0) + k.l4.value_or(0) + k.l5.value_or(0) + k.l6a.value_or(0);
    bool const incomplete = a == area::pl || a == area::ila || a == area::orbm || a == area::rspv;
    CHECK_THAT(sum / *k.total, WithinAbs(incomplete ? 0.93 : 1.0, incomplete ? 0.031 : 0.011));
  });
}

TEST_CASE("five areas lack a volume and get the least of their module", "[atlas]") {
  int gaps = 0;
  double sum = 0;
  for_each_area([&](area a) {
    gaps += !is_measured(a);
    double const v = volume_both_hemispheres(a);
    CHECK(std::isfinite(v));
    CHECK(v > 0.18);
    if (is_measured(a)) CHECK(v == *kim2017(a).total);
    sum += v;
  });
  CHECK(gaps == 5);
  CHECK_THAT(sum, WithinRel(123.2, 1e-3));
  CHECK(volume_both_hemispheres(area::ssp_un) == *kim2017(area::ssp_n).total);
  CHECK(volume_both_hemispheres(area::visli) == *kim2017(area::vispl).total);
  CHECK(volume_both_hemispheres(area::vispor) == *kim2017(area::vispl).total);
  CHECK(volume_both_hemispheres(area::visrl) == *kim2017(area::vispl).total);
  CHECK(volume_both_hemispheres(area::visa) == *kim2017(area::rspagl).total);
  CHECK(volume({area::visp, hemisphere::right}) == 0.5 * *kim2017(area::visp).total);
  // The density of cortex that cortex_facts.hpp quotes.
  CHECK_THAT(double(sc25_model::neurons) / sum, WithinRel(72e3, 0.02));
  CHECK_THAT(2 * neurons_per_cortical_hemisphere / sum, WithinRel(81e3, 0.02));
}

TEST_CASE("inhibition splits into PV, SST, VIP", "[atlas]") {
  for_each_area([](area a) {
    auto const s = split_of_inhibition(a);
    CHECK_THAT(s.sum(), WithinAbs(1.0, 1e-12));
    for (double x : {s.pv, s.sst, s.vip}) {
      CHECK(x > 0.05);
      CHECK(x < 0.80);
    }
  });
  auto const& k = kim2017(area::visp);
  CHECK_THAT(split_of_inhibition(area::visp).pv, WithinRel(*k.pv / (*k.pv + *k.sst + *k.vip), 1e-15));
  // A gap takes the pooled counts of its module.
  auto const gap = split_of_inhibition(area::visrl), other = split_of_inhibition(area::visli);
  CHECK((gap.pv == other.pv && gap.sst == other.sst));
  CHECK_THAT(gap.pv, WithinAbs(split_of_inhibition(area::visp).pv, 0.05));
  // Kim et al. 2017: sensory-motor areas lean to PV, frontal and association areas to SST.
  CHECK(split_of_inhibition(area::ssp_bfd).pv > split_of_inhibition(area::ssp_bfd).sst);
  CHECK(split_of_inhibition(area::ila).sst > 3 * split_of_inhibition(area::ila).pv);
}

TEST_CASE("parts are the quota rounded up or down, and nothing for weight 0", "[atlas]") {
  CHECK(apportion<1>(12345678901, {0.1}) == std::array<std::uint64_t, 1>{12345678901});
  CHECK(apportion<4>(10, {0, 3, 0, 7}) == std::array<std::uint64_t, 4>{0, 3, 0, 7});
  CHECK(apportion<3>(1, {0, 1e-300, 1}) == std::array<std::uint64_t, 3>{0, 0, 1});
  CHECK(apportion<2>(3, {0, 1}) == std::array<std::uint64_t, 2>{0, 3});
}

TEST_CASE("the hemispheres mirror each other; distance is a metric", "[atlas]") {
  for_each_area([](area a) {
    auto const l = position({a, hemisphere::left}), r = position({a, hemisphere::right});
    CHECK((l.ap == r.ap && l.dv == r.dv && l.ml == -r.ml));
    CHECK(r.ml > 0.3);
    CHECK(distance_mm({a, hemisphere::left}, {a, hemisphere::right}) == 2 * r.ml);
    CHECK(distance_mm({a, hemisphere::left}, {a, hemisphere::left}) == 0);
  });
  double longest = 0, shortest = 1e9;
  for_each_pair([&](sided_area a, sided_area b) {
    double const d = distance_mm(a, b);
    longest = std::max(longest, d);
    if (!(a == b)) shortest = std::min(shortest, d);
    bool const same = d == distance_mm(b, a) &&
                      d == distance_mm({a.where, opposite(a.side)}, {b.where, opposite(b.side)}) &&
                      axonal_delay(a, b).value == d / assumed_conduction_speed;
    if (!same) FAIL(area_name(a) << " to " << area_name(b));
  });
  CHECK(longest < 12.0);   // a mouse
  CHECK(shortest > 0.2);   // GU to AId
  CHECK_THAT(distance_mm({area::visp, hemisphere::left}, {area::visl, hemisphere::left}),
             WithinRel(std::hypot(8.78 - 8.70, 1.62 - 1.70, 2.45 - 3.70), 1e-12));
  CHECK(axonal_delay({area::audv, hemisphere::left}, {area::audv, hemisphere::right}).value > 2.8);
}

TEST_CASE("connection density is positive, mirrored, and reads source before target", "[atlas]") {
  for_each_pair([](sided_area a, sided_area b) {
    double const s = strength(a, b);
    bool const fine = s > 0 && s < 0.25 &&
                      s == strength({a.where, opposite(a.side)}, {b.where, opposite(b.side)}) &&
                      s == strength<projection_class::all>(a.where, a.side, b.where, b.side);
    if (!fine) FAIL(area_name(a) << " to " << area_name(b));
  });
  auto const l = hemisphere::left, r = hemisphere::right;
  CHECK(strength(area::frp, l, area::mos, l) == 0.0160565);
  CHECK(strength(area::mos, r, area::frp, r) == 0.191527);
  CHECK(strength(area::frp, l, area::vispl, l) == 7.52969e-05);
  CHECK(strength(area::ssp_ll, l, area::ssp_ll, l) == 0.07122);
}

TEST_CASE("projections of the classes are parts of all of them", "[atlas]") {
  double same = 0, all_same = 0, other = 0, all_other = 0;
  for_each_pair([&](sided_area a, sided_area b) {
    double sum = 0;
    for (std::size_t c = 1; c < projection_class_count; ++c) {
      double const s = connection_density(static_cast<projection_class>(c), a, b);
      if (s < 0) FAIL(projection_class_names[c] << ": " << area_name(a) << " to " << area_name(b));
      sum += s;
    }
    double const all = connection_density(projection_class::all, a, b);
    if (sum > all * (1 + 1e-5)) FAIL(area_name(a) << " to " << area_name(b) << ": " << sum << " of " << all);
    (a.side == b.side ? same : other) += sum;
    (a.side == b.side ? all_same : all_other) += all;
  });
  CHECK_THAT(same / all_same, WithinAbs(0.91, 0.005));  // as connectome.hpp says
  CHECK_THAT(other / all_other, WithinAbs(0.85, 0.005));
  auto const leaves = [](projection_class c, area from) {
    double sum = 0;
    for (std::size_t j = 0; j < sided_area_count; ++j)
      sum += connection_density(c, {from, hemisphere::left}, nth_sided_area(j));
    return sum > 0;
  };
  for_each_area([&](area a) {
    for (auto c : {projection_class::l23_it, projection_class::l5_it, projection_class::l6_ct}) CHECK(leaves(c, a));
    CHECK(leaves(projection_class::l4_it, a) == !(is_agranular(a) || a == area::gu || a == area::visc));
    auto const m = module_of(a);
    CHECK(leaves(projection_class::l5_pt, a) ==
          !(m == cortical_module::anterolateral || m == cortical_module::temporal));
  });
  // The matrices of the two hemispheres are not confused: all classes reach less far across.
  for (std::size_t c = 1; c < projection_class_count; ++c) {
    double near = 0, across = 0;
    for_each_pair([&](sided_area a, sided_area b) {
      (a.side == b.side ? near : across) += connection_density(static_cast<projection_class>(c), a, b);
    });
    CHECK(near > 2 * across);
  }
  CHECK(connection_density(projection_class::l5_pt, {area::mos, hemisphere::left}, {area::frp, hemisphere::right}) ==
        strength<projection_class::l5_pt>(area::mos, hemisphere::right, area::frp, hemisphere::left));
  CHECK(input_share<projection_class::l5_pt>({area::mos, hemisphere::left}, {area::aip, hemisphere::left}) == 0);
}

TEST_CASE("classes of neurons that leave their area", "[atlas]") {
  std::set<projection_class> makes;
  for (std::size_t c = 0; c < cell_class_count; ++c) {
    auto const p = projection_class_of(nth_cell_class(c));
    INFO(cell_class_names[c]);
    CHECK(p.has_value() == (is_excitatory(nth_cell_class(c)) && nth_cell_class(c) != cell_class::l5_np));
    if (p) makes.insert(*p);
    if (p) CHECK(projection_class_names[index(*p)].starts_with(name_of(layer_of(nth_cell_class(c)))));
  }
  CHECK(makes.size() == projection_class_count - 1);
}

TEST_CASE("shares of the input of an area sum to 1", "[atlas]") {
  for_each_area([](area a) {
    sided_area const to{a, hemisphere::right};
    double sum = 0;
    for (std::size_t i = 0; i < sided_area_count; ++i) sum += input_share(nth_sided_area(i), to);
    CHECK_THAT(sum, WithinAbs(1.0, 1e-12));
  });
}

TEST_CASE("the matrices give the published totals: what their unit was inferred from", "[atlas]") {
  auto const s = strength_shares();
  CHECK_THAT(s.within_area + s.other_areas + s.other_hemisphere, WithinAbs(1.0, 1e-12));
  CHECK_THAT(s.within_area, WithinAbs(published_strength_shares::within_area, 0.02));
  CHECK_THAT(s.other_areas, WithinAbs(published_strength_shares::other_areas, 0.02));
  CHECK_THAT(s.other_hemisphere, WithinAbs(published_strength_shares::other_hemisphere, 0.02));
  CHECK_THAT(s.within_area, WithinAbs(0.18, 0.005));  // as cortex_facts.hpp says
  CHECK_THAT(s.other_areas, WithinAbs(0.63, 0.005));
  double all = 0, onto_measured = 0;
  for_each_pair([&](sided_area a, sided_area b) {
    all += synapses(a, b);
    if (is_measured(b.where)) onto_measured += synapses(a, b);
  });
  CHECK_THAT(onto_measured, WithinRel(75e9, 0.005));  // as connectome.hpp says
  CHECK_THAT(all, WithinRel(reimann2019_synapses, 0.15));
}

TEST_CASE("layers of V1", "[atlas]") {
  double areal = 0, thickness = 0;
  for (auto const& l : v1_layers::all) areal += l.neurons_per_mm2, thickness += l.thickness;
  CHECK(areal == 132'400);
  CHECK(thickness == 779);
  CHECK_THAT(1000 * areal / thickness, WithinRel(170e3, 0.001));
  CHECK_THAT(v1_layers::l1.neurons_per_mm2 / areal, WithinAbs(0.009, 0.0005));
}
