// SPDX-License-Identifier: BSD-3-Clause
// Passive cables and trees, their closed forms, and a player that is compiled once for all files of this folder.
//
// Lengths are in um, times in ms, currents in nA, resistances in MOhm, v in mV above rest.
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/morph/tree.hpp>

#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace theory {

using namespace pallium;
using passive = cell<channels<channel::leak>>;
inline constexpr double pi = std::numbers::pi;

/// Passive properties of a cylinder and what follows from them (Rall 1977, doi:10.1002/cphy.cp010103).
struct cable {
  double length = 800, diameter = 2, cm = 0.9, ra = 130, g = 1.1e-4;

  double lambda() const { return 1e4 * std::sqrt(1e-4 * diameter / (4 * ra * g)); }
  double tau() const { return 1e-3 * cm / g; }
  double infinite() const { return resistance(lambda()); }                               ///< of the half-infinite cylinder
  double resistance(double um) const { return 0.01 * 4 * ra * um / (pi * diameter * diameter); }  ///< axial
  double capacity(double um) const { return 1e-5 * cm * pi * diameter * um; }            ///< [nF]
  double conductance(double um) const { return 0.01 * g * pi * diameter * um; }          ///< [uS]
  double rate(int n) const {  ///< of the n-th eigenfunction cos(n pi x / length) [1/ms]
    double const k = n * pi * lambda() / length;
    return (1 + k * k) / tau();
  }
};

/// How one mode that decays at `rate` gets through `steps` steps of a scheme.
inline double decay(double rate, double dt, int steps, bool halves) {
  return halves ? std::pow((1 - 0.5 * rate * dt) / (1 + 0.5 * rate * dt), steps) : std::pow(1 + rate * dt, -steps);
}

/// v at x that a current exp(-a t) at `from` holds up in a cable with sealed ends, over exp(-a t): the transfer
/// resistance for a = 0, the impedance for a = -i omega.
inline std::complex<double> transfer(cable const& c, double from, double x, std::complex<double> a = 0) {
  std::complex<double> const q = std::sqrt(1.0 - a * c.tau());
  double const l = c.lambda(), low = std::min(from, x), high = std::max(from, x);
  return c.infinite() * std::cosh(q * low / l) * std::cosh(q * (c.length - high) / l) / (q * std::sinh(q * c.length / l));
}

/// v at x at a time t after a step of 1 nA at `from`, sealed ends: the steady state less the series of what decays,
/// whose n-th term is multiplied by `left(rate)`: exp(-rate t), or what a scheme makes of it.
/// (Rall 1969, doi:10.1016/S0006-3495(69)86467-2.)
inline double step_response(cable const& c, double from, double x, std::function<double(double)> const& left) {
  double sum = 0, largest = 0;
  for (int n = 0; n < 100000; ++n) {
    double const rate = c.rate(n), k = n * pi / c.length,
                 size = left(rate) / (rate * c.capacity(n == 0 ? c.length : c.length / 2));
    sum += size * std::cos(k * from) * std::cos(k * x);
    largest = std::max(largest, std::abs(size));
    if (std::abs(size) < 1e-18 * largest) break;
  }
  return transfer(c, from, x).real() - sum;
}

/// A cylinder as a chain of n sections that are one compartment each; the first is the soma, the root.
inline morph::tree chain(cable const& c, int n) {
  morph::tree t;
  double const h = c.length / n, r = 0.5 * c.diameter;
  for (int i = 0; i < n; ++i)
    t.append({.kind = i == 0 ? branch::soma : branch::dendrite, .parent = i - 1, .parent_x = i == 0 ? 0.0 : 1.0,
              .points = {{i * h, 0, 0, r}, {(i + 1) * h, 0, 0, r}}, .arc = {0, h}});
  return t;
}
inline discretize::max_length one_each() { return {1e6}; }

/// A cell of one membrane that rests at 0.
inline passive with_membrane(cable const& c, morph::tree const& t) {
  passive p(t, one_each());
  p.capacitance(everywhere, c.cm).axial_resistance(everywhere, c.ra).paint<channel::leak>(everywhere, {.g = c.g, .e = 0});
  p.initial_voltage({0});
  return p;
}
/// The middle of compartment s of a cell.
template <class Cell> location centre(Cell const& p, std::size_t s) {
  auto const& i = p.layout().segments[s];
  return {i.kind, i.index, i.x()};
}

/// A current into a place, asked at the middle of each step.
struct drive {
  location where;
  std::function<double(double)> amplitude;
};
inline std::function<double(double)> constant(double amp) {
  return [amp](double) { return amp; };
}

/// v of all compartments, or of those named, at t = 0 and after every `every` steps of one scheme: crank_nicolson if `halves`.
std::vector<std::vector<double>> play(passive const&, bool halves, std::vector<drive> const&, double dt, int steps, int every = 1,
                                      std::vector<std::uint32_t> watched = {});
/// v at the end alone.
inline std::vector<double> after(passive const& p, bool halves, std::vector<drive> const& d, double dt, int steps) {
  return play(p, halves, d, dt, steps, steps).back();
}

inline char const* name_of(bool halves) { return halves ? "passive cable, Crank-Nicolson" : "passive cable, backward Euler"; }

/// Largest |order - expected| among successive errors when a step becomes `factor` of it.
inline double order_off(std::vector<double> const& errors, double expected, double factor = 0.5) {
  double off = 0;
  for (std::size_t i = 1; i < errors.size(); ++i) {
    double const d = std::abs(std::log(errors[i] / errors[i - 1]) / std::log(factor) - expected);
    if (!(d <= off)) off = d;
  }
  return off;
}

}  // namespace theory
