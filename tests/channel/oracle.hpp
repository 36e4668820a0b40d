// SPDX-License-Identifier: BSD-3-Clause
// The channels a second time: in long double with the functions of the C library, as rates, time constants and dense
// matrices, the way the published files print them. Shares no code with the library.
#pragma once
#include <pallium/core/environment.hpp>
#include <pallium/core/ion.hpp>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "all.hpp"

namespace oracle {

using L = long double;
using std::exp, std::pow;

struct gate { L inf, tau; };
using gates = std::vector<gate>;
using state = std::vector<L>;

inline L q10(L celsius, L at, L base = 2.3L) { return pow(base, (celsius - at) / 10); }
inline L E(L x, L y) { return std::abs(x / y) < 1e-6L ? y * (1 - x / y / 2) : x / std::expm1(x / y); }
inline gate from_rates(L alpha, L beta, L q = 1) { return {alpha / (alpha + beta), 1 / (alpha + beta) / q}; }
inline L square(L x) { return x * x; }

/// gates(v, celsius, cai), g(state, v) / gbar, and the voltages at which a formula is singular or jumps.
template <class C> struct spec;

template <int M, int H, bool Warm = false> struct colbert_pan {
  static constexpr std::array special{double{M}, double{H}};
  static gates at(L v, L celsius, L) {
    L const q = Warm ? q10(34, 21) : q10(celsius, 23);
    return {from_rates(0.182L * E(-(v - M), 6), 0.124L * E(v - M, 6), q),
            from_rates(0.015L * E(v - H, 6), 0.015L * E(-(v - H), 6), q)};
  }
  static L g(state const& s, L) { return pow(s[0], 3) * s[1]; }
};
template <> struct spec<pallium::channel::nats> : colbert_pan<-40, -66> {};
template <> struct spec<pallium::channel::nata> : colbert_pan<-48, -69> {};
template <> struct spec<pallium::channel::nata_t> : colbert_pan<-38, -66, true> {};
template <> struct spec<pallium::channel::nats2_t> : colbert_pan<-32, -60, true> {};

template <> struct spec<pallium::channel::nap> {
  static constexpr std::array special{-17.0, -64.4};
  static gates at(L v, L celsius, L) {
    L const alpha = 2.88e-6L * E(v + 17, 4.63L), beta = 6.94e-6L * E(-(v + 64.4L), 2.63L);
    return {{1 / (1 + exp((v + 48.8L) / 10)), 1 / (alpha + beta) / q10(celsius, 21)}};
  }
  static L g(state const& s, L v) { return s[0] / (1 + exp(-(v + 52.6L) / 4.6L)); }
};

template <> struct spec<pallium::channel::kv2like> {
  static constexpr std::array special{43.0, -58.0};
  static gates at(L v, L celsius, L) {
    L const q = q10(celsius, 21), alpha = 0.12L * E(-(v - 43), 11), beta = 0.02L * exp(-(v + 1.27L) / 120);
    L const h = 1 / (1 + exp((v + 58) / 11));
    L const tau1 = (360 + (1010 + 23.7L * (v + 54)) * exp(-square((v + 75) / 48))) / q;
    L tau2 = (2350 + 1380 * exp(-0.011L * v) - 210 * exp(-0.03L * v)) / q;
    if (tau2 < 0) tau2 = 1e-3L;
    return {{alpha / (alpha + beta), 2.5L / (q * (alpha + beta))}, {h, tau1}, {h, tau2}};
  }
  static L g(state const& s, L) { return s[0] * s[0] * (0.5L * s[1] + 0.5L * s[2]); }
};

template <> struct spec<pallium::channel::kv3_1> {
  static constexpr std::array special{18.7};
  static gates at(L v, L, L) {
    return {{1 / (1 + exp((v - 18.7L) / -9.7L)), 0.2L * 20 / (1 + exp((v + 46.56L) / -44.14L))}};
  }
  static L g(state const& s, L) { return s[0]; }
};

template <> struct spec<pallium::channel::k_p> {
  static constexpr std::array special{-50.0};
  static gates at(L v, L celsius, L) {
    L const q = q10(celsius, 21);
    return {{1 / (1 + exp(-(v + 14.3L) / 14.6L)),
             (v < -50 ? 1.25L + 175.03L * exp(0.026L * v) : 1.25L + 13 * exp(-0.026L * v)) / q},
            {1 / (1 + exp((v + 54) / 11)), (360 + (1010 + 24 * (v + 55)) * exp(-square((v + 75) / 48))) / q}};
  }
  static L g(state const& s, L) { return s[0] * s[0] * s[1]; }
};

template <> struct spec<pallium::channel::k_t> {
  static constexpr std::array special{-73.0};
  static gates at(L v, L celsius, L) {
    L const q = q10(celsius, 21);
    return {{1 / (1 + exp(-(v + 47) / 29)), (0.34L + 0.92L * exp(-square((v + 71) / 59))) / q},
            {1 / (1 + exp((v + 66) / 10)), (8 + 49 * exp(-square((v + 73) / 23))) / q}};
  }
  static L g(state const& s, L) { return pow(s[0], 4) * s[1]; }
};

template <> struct spec<pallium::channel::kd> {
  static constexpr std::array special{-43.0};
  static gates at(L v, L, L) { return {{1 - 1 / (1 + exp((v + 43) / 8)), 1}, {1 / (1 + exp((v + 67) / 7.3L)), 1500}}; }
  static L g(state const& s, L) { return s[0] * s[1]; }
};

template <> struct spec<pallium::channel::im> {
  static constexpr std::array special{-35.0};
  static gates at(L v, L celsius, L) {
    L const alpha = 3.3e-3L * exp(2.5L * 0.04L * (v + 35)), beta = 3.3e-3L * exp(-2.5L * 0.04L * (v + 35));
    return {from_rates(alpha, beta, q10(celsius, 21))};
  }
  static L g(state const& s, L) { return s[0]; }
};

template <> struct spec<pallium::channel::im_v2> {
  static constexpr std::array special{-48.0};
  static gates at(L v, L celsius, L) {
    L const alpha = 0.007L * exp(6 * 0.4L * (v + 48) / 26.12L);
    L const beta = 0.007L * exp(-6 * (1 - 0.4L) * (v + 48) / 26.12L);
    return {{alpha / (alpha + beta), (15 + 1 / (alpha + beta)) / q10(celsius, 30)}};
  }
  static L g(state const& s, L) { return s[0]; }
};

template <> struct spec<pallium::channel::ih> {
  static constexpr std::array special{-154.9};
  static gates at(L v, L, L) {
    return {from_rates(0.001L * 6.43L * E(v + 154.9L, 11.9L), 0.001L * 193 * exp(v / 33.1L))};
  }
  static L g(state const& s, L) { return s[0]; }
};

template <> struct spec<pallium::channel::sk> {
  static constexpr std::array special{0.0};
  static gates at(L, L, L cai) { return {{1 / (1 + pow(0.00043L / (cai < 1e-7L ? cai + 1e-7L : cai), 4.8L)), 1}}; }
  static L g(state const& s, L) { return s[0]; }
};

template <> struct spec<pallium::channel::ca_hva> {
  static constexpr std::array special{-27.0};
  static gates at(L v, L, L) {
    return {from_rates(0.055L * E(-27 - v, 3.8L), 0.94L * exp((-75 - v) / 17)),
            from_rates(0.000457L * exp((-13 - v) / 50), 0.0065L / (exp((-v - 15) / 28) + 1))};
  }
  static L g(state const& s, L) { return s[0] * s[0] * s[1]; }
};

template <> struct spec<pallium::channel::ca_lva> {
  static constexpr std::array special{-40.0};
  static gates at(L v, L celsius, L) {
    L const u = v + 10, q = q10(celsius, 21);
    return {{1 / (1 + exp(-(u + 30) / 6)), (5 + 20 / (1 + exp((u + 25) / 5))) / q},
            {1 / (1 + exp((u + 80) / 6.4L)), (20 + 50 / (1 + exp((u + 40) / 7))) / q}};
  }
  static L g(state const& s, L) { return s[0] * s[0] * s[1]; }
};

/// Rates as printed in 1952, of the depolarisation from rest, u; q10 and rest as NEURON has them.
template <> struct spec<pallium::channel::hh_na> {
  static constexpr std::array special{-40.0};
  static gates at(L v, L celsius, L) {
    L const u = v + 65, q = q10(celsius, 6.3L, 3);
    return {from_rates(0.1L * E(25 - u, 10), 4 * exp(-u / 18), q),
            from_rates(0.07L * exp(-u / 20), 1 / (exp((30 - u) / 10) + 1), q)};
  }
  static L g(state const& s, L) { return pow(s[0], 3) * s[1]; }
};
template <> struct spec<pallium::channel::hh_k> {
  static constexpr std::array special{-55.0};
  static gates at(L v, L celsius, L) {
    L const u = v + 65;
    return {from_rates(0.01L * E(10 - u, 10), 0.125L * exp(-u / 80), q10(celsius, 6.3L, 3))};
  }
  static L g(state const& s, L) { return pow(s[0], 4); }
};

template <> struct spec<pallium::channel::k_pst> {
  static constexpr std::array special{-60.0};
  static gates at(L v, L, L) {
    L const u = v + 10, q = q10(34, 21);
    return {{1 / (1 + exp(-(u + 1) / 12)), (u < -50 ? 1.25L + 175.03L * exp(0.026L * u) : 1.25L + 13 * exp(-0.026L * u)) / q},
            {1 / (1 + exp((u + 54) / 11)), (360 + (1010 + 24 * (u + 55)) * exp(-square((u + 75) / 48))) / q}};
  }
  static L g(state const& s, L) { return s[0] * s[0] * s[1]; }
};
template <> struct spec<pallium::channel::k_tst> {
  static constexpr std::array special{-83.0};
  static gates at(L v, L, L) {
    L const u = v + 10, q = q10(34, 21);
    return {{1 / (1 + exp(-u / 19)), (0.34L + 0.92L * exp(-square((u + 71) / 59))) / q},
            {1 / (1 + exp((u + 66) / 10)), (8 + 49 * exp(-square((u + 73) / 23))) / q}};
  }
  static L g(state const& s, L) { return pow(s[0], 4) * s[1]; }
};

template <> struct spec<pallium::channel::nap_et2> {
  static constexpr std::array special{-38.0, -17.0, -64.4};
  static gates at(L v, L, L) {
    L const q = q10(34, 21), alpha = 0.182L * E(-(v + 38), 6), beta = 0.124L * E(v + 38, 6);
    L const opening = 2.88e-6L * E(v + 17, 4.63L), closing = 6.94e-6L * E(-(v + 64.4L), 2.63L);
    return {{1 / (1 + exp(-(v + 52.6L) / 4.6L)), 6 / (alpha + beta) / q},
            {1 / (1 + exp((v + 48.8L) / 10)), 1 / (opening + closing) / q}};
  }
  static L g(state const& s, L) { return pow(s[0], 3) * s[1]; }
};

template <> struct spec<pallium::channel::it_ghk> {
  static constexpr std::array special{0.0, -82.0};
  static gates at(L v, L celsius, L) {
    L const u = v + 2;
    return {{1 / (1 + exp(-(u + 57) / 6.2L)),
             (0.612L + 1 / (exp(-(u + 132) / 16.7L) + exp((u + 16.8L) / 18.2L))) / q10(celsius, 24, 5)},
            {1 / (1 + exp((u + 81) / 4)), (u < -80 ? exp((u + 467) / 66.6L) : 28 + exp(-(u + 22) / 10.5L)) / q10(celsius, 24, 3)}};
  }
};

template <class C> state steady(L v, L celsius, L cai) {
  state s;
  for (gate const& x : spec<C>::at(v, celsius, cai)) s.push_back(x.inf);
  return s;
}
template <class C> state advance(state s, L v, L celsius, L cai, L dt) {
  auto const to = spec<C>::at(v, celsius, cai);
  for (std::size_t k = 0; k < s.size(); ++k) s[k] += (1 - exp(-dt / to[k].tau)) * (to[k].inf - s[k]);
  return s;
}

// --- NaV: twelve states C1..C5, O, I1..I6 and dense matrices -------------------------------------------------------

// The diagonals are sums that cancel in the elimination: eleven more bits than those of long double are not enough for
// the small occupancies to come out to the last digit of a double.
#if defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 wide;
#else
using wide = long double;
#endif
using matrix = std::array<std::array<wide, 12>, 12>;

/// Gaussian elimination with row pivoting.
inline state solve(matrix a, std::vector<wide> b) {
  auto const size = [](wide x) { return x < 0 ? -x : x; };
  for (std::size_t k = 0; k < 12; ++k) {
    std::size_t p = k;
    for (std::size_t i = k; i < 12; ++i)
      if (size(a[i][k]) > size(a[p][k])) p = i;
    std::swap(a[k], a[p]);
    std::swap(b[k], b[p]);
    for (std::size_t i = k + 1; i < 12; ++i) {
      wide const f = a[i][k] / a[k][k];
      for (std::size_t j = k; j < 12; ++j) a[i][j] -= f * a[k][j];
      b[i] -= f * b[k];
    }
  }
  for (std::size_t k = 12; k-- > 0;) {
    for (std::size_t j = k + 1; j < 12; ++j) b[k] -= a[k][j] * b[j];
    b[k] /= a[k][k];
  }
  state x;
  for (wide y : b) x.push_back(static_cast<L>(y));
  return x;
}

/// dX/dt = Q X.
inline matrix nav_rates(L v, L celsius) {
  enum { c1, c2, c3, c4, c5, o, i1, i2, i3, i4, i5, i6 };
  matrix Q{};
  auto link = [&](int from, int to, wide forward, wide backward) {
    auto const a = static_cast<std::size_t>(from), b = static_cast<std::size_t>(to);
    Q[a][a] -= forward; Q[b][a] += forward;
    Q[b][b] -= backward; Q[a][b] += backward;
  };
  L const q = q10(celsius, 37), a = q * 400 * exp(v / 24), b = q * 12 * exp(-v / 24), A = 2.51L, D = 5.32L;
  link(c1, c2, 4 * a, b); link(c2, c3, 3 * a, 2 * b); link(c3, c4, 2 * a, 3 * b); link(c4, c5, a, 4 * b);
  link(c5, o, q * 250, q * 60); link(o, i6, q * 8, q * 0.05L);
  link(i1, i2, 4 * a * A, b / D); link(i2, i3, 3 * a * A, 2 * b / D); link(i3, i4, 2 * a * A, 3 * b / D);
  link(i4, i5, a * A, 4 * b / D); link(i5, i6, q * 250, q * 60);
  link(c1, i1, q * 0.01L, q * 40); link(c2, i2, q * 0.01L * A, q * 40 / D);
  link(c3, i3, q * 0.01L * A * A, q * 40 / (D * D)); link(c4, i4, q * 0.01L * A * A * A, q * 40 / (D * D * D));
  link(c5, i5, q * 0.01L * A * A * A * A, q * 40 / (D * D * D * D));
  return Q;
}

/// The occupancies of rest: Q X = 0 with one row replaced by sum = 1; NEURON's start has `slip`.
inline state nav_steady(L v, L celsius, bool slip) {
  matrix Q = nav_rates(v, celsius);
  if (slip) Q[8][9] = Q[2][8];  // into I3 from I4: the rate of I3 -> C3
  Q[11].fill(1);
  std::vector<wide> b(12, 0);
  b[11] = 1;
  return solve(Q, b);
}
inline state nav_advance(state const& s, L v, L celsius, L dt) {
  matrix M = nav_rates(v, celsius);
  for (std::size_t i = 0; i < 12; ++i)
    for (std::size_t j = 0; j < 12; ++j) M[i][j] = wide(i == j) - dt * M[i][j];
  return solve(M, {s.begin(), s.end()});
}

template <> struct spec<pallium::channel::nav> {
  static constexpr std::array special{0.0};
  static L g(state const& s, L) { return s[5]; }
};
template <> inline state steady<pallium::channel::nav>(L v, L celsius, L) { return nav_steady(v, celsius, true); }
template <> inline state advance<pallium::channel::nav>(state s, L v, L celsius, L, L dt) {
  return nav_advance(s, v, celsius, dt);
}

template <> struct spec<pallium::channel::leak> {
  static constexpr std::array special{-70.0};
  static gates at(L, L, L) { return {}; }
  static L g(state const&, L) { return 1; }
};

/// Reversal potential and the factor of `g` under the tests' parameters.
template <class C> L reversal(test::place const& p) {
  using ion = typename pallium::detail::first_ion<typename C::ions>::type;
  if constexpr (std::is_same_v<ion, pallium::sodium_t>) return p.ena;
  else if constexpr (std::is_same_v<ion, pallium::potassium_t>) return p.ek;
  else if constexpr (std::is_same_v<ion, pallium::calcium_t>) return p.eca;
  else return C::name == "pas" ? -70 : -45;
}

/// Goldman, Hodgkin & Katz: permeability [cm/s], concentrations [mM], v [mV], current [mA/cm2].
inline L ghk(L p, L in, L out, L v, L z, L celsius) {
  L const F = pallium::modern_constants.faraday, R = pallium::modern_constants.gas, T = celsius + 273.15L;
  L const u = 1e-3L * z * v * F / (R * T);
  if (u == 0) return 1e-3L * p * z * F * (in - out);
  return 1e-3L * p * z * F * u * (in - out * exp(-u)) / -std::expm1(-u);
}

/// Current density at v with the states `s`, times what multiplies it, gbar or a permeability; the conductance of those
/// that have one.
template <class C> L conductance(state const& s, L v, L gbar) {
  if constexpr (requires { spec<C>::g(s, v); }) return gbar * spec<C>::g(s, v);
  else return 0;
}
template <class C> L current(state const& s, L v, L gbar, test::place const& w) {
  if constexpr (requires { spec<C>::g(s, v); }) return conductance<C>(s, v, gbar) * (v - reversal<C>(w));
  else return ghk(gbar * s[0] * s[0] * s[1], w.cai, 2, v, 2, w.celsius);
}

}  // namespace oracle
