// SPDX-License-Identifier: BSD-3-Clause
// Cells on sheets, and synapses whose probability falls with distance.
#include "laws.hpp"

#include <catch2/matchers/catch_matchers_string.hpp>

#include <pallium/connect/distance.hpp>

#include <set>
#include <string>

namespace {

using namespace pallium;
using namespace pallium::units;
using Catch::Matchers::ContainsSubstring;
using laws::all, laws::dt, laws::somewhere, laws::joined;

connect::link const plain{{0.5}, {2.26}};
connect::link const varied{connect::lognormal(synaptic_weight{0.5}, 0.6), connect::by_distance(0.5_ms, 0.2)};

/// Lateral distance of two places, on a torus of a size if it is one.
double lateral(connect::position a, connect::position b, double w = 0, double h = 0) {
  double dx = std::abs(a.x - b.x), dy = std::abs(a.y - b.y);
  if (w > 0) dx = std::min(dx, w - dx), dy = std::min(dy, h - dy);
  return std::sqrt(dx * dx + dy * dy);
}

}  // namespace

TEST_CASE("a sheet lays its cells evenly, each in its tile") {
  connect::sheet const s({100, 40100}, {.width = 1200_um, .height = 600_um, .columns = 12, .rows = 7, .top = 100_um, .bottom = 300_um, .seed = 3});
  gid at = 100;
  std::size_t wrong = 0;
  for (std::uint32_t t = 0; t < s.tiles(); ++t) {
    wrong += s.tile(t).first != at || s.tile(t).size() < 476 || s.tile(t).size() > 477;
    for (gid g = s.tile(t).first; g < s.tile(t).last; ++g) {
      auto const p = s.position(g);
      wrong += s.tile_of(g) != t || std::uint32_t(p.x / 100) != t % 12 || std::uint32_t(p.y / (600.0 / 7)) != t / 12 || p.z < 100 || p.z > 300;
    }
    at = s.tile(t).last;
  }
  CHECK(at == 40100);
  CHECK(wrong == 0);
  std::vector<double> x(24, 0.0), y(24, 0.0), z(20, 0.0), within(64, 0.0);
  for (gid g = 100; g < 40100; ++g) {
    auto const p = s.position(g);
    ++x[std::size_t(p.x / 50)], ++y[std::size_t(p.y / 25)], ++z[std::size_t((p.z - 100) / 10)];
    ++within[std::size_t(std::fmod(p.x, 100) / 12.5) * 8 + std::size_t(std::fmod(p.y, 600.0 / 7) / (600.0 / 56))];
  }
  CHECK(laws::even(z));
  CHECK(laws::even(within));
  CHECK(*std::max_element(x.begin(), x.end()) < 1.15 * 40000 / 24);
  CHECK(*std::min_element(y.begin(), y.end()) > 0.85 * 40000 / 24);
  // the same in lanes, bit by bit
  using lanes = connect::detail::draws::lanes;
  using L = lanes::lane_type;
  alignas(64) gid cells[L::size];
  alignas(64) double column[L::size], row[L::size], px[L::size], py[L::size], pz[L::size];
  for (std::size_t i = 0; i < L::size; ++i) {
    cells[i] = 100 + 4321 * i;
    column[i] = s.tile_of(cells[i]) % 12;
    row[i] = s.tile_of(cells[i]) / 12;
  }
  auto const placed = s.place<lanes>(cells, column, row);
  placed.x.store(px), placed.y.store(py), placed.z.store(pz);
  for (std::size_t i = 0; i < L::size; ++i) {
    auto const p = s.position(cells[i]);
    wrong += p.x != px[i] || p.y != py[i] || p.z != pz[i];
  }
  CHECK(wrong == 0);
  CHECK(connect::sheet({100, 40100}, {.width = 1200_um, .height = 600_um, .columns = 12, .rows = 7, .seed = 4}).position(100).x != s.position(100).x);
  connect::sheet const huge({0, gid{1} << 40}, {.width = 100_mm, .height = 100_mm, .columns = 40000, .rows = 40000});
  for (gid g : {gid{0}, gid{1} << 39, (gid{1} << 40) - 1}) wrong += !huge.tile(huge.tile_of(g)).contains(g);
  CHECK(wrong == 0);
}

