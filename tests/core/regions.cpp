// SPDX-License-Identifier: BSD-3-Clause
// Regions and places: truth tables against a walk over the tree, the laws of sets, draws, and the same from text.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/cell/cell.hpp>
#include <pallium/cell/discretize.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/core/evenly.hpp>
#include <pallium/core/region.hpp>
#include <pallium/core/uniform.hpp>
#include <pallium/io/parse_region.hpp>
#include <pallium/morph/procedural.hpp>
#include <pallium/morph/stub_axon.hpp>
#include <pallium/synapse/exp2.hpp>

#include <cmath>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

morph::tree const& tree() {
  static morph::tree const t = morph::stub_axon{}(morph::procedural::layer5()(5));
  return t;
}
compartments const& pyramid() {
  static compartments const c = discretize::nseg{}(tree());
  return c;
}

/// Which compartments belong, as a string of 0 and 1: what sets are compared by.
template <class R> std::string members(R const& r, compartments const& c = pyramid()) {
  std::string s;
  for (compartment_info const& i : c.segments) s += r.contains(i) ? '1' : '0';
  return s;
}
template <class F> std::string where(F&& f, compartments const& c = pyramid()) {
  std::string s;
  for (compartment_info const& i : c.segments) s += f(i) ? '1' : '0';
  return s;
}
std::size_t size(std::string const& s) { return std::size_t(std::count(s.begin(), s.end(), '1')); }

/// Is section `a` of the morphology `b` or above it? A walk over the tree itself.
bool above(std::int32_t a, std::int32_t b) {
  for (; b >= 0; b = tree()[std::size_t(b)].parent)
    if (a == b) return true;
  return false;
}

static_assert((dendrite | apical) - apical == dendrite && ~soma == (axon | dendrite | apical) && (dendrite & apical) == kinds{});
static_assert(apical[9](0.5) == at(branch::apical, 9, 0.5) && at(apical[9], 0.5) == apical[9](0.5) && soma(0.5) == at(soma, 0.5));
static_assert(((dendrite & beyond(150_um)) - dendrite[3]).contains(compartment_info{.kind = branch::dendrite, .distance = 151}));
static_assert(within(1_mm).contains(compartment_info{.distance = 1000}) && !beyond(1_mm).contains(compartment_info{.distance = 1000}));

}  // namespace

TEST_CASE("a subtree is a section and all below it") {
  for (auto const& c : {pyramid(), discretize::per_point{}(tree())}) {
    std::size_t largest = 0;
    for (std::size_t i = 0; i < tree().size(); ++i) {
      section_ref const s{c.sections[i].kind, c.sections[i].index};
      auto const expected = where([&](auto const& k) { return above(std::int32_t(i), k.section); }, c);
      CHECK(members(subtree(s), c) == expected);
      CHECK(members(s, c) == where([&](auto const& k) { return k.section == std::int32_t(i); }, c));
      if (i > 0) largest = std::max(largest, size(expected));
    }
    CHECK(size(members(subtree(soma[0]), c)) == c.segments.size());
    CHECK(largest > c.segments.size() / 10);
    CHECK(size(members(subtree(apical[1000]), c)) == 0);
  }
}

TEST_CASE("the links outlive the compartments they were made with") {
  compartments copy;
  {
    compartments const first = discretize::nseg{}(tree());
    copy = first;
  }
  CHECK(members(subtree(apical[2]), copy) == members(subtree(apical[2])));
  compartment_info const alone{.kind = branch::apical, .index = 2};  // one of no tree
  CHECK(subtree(apical[2]).contains(alone));
  CHECK_FALSE(subtree(apical[1]).contains(alone));
}

TEST_CASE("within and beyond part a cell at a distance, the border within") {
  for (double d : {-1.0, 0.0, 25.0, 100.0, 400.0, 1e6}) {
    auto const in = members(within({d})), out = members(beyond({d}));
    CHECK(in == where([&](auto const& c) { return c.distance <= d; }));
    CHECK(size(in) + size(out) == pyramid().segments.size());
    CHECK(members(~within({d})) == out);
  }
  double const border = pyramid().segments[40].distance;
  CHECK(within({border}).contains(pyramid().segments[40]));
  CHECK_FALSE(beyond({border}).contains(pyramid().segments[40]));
  CHECK_FALSE(within({std::nextafter(border, 0)}).contains(pyramid().segments[40]));
  CHECK_THROWS_AS(within({std::nan("")}), input_error);
  CHECK_THROWS_AS(beyond({std::nan("")}), input_error);
}

