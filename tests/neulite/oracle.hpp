// SPDX-License-Identifier: BSD-3-Clause
// Neulite a second time: one cell after the other, the channels in long double as they are published, the equations by elimination
// in the numbering of the file, a delay register a connection. Shares no code with the library but the list of inputs.
#pragma once
#include "../channel/oracle.hpp"
#include "play.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numbers>
#include <tuple>
#include <vector>

namespace oracle {

class neulite {
 public:
  neulite(pallium::io::neulite::circuit const& c, pallium::io::neulite::config const& how, bool lose) : c_(c), how_(how), lose_(lose) {
    for (auto const& p : c.populations)
      for (std::uint32_t i = 0; i < p.cells; ++i) cells_.push_back(start(c.types[p.type]));
    for (auto const& x : c.connections) {
      auto const& k = c.kinds[x.kind];
      L peak = 1;  // of the difference of the two exponentials
      if (k.rise > 0) {
        L const t = L(k.rise) * k.decay / (L(k.decay) - k.rise) * std::log(L(k.decay) / k.rise);
        peak = exp(-t / k.decay) - exp(-t / L(k.rise));
      }
      wires_.push_back({x, 0, 0, {}, 1 / peak});
    }
  }

  /// As `test::play_double`.
  test::neulite_result play(std::vector<std::uint32_t> const& traced) {
    test::neulite_result r;
    r.v.resize(traced.size());
    long const steps = std::lround(1 / how_.dt);
    for (std::int64_t ms = 0; ms < std::int64_t(how_.tstop); ++ms) {
      std::vector<bool> fired(cells_.size(), false);
      for (long k = 0; k < steps; ++k) {
        for (std::size_t i = 0; i < traced.size(); ++i) r.v[i].push_back(double(cells_[traced[i]].v[0]));
        for (auto& w : wires_) {
          auto const& kind = c_.kinds[w.is.kind];
          w.down *= exp(-how_.dt / L(kind.decay));
          w.up *= kind.rise > 0 ? exp(-how_.dt / L(kind.rise)) : 0;
        }
        for (std::size_t i = 0; i < cells_.size(); ++i) {
          L const before = cells_[i].v[0];
          step(i, ms);
          fired[i] = fired[i] || (before <= how_.threshold && cells_[i].v[0] > how_.threshold);
        }
      }
      for (auto& w : wires_) {
        for (int& left : w.under_way)
          if (left-- == 0) w.down += 1, w.up += 1;
        std::erase_if(w.under_way, [](int left) { return left < 0; });
        if (!fired[w.is.pre]) continue;
        if (lose_) w.under_way.clear();
        w.under_way.push_back(w.is.delay);
      }
      for (std::size_t i = 0; i < cells_.size(); ++i)
        if (fired[i]) r.spikes.push_back({ms, std::uint32_t(i)});
    }
    return r;
  }

 private:
  static constexpr L T = 34, F = 96485, R = 8.31446261815324L, ca_out = 2, ca_min = 1e-4L, depth = 0.1L;
  struct compartment {
    int parent;
    L c, g, e, axial;  // [uF] [mS] [mV] [mS]
  };
  struct cell {
    std::vector<compartment> parts;
    std::vector<L> v;
    std::array<double, 15> gbar{};
    std::array<state, 15> gates{};
    L area, gamma, decay, ca = ca_min;
  };
  struct wire {
    pallium::io::neulite::connection is;
    L down, up;                  // the two states
    std::vector<int> under_way;  // milliseconds left of each spike
    L norm;
  };

  /// f(k, type) for the channels that follow a list of gates; NaV is 0.
  template <class F> static void each_channel(F&& f) {
    using namespace pallium::channel;
    std::size_t k = 1;
    auto const one = [&]<class C>(std::type_identity<C> type) { f(k++, type); };
    [&]<class... C>(std::type_identity<std::tuple<C...>>) { (one(std::type_identity<C>{}), ...); }(
        std::type_identity<std::tuple<nats, nata, nap, kv2like, kv3_1, k_p, k_t, kd, im, im_v2, ih, sk, ca_hva, ca_lva>>{});
  }
  static L reversal(std::size_t k, L ca) {
    return k < 4 ? 53 : k == 11 ? -45 : k < 13 ? -107 : 1000 * R * (T + 273) / (2 * F) * std::log(ca_out / ca);
  }