TEST_CASE("distance keeps the laws") {
  for (auto const& link : {plain, varied})
    for (bool torus : {false, true})
      for (auto const& k : {connect::gaussian(0.3, 60_um), connect::exponential(1.0, 30_um), connect::gaussian(0.01, 500_um), connect::gaussian(0, 50_um),
                            connect::exponential(1.0, 3_um).within(9_um)}) {
        connect::sheet const a({0, 500}, {.width = 500_um, .height = 300_um, .columns = 3, .rows = 2, .bottom = 100_um}),
            b({0, 3000}, {.width = 500_um, .height = 300_um, .columns = 17, .rows = 9, .top = 200_um, .bottom = 300_um});
        laws::check(connect::distance(a, b, k, somewhere, link, {.seed = 3, .stream = 1, .torus = torus}));
        laws::check(connect::distance(b, a, k, somewhere, link, {.seed = 3, .stream = 1, .torus = torus}));
        laws::check(connect::distance(b, b, k, somewhere, link, {.seed = 3, .stream = 1, .torus = torus}), 20);
      }
  connect::sheet const few({0, 5}, {.width = 500_um, .height = 300_um, .columns = 17, .rows = 9}), none({7, 7}, {.width = 500_um, .height = 300_um});
  CHECK(connect::distance(none, none, connect::gaussian(1, 50_um), somewhere, plain, {}).blocks() == 1);
  std::size_t found = 0;
  connect::distance const dense(few, few, connect::gaussian(1, 1_mm), somewhere, plain, {.allow_self = true});
  for (gid g = 0; g < 5; ++g) {
    auto const e = laws::of(dense, g);
    found += std::any_of(e.begin(), e.end(), [=](edge const& x) { return x.target == g; });
  }
  CHECK(found == 5);  // p = 1 at no distance
}

TEST_CASE("synapses fall off with distance as the kernel does") {
  for (bool torus : {false, true})
    for (auto const& k : {connect::gaussian(0.4, 80_um), connect::exponential(0.5, 50_um), connect::gaussian(0.4, 80_um).within(120_um)}) {
      connect::sheet const from({0, 300}, {.width = 1000_um, .height = 700_um, .columns = 5, .rows = 5}),
          to({1000, 7000}, {.width = 1000_um, .height = 700_um, .columns = 31, .rows = 20, .seed = 8});
      connect::distance const c(from, to, k, somewhere, plain, {.seed = 3, .stream = 7, .torus = torus});
      std::vector<connect::position> at;
      for (gid g = 1000; g < 7000; ++g) at.push_back(to.position(g));
      double const w = torus ? 1000 : 0, h = torus ? 700 : 0;
      std::vector<double> seen(40, 0.0), expected(40, 0.0), variance(40, 0.0);
      std::size_t twice = 0, beyond = 0;
      std::vector<joined> found;
      for (gid s = 0; s < 300; ++s) {
        auto const p = from.position(s);
        std::set<gid> targets;
        for (edge const& e : laws::of(c, s)) {
          double const r = lateral(p, at[e.target - 1000], w, h);
          twice += !targets.insert(e.target).second;
          beyond += r > k.radius.value;
          ++seen[std::min<std::size_t>(39, std::size_t(r / 10))];
          found.push_back({s, e});
        }
        for (auto const& q : at) {
          double const r = lateral(p, q, w, h), u = r > k.radius.value ? 0 : k.pmax * std::exp(k.is == connect::kernel::form::gaussian ? -r * r / (2 * k.scale.value * k.scale.value) : -r / k.scale.value);
          expected[std::min<std::size_t>(39, std::size_t(r / 10))] += u;
          variance[std::min<std::size_t>(39, std::size_t(r / 10))] += u * (1 - u);
        }
      }
      CHECK(twice == 0);
      CHECK(beyond == 0);
      double chi = 0, free = 0;
      for (std::size_t i = 0; i < 40; ++i) {
        if (expected[i] < 10) continue;
        chi += (seen[i] - expected[i]) * (seen[i] - expected[i]) / variance[i];
        ++free;
      }
      INFO("chi2 " << chi << " of " << free);
      CHECK(free >= 12);
      CHECK(chi < free + 5 * std::sqrt(2 * free));
      CHECK(laws::sites_even(found));
    }
}

TEST_CASE("every target of distance is equally likely in its tile, whatever its place in it") {
  connect::sheet const s({0, 4000}, {.width = 400_um, .height = 400_um, .columns = 4, .rows = 4});
  auto const found = all(connect::distance(s, s, connect::gaussian(0.05, 5_mm), somewhere, plain, {.torus = true}));  // all but flat
  std::vector<double> in(4000, 0.0), out(4000, 0.0);
  for (auto const& j : found) ++in[j.e.target], ++out[j.source];
  for (auto const& k : {in, out}) {
    double mean = 0, squares = 0;
    for (double x : k) mean += x / 4000;
    for (double x : k) squares += (x - mean) * (x - mean) / 4000;
    CHECK(std::abs(mean - 0.05 * 3999) < 1);
    CHECK(std::abs(squares / (mean * 0.95) - 1) < 5 * std::sqrt(2 / 4000.0));
  }
}