TEST_CASE("regions obey the laws of sets") {
  struct odd {  // anyone's region joins in
    bool contains(compartment_info const& c) const { return c.section % 2 == 1; }
  };
  std::vector<region> const some{soma, dendrite | apical, within(100_um), beyond(200_um), subtree(apical[1]), dendrite[2], odd{},
                                 everywhere, kinds{}, ~dendrite};
  auto const all = members(everywhere), none = members(kinds{});
  for (region const& a : some) {
    CHECK(members(~~a) == members(a));
    CHECK(members(a | ~a) == all);
    CHECK(members(a & ~a) == none);
    CHECK(members(a - a) == none);
    CHECK(members(a | everywhere) == all);
    CHECK(members(a & everywhere) == members(a));
    for (region const& b : some) {
      CHECK(members(a | b) == where([&](auto const& c) { return a.contains(c) || b.contains(c); }));
      CHECK(members(a & b) == where([&](auto const& c) { return a.contains(c) && b.contains(c); }));
      CHECK(members(a - b) == where([&](auto const& c) { return a.contains(c) && !b.contains(c); }));
      CHECK(members(~(a | b)) == members(~a & ~b));
      CHECK(members((a - b) | (b - a)) == members((a | b) - (a & b)));
      for (region const& c : some) CHECK(members(a & (b | c)) == members((a & b) | (a & c)));
    }
  }
  CHECK(members(odd{} & dendrite) == where([](auto const& c) { return c.kind == branch::dendrite && c.section % 2 == 1; }));
}

TEST_CASE("one section is asked of one kind") {
  CHECK_THROWS_AS((soma | axon)[0], input_error);
  CHECK_THROWS_AS(everywhere(0.5), input_error);
  CHECK_THROWS_AS(at(dendrite | apical, 0.5), input_error);
  CHECK_THROWS_AS(at(dendrite & apical, 0.5), input_error);
  CHECK_THROWS_AS(kinds{}[0], input_error);
}

TEST_CASE("uniform places are drawn by length, with replacement, reproducibly") {
  auto const& all = pyramid().segments;
  region const over = (dendrite | apical) & beyond(50_um);
  std::uint32_t const n = 100000;
  auto const places = uniform(over, n, 12).draw(all);
  REQUIRE(places.size() == n);
  std::vector<double> count(all.size(), 0.0);
  for (std::int32_t s : places) ++count[std::size_t(s)];
  double total = 0, chi = 0;
  int cells = -1;
  for (auto const& c : all) total += over.contains(c) ? c.length : 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!over.contains(all[i])) {
      CHECK(count[i] == 0);
      continue;
    }
    double const expected = n * all[i].length / total;
    chi += (count[i] - expected) * (count[i] - expected) / expected;
    ++cells;
  }
  INFO(chi << " with " << cells << " degrees of freedom");
  CHECK(std::abs(chi - cells) < 4 * std::sqrt(2.0 * cells));

  auto const few = uniform(over, 20, 12).draw(all);
  CHECK(std::equal(few.begin(), few.end(), places.begin()));
  CHECK(uniform(over, 20, 13).draw(all) != few);
  CHECK(uniform(region(over) | kinds{}, 20, 12).draw(all) == few);
  CHECK(uniform(soma[7], 20, 12).draw(all).empty());
  CHECK_THROWS_AS(uniform(over, 0, 12).draw(all), input_error);
}

TEST_CASE("even places divide the length of a region into equal parts") {
  auto const& all = pyramid().segments;
  for (std::uint32_t n : {1u, 7u, 48u, 1000u, 100000u}) {
    region const over = (dendrite | apical) & beyond(50_um);
    auto const places = evenly(over, n).draw(all);
    REQUIRE(places.size() == n);
    CHECK(std::is_sorted(places.begin(), places.end()));
    double total = 0, before = 0;
    for (auto const& c : all) total += over.contains(c) ? c.length : 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto const mine = std::count(places.begin(), places.end(), std::int32_t(i));
      if (!over.contains(all[i])) {
        CHECK(mine == 0);
        continue;
      }
      CHECK(std::abs(double(mine) - all[i].length / total * n) < 1 + 1e-9);
      auto const so_far = std::upper_bound(places.begin(), places.end(), std::int32_t(i)) - places.begin();
      CHECK(std::abs(double(so_far) - (before += all[i].length) / total * n) < 0.5 + 1e-6);
    }
  }
  CHECK(evenly(soma, 3).draw(all) == std::vector<std::int32_t>(3, 0));
  CHECK(evenly(soma[7], 20).draw(all).empty());
  CHECK_THROWS_AS(evenly(soma, 0).draw(all), input_error);
}

