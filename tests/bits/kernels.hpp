// SPDX-License-Identifier: BSD-3-Clause
// Every function, channel, synapse and pool over many inputs, on one instruction set.
#pragma once
#include <pallium/membrane/nernst.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/simd/gaussian.hpp>
#include <pallium/simd/trigonometry.hpp>

#include "../channel/all.hpp"
#include "../synapse/all.hpp"
#include "computed.hpp"

namespace test {

/// Inputs in order of size: from `low` to `high`, near zero, and what is special.
template <class T> std::vector<T> inputs(double low, double high) {
  draws u(3);
  std::vector<T> x;
  for (int i = 0; i < 4000; ++i) x.push_back(static_cast<T>(u(low, high)));
  for (int i = 0; i < 4000; ++i) x.push_back(static_cast<T>(u(-3, 3)));
  for (int i = 0; i < 2000; ++i) x.push_back(static_cast<T>(std::ldexp(u(-1, 1), -i / 20)));
  for (double y : {0.0, -0.0, 1.0, -1.0, low - 2, high + 2, 1e30, -1e30}) x.push_back(static_cast<T>(y));
  x.push_back(std::numeric_limits<T>::infinity());
  x.push_back(std::numeric_limits<T>::quiet_NaN());
  x.push_back(std::numeric_limits<T>::min() / 2);
  return x;
}

template <class B, class F> computed over(std::string name, std::vector<typename B::value_type> const& x, F&& f) {
  computed c{std::move(name), {}};
  for (auto y : map<B>(f, x)) c.add(static_cast<double>(y));
  return c;
}

template <class B> void functions(results& all) {
  using T = typename B::value_type;
  bool const wide = sizeof(T) == 8;
  auto const x = inputs<T>(wide ? -708 : -87, wide ? 709 : 88), angle = inputs<T>(wide ? -0x1p30 : -0x1p20, wide ? 0x1p30 : 0x1p20);
  all.push_back(over<B>("exp", x, [](B const& y) { return exp(y); }));
  all.push_back(over<B>("expm1", x, [](B const& y) { return expm1(y); }));
  all.push_back(over<B>("log", x, [](B const& y) { return log(abs(y)); }));
  all.push_back(over<B>("pow", x, [](B const& y) { return pow(abs(y), B(1.7)); }));
  all.push_back(over<B>("sin", angle, [](B const& y) { return sin(y); }));
  all.push_back(over<B>("cos", angle, [](B const& y) { return cos(y); }));
  all.push_back(over<B>("sqrt", x, [](B const& y) { return sqrt(abs(y)); }));
  all.push_back(over<B>("divide", x, [](B const& y) { return 1.0 / (3.0 + y * y); }));
  all.push_back(over<B>("fma", x, [](B const& y) { return fma(y, y, 0.1 * y); }));
  all.push_back(over<B>("product and sum", x, [](B const& y) { return y * y + 0.1 * y; }));  // no contraction
  all.push_back(over<B>("min, max", x, [](B const& y) { return min(y, B(0.5)) - max(y, 0.25 * y); }));
  all.push_back(over<B>("nernst", x, [](B const& y) { return membrane::nernst(1e-4 + abs(y), B(2.0), 2, 34); }));
}

/// Initial value, steps short and long towards another voltage, current: over a grid of v at three concentrations.
template <class C, class B> computed channel_bits() {
  computed c{"channel " + std::string(C::name), {}};
  auto const p = some_params<C, B>();
  draws u(5);
  std::vector<place> from, to;
  for (double cai : {5e-8, 1e-4, 2e-3})
    for (double v = -150; v <= 110; v += 0.75) {
      from.push_back({.v = v, .cai = cai});
      to.push_back({.v = u(-120, 60), .cai = u(1e-5, 1e-3)});
    }
  for (double v : {-40.0, -66.0, -17.0, 0.0, -27.0, -60.0, -35.0}) {  // where rates of published channels are 0 / 0
    from.push_back({.v = v});
    to.push_back({.v = v});
  }
  for (std::size_t at = 0; at < from.size(); at += B::size) {
    auto const near = [&](auto const& list) {
      return site_of<C, B>([&](std::size_t n) { return list[std::min(at + n, list.size() - 1)]; });
    };
    auto const x0 = near(from), x = near(to);
    std::vector<std::array<typename B::value_type, B::size>> rows;
    auto const keep = [&](auto const& s) {
      for (auto const& f : fields<C, B>(s)) rows.push_back(f);
    };
    auto s = C::steady(p, x0);
    keep(s);
    for (double dt : {0.025, 0.025, 0.1, 1.0}) C::advance(s, p, x, B(dt));
    keep(s);
    auto const i = C::current(s, p, x);
    rows.push_back(values(i.g));
    rows.push_back(values(i.ge));
    for (std::size_t n = 0; n < B::size && at + n < from.size(); ++n)
      for (auto const& row : rows) c.add(static_cast<double>(row[n]));
  }
  return c;
}

/// Events of many weights, 300 steps, the current at some voltages.
template <class S, class B> computed synapse_bits() {
  using T = typename B::value_type;
  computed c{"synapse " + std::string(S::name), {}};
  std::vector<T> weight(45);
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<T>(1e-4 * double(i * i));
  for (auto const& p : some_params<S>()) {
    auto const constants = everywhere<S::template constants, B>(S::prepare(p, 0.025));
    for (std::size_t at = 0; at < weight.size(); at += B::size) {
      B const w = lanes_from<B>([&](std::size_t n) { return weight[std::min(at + n, weight.size() - 1)]; });
      auto s = S::rest(constants);
      std::vector<std::array<T, B::size>> rows;
      for (int n = 0; n < 300; ++n) {
        if (n % 70 == 3 || n % 110 == 0) S::receive(s, constants, w);
        S::advance(s, constants);
        if (n % 50 != 7) continue;
        auto const i = S::current(s, constants, B(-90.0 + 0.5 * n));
        rows.push_back(values(i.g));
        rows.push_back(values(i.ge));
        for_each_field<S::template state>(s, [&](std::size_t, B const& x) { rows.push_back(values(x)); });
      }
      for (std::size_t n = 0; n < B::size && at + n < weight.size(); ++n)
        for (auto const& row : rows) c.add(static_cast<double>(row[n]));
    }
  }
  return c;
}

template <class B> computed pool_bits() {
  using shell = pool::calcium_shell;
  using T = typename B::value_type;
  std::vector<T> ica;
  draws u(9);
  for (int i = 0; i < 1000; ++i) ica.push_back(static_cast<T>(u(-1e-2, 1e-5)));
  return over<B>("pool " + std::string(shell::name), ica, [](B const& i) {
    shell::params<B> const p;
    auto s = shell::rest(p);
    for (int n = 0; n < 5; ++n) shell::advance(s, p, i, B(modern_constants.faraday_pool), B(0.025));
    return shell::inside(s);
  });
}

/// Everything above on lanes of two registers.
template <class Arch, class T> results kernels() {
  using B = simd::lane<Arch, T, 2>;
  results all;
  functions<B>(all);
  std::apply([&](auto... c) { (all.push_back(channel_bits<decltype(c), B>()), ...); }, all_channels{});
  std::apply([&](auto... s) { (all.push_back(synapse_bits<decltype(s), B>()), ...); }, all_synapses{});
  all.push_back(pool_bits<B>());
  computed normal{"gaussian", {}};
  for (std::uint64_t k = 0; k < 2000; ++k) normal.add(gaussian(rng::draw(3, 4, 5, k)));
  all.push_back(normal);
  return all;
}

}  // namespace test
