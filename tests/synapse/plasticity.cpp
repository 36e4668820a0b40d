// SPDX-License-Identifier: BSD-3-Clause
// The synapses with short-term plasticity whose time constants move: their steps tend to the solution between events, which
// has a closed form, as dt shrinks. Extrapolated to dt = 0 they are it.
#include <catch2/catch_test_macros.hpp>

#include <utility>

#include "../support/table.hpp"
#include "all.hpp"

namespace {

using namespace test;
using L = long double;
using B = scalar<double>;

/// All that Hennig's equations hold, with those of stp5syn's names; the models take what they have.
struct exact_synapse {
  L tau_1, tau_r0, tau_fdr, a_fdr, tau_d = 1, a_d = 0, tau_i = 1, a_i = 0, tau_f = 2, a_f = 0, pbtilde, p;
  L n = 1, tau_r = tau_r0, d = 1, pb = pbtilde, g = 0;

  void carry(L t) {
    // 1 - n falls at rate 1 / tau_r(t), tau_r(t) = tau_r0 + (tau_r - tau_r0) exp(-t / tau_fdr); the rate's integral:
    L const then = tau_r0 + (tau_r - tau_r0) * std::exp(-t / tau_fdr);
    L const integral = (t + tau_fdr * std::log(then / tau_r)) / tau_r0;
    n = 1 - (1 - n) * std::exp(-integral);
    tau_r = then;
    d = 1 + (d - 1) * std::exp(-t / tau_d);
    L const drive = (pb - pbtilde) * tau_i / (tau_i - tau_f);
    p = pbtilde + drive * (std::exp(-t / tau_i) - std::exp(-t / tau_f)) + (p - pbtilde) * std::exp(-t / tau_f);
    pb = pbtilde + (pb - pbtilde) * std::exp(-t / tau_i);
    g *= std::exp(-t / tau_1);
  }
  void receive(L w) {
    g += w * n * p * d;
    n -= n * p;
    p += a_f * (1 - p);
    tau_r -= a_fdr * tau_r;
    d -= a_d * p * n * d;
    pb -= a_i * pb;
  }
};

exact_synapse exact_of(synapse::stp2, synapse::stp2::params<double> const& p) {
  return {.tau_1 = p.tau_1, .tau_r0 = p.tau_r0, .tau_fdr = p.tau_fdr, .a_fdr = p.a_fdr, .pbtilde = p.p0, .p = p.p0};
}
exact_synapse exact_of(synapse::stp3, synapse::stp3::params<double> const& p) {
  return {.tau_1 = p.tau_1, .tau_r0 = p.tau_r0, .tau_fdr = p.tau_fdr, .a_fdr = p.a_fdr, .tau_d = p.tau_d, .a_d = p.a_d,
          .pbtilde = p.p0, .p = p.p0};
}
exact_synapse exact_of(synapse::stp5, synapse::stp5::params<double> const& p) {
  return {p.tau_1, p.tau_r0, p.tau_fdr, p.a_fdr, p.tau_d, p.a_d, p.tau_i, p.a_i, p.tau_f, p.a_f, p.pbtilde, 1};
}
exact_synapse exact_of(synapse::stp5i, synapse::stp5i::params<double> const& p) {
  auto e = exact_of(synapse::stp5{}, p);
  e.p = e.pb;
  return e;
}

constexpr double grid = 0.1;                                                  // [ms]
std::vector<int> const events{0, 40, 52, 70, 85, 300, 310, 325, 1100, 1150};  // on the grid, no two closer than 1 ms
constexpr int ends = 1400;
double weight(int at) { return 0.01 + 1e-5 * at; }

/// g at every 2 ms, in steps of grid / parts.
template <class S> std::vector<double> stepped(typename S::template params<double> const& p, int parts) {
  one_synapse<S, B> s(p, grid / parts);
  std::vector<double> all;
  for (int n = 0; n < ends; ++n, s.advance(parts)) {
    if (n % 20 == 15) all.push_back(values(s.s.g)[0]);
    for (int e : events)
      if (e == n) s.receive(weight(e));
  }
  return all;
}

template <class S> void tends_to_the_solution() {
  largest rest;
  for (auto const& p : some_params<S>()) {
    std::vector<double> exact;
    auto e = exact_of(S{}, p);
    for (int n = 0; n < ends; ++n, e.carry(grid)) {
      if (n % 20 == 15) exact.push_back(static_cast<double>(e.g));
      for (int at : events)
        if (at == n) e.receive(weight(at));
    }
    double const scale = *std::max_element(exact.begin(), exact.end());
    std::vector<std::vector<double>> table;  // Romberg's, for an error in powers of dt
    std::array<double, 3> error{};
    for (int level = 0; level < 7; ++level) {
      auto row = stepped<S>(p, 1 << level);
      largest off;
      for (std::size_t i = 0; i < row.size(); ++i) off(std::abs(row[i] - exact[i]) / scale);
      if (level < 3) error[std::size_t(level)] = off.value;
      for (std::size_t k = 0; k < table.size(); ++k) {
        double const factor = std::ldexp(1.0, static_cast<int>(k) + 1) - 1;
        auto const coarser = std::exchange(table[k], row);
        for (std::size_t i = 0; i < row.size(); ++i) row[i] += (row[i] - coarser[i]) / factor;
      }
      table.push_back(row);
    }
    for (std::size_t i = 0; i < exact.size(); ++i) rest(std::abs(table.back()[i] - exact[i]) / scale);
    INFO(S::name << ": " << error[0] << ' ' << error[1] << ' ' << error[2]);
    CHECK(error[0] / error[1] > 1.8);
    CHECK(error[0] / error[1] < 2.2);
    CHECK(error[1] / error[2] > 1.9);
    CHECK(error[1] / error[2] < 2.1);
  }
  prove(std::string(S::name), "analytic solution", "conductance of a train, dt to 0, relative", rest.value, 5e-12);
}

}  // namespace

TEST_CASE("stp2syn, stp3syn, stp5syn and stp5isyn tend to the solution between events as dt shrinks") {
  tends_to_the_solution<synapse::stp2>();
  tends_to_the_solution<synapse::stp3>();
  tends_to_the_solution<synapse::stp5>();
  tends_to_the_solution<synapse::stp5i>();
}