TEST_CASE("each drawn place is a site of its own, and sites are picked evenly") {
  using neuron = cell<channels<channel::leak>, synapses<synapse::exp2>>;
  neuron c(tree(), discretize::nseg{});
  c.place<synapse::exp2>(soma, {});
  auto const where = uniform(soma | dendrite[0], 40, 3);
  auto const r = c.place<synapse::exp2>(where, {.tau2 = 5});
  auto const& sites = c.receptors()[r.index];
  CHECK(sites.segments == where.draw(c.layout().segments));
  CHECK(std::set<std::int32_t>(sites.segments.begin(), sites.segments.end()).size() < 40);
  CHECK(sites.first == 1);
  CHECK(c.sites() == 41);
  std::vector<int> hits(41);
  for (std::uint64_t k = 0; k < 40000; ++k) ++hits[sites.pick(static_cast<std::uint32_t>(k * 4294967296u / 40000))];
  CHECK(hits[0] == 0);
  for (std::size_t k = 1; k <= 40; ++k) CHECK(std::abs(hits[k] - 1000) <= 1);
  CHECK_THROWS_WITH(c.place<synapse::exp2>(uniform(axon[9], 3), {}), ContainsSubstring("Exp2Syn"));
  CHECK(c.sites() == 41);
}

TEST_CASE("text says what C++ says") {
  using io::parse_region;
  auto const same = [](char const* text, auto const& r) {
    INFO(text);
    CHECK(members(parse_region(text)) == members(r));
  };
  same("soma", soma);
  same("somatic", soma);
  same("axonal | axon", axon);
  same("dend", dendrite);
  same("basal", dendrite);
  same(" dendrite ", dendrite);
  same("apic", apical);
  same("apical", apical);
  same("all", everywhere);
  same("everywhere - soma", ~soma);
  same("~soma", ~soma);
  same("!~soma", soma);
  same("apic[2]", apical[2]);
  same("subtree ( apic [ 1 ] )", subtree(apical[1]));
  same("within(150)", within(150_um));
  same("within(150um)", within(150_um));
  same("within( 1.5e2 _um)", within(150_um));
  same("beyond(0.15 mm)", beyond(150_um));
  same("(dend | apic) & beyond(150) - within(200 um)", (dendrite | apical) & (beyond(150_um) - within(200_um)));
  same("soma | dend & beyond(100)", soma | (dendrite & beyond(100_um)));
  same("(soma | dend) & beyond(100)", (soma | dendrite) & beyond(100_um));
  same("dend - dend[0] - dend[1]", (dendrite - dendrite[0]) - dendrite[1]);
  same("dend - (dend[0] - dend[1])", dendrite - dendrite[0]);
  same("~(soma | within(80)) & ~apic", ~(soma | within(80_um)) & ~apical);
  std::string deep = "dend[3]", wide = "dend[3]";
  for (int i = 0; i < 16; ++i) deep = "soma | ~apic & all - (" + deep + ")";
  for (int i = 0; i < 200000; ++i) wide += "|soma&dend-apic";
  CHECK(members(parse_region(deep)) == where([&, r = region(dendrite[3])](auto const& c) {
    bool in = r.contains(c);
    for (int i = 0; i < 16; ++i) in = c.kind == branch::soma || (c.kind != branch::apical && !in);
    return in;
  }));
  same(wide.c_str(), dendrite[3]);

  CHECK(io::parse_place("apic[9](0.5)") == apical[9](0.5));
  CHECK(io::parse_place(" apic [ 9 ] : 0.25 ") == apical[9](0.25));
  CHECK(io::parse_place("basal(1)") == dendrite(1));
  CHECK(io::parse_place("soma") == soma(0.5));
  for (compartment_info const& c : pyramid().segments)  // what messages print can be read again
    CHECK(pyramid().segment_at(io::parse_place(place_name(c))) == &c - pyramid().segments.data());
  auto const u = io::parse_uniform("uniform(dend & beyond(50), 20, 7)");
  CHECK(u.draw(pyramid().segments) == uniform(dendrite & beyond(50_um), 20, 7).draw(pyramid().segments));
  CHECK(io::parse_uniform("uniform(dend, 3)").seed == 0);
}

