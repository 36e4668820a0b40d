// SPDX-License-Identifier: BSD-3-Clause
// What must hold for every synapse, whatever its equations.
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <pallium/core/error.hpp>

#include <string>

#include "all.hpp"

namespace {

using namespace test;
using B = scalar<double>;

/// Weights into steps, several into one, and silences between.
template <class F> void busy(int steps, F&& receive, auto&& advance) {
  for (int n = 0; n < steps; ++n) {
    if (n % 70 == 3 || n % 110 == 0) receive(1.0);
    if (n % 140 == 3) receive(0.25);
    advance();
  }
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a synapse gives the same bits on every lane type", "", test::all_synapses) {
  using S = TestType;
  auto const same = [&]<class W>(W) {
    using T = typename W::value_type;
    std::vector<T> weight(37);
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<T>(1e-4 * static_cast<double>(i * i));
    for (auto const& p : some_params<S>())
      for (std::size_t field = 0; field <= field_count<S::template state>; ++field) {
        auto const f = [&](auto w) {
          using V = decltype(w);
          auto const c = everywhere<S::template constants, V>(S::prepare(p, 0.025));
          auto s = S::rest(c);
          busy(300, [&](double u) { S::receive(s, c, u * w); }, [&] { S::advance(s, c); });
          auto const i = S::current(s, c, V(-61.0));
          return field < field_count<S::template state> ? to_array<S::template state>(s)[field] : i.g - 0.01 * i.ge;
        };
        CHECK(agree<W>(map<W>(f, weight), map<scalar<T>>(f, weight), 1e4, 1e-6));
      }
  };
  std::apply([&](auto... w) { (same(w), ...); }, lane_types{});
}

TEMPLATE_LIST_TEST_CASE("an event of weight 0 changes nothing", "", test::all_synapses) {
  using S = TestType;
  for (auto const& p : some_params<S>()) {
    one_synapse<S, B> s(p);
    busy(200, [&](double w) {
      s.receive(w);
      auto const before = s.fields();
      s.receive(0);
      CHECK(s.fields() == before);
    }, [&] { s.advance(); });
  }
}

TEMPLATE_LIST_TEST_CASE("synapses that share a state add up", "", test::additive_synapses) {
  using S = TestType;
  STATIC_CHECK(S::additive);
  for (auto const& p : some_params<S>()) {
    one_synapse<S, B> both(p), sum(p), a(p), b(p), shared(p);
    for (auto* s : {&both, &sum}) s->receive(0.3), s->advance(17);
    both.receive(0.25), both.receive(0.5);
    sum.receive(0.75);
    for (std::size_t k = 0; k < both.fields().size(); ++k) CHECK(relative(both.fields()[k], sum.fields()[k]) < 4e-16);
    for (int n = 0; n < 100; ++n) {
      if (n == 3 || n == 40) a.receive(0.1), shared.receive(0.1);
      if (n == 8) b.receive(0.2), shared.receive(0.2);
      a.advance(), b.advance(), shared.advance();
      for (std::size_t k = 0; k < a.fields().size(); ++k)
        CHECK(std::abs(shared.fields()[k] - (a.fields()[k] + b.fields()[k])) <= 1e-15 * std::abs(shared.fields()[k]) + 1e-17);
    }
    for (double v : {-80.0, -20.0, 30.0}) CHECK(relative(shared.i(v), a.i(v) + b.i(v)) < 1e-12);
  }
}

TEMPLATE_LIST_TEST_CASE("synapses of their own do not add up", "", test::own_synapses) {
  using S = TestType;
  STATIC_CHECK_FALSE(S::additive);
  for (auto const& p : some_params<S>()) {
    one_synapse<S, B> both(p), one(p);
    both.receive(0.5), both.advance(), both.receive(0.5), both.advance(200);
    one.receive(0.5), one.advance(), one.advance(200);
    CHECK(std::abs(both.i(-30) - 2 * one.i(-30)) > 1e-3 * std::abs(one.i(-30)));
  }
}

TEMPLATE_LIST_TEST_CASE("two steps are one of twice the length", "", test::exact_synapses) {
  using S = TestType;
  for (auto const& p : some_params<S>()) {
    one_synapse<S, B> fine(p, 0.025), coarse(p, 0.2);
    for (int n = 0; n < 400; ++n) {  // events at 0, 11, 12 and 52 ms, two together at 20
      for (int k : {0, 55, 60, 100, 100, 260})
        if (n == k) fine.receive(0.01), coarse.receive(0.01);
      fine.advance(8), coarse.advance();
      for (double v : {-75.0, 10.0}) CHECK(std::abs(fine.i(v) - coarse.i(v)) <= 1e-12 * std::abs(fine.i(v)) + 1e-16);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("a silent synapse falls to exactly 0 and meets no denormal on the way", "", test::all_synapses) {
  using S = TestType;
  auto const falls = [&]<class W>(W) {
    using T = typename W::value_type;
    auto const sound = [](T x) { return x == 0 || std::isnormal(x); };
    for (auto const& p : some_params<S>()) {
      one_synapse<S, W> s(p, 0.5);
      s.receive(0.02), s.advance(), s.receive(0.013);
      bool normal = true;
      int n = 0;
      for (auto before = s.fields(); n < 90000; ++n) {
        s.advance();
        auto const now = s.fields();
        for (T x : now) normal = normal && sound(x) && (s.age % s.lasting != 0 || sound(x * x));
        auto const i = s.current();
        normal = normal && sound(values(i.g)[0]) && sound(values(i.ge)[0]);
        if (now == before && n > 40) break;
        before = now;
      }
      CHECK(normal);
      CHECK(n < 90000);  // nothing moves any more
      CHECK(s.i(-55) == 0);
      CHECK(s.g() == 0);
    }
  };
  std::apply([&](auto... w) { (falls(w), ...); }, std::tuple<scalar<double>, scalar<float>, widest<double>, widest<float>>{});
}

TEST_CASE("how long states may fade unsettled follows from the fastest of them") {
  using synapse::lasting;
  CHECK(lasting({0.9, 0.99}) == 16);
  CHECK(lasting({}) == 16);
  CHECK(lasting({0.0}) == 16);  // 0 at once
  CHECK(lasting({0.9, 0.12}) == 13);
  CHECK(lasting({1e-5}) == 2);
  CHECK(lasting({1e-7, 0.5}) == 1);
  CHECK(lasting({1e-18}) == 1);
  for (double f = 1e-18; f < 1; f *= 1.7) CHECK((1e-18 * std::pow(f, lasting({f})) >= 0.99e-36));  // 1e-18 is the least that is not negligible
}

TEMPLATE_LIST_TEST_CASE("g is the slope of the current over the next 0.001 mV, as in NEURON", "", test::all_synapses) {
  using S = TestType;
  for (auto const& p : some_params<S>()) {
    one_synapse<S, B> s(p);
    busy(120, [&](double w) { s.receive(w); }, [&] { s.advance(); });
    for (double v = -119.75; v <= 50; v += 2.3) {
      double const h = (v + 1e-3) - v, slope = (s.i(v + h) - s.i(v)) / h;
      auto const i = s.current(v);
      CHECK(std::abs(i.g.r[0] - slope) <= 1e-9 * std::abs(slope) + 1e-12);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("what means nothing is refused by name and value", "", test::all_synapses) {
  using S = TestType;
  STATIC_REQUIRE(std::size(S::param_names) == field_count<S::template params>);
  auto const refuses = [&](std::size_t k, double value) {
    auto p = to_array<S::template params>(typename S::template params<double>{});
    p[k] = value;
    std::string const name(S::param_names[k].substr(0, S::param_names[k].find('|')));
    try {
      (void)S::prepare(make_record<S::template params>([&](std::size_t f) { return p[f]; }), 0.025);
      FAIL_CHECK(S::name << ": " << name << " = " << value << " is taken");
    } catch (input_error const& e) {
      std::string const said = e.what();
      CHECK(said.starts_with(S::name));
      CHECK(said.find(name + " = ") != std::string::npos);
    }
  };
  for (std::size_t k = 0; k < std::size(S::param_names); ++k) {
    auto const name = S::param_names[k];
    if (name.starts_with("e|") || name.starts_with("Erev|")) continue;  // any number
    refuses(k, -1);
    refuses(k, std::nan(""));
    refuses(k, std::numeric_limits<double>::infinity());
    if (name == "p0" || name == "pbtilde" || name.starts_with("a_")) refuses(k, 1.001);
    bool const may_vanish = name == "tau1" || name.starts_with("tau_r_") || name == "p0" || name == "pbtilde" || name.starts_with("a_") ||
                            name == "mg" || name == "NMDA_ratio" || name == "Cdur";
    if (!may_vanish) refuses(k, 0);
  }
}

TEST_CASE("synapses have names of their own") {
  std::vector<std::string_view> names;
  std::apply([&](auto... s) { (names.push_back(s.name), ...); }, test::all_synapses{});
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(names.size() == 14);
}
