// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/group.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pallium::sim {

/// Where a synaptic state is.
struct synapse_state {
  std::size_t row, run;
  friend bool operator==(synapse_state const&, synapse_state const&) = default;
};

/// One compartment of one cell as it is now: what its mechanisms would say.
template <class Model, class Real> struct lane_view;

template <class... Cs, class... Ss, class... Ps, class Real, class Scheme>
struct lane_view<model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>, Real> {
  using model_type = model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>;
  using B = simd::lane<simd::scalar, Real, 1>;

  group<model_type, Real> const* g;
  std::uint32_t lane;
  std::int32_t segment;

  struct conduction {
    double i = 0, g = 0;  ///< channels: [mA/cm2], [S/cm2]; synapses: [nA], [uS]
  };

  double v(std::int32_t s) const { return static_cast<double>(rows()[std::size_t(g->model->row_of_segment[std::size_t(s)]) * g->width]); }

  /// What flows in through electrodes [nA]: as in the step just done.
  double clamps() const {
    double sum = 0;
    for (clamp const& c : g->clamps)
      if (c.lane == lane && c.segment == segment) sum += c.applied.ge - c.applied.g * v(segment);
    return sum;
  }
  /// What flows in through gap junctions [nA].
  double gaps() const {
    double sum = 0;
    for (auto const& e : g->gaps)
      if (e.lane == lane && e.segment == segment) sum += double(e.g) * (static_cast<double>(*e.peer) - v(segment));
    return sum;
  }

  template <class P> double inside(std::size_t k) const {
    auto const& p = std::get<pool_support<P, Real>>(g->model->pool_parts);
    return double(P::inside(load<P::template state>(std::size_t(p.state) + k * p.fields)).r[0]);
  }
  template <class P> double reversal(std::size_t k) const {
    auto const& p = std::get<pool_support<P, Real>>(g->model->pool_parts);
    return double(p.nernst_factor) * pallium::log(double(p.outside[k]) / inside<P>(k));
  }

  /// Entry k of a channel.
  template <class C> conduction flow(std::size_t k) const {
    pallium::detail::site_of<C, B> x{};
    x.v = v(segment);
    auto const say = [&](auto const& state, auto const& params) -> conduction {
      auto const i = C::current(state, params, x);
      return {double(i.g.r[0] * x.v.r[0] - i.ge.r[0]), double(i.g.r[0])};
    };
    if constexpr (pallium::detail::is_constant<C>()) {
      x.celsius = g->model->surroundings.celsius;
      x.q = pallium::detail::temperature_factor<C>(g->model->surroundings.celsius);
      return say(typename C::template state<B>{},
                 spread<C::template params>(to_array<C::template params>(g->model->description->template where<C>().values[k])));
    } else {
      auto const& s = std::get<channel_support<C, Real>>(g->model->channel_parts);
      g->model->template see<C>(x, k, rows(), g->width);
      return say(load<C::template state>(std::size_t(s.state) + k * s.fields), spread<C::template params>(s.params[k]));
    }
  }
  /// The sum over some states of a synapse model. `g` is what the model calls its conductance, or the slope di/dv.
  template <class S> conduction flow(std::vector<synapse_state> const& some) const {
    conduction sum;
    B const now(v(segment));
    for (auto const& [row, run] : some) {
      auto const state = load<S::template state>(row);
      auto const c = spread<S::template constants>(std::get<synapse_support<S, Real>>(g->model->synapse_parts).kinetics[run]);
      auto const i = S::current(state, c, now);
      sum.i += double(i.g.r[0] * now.r[0] - i.ge.r[0]);
      if constexpr (requires { S::conductance(state, c); }) sum.g += double(S::conductance(state, c).r[0]);
      else sum.g += double(i.g.r[0]);
    }
    return sum;
  }

 private:
  Real const* rows() const { return g->data.data() + lane; }
  template <template <class> class R> R<B> load(std::size_t first) const {
    return make_record<R>([&](std::size_t f) { return B(static_cast<double>(rows()[(first + f) * g->width])); });
  }
  template <template <class> class R, class Shared> static R<B> spread(Shared const& shared) {
    return make_record<R>([&](std::size_t f) { return B(double(shared[f])); });
  }
};

}  // namespace pallium::sim
