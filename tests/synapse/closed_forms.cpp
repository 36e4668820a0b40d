// SPDX-License-Identifier: BSD-3-Clause
// Synapses whose response has a closed form, step by step against it in long double: sums of what each event does, and
// schemes that are linear while the transmitter is constant.
#include <catch2/catch_test_macros.hpp>

#include "../support/table.hpp"
#include "all.hpp"

namespace {

using namespace test;
using L = long double;
using B = scalar<double>;

constexpr double dt = 0.025;
struct given {
  int at;  ///< step
  double weight;
};
/// A burst, two events in a step, a long silence.
std::vector<given> const train{{0, 0.01},     {200, 0.015},  {200, 0.005},  {220, 0.01}, {245, 0.02},
                               {246, 0.0125}, {1000, 0.005}, {4000, 0.02}, {4013, 0.01}};

/// The largest |i - exact| over 200 ms at three voltages, relative to the largest |exact|. `exact(t, v)`: current [nA].
template <class S, class F> double worst_of(typename S::template params<double> const& p, F&& exact, int steps = 8000) {
  one_synapse<S, B> s(p, dt);
  largest difference, scale;
  for (int n = 0; n < steps; ++n) {
    for (given const& e : train)
      if (e.at == n) s.receive(e.weight);
    for (double v : {-80.0, -31.0, 20.0}) {
      L const i = exact(n * L(dt), L(v));
      difference(static_cast<double>(std::abs(s.i(v) - i)));
      scale(static_cast<double>(std::abs(i)));
    }
    s.advance();
  }
  REQUIRE(scale.value > 0);
  return difference.value / scale.value;
}
template <class S, class F> void prove_closed(F&& exact, double bound) {
  largest worst;
  for (auto const& p : some_params<S>()) worst(worst_of<S>(p, exact(p)));
  prove(std::string(S::name), "analytic solution", "current of a train, relative", worst.value, bound);
}

/// sum of weight * one(t - t_k) over the events before t, those at t with.
template <class F> L sum(L t, F&& one) {
  L g = 0;
  for (given const& e : train)
    if (e.at * L(dt) <= t + 1e-9L) g += e.weight * one(t - e.at * L(dt));
  return g;
}

/// A difference of exponentials that peaks at 1, and the time of its peak, as published.
struct rise_and_fall {
  L tau1, tau2, tp, factor;
  rise_and_fall(L t1, L t2) : tau1(t1), tau2(t2) {
    if (tau1 / tau2 > 0.9999L) tau1 = 0.9999L * tau2;
    if (tau1 / tau2 < 1e-9L) tau1 = 1e-9L * tau2;
    tp = tau1 * tau2 / (tau2 - tau1) * std::log(tau2 / tau1);
    factor = 1 / (-std::exp(-tp / tau1) + std::exp(-tp / tau2));
  }
  L operator()(L t) const { return factor * (std::exp(-t / tau2) - std::exp(-t / tau1)); }
};

L unblocked(L mg, L v) { return 1 / (1 + mg / 3.57L * std::exp(-0.062L * v)); }

/// The times at which transmitter appears and goes: pulses of `duration` from every event, united.
std::vector<std::pair<L, L>> pulses(L duration) {
  std::vector<std::pair<L, L>> all;
  for (given const& e : train) {
    L const from = e.at * L(dt), to = from + duration;
    if (!all.empty() && from <= all.back().second) all.back().second = to;
    else all.push_back({from, to});
  }
  return all;
}

/// Carries a state through pulses up to t: step(state, transmitter on, time). Events arrive before the pulse that they begin.
template <class State, class F> State through(std::vector<std::pair<L, L>> const& all, L t, State s, F&& step) {
  L now = 0;
  for (auto const& [from, to] : all) {
    if (from > t) break;
    step(s, false, from - now);
    step(s, true, std::min(to, t) - from);
    now = std::min(to, t);
  }
  step(s, false, t - now);
  return s;
}

}  // namespace

TEST_CASE("synapses of one exponential are sums of exponentials") {
  prove_closed<synapse::exp1>([](auto const& p) {
    return [p](L t, L v) { return sum(t, [&](L s) { return std::exp(-s / L(p.tau)); }) * (v - p.e); };
  }, 1e-13);
  prove_closed<synapse::exp1i>([](auto const& p) {
    return [p](L t, L) { return sum(t, [&](L s) { return std::exp(-s / L(p.tau)); }) * p.e; };
  }, 1e-13);
}

