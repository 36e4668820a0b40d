// SPDX-License-Identifier: BSD-3-Clause
// What must hold for every channel, whatever its equations.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <pallium/membrane/nernst.hpp>

#include "all.hpp"

using namespace test;

TEMPLATE_LIST_TEST_CASE("a gate at its steady value stays there", "", test::gated_channels) {
  using C = TestType;
  auto const stays = [&]<class B>(B) {
    auto const p = some_params<C, B>();
    for (double v = -120; v <= 50; v += 0.5) {
      auto const x = site_of<C, B>([&](std::size_t) { return place{.v = v}; });
      auto s = C::steady(p, x);
      auto const before = fields<C, B>(s);
      for (int n = 0; n < 10; ++n) C::advance(s, p, x, B(0.025));
      CHECK(fields<C, B>(s) == before);
    }
  };
  stays(scalar<double>{});
  stays(scalar<float>{});
}

TEMPLATE_LIST_TEST_CASE("a gate is between where it was and where it goes", "", test::gated_channels) {
  using C = TestType;
  auto const p = some_params<C, scalar<double>>();
  for (double v0 = -120; v0 <= 50; v0 += 10)
    for (double v1 = -120; v1 <= 50; v1 += 2.5)
      for (double dt : {0.005, 0.1, 10.0, 1e6}) {
        auto const x0 = site_of<C, scalar<double>>([&](std::size_t) { return place{.v = v0, .cai = 1e-4}; });
        auto const x1 = site_of<C, scalar<double>>([&](std::size_t) { return place{.v = v1, .cai = 2e-3}; });
        auto const a = fields<C, scalar<double>>(C::steady(p, x0)), b = fields<C, scalar<double>>(C::steady(p, x1));
        auto s = C::steady(p, x0);
        C::advance(s, p, x1, scalar<double>(dt));
        auto const c = fields<C, scalar<double>>(s);
        for (std::size_t k = 0; k < states<C>; ++k) {
          double const low = std::min(a[k][0], b[k][0]), high = std::max(a[k][0], b[k][0]), rounding = 3e-16 * high;
          CHECK(c[k][0] >= low - rounding);
          CHECK(c[k][0] <= high + rounding);
          if (dt == 1e6) CHECK(std::abs(c[k][0] - b[k][0]) <= rounding);
        }
      }
}

TEMPLATE_LIST_TEST_CASE("g is the slope of the current over the next 0.001 mV, as in NEURON", "", test::all_channels) {
  using C = TestType;
  using B = scalar<double>;
  auto const p = some_params<C, B>();
  for (double v = -119.75; v <= 50; v += 2.3) {
    auto const at = [&](double u) {
      auto const x = site_of<C, B>([&](std::size_t) { return place{.v = u}; });
      auto const here = site_of<C, B>([&](std::size_t) { return place{.v = v}; });
      auto const i = C::current(C::steady(p, here), p, x);
      return std::pair{i.g.r[0], i.g.r[0] * u - i.ge.r[0]};
    };
    double const h = (v + 1e-3) - v, slope = (at(v + h).second - at(v).second) / h;
    CHECK(std::abs(at(v).first - slope) <= 1e-9 * std::abs(slope) + 1e-15);
  }
}

TEMPLATE_LIST_TEST_CASE("no current at the reversal potential, outward above it", "", test::all_channels) {
  using C = TestType;
  using B = scalar<double>;
  auto const p = some_params<C, B>();
  using ion = typename pallium::detail::first_ion<typename C::ions>::type;
  double e = C::name == "pas" ? -70 : -45;
  if constexpr (std::is_same_v<C, channel::it_ghk>)
    e = membrane::nernst(B(place{}.cai), B(2.0), 2, place{}.celsius).r[0];
  else if constexpr (!std::is_same_v<ion, nonspecific_t>)
    e = test::detail::reversal<double>(ion{}, place{});
  auto const current = [&](double v) {
    auto const x = site_of<C, B>([&](std::size_t) { return place{.v = v}; });
    auto const i = C::current(C::steady(p, site_of<C, B>([](std::size_t) { return place{.v = -20}; })), p, x);
    return i.g.r[0] * v - i.ge.r[0];
  };
  CHECK(std::abs(current(e)) <= 1e-15);
  CHECK(current(e + 10) > 0);
  CHECK(current(e - 10) < 0);
}

TEMPLATE_LIST_TEST_CASE("nothing is NaN where no neuron should be", "", test::all_channels) {
  using C = TestType;
  auto const finite = [&]<class B>(B) {
    auto const p = some_params<C, B>();
    for (double v = -300; v <= 300; v += 12.5) {
      auto const x = site_of<C, B>([&](std::size_t) { return place{.v = v, .cai = 0}; });
      auto s = C::steady(p, x);
      for (int n = 0; n < 3; ++n) C::advance(s, p, x, B(0.025));
      for (auto const& f : fields<C, B>(s)) {
        CHECK(f[0] >= 0);
        CHECK(f[0] <= 1.000001);
      }
      CHECK(std::isfinite(C::current(s, p, x).ge.r[0]));
    }
  };
  finite(scalar<double>{});
  finite(scalar<float>{});
}

TEST_CASE("channels have names of their own") {
  std::vector<std::string_view> names;
  std::apply([&](auto... c) { (names.push_back(c.name), ...); }, test::all_channels{});
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(names.size() == std::tuple_size_v<test::all_channels>);
}
