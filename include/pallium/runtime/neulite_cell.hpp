// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/cell/discretize.hpp>
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/im.hpp>
#include <pallium/channel/im_v2.hpp>
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/k_t.hpp>
#include <pallium/channel/kd.hpp>
#include <pallium/channel/kv2like.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nata.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/nav.hpp>
#include <pallium/channel/sk.hpp>
#include <pallium/core/environment.hpp>
#include <pallium/io/neulite.hpp>
#include <pallium/pool/calcium_shell.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

/// Neulite's cells: its channels where they differ from NEURON's, its constants, and a cell of its files.
namespace pallium::runtime {

namespace neulite_channel {
using namespace membrane;

/// NaV in equal sub-steps of at most 0.01 ms at constant v, each a backward Euler step whose states sum to 1; the start is the
/// steady state of the scheme itself, without the slip of the published file.
struct nav : channel::nav {
  static constexpr bool implicit = false;
  template <class B> static state<B> steady(params<B> const&, site<B, ions> const& x) {
    auto m = rates(x.v, B(1.0));
    m.sum.fill({0.0, 0.0});
    m.sum[4].i = m.up[4].i;  // what enters the balance of I6, which is left out: I6 is 1, the others in proportion
    m.up[4].i = 0.0;
    m.sum[5].c = m.across[5].c;
    m.across[5].c = 0.0;
    std::array<channel::detail::rails<B>, 6> y;
    y.fill({0.0, 0.0});
    m.eliminate(y);
    y[5] = {m.across[5].i / m.sum[5].c, 1.0};
    m.substitute(y);
    return scaled(y, 1.0 / total(y));
  }
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    int n = 1;
    while (any(dt > 0.01 * n + 1e-6)) ++n;  // dt is the same in all lanes
    auto m = rates(x.v, x.q * dt * (1.0 / n));
    m.sum.fill({1.0, 1.0});
    std::array<channel::detail::rails<B>, 6> y{
        {{s.c1, s.i1}, {s.c2, s.i2}, {s.c3, s.i3}, {s.c4, s.i4}, {s.c5, s.i5}, {s.o, s.i6}}};
    auto const last = m.factor();
    for (int k = 0; k < n; ++k) m.solve(y, last);
    s = scaled(y, 2.0 - total(y));
  }
};

/// Nap as a conductance with the m of v, not its tangent.
struct nap : channel::nap {
  template <class B> static linear<B> current(state<B> const& s, params<B> const& p, site<B, ions> const& x) {
    return ohmic(p.gbar * boltzmann(x.v, -52.6, 4.6) * s.h, x.e(sodium));
  }
};

/// Kv2like without a guard where the time constant of h2 turns negative, below -119 mV.
struct kv2like : channel::kv2like {
  template <class B> static void advance(state<B>& s, params<B> const&, site<B, ions> const& x, B dt) {
    B const h = h_inf(x.v);
    s.m = relax(s.m, m(x.v), 0.4 * x.q, dt, x.nudge);
    s.h1 = relax(s.h1, h, h1_tau(x.v), x.q * dt, x.nudge);
    s.h2 = s.h2 + fma(octave(s.h2), x.nudge, expm1(-(x.q * dt) / h2_tau(x.v)) * (s.h2 - h));
  }
};

/// The calcium shell by explicit Euler.
struct calcium_shell : pool::calcium_shell {
  template <class B> static void advance(state<B>& s, params<B> const& p, B ica, B faraday, B dt, B nudge = 0.0) {
    B const influx = ica * (-1e4 / calcium_t::valence) * p.gamma / (faraday * p.depth);  // [mM/ms]
    s.cai = s.cai + fma(octave(s.cai), nudge, dt * (influx - (s.cai - p.min_ca) / p.decay));
  }
};
}  // namespace neulite_channel

/// A cell of Neulite: channels in the soma only. Its synapses are apart (`neulite_simulation`).
using neulite_cell =
    cell<channels<channel::leak, neulite_channel::nav, channel::nats, channel::nata, neulite_channel::nap, neulite_channel::kv2like,
                  channel::kv3_1, channel::k_p, channel::k_t, channel::kd, channel::im, channel::im_v2, channel::ih, channel::sk,
                  channel::ca_hva, channel::ca_lva>,
         synapses<>, pools<neulite_channel::calcium_shell>>;

/// 34 degC, F = 96485. Neulite's absolute zero is -273.0: only the Nernst equation has it, so the gas constant stands for both.
inline environment neulite_environment(double threshold) {
  environment e;
  e.celsius = 34;
  e.constants = {8.31446261815324 * (34 + 273.0) / (34 + 273.15), 96485, 96485};
  e.spike_threshold = threshold;
  return e;
}

namespace detail {
/// The channels that stand for the columns of ion.csv, in their order.
using neulite_columns = std::tuple<neulite_channel::nav, channel::nats, channel::nata, neulite_channel::nap, neulite_channel::kv2like,
                                   channel::kv3_1, channel::k_p, channel::k_t, channel::kd, channel::im, channel::im_v2, channel::ih,
                                   channel::sk, channel::ca_hva, channel::ca_lva>;
}  // namespace detail

/// The cell that a morphology and ion.csv describe. A channel whose conductance is 0 is left out, which changes nothing.
/// Errors: input_error for a morphology that cannot be cut.
inline neulite_cell make_neulite_cell(io::neulite::cell_type const& type) {
  neulite_cell c(type.shape, discretize::per_point{});
  for (std::size_t k = 0; k < 4; ++k) {
    if (!type.rows[k]) continue;
    auto const& row = *type.rows[k];
    auto const where = of_kind(static_cast<branch>(k + 1));
    c.capacitance(where, row.cm).axial_resistance(where, row.ra);
    c.paint<channel::leak>(where, {.g = row.g_leak, .e = row.e_leak});
  }
  c.reversal(everywhere, sodium, {53}).reversal(everywhere, potassium, {-107});
  auto const& row = *type.rows[0];
  c.initial_voltage({row.e_leak});
  if (!row.active) return c;
  [&]<std::size_t... k>(std::index_sequence<k...>) {
    auto const paint = [&]<class C>(std::type_identity<C>, double gbar) {
      if (gbar > 0) c.paint<C>(soma, {.gbar = gbar});
    };
    (paint(std::type_identity<std::tuple_element_t<k, detail::neulite_columns>>{}, row.gbar[k]), ...);
  }(std::make_index_sequence<15>{});
  c.concentration(soma, calcium, 1e-4, 2.0);
  if (row.gbar[12] > 0 || row.gbar[13] > 0 || row.gbar[14] > 0)  // SK, Ca_HVA, Ca_LVA
    c.paint<neulite_channel::calcium_shell>(soma, {.gamma = row.gamma, .decay = row.decay, .depth = 0.1, .min_ca = 1e-4});
  return c;
}

}  // namespace pallium::runtime