TEST_CASE("AlphaSyn is a sum of alpha functions, each with its peak at the weight after tau") {
  prove_closed<synapse::alpha>([](auto const& p) {
    return [p](L t, L v) { return sum(t, [&](L s) { return s / L(p.tau) * std::exp(1 - s / L(p.tau)); }) * (v - p.e); };
  }, 1e-13);
  one_synapse<synapse::alpha, B> at_peak({.tau = 3.5}, 3.5), close({.tau = 3.5}, 0.25);
  at_peak.receive(0.007), at_peak.advance();
  CHECK(relative(at_peak.g(), 0.007L) < 1e-15);
  one_synapse<synapse::exp2, B> limit({.tau1 = 3.5 * 0.9999, .tau2 = 3.5}, 0.25);  // what Exp2Syn tends to
  close.receive(1), limit.receive(1);
  for (int n = 0; n < 100; ++n, close.advance(), limit.advance()) CHECK(std::abs(close.g() - limit.g()) < 1e-4);
}

TEST_CASE("Exp2Syn is a sum of differences of exponentials, whatever its time constants") {
  prove_closed<synapse::exp2>([](auto const& p) {
    return [p, one = rise_and_fall(p.tau1, p.tau2)](L t, L v) { return sum(t, one) * (v - p.e); };
  }, 1e-13);
  for (auto const& p : std::vector<synapse::exp2::params<double>>{
           {0.1, 10, 0}, {0.5, 2, -70}, {2.7, 15, -55}, {0.2, 1.7, 0}, {3, 3, 0}, {5, 3, 0}, {0, 8, 0}, {1e-4, 5, 0}}) {
    rise_and_fall const one(p.tau1, p.tau2);
    bool const extreme = one.tau1 / one.tau2 > 0.99L;  // there 1 - tau1 / tau2 is known to 1e-12 only, and a and b are 1e4 times g
    one_synapse<synapse::exp2, B> s(p), at_peak(p, static_cast<double>(one.tp));
    CHECK(relative(s.c.norm.r[0], one.factor) < (extreme ? 2e-12 : 5e-16));
    s.receive(1);
    CHECK(s.g() == 0);
    largest difference, peak;
    for (int n = 1; n <= 2000; ++n) {
      s.advance();
      difference(static_cast<double>(std::abs(s.g() - one(n * L(dt)))));
      peak(s.g());
    }
    INFO(p.tau1 << ' ' << p.tau2 << ' ' << difference.value);
    CHECK(difference.value < (extreme ? 1e-10 : 5e-14));
    CHECK(peak.value <= 1 + 1e-12);
    at_peak.receive(0.007), at_peak.advance();
    CHECK(relative(at_peak.g(), 0.007L) < (extreme ? 1e-11 : 2e-15));
  }
}

TEST_CASE("NMDA is such a sum behind the block by magnesium") {
  prove_closed<synapse::nmda>([](auto const& p) {
    return [p, one = rise_and_fall(p.tau1, p.tau2)](L t, L v) { return sum(t, one) * unblocked(p.mg, v) * (v - p.e); };
  }, 1e-13);
  one_synapse<synapse::nmda, B> clear({.tau1 = 1, .tau2 = 40, .e = 0, .mg = 0});  // without magnesium it is Exp2Syn
  one_synapse<synapse::exp2, B> plain({.tau1 = 1, .tau2 = 40, .e = 0});
  clear.receive(0.01), clear.advance(100), plain.receive(0.01), plain.advance(100);
  for (double v : {-90.0, 0.0, 40.0}) CHECK(clear.i(v) == plain.i(v));
  // Jahr and Stevens: in 1 mM magnesium half of the block is gone at ln(3.57^-1) / 0.062 = -20.5 mV
  CHECK(std::abs(unblocked(1, std::log(1 / 3.57L) / 0.062L) - 0.5L) < 1e-15L);
}

TEST_CASE("AMPANMDA is both, the NMDA part in its ratio") {
  prove_closed<synapse::ampa_nmda>([](auto const& p) {
    return [p, fast = rise_and_fall(p.tau_r_ampa, p.tau_d_ampa), slow = rise_and_fall(p.tau_r_nmda, p.tau_d_nmda)](L t, L v) {
      return (sum(t, fast) + p.nmda_ratio * sum(t, slow) * unblocked(p.mg, v)) * (v - p.e);
    };
  }, 1e-13);
}

