// SPDX-License-Identifier: BSD-3-Clause
// A channel on lanes of any width; one file for each number type compiles it.
#pragma once
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "all.hpp"

namespace {

using namespace test;

/// Everything a channel computes at one place, as numbers.
template <class C, class T> struct outcome {
  std::array<T, states<C>> start{}, after{}, changed{};
  T g = 0, ge = 0;
  /// Of lane type B, whether this is `o` of one number: a state is of the order of 1, a conductance of 0.01, ge of a hundred g.
  template <class B> bool agrees(outcome const& o) const {
    bool same = agree<B>(g, o.g, 1e4, 1e-4) && agree<B>(ge, o.ge, 1e4, 1e-2);
    for (std::size_t k = 0; k < states<C>; ++k)
      same = same && agree<B>(start[k], o.start[k], 1e4, 1e-2) && agree<B>(after[k], o.after[k], 1e4, 1e-2) &&
             agree<B>(changed[k], o.changed[k], 1e4, 1e-2);
    return same;
  }
};

/// Places from -120 to 50 mV with a state reached from another voltage, in runs of B's width.
template <class C, class B> std::vector<outcome<C, typename B::value_type>> run(double dt, int steps = 3) {
  using T = typename B::value_type;
  std::mt19937_64 draw(7);
  std::uniform_real_distribution<double> volts(-120, 50), concentration(5e-8, 1e-3);
  std::vector<place> from(192), to(192);
  for (auto& p : from) p = {.v = volts(draw), .cai = concentration(draw)};
  for (auto& p : to) p = {.v = volts(draw), .cai = concentration(draw)};
  to[5].v = -40, to[6].v = -66, to[7].v = -17, to[8].v = 0, to[9].v = -27;
  std::vector<outcome<C, T>> all(from.size());
  auto const p = some_params<C, B>();
  for (std::size_t at = 0; at < all.size(); at += B::size) {
    auto const x0 = site_of<C, B>([&](std::size_t n) { return from[(at + n) % from.size()]; });
    auto const x = site_of<C, B>([&](std::size_t n) { return to[(at + n) % to.size()]; });
    auto s = C::steady(p, x0);
    auto const start = fields<C, B>(s);
    C::advance(s, p, x, B(dt));
    auto const after = fields<C, B>(s);
    for (int n = 1; n < steps; ++n) C::advance(s, p, x, B(dt));
    auto const changed = fields<C, B>(s);
    auto const i = C::current(s, p, x);
    auto const g = values(i.g), ge = values(i.ge);
    for (std::size_t n = 0; n < B::size && at + n < all.size(); ++n) {
      for (std::size_t k = 0; k < states<C>; ++k) {
        all[at + n].start[k] = start[k][n];
        all[at + n].after[k] = after[k][n];
        all[at + n].changed[k] = changed[k][n];
      }
      all[at + n].g = g[n];
      all[at + n].ge = ge[n];
    }
  }
  return all;
}

template <class C, class T, class... B> void same_on(std::tuple<B...>*) {
  auto const expected = run<C, scalar<T>>(0.025);
  auto const same = [&]<class W>(W*, auto const& on_lanes) {
    REQUIRE(on_lanes.size() == expected.size());
    std::size_t differ = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) differ += !on_lanes[i].template agrees<W>(expected[i]);
    CHECK(differ == 0);
  };
  (same(static_cast<B*>(nullptr), run<C, B>(0.025)), ...);
}

}  // namespace