TEST_CASE("text that is no region is refused with the column") {
  auto const refused = [](char const* text, char const* begins, char const* expected) {
    INFO(text);
    CHECK_THROWS_WITH(io::parse_region(text), StartsWith(begins) && ContainsSubstring(expected));
    CHECK_THROWS_AS(io::parse_region(text), input_error);
  };
  refused("", "region, column 1: found the end", "a region");
  refused("dent", "region, column 1: found 'dent'", "dend");
  refused("soma |", "region, column 7: found the end", "a region");
  refused("soma dend", "region, column 6: found 'dend'", "'|', '&', '-' or the end");
  refused("soma)", "region, column 5: found ')'", "the end");
  refused("(soma", "region, column 6: found the end", "')'");
  refused("within 150", "region, column 8: found '150'", "'('");
  refused("within()", "region, column 8: found ')'", "a length in um");
  refused("within(150 nm)", "region, column 12: found 'nm'", "')'");
  refused("within(nan)", "region, column 8: found 'nan'", "a length in um");
  refused("within(1e999)", "region, column 8: found '1e999'", "a length in um");
  refused("apic[-1]", "region, column 6: found '-'", "the number of a section");
  refused("apic[9", "region, column 7: found the end", "']'");
  refused("apic[99999999999]", "region, column 17", "a smaller number");
  refused("all[3]", "region, column 5", "one kind");
  refused("subtree(apic)", "region, column 13: found ')'", "'['");
  refused("soma | ?", "region, column 8: found '?'", "a region");
  std::string deep = "soma";
  for (int i = 0; i < 17; ++i) deep = "(" + deep + ")";
  refused(deep.c_str(), "region, column 18", "at most 16");
  CHECK_THROWS_WITH(io::parse_region("dent", "cells.json: regions.far"), StartsWith("cells.json: regions.far, column 1:"));

  for (char const* bad : {"", "apic[9]()", "apic[9](1.5)", "apic[9](-0.1)", "apic[9](0.5", "apic(nan)", "apic[9](0.5) x", "9", "all", "soma:"})
    CHECK_THROWS_AS(io::parse_place(bad), input_error);
  CHECK_THROWS_WITH(io::parse_place("apic[9](1.5)"), StartsWith("place, column 9: found '1.5'"));
  CHECK_THROWS_WITH(io::parse_place("all(0)"), StartsWith("place, column 1: found 'all'"));
  for (char const* bad : {"", "uniform", "uniform(dend)", "uniform(dend, 0)", "uniform(dend, 4294967296)", "uniform(dend, 3, -1)",
                          "uniform(dend, 3, 4", "uniform(, 3)", "uniform(dend, 3) x", "dend"})
    CHECK_THROWS_AS(io::parse_uniform(bad), input_error);
}

TEST_CASE("no text makes the parser do anything but answer or refuse") {
  std::mt19937 engine(4);
  auto const random = [&] { return static_cast<unsigned>(engine()); };
  std::vector<std::string> const words{"soma", "dend", "apic", "all", "within", "beyond", "subtree", "uniform", "(", ")", "[", "]", "9", "0.5", "um",
                                       "|", "&", "-", "~", "!", " ", ",", ":", "1e9", "e", "\n", std::string(1, '\0'), "\xff"};
  std::size_t read = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string text;
    for (unsigned k = random() % 12; k > 0; --k) text += words[random() % words.size()];
    try {
      auto const m = members(io::parse_region(text));
      ++read;
      CHECK(members(io::parse_region("~(" + text + ")")) == members(~io::parse_region("(" + text + ")")));
    } catch (input_error const& e) {
      REQUIRE(std::string(e.what()).find("column ") != std::string::npos);
    }
    try {
      io::parse_place(text);
    } catch (input_error const&) {
    }
    try {
      io::parse_uniform(text);
    } catch (input_error const&) {
    }
  }
  CHECK(read > 500);
}
