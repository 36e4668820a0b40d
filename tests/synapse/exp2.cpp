// SPDX-License-Identifier: BSD-3-Clause
// Exp2Syn against its analytic solution, and the laws of a synapse model.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/core/error.hpp>
#include <pallium/synapse/exp2.hpp>

#include "../support/lanes.hpp"

namespace {

using namespace test;
using L = long double;
using syn = synapse::exp2;
using B = scalar<double>;

template <class W> struct one_synapse {
  syn::constants<W> c;
  syn::state<W> s;
  explicit one_synapse(syn::params<double> const& p, double dt = 0.025)
      : c(everywhere<syn::constants, W>(syn::prepare(p, dt))), s(syn::rest(c)) {}
  void receive(double w) { syn::receive(s, c, W(w)); }
  void advance(int steps = 1) {
    for (int n = 0; n < steps; ++n) syn::advance(s, c);
  }
  auto g() const { return values(syn::current(s, c, W(-60.0)).g)[0]; }
};

/// g at t after an event of weight 1, and the time of its peak, as published.
struct analytic {
  L tau1, tau2, tp, factor;
  analytic(L t1, L t2) : tau1(t1), tau2(t2) {
    if (tau1 / tau2 > 0.9999L) tau1 = 0.9999L * tau2;
    if (tau1 / tau2 < 1e-9L) tau1 = 1e-9L * tau2;
    tp = tau1 * tau2 / (tau2 - tau1) * std::log(tau2 / tau1);
    factor = 1 / (-std::exp(-tp / tau1) + std::exp(-tp / tau2));
  }
  L g(L t) const { return factor * (std::exp(-t / tau2) - std::exp(-t / tau1)); }
};

syn::params<double> const kinds[] = {{0.1, 10, 0}, {0.5, 2, -70}, {1, 3, 0}, {2.7, 15, -55}, {0.2, 1.7, 0}, {3, 3, 0},
                                      {5, 3, 0},    {0, 8, 0},     {1e-4, 5, 0}};

}  // namespace

TEST_CASE("an event of weight w gives g = w at the peak, and g(t) as analytically") {
  for (auto const& p : kinds) {
    analytic const a(p.tau1, p.tau2);
    one_synapse<B> s(p);
    double const exact_norm = a.tau1 / a.tau2 > 0.99L ? 2e-12 : 5e-16;  // there 1 - tau1 / tau2 is known to 1e-12 only
    CHECK(relative(s.c.norm.r[0], a.factor) < exact_norm);
    s.receive(1);
    CHECK(s.g() == 0);
    largest difference, peak;
    for (int n = 1; n <= 2000; ++n) {
      s.advance();
      difference(static_cast<double>(std::abs(s.g() - a.g(n * 0.025L))));
      peak(s.g());
    }
    INFO(p.tau1 << ' ' << p.tau2 << ' ' << difference.value);
    CHECK(difference.value < (exact_norm > 1e-15 ? 1e-10 : 5e-14));  // a and b are 1e4 times g in the extreme
    CHECK(peak.value <= 1 + 1e-12);
    one_synapse<B> at_peak(p, static_cast<double>(a.tp));
    at_peak.receive(0.007);
    at_peak.advance();
    CHECK(relative(at_peak.g(), 0.007L) < (exact_norm > 1e-15 ? 1e-11 : 2e-15));
  }
}

TEST_CASE("its current is g (v - e)") {
  one_synapse<B> s({0.5, 2, -70});
  s.receive(0.01);
  s.advance(40);
  auto const i = syn::current(s.s, s.c, B(-50.0));
  CHECK(s.g() > 0);
  CHECK(relative(i.g.r[0] * -50 - i.ge.r[0], s.g() * 20) < 1e-15);
}