TEST_CASE("GABAa is the two-state scheme solved from pulse to pulse, for pulses of any length") {
  auto const exact = [](auto const& p) {
    return [p](L t, L v) {
      // the weight of the last event holds; while transmitter is there, a new weight counts at once
      L g = 0, now = 0, until = -1, w = 0;
      auto const carry = [&](L to) {
        L const bind = L(p.alpha) * p.c_max, rate = bind + p.beta, on = std::max(L(0), std::min(until, to) - now);
        g = w * bind / rate + (g - w * bind / rate) * std::exp(-rate * on);
        g *= std::exp(-L(p.beta) * (to - now - on));
        now = to;
      };
      for (given const& e : train) {
        L const at = e.at * L(dt);
        if (at > t + 1e-9L) break;
        carry(at);
        w = e.weight, until = at + p.c_dur;
      }
      carry(t);
      return g * (v - p.e);
    };
  };
  largest worst;
  for (double c_dur : {1.0, 0.61, 0.01, 0.0333, 2.0125}) {
    for (auto p : some_params<synapse::gaba_a>()) {
      p.c_dur = c_dur;
      worst(worst_of<synapse::gaba_a>(p, exact(p)));
    }
  }
  prove("GABAa", "analytic solution", "current of a train, relative", worst.value, 1e-13);
}

TEST_CASE("GABAb is receptors and G-protein solved from pulse to pulse, for pulses of any length") {
  struct cascade {
    L r = 0, s = 0;
  };
  auto const exact = [](auto const& p) {
    auto const weight = [](L t) {
      L w = 0;
      for (given const& e : train)
        if (e.at * L(dt) <= t + 1e-9L) w = e.weight;
      return w;
    };
    return [p, weight, all = pulses(p.c_dur)](L t, L v) {
      auto const x = through(all, t, cascade{}, [&](cascade& c, bool on, L span) {
        L const bind = on ? L(p.k1) * p.c_max : 0, rate = bind + p.k2, bound = bind / rate, left = c.r - bound;
        // s' = k3 (bound + left exp(-rate t)) - k4 s
        L const forced = p.k3 * left / (p.k4 - rate), rest = p.k3 * bound / p.k4;
        c.s = rest + forced * std::exp(-rate * span) + (c.s - rest - forced) * std::exp(-L(p.k4) * span);
        c.r = bound + left * std::exp(-rate * span);
      });
      L const s4 = x.s * x.s * x.s * x.s;
      return weight(t) * s4 / (s4 + p.kd) * (v - p.e);
    };
  };
  largest worst;
  for (double c_dur : {0.3, 0.61, 0.01, 0.0333, 2.0125})
    for (auto p : some_params<synapse::gaba_b>()) {
      p.c_dur = c_dur;
      p.kd = 0.01;  // so that few events do
      worst(worst_of<synapse::gaba_b>(p, exact(p)));
    }
  prove("GABAb", "analytic solution", "current of a train, relative", worst.value, 2e-12);
  // equal rates, where the solution has another form: s = k3 r0 t exp(-k t) from r0 at t = 0
  synapse::gaba_b::params<double> equal{.k2 = 0.04, .k4 = 0.04};
  one_synapse<synapse::gaba_b, B> s(equal, 0.1);
  s.s.r = 0.5;
  s.advance(300);
  CHECK(relative(s.s.s.r[0], L(equal.k3) * 0.5L * 30 * std::exp(-0.04L * 30)) < 1e-13);
}

TEST_CASE("stp1syn and stp4syn are the recursion from event to event") {
  auto const exact = [](auto const& p) {
    return [p](L t, L v) {
      L n = 1, g = 0, now = 0;
      auto const carry = [&](L to) {
        n = 1 - (1 - n) * std::exp(-(to - now) / L(p.tau_r));
        g *= std::exp(-(to - now) / L(p.tau_1));
        now = to;
      };
      for (given const& e : train) {
        if (e.at * L(dt) > t + 1e-9L) break;
        carry(e.at * L(dt));
        g += e.weight * n * p.p0;
        n -= n * p.p0;
      }
      carry(t);
      return g * (v - p.e);
    };
  };
  prove_closed<synapse::stp1>(exact, 1e-13);
  prove_closed<synapse::stp4>(exact, 1e-13);
}
