// SPDX-License-Identifier: BSD-3-Clause
// The whole cortex as a description: who receives how many synapses from whom, at any scale.
#include "../support/program.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cortex.hpp>
#include <embedded.hpp>
#include <pallium/sim/memory.hpp>

#include <cmath>

namespace {

using namespace whole_cortex;
using namespace pallium;
using Catch::Matchers::ContainsSubstring;

options sized(std::uint64_t neurons) {
  options o;
  o.neurons = neurons;
  return o;
}

cell_set const& all_cells() {
  static cell_set const all = embedded_cells(options());
  return all;
}
/// Numbers of about the right size: what is tested does not depend on them.
calibration made_up() {
  calibration c;
  c.cells = all_cells().name;
  c.dt = 0.1;
  c.excitation = {0.5, 0.25};
  for (auto& k : c.mV_per_nS) k = {1.5, 1, 0.8};
  for (auto const& m : all_cells().models) c.models.push_back(m.name);
  for (std::uint64_t neurons : {1000u, 16'000u}) {
    auto& drive = c.sizes.emplace_back(calibration::sized{neurons, std::vector<per_class<calibration::background>>(c.models.size())}).drive;
    for (std::size_t m = 0; m < c.models.size(); ++m)
      for (std::size_t k = 0; k < class_count; ++k)
        if (all_cells().models[m].serves[k]) drive[m][k] = {(neurons == 1000 ? 1 : 4) * (100.0 + double(k)), 0.5};
  }
  return c;
}

/// Synapses onto all neurons of a class, by where from: own area or not, excitatory or not.
struct received {
  double neurons = 0, own_e = 0, own_i = 0, far_e = 0, far_i = 0;
  double all() const { return (own_e + own_i + far_e + far_i) / neurons; }
};
per_class<received> count(cortex const& c) {
  per_class<received> n{};
  for (auto const& p : c.populations) n[index(p.kind)].neurons += double(p.ids.size());
  bulk<edge> out;
  for (projection const& p : c.net.projections()) {
    if (p.sources().size() == 0) continue;
    auto const& source = c.of(p.sources().first);
    out.clear();
    for (gid g = p.sources().first; g < p.sources().last; ++g) p.from(g, {0, p.blocks()}, {0.1}, out);
    for (edge const& e : out) {
      auto const& target = c.of(e.target);
      auto& to = n[index(target.kind)];
      bool const own = source.area == target.area, excitatory = atlas::is_excitatory(source.kind);
      (own ? excitatory ? to.own_e : to.own_i : excitatory ? to.far_e : to.far_i) += 1;
    }
  }
  return n;
}

}  // namespace

TEST_CASE("the cortex has 26 billion synapses for 9 million neurons, a fifth of them from the own area") {
  in_degrees const d;
  auto const neurons = atlas::neurons_per_class(atlas::sc25_model::neurons);
  double all = 0, n = 0, own = 0;
  for (auto const& area : neurons)
    for (std::size_t c = 0; c < class_count; ++c) {
      double local = 0;
      for (std::size_t k = 0; k < class_count; ++k) local += d.local(cell_class(k), cell_class(c));
      n += double(area[c]);
      all += double(area[c]) * d.total(cell_class(c));
      own += double(area[c]) * local;
      CHECK(std::abs(local + d.far(cell_class(c)) - d.total(cell_class(c))) < 1e-9 * d.total(cell_class(c)));
    }
  CHECK(n == 9e6);
  CHECK(std::abs(all / 26e9 - 1) < 1e-9);
  CHECK(std::abs(own / all - 0.19) < 1e-9);
  CHECK(d.synapses_of_a_connection() > 1);
  CHECK(d.synapses_of_a_connection() < 6);
}

TEST_CASE("the numbers of synapses onto a neuron are those of its class, at any scale") {
  in_degrees const d;
  for (std::uint64_t neurons : {2000u, 12000u}) {
    cortex const c(sized(neurons), all_cells(), made_up(), scenario());
    REQUIRE(c.net.size() == neurons);
    auto const n = count(c);
    double all = 0;
    for (std::size_t k = 0; k < class_count; ++k) {
      INFO(neurons << " neurons, " << atlas::name_of(cell_class(k)));
      double own_e = 0, own_i = 0;
      for (std::size_t f = 0; f < class_count; ++f) (atlas::is_excitatory(cell_class(f)) ? own_e : own_i) += d.local(cell_class(f), cell_class(k));
      all += n[k].own_e + n[k].own_i + n[k].far_e + n[k].far_i;
      CHECK(n[k].far_i == 0);
      if (n[k].neurons < 10) continue;
      CHECK(std::abs(n[k].far_e / n[k].neurons / d.far(cell_class(k)) - 1) < 0.03);
      CHECK(std::abs(n[k].own_e / n[k].neurons / own_e - 1) < 0.05);
      if (neurons > 10000) CHECK(std::abs(n[k].own_i / n[k].neurons / own_i - 1) < 0.15);  // smaller areas lack some kinds
    }
    CHECK(std::abs(all / c.expected_synapses - 1) < 0.005);
  }
}

TEST_CASE("long-range axons go where the connectome says") {
  cortex const c(sized(20000), all_cells(), made_up(), scenario());
  auto const area = [](char const* name) { return atlas::index(*atlas::find_sided_area(name)); };
  std::vector<double> from_visp(atlas::sided_area_count, 0.0);
  bulk<edge> out;
  auto const source = c.at(area("VISp_L"), cell_class::l5_it).ids;
  REQUIRE(source.size() > 20);
  for (projection const& p : c.net.projections())
    if (p.sources() == source) {
      out.clear();
      for (gid g = source.first; g < source.last; ++g) p.from(g, {0, p.blocks()}, {0.1}, out);
      for (edge const& e : out) from_visp[c.of(e.target).area] += 1;
    }
  CHECK(from_visp[area("VISl_L")] > 3 * from_visp[area("MOp_L")]);
  CHECK(from_visp[area("VISl_L")] > from_visp[area("VISl_R")]);
  CHECK(from_visp[area("VISp_R")] > 0);
}

TEST_CASE("a delay is the latency and the way") {
  cortex const c(sized(9000), all_cells(), made_up(), scenario());
  duration const dt{0.1};
  for (projection const& p : c.net.projections()) {
    auto const& a = c.of(p.sources().first);
    auto const& b = c.of(p.targets().first);
    double const low = double(p.min_delay(dt)) * 0.1, high = double(p.max_delay(dt)) * 0.1;
    if (a.area == b.area) {
      if (low != high || std::abs(low - atlas::latency_ms(a.kind, b.kind)) > 0.051) FAIL(low << " ms within an area");
    } else {
      double const way = atlas::axonal_delay(atlas::nth_sided_area(a.area), atlas::nth_sided_area(b.area)).value;
      if (low != high || low < way + 0.8 || low > way + 3.1) FAIL(low << " ms for a way of " << way << " ms");
    }
  }
  SUCCEED();
}

TEST_CASE("in a larger cortex neurons of an area find their partners nearby") {
  // at a tenth of the real size the patch of an area is wider than the gaussian
  cortex const c(sized(900'000), all_cells(), made_up(), scenario());
  auto const a = atlas::index(*atlas::find_sided_area("SSp-bfd_L"));
  auto const source = c.at(a, cell_class::l23_e).ids;
  bulk<edge> out;
  double sum = 0, n = 0;
  for (projection const& p : c.net.projections())
    if (p.sources() == source && p.targets().first == source.first)
      for (gid g = source.first; g < source.last; g += 97) {
        out.clear();
        p.from(g, {0, p.blocks()}, {0.1}, out);
        auto const from = c.sheet(c.at(a, cell_class::l23_e)).position(g);
        for (edge const& e : out) {
          auto const to = c.sheet(c.at(a, cell_class::l23_e)).position(e.target);
          double const w = c.sheet(c.at(a, cell_class::l23_e)).shape().width.value;
          double dx = std::abs(from.x - to.x), dy = std::abs(from.y - to.y);
          dx = std::min(dx, w - dx), dy = std::min(dy, w - dy);  // opposite sides are joined
          sum += std::sqrt(dx * dx + dy * dy), ++n;
        }
      }
  REQUIRE(n > 500);
  // the mean distance under a gaussian of 127 um is 159 um, 155 um within three sigma
  CHECK(sum / n > 148);
  CHECK(sum / n < 163);
  CHECK(c.procedural == (2.9e3 * 9e5 * 8 > 0.3 * double(sim::physical_memory())));
}

TEST_CASE("cells lie in their areas, layer by layer") {
  cortex const c(sized(20000), all_cells(), made_up(), scenario());
  for (std::size_t a = 0; a < atlas::sided_area_count; ++a) {
    auto const where = atlas::nth_sided_area(a);
    auto const centre = atlas::position(where);
    auto const frame = atlas::frame_of(where);
    auto const outline = atlas::outline_of(where);
    for (std::size_t k = 0; k < class_count; ++k)
      for (gid g = c.at(a, cell_class(k)).ids.first; g < c.at(a, cell_class(k)).ids.last; ++g) {
        auto const at = c.position(g);
        atlas::ccf_vector const d{at[0] - centre.ap, at[1] - centre.dv, at[2] - centre.ml};
        double const x = 1e3 * atlas::detail::dot(d, frame.x), y = 1e3 * atlas::detail::dot(d, frame.y), up = 1e3 * atlas::detail::dot(d, frame.out);
        auto const depth = atlas::depths_of(where.where, atlas::layer_of(cell_class(k)));
        if (!(x * x / outline.a / outline.a + y * y / outline.b / outline.b <= 1.0001)) FAIL("cell " << g << " outside of " << atlas::area_name(where));
        double const z = 0.5 * atlas::assumed_thickness_um - up;
        if (z < depth.top - 0.01 || z > depth.bottom + 0.01) FAIL("cell " << g << " at depth " << z << " in " << atlas::name_of(cell_class(k)));
      }
  }
  SUCCEED();
}

TEST_CASE("a lesion takes cells away, and nobody makes up for their synapses") {
  cortex const whole(sized(6000), all_cells(), made_up(), read_scenario("resting"));
  cortex const hurt(sized(6000), all_cells(), made_up(), read_scenario("lesion"));
  auto const gone = atlas::index(*atlas::find_sided_area("AUDp_L"));
  CHECK(hurt.areas[gone].size() == 0);
  CHECK(hurt.net.size() == whole.net.size() - whole.areas[gone].size());
  auto const before = count(whole), after = count(hurt);
  double all_before = 0, all_after = 0;
  for (std::size_t k = 0; k < class_count; ++k) {
    all_before += before[k].far_e / before[k].neurons, all_after += after[k].far_e / std::max(1.0, after[k].neurons);
  }
  CHECK(all_after < all_before);
  CHECK(all_after > 0.9 * all_before);
}

TEST_CASE("a scenario's factors weigh synapses, and leave out those of weight 0") {
  auto s = read_scenario("resting");
  auto const mass = [](cortex const& c, std::size_t area) {
    double sum = 0;
    bulk<edge> out;
    for (projection const& p : c.net.projections()) {
      if (p.sources().size() == 0 || c.of(p.sources().first).area != area || atlas::is_excitatory(c.of(p.sources().first).kind)) continue;
      out.clear();
      for (gid g = p.sources().first; g < p.sources().last; ++g) p.from(g, {0, p.blocks()}, {0.1}, out);
      for (edge const& e : out) sum += e.weight;
    }
    return sum;
  };
  auto const a = atlas::index(*atlas::find_sided_area("MOp_R"));
  double const full = mass(cortex(sized(3000), all_cells(), made_up(), s), a);
  scenario::change half{};
  half.from.areas[a] = true;
  half.from.classes.fill(true);
  half.to.areas.fill(true);
  half.to.classes.fill(true);
  half.factor = 0.5;
  s.weights.push_back(half);
  CHECK(std::abs(mass(cortex(sized(3000), all_cells(), made_up(), s), a) / full - 0.5) < 1e-6);
  s.weights.back().factor = 0;
  CHECK(mass(cortex(sized(3000), all_cells(), made_up(), s), a) == 0);
  CHECK(full > 0);
}

TEST_CASE("a calibration is the same after writing and reading, and refused where it does not fit") {
  test::folder const f;
  auto const c = made_up();
  std::string const file = f / "c.json";
  write_calibration(file, c);
  auto const d = read_calibration(file, all_cells());
  CHECK(d.cells == c.cells);
  CHECK(d.dt == c.dt);
  CHECK(d.excitation.of_excitatory == c.excitation.of_excitatory);
  CHECK(d.excitation.of_inhibitory == c.excitation.of_inhibitory);
  CHECK(d.mV_per_nS == c.mV_per_nS);
  REQUIRE(d.sizes.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(d.sizes[i].neurons == c.sizes[i].neurons);
    for (std::size_t m = 0; m < c.models.size(); ++m)
      for (std::size_t k = 0; k < class_count; ++k) {
        CHECK(d.sizes[i].drive[m][k].rate_hz == c.sizes[i].drive[m][k].rate_hz);
        CHECK(d.sizes[i].drive[m][k].weight_nS == c.sizes[i].drive[m][k].weight_nS);
      }
  }
  cell_set others = all_cells();
  others.name = "others";
  CHECK_THROWS_WITH(read_calibration(file, others), ContainsSubstring("cells: found") && ContainsSubstring("others"));
  std::string text = test::slurp(file);
  auto const with = [&](std::string const& from, std::string const& to) {
    std::string t = text;
    auto const at = t.find(from);
    REQUIRE(at != std::string::npos);
    t.replace(at, from.size(), to);
    return f.write("bad.json", t);
  };
  CHECK_THROWS_WITH(read_calibration(with("\"l4_e\"", "\"l7_e\""), all_cells()), ContainsSubstring("mV_per_nS[5].class") && ContainsSubstring("l7_e"));
  CHECK_THROWS_WITH(read_calibration(with("\"rate_hz\": 1", "\"rate_hz\": -1"), all_cells()), ContainsSubstring("background[0].rate_hz") && ContainsSubstring("-1"));
  CHECK_THROWS_WITH(read_calibration(with("\"background\"", "\"ground\""), all_cells()), ContainsSubstring("background"));
  CHECK_THROWS_WITH(read_calibration(with("\"neurons\": 16000", "\"neurons\": 17000"), all_cells()), ContainsSubstring("background") && ContainsSubstring("neurons"));
  CHECK_THROWS_WITH(read_calibration(f / "none.json", all_cells()), ContainsSubstring("none.json"));
  CHECK_THROWS_WITH(write_calibration(f / "no/such.json", c), ContainsSubstring("cannot be written"));
}

TEST_CASE("calibrations that the program carries are of cells that it has, perisomatic and all-active among them") {
  std::size_t found = 0;
  for (char const* model : {"perisomatic", "all_active"})
    for (char const* compartments : {"nseg", "coarse"}) {
      options o;
      o.model = model;
      o.compartments = compartments;
      cell_set const cells = embedded_cells(o);
      calibration c;
      INFO(cells.name);
      bool const there = embedded_calibration(cells, o.dt, c);
      found += there;
      if (o.compartments == "nseg") CHECK(there);
      if (!there) continue;
      CHECK(c.cells == cells.name);
      CHECK(c.sizes.front().neurons == options().neurons);
      CHECK_FALSE(embedded_calibration(cells, 0.05, c));
    }
  CHECK(found == lines_of(embedded_calibrations_names()).size());
}

TEST_CASE("background between two sizes is interpolated in the logarithms, and constant beyond") {
  auto const c = made_up();
  std::size_t m = 0;
  while (!all_cells().models[m].serves[index(cell_class::l4_e)]) ++m;
  double const least = c.sizes[0].drive[m][index(cell_class::l4_e)].rate_hz;
  auto const of = [&](std::uint64_t n) { return c.background_of(m, cell_class::l4_e, n).rate_hz / least; };
  CHECK(of(86) == 1);
  CHECK(of(1000) == 1);
  CHECK(std::abs(of(4000) - 2) < 1e-12);
  CHECK(of(16'000) == 4);
  CHECK(of(9'000'000) == 4);
  CHECK(c.background_of(m, cell_class::l4_e, 4000).weight_nS == 0.5);
}

TEST_CASE("a weight moves the soma by what V1's tables say of the pair") {
  auto c = made_up();
  c.excitation = {1, 1};
  double const w = c.weight_nS(cell_class::l4_e, cell_class::l23_e, 2.5);
  CHECK(std::abs(w * 1.5 * 2.5 - atlas::psp_mV(cell_class::l4_e, cell_class::l23_e)) < 1e-12);
  double const on_pv = c.weight_nS(cell_class::l4_e, cell_class::l23_pv, 2.5);
  c.excitation = {0.3, 0.2};
  CHECK(std::abs(c.weight_nS(cell_class::l4_e, cell_class::l23_e, 2.5) / w - 0.3) < 1e-12);
  CHECK(std::abs(c.weight_nS(cell_class::l4_e, cell_class::l23_pv, 2.5) / on_pv - 0.2) < 1e-12);
  double const i = c.weight_nS(cell_class::l4_pv, cell_class::l23_e, 2.5);
  CHECK(std::abs(i * 1.0 * 2.5 - atlas::psp_mV(cell_class::l4_pv, cell_class::l23_e)) < 1e-12);
  CHECK(std::abs(c.weight_nS(cell_class::l4_sst, cell_class::l23_e, 2.5) * 0.8 * 2.5 - atlas::psp_mV(cell_class::l4_sst, cell_class::l23_e)) < 1e-12);
}
