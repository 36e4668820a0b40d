// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/concept.hpp>
#include <pallium/channel/detail/two_rails.hpp>

namespace pallium::channel {

/// NaV, transient, persistent and resurgent Na+ current of one Markov scheme: i = gbar o (v - ena). Carter, Giessel,
/// Sabatini & Bean 2012 (doi:10.1016/j.neuron.2012.08.033), as the Allen Institute's models have it.
///
///     C1 - C2 - C3 - C4 - C5 - O     activation 4a 3a 2a a, 1b 2b 3b 4b, a = 400 exp(v / 24), b = 12 exp(-v / 24);
///     |    |    |    |    |    |     inactivation (down) faster by 2.51 per step to the right, its recovery slower by
///     I1 - I2 - I3 - I4 - I5 - I6    5.32; below, a is faster by 2.51 and b slower by 5.32
struct nav {
  static constexpr std::string_view name = "NaV";
  using ions = uses<sodium_t>;
  static constexpr q10 temperature{2.3, 37};
  static constexpr bool implicit = true;
  template <class B> struct params { B gbar = 0.015; };                                  // [S/cm2]
  template <class B> struct state { B c1, c2, c3, c4, c5, o, i1, i2, i3, i4, i5, i6; };  // occupancies, sum 1

  /// The rates at 37 degC times `scale`; no column sums yet.
  template <class B> static detail::two_rails<B, 6> rates(B v, B scale) {
    constexpr double faster = 2.51, slower = 1 / 5.32;
    B const e = exp(v * (1.0 / 24.0)), a = 400.0 * e * scale, b = 12.0 / e * scale;
    detail::two_rails<B, 6> m;
    double in = 0.01, out = 40.0;
    detail::unrolled<5>([&](auto k) __attribute__((always_inline)) {
      constexpr double opening = 4.0 - k, closing = k + 1.0;
      m.up[k] = {opening * a, opening * faster * a};
      m.down[k] = {closing * b, closing * slower * b};
      m.across[k] = {in * scale, out * scale};
      in *= faster;
      out *= slower;
    });
    m.up[4] = {250.0 * scale, 250.0 * scale};
    m.down[4] = {60.0 * scale, 60.0 * scale};
    m.across[5] = {8.0 * scale, 0.05 * scale};
    return m;
  }

  /// NEURON's start: eleven balances and sum = 1, and in the balance of I3 the flow from I4 has, by a slip of the
  /// published file, the rate of I3 -> C3. So this is not quite the steady state; the first milliseconds mend it.
  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    auto m = rates(x.v, B(1.0));
    m.sum.fill({0.0, 0.0});
    m.sum[3].i = m.down[2].i - m.across[2].i;  // the slip
    m.down[2].i = m.across[2].i;
    m.sum[4].i = m.up[4].i;  // what enters the balance of I6, which is left out
    m.up[4].i = 0.0;
    m.sum[5].c = m.across[5].c;
    m.across[5].c = 0.0;
    std::array<detail::rails<B>, 6> y;
    y.fill({0.0, 0.0});
    m.eliminate(y);
    y[5] = {m.across[5].i / m.sum[5].c, 1.0};
    m.substitute(y);
    return scaled(y, 1.0 / total(y));
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    auto m = rates(x.v, x.q * dt);
    m.sum.fill({1.0, 1.0});
    std::array<detail::rails<B>, 6> y{
        {{s.c1, s.i1}, {s.c2, s.i2}, {s.c3, s.i3}, {s.c4, s.i4}, {s.c5, s.i5}, {s.o, s.i6}}};
    m.solve(y);
    s = scaled(y, 2.0 - total(y));  // the step keeps the sum; this keeps rounding from adding up: 1 / x near 1
  }
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * s.o, x.e(sodium));
  }

 protected:
  template <class B> static B total(std::array<detail::rails<B>, 6> const& y) {
    B sum = y[0].c + y[0].i;
    detail::unrolled<5>([&](auto k) __attribute__((always_inline)) { sum += y[k + 1].c + y[k + 1].i; });
    return sum;
  }
  template <class B> static state<B> scaled(std::array<detail::rails<B>, 6> const& y, B by) {
    return {y[0].c * by, y[1].c * by, y[2].c * by, y[3].c * by, y[4].c * by, y[5].c * by,
            y[0].i * by, y[1].i * by, y[2].i * by, y[3].i * by, y[4].i * by, y[5].i * by};
  }
};
static_assert(check_channel<nav>());

}  // namespace pallium::channel