TEST_CASE("receive is additive, whatever came before") {
  for (auto const& p : kinds) {
    one_synapse<B> both(p), sum(p), a(p), b(p);
    for (auto* s : {&both, &sum}) s->receive(0.3), s->advance(17);
    both.receive(0.25), both.receive(0.5);
    sum.receive(0.75);
    CHECK(relative(both.s.a.r[0], sum.s.a.r[0]) < 3e-16);
    CHECK(relative(both.s.b.r[0], sum.s.b.r[0]) < 3e-16);
    one_synapse<B> shared(p);  // two synapses in one state
    for (int n = 0; n < 100; ++n) {
      if (n == 3 || n == 40) a.receive(0.1), shared.receive(0.1);
      if (n == 8) b.receive(0.2), shared.receive(0.2);
      a.advance(), b.advance(), shared.advance();
    }
    CHECK(std::abs(shared.g() - (a.g() + b.g())) < 1e-14 * shared.s.b.r[0]);
    one_synapse<B> none(p);
    none.receive(0);
    CHECK(none.s.a.r[0] == 0);
    CHECK(none.g() == 0);
  }
}

TEST_CASE("decay(s) then decay(t) is decay(s + t)") {
  for (auto const& p : kinds) {
    one_synapse<B> fine(p, 0.025), coarse(p, 0.8);
    fine.receive(1), coarse.receive(1);
    fine.advance(64), coarse.advance(2);
    CHECK(relative(fine.s.b.r[0], coarse.s.b.r[0]) < 1e-14);
    CHECK(std::abs(fine.s.a.r[0] - coarse.s.a.r[0]) < 1e-13 * fine.s.a.r[0] + 1e-17);
    CHECK(std::abs(fine.g() - coarse.g()) < 1e-14 * fine.s.b.r[0]);
  }
}

TEMPLATE_LIST_TEST_CASE("a silent synapse falls to exactly 0 and meets no denormal on the way", "", test::lane_types) {
  using W = TestType;
  using T = typename W::value_type;
  for (double w : {0.02, -0.02}) {
    one_synapse<W> s({0.5, 4, 0});
    s.receive(w);
    bool normal = true;
    for (int n = 0; n < 20000; ++n) {
      s.advance();
      T const a = values(s.s.a)[0], b = values(s.s.b)[0], g = s.g();
      for (T x : {a, b, a * a, b * b, g}) normal = normal && (x == 0 || std::isnormal(x));
    }
    CHECK(normal);
    CHECK(values(s.s.a)[0] == 0);
    CHECK(values(s.s.b)[0] == 0);
  }
}

TEMPLATE_LIST_TEST_CASE("exp2 gives the same bits on every lane type", "", test::lane_types) {
  using W = TestType;
  using T = typename W::value_type;
  std::vector<T> weight(97);
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<T>(1e-4 * static_cast<double>(i * i));
  auto const f = [](auto w) {
    using V = decltype(w);
    auto const c = everywhere<syn::constants, V>(syn::prepare({0.5, 2, -70}, 0.025));
    auto s = syn::rest(c);
    for (int n = 0; n < 300; ++n) {
      if (n % 70 == 0) syn::receive(s, c, w);
      syn::advance(s, c);
    }
    auto const i = syn::current(s, c, V(-61.0));
    return i.g - 0.01 * i.ge;
  };
  CHECK(map<W>(f, weight) == map<scalar<T>>(f, weight));
}

TEST_CASE("time constants that mean nothing are refused by name and value") {
  for (syn::params<double> const& p : {syn::params<double>{1, 0, 0}, {1, -2, 0}, {-1, 2, 0}, {1, std::nan(""), 0}})
    CHECK_THROWS_AS(syn::prepare(p, 0.025), input_error);
}

TEST_CASE("defaults are NEURON's") {
  syn::params<double> const p;
  CHECK(p.tau1 == 0.1);
  CHECK(p.tau2 == 10);
  CHECK(p.e == 0);
  STATIC_CHECK(syn::name == "Exp2Syn");
  STATIC_CHECK(synapse_model<syn>);
}