TEST_CASE("three candidates for a synapse are enough") {
  for (auto const& [k, most] : {std::pair{connect::gaussian(0.1, 150_um), 2.0}, {connect::exponential(0.1, 150_um), 2.0}, {connect::gaussian(1, 150_um), 2.0}}) {
    connect::sheet const s({0, 200000}, {.width = 2_mm, .height = 2_mm, .columns = 27, .rows = 27});  // tiles of sigma / 2
    connect::distance const c(s, s, k, somewhere, plain, {.torus = true});
    double candidates = 0, edges = 0;
    for (gid g = 0; g < 200000; g += 5000) candidates += double(c.candidates(g)), edges += double(laws::of(c, g).size());
    INFO(candidates / edges);
    CHECK(candidates < most * edges);
    CHECK(candidates > edges);
  }
}

TEST_CASE("delays and weights by distance are of the distance in space") {
  connect::sheet const a({0, 200}, {.width = 1000_um, .height = 700_um, .columns = 5, .rows = 5, .bottom = 500_um}),
      b({0, 5000}, {.width = 1000_um, .height = 700_um, .columns = 9, .rows = 9, .top = 200_um, .bottom = 900_um, .seed = 3});
  for (bool torus : {false, true}) {
    connect::distance const c(a, b, connect::gaussian(0.4, 100_um), somewhere, {.weight = connect::by_distance(2_nS, 250_um), .delay = connect::by_distance(0.5_ms, 0.2)}, {.torus = torus});
    CHECK(c.min_delay(dt) == 5);
    CHECK(c.max_delay(dt) == to_steps({0.5 + std::sqrt(400.0 * 400 + 900 * 900) / 200}, dt));
    std::size_t wrong = 0, n = 0;
    for (gid s = 0; s < 200; ++s)
      for (edge const& e : laws::of(c, s)) {
        auto const p = a.position(s), q = b.position(e.target);
        double const r = torus ? lateral(p, q, 1000, 700) : lateral(p, q), d = std::sqrt(r * r + (p.z - q.z) * (p.z - q.z));
        double const delay = (0.5 + d / 200) / 0.1 + 0.5, weight = 2e-3 * std::exp(-d / 250);
        wrong += std::abs(double(e.delay) - (delay - 0.5)) > 0.5 + 1e-9 || std::abs(e.weight / weight - 1) > 1e-7 || e.weight != double(float(e.weight));
        ++n;
      }
    CHECK(n > 10000);
    CHECK(wrong == 0);
  }
}

TEST_CASE("kernels and sheets that cannot be are refused") {
  connect::sheet const s({0, 10}, {.width = 100_um, .height = 100_um}), other({0, 10}, {.width = 100_um, .height = 90_um});
  auto const with = [&](connect::kernel const& k, connect::link const& l = plain) { connect::distance(s, s, k, somewhere, l, {}); };
  for (double p : {-0.1, 1.1, std::nan("")}) CHECK_THROWS_WITH(with(connect::gaussian(p, 10_um)), ContainsSubstring("connect::distance: found p ="));
  CHECK_THROWS_WITH(with(connect::gaussian(0.5, 0_um)), ContainsSubstring("positive length"));
  CHECK_THROWS_WITH(with(connect::exponential(0.5, 10_um).within(-1_um)), ContainsSubstring("positive length"));
  CHECK_THROWS_WITH(with(connect::gaussian(0.5, 10_um), {.weight = {1}, .delay = connect::by_distance(-1_ms, 0.3)}), ContainsSubstring("delay >= 0"));
  CHECK_THROWS_WITH(with(connect::gaussian(0.5, 10_um), {.weight = {1}, .delay = connect::by_distance(1_ms, 0)}), ContainsSubstring("velocity"));
  CHECK_THROWS_WITH(connect::distance(s, other, connect::gaussian(0.5, 10_um), somewhere, plain, {.torus = true}), ContainsSubstring("torus"));
  CHECK_NOTHROW(connect::distance(s, other, connect::gaussian(0.5, 10_um), somewhere, plain, {}));
  CHECK_THROWS_WITH(connect::sheet({0, 10}, {.width = 0_um, .height = 90_um}), ContainsSubstring("connect::sheet"));
  CHECK_THROWS_WITH(connect::sheet({0, 10}, {.width = 10_um, .height = 90_um, .columns = 0}), ContainsSubstring("tiles"));
  CHECK_THROWS_WITH(connect::sheet({0, 10}, {.width = 10_um, .height = 90_um, .columns = 65536, .rows = 65536}), ContainsSubstring("tiles"));
  CHECK_THROWS_WITH(connect::sheet({0, 10}, {.width = 10_um, .height = 90_um, .top = {std::nan("")}}), ContainsSubstring("depth"));
}