  static cell start(pallium::io::neulite::cell_type const& t) {
    cell out;
    auto const row = [&](pallium::branch k) { return *t.rows[std::size_t(k) - 1]; };
    // the walk over the points
    std::size_t const n = t.points.size();
    std::vector<int> of(n, -1), children(n, 0);
    for (std::size_t i = 1; i < n; ++i) ++children[std::size_t(t.points[i].parent)];
    std::vector<L> resistance;
    auto const add = [&](std::size_t i, int parent, L l, L r0, L r1) {  // um -> cm
      auto const m = row(t.points[i].kind);
      L const cm = 1e-4L, area = std::numbers::pi_v<L> * (r0 + r1) * cm * std::sqrt(l * l + (r1 - r0) * (r1 - r0)) * cm;
      resistance.push_back(m.ra * 1e-3L * l * cm / (std::numbers::pi_v<L> * r1 * r1 * cm * cm));  // kOhm
      out.parts.push_back({parent, m.cm * area, 1000 * m.g_leak * area, m.e_leak,
                           parent < 0 ? 0 : 2 / (resistance.back() + resistance[std::size_t(parent)])});
      if (parent < 0) out.area = area;
      of[i] = int(out.parts.size()) - 1;
    };
    for (std::size_t i = 0; i < n; ++i) {
      auto const& p = t.points[i];
      if (i == 0) {
        add(0, -1, 2 * L(p.radius), p.radius, p.radius);
        continue;
      }
      auto const up = std::size_t(p.parent);
      auto const& q = t.points[up];
      L const l = std::sqrt(square(p.x - L(q.x)) + square(p.y - L(q.y)) + square(p.z - L(q.z)));
      bool const axon = p.kind == pallium::branch::axon;
      if (up == 0 && children[i] > 0 && !axon) continue;
      if (up > 0 && q.parent == 0 && !axon && of[up] < 0) {
        L const middle = (L(q.radius) + p.radius) / 2;
        add(up, 0, l / 2, q.radius, middle);
        add(i, 0, l / 2, middle, p.radius);
      } else if (up > 0 && q.parent == 0 && !axon) {
        add(i, 0, l, q.radius, p.radius);
      } else {
        add(i, std::max(of[up], 0), l, up == 0 && axon ? p.radius : q.radius, p.radius);
      }
    }
    for (auto const& p : out.parts) out.v.push_back(p.e);
    auto const soma = row(pallium::branch::soma);
    out.gbar = soma.gbar;
    out.gamma = soma.gamma;
    out.decay = soma.decay;
    out.gates[0] = nav_steady(out.v[0], T, false);
    each_channel([&]<class C>(std::size_t k, std::type_identity<C>) { out.gates[k] = steady<C>(out.v[0], T, ca_min); });
    return out;
  }

  static L calcium_slope(cell const& x, L v) {
    L i = 0;  // [mA/cm2]
    each_channel([&]<class C>(std::size_t k, std::type_identity<C>) {
      if (k >= 13) i += x.gbar[k] * spec<C>::g(x.gates[k], v) * (v - reversal(k, x.ca));
    });
    return -10000 * i * x.gamma / (2 * F * depth) - (x.ca - ca_min) / x.decay;
  }

  void step(std::size_t which, std::int64_t ms) {
    cell& x = cells_[which];
    std::size_t const n = x.parts.size();
    L const h = how_.dt / L(2), v0 = x.v[0];
    std::vector<L> d(n, 0), b(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      auto const& p = x.parts[i];
      d[i] += p.c / h + p.g;
      b[i] += p.c / h * x.v[i] + p.g * p.e;
      if (p.parent < 0) continue;
      d[i] += p.axial;
      d[std::size_t(p.parent)] += p.axial;
    }
    auto const somatic = [&](std::size_t k, L g) {  // S/cm2 -> mS
      d[0] += 1000 * x.area * x.gbar[k] * g;
      b[0] += 1000 * x.area * x.gbar[k] * g * reversal(k, x.ca);
    };
    somatic(0, x.gates[0][5]);
    each_channel([&]<class C>(std::size_t k, std::type_identity<C>) { somatic(k, spec<C>::g(x.gates[k], v0)); });
    if (double(ms) >= how_.i_delay && double(ms) < how_.i_delay + how_.i_duration) b[0] += how_.i_amp * 1e-3L;
    for (auto const& w : wires_)
      if (w.is.post == which) {
        L const g = w.is.weight * w.norm * (w.down - w.up) * 1e-3L;
        d[w.is.compartment] += g;
        b[w.is.compartment] += g * c_.kinds[w.is.kind].erev;
      }
    for (std::size_t i = n; i-- > 1;) {
      auto const p = std::size_t(x.parts[i].parent);
      d[p] -= x.parts[i].axial * x.parts[i].axial / d[i];
      b[p] += x.parts[i].axial * b[i] / d[i];
    }
    std::vector<L> half(n);
    for (std::size_t i = 0; i < n; ++i)
      half[i] = (b[i] + (i == 0 ? 0 : x.parts[i].axial * half[std::size_t(x.parts[i].parent)])) / d[i];

    x.ca += h * calcium_slope(x, v0);
    long const substeps = std::lround(how_.dt / 0.01);
    if (x.gbar[0] > 0)
      for (long k = 0; k < substeps; ++k) x.gates[0] = nav_advance(x.gates[0], half[0], T, 0.01L);
    each_channel([&]<class C>(std::size_t k, std::type_identity<C>) { x.gates[k] = advance<C>(x.gates[k], half[0], T, x.ca, how_.dt); });
    x.ca += h * calcium_slope(x, v0);
    for (std::size_t i = 0; i < n; ++i) x.v[i] = 2 * half[i] - x.v[i];
  }

  pallium::io::neulite::circuit const& c_;
  pallium::io::neulite::config how_;
  bool lose_;
  std::vector<cell> cells_;
  std::vector<wire> wires_;
};

}  // namespace oracle
