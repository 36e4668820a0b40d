// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/group.hpp>

namespace pallium::sim {

/// What the mechanisms of a model do in a step, a lane `B` at a time. Pure functions of a group's rows and the thread's scratch.
/// Four registers in a lane hide each other's latency: NaV takes half of the time that it takes one by one. The loops are flattened: left to itself, GCC calls the mechanisms and passes
/// their records through memory, at twice the time a step.
template <class Model, class B> struct mechanisms;

template <class... Cs, class... Ss, class... Ps, class Real, class Scheme, class B>
struct mechanisms<model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>, B> {
  using model_type = model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>;
  template <class I> using pool_of = typename model_type::template pool_of<I>;

  /// What channels do to v at v(t), into the slots of the scratch.
  static void currents(model_type const& m, [[maybe_unused]] Real* data, std::size_t width, scratch<Real> const& w) noexcept {
    std::fill_n(w.d, std::size_t(m.slots) * width, Real(0));
    std::fill_n(w.b, std::size_t(m.slots) * width, Real(0));
    (reversal<Ps>(m, data, width, w), ...);
    (conduct<Cs>(m, data, width, w), ...);
  }
  /// Concentrations, then channel states, to t + dt with v(t + dt).
  static void advance([[maybe_unused]] model_type const& m, [[maybe_unused]] Real* data, [[maybe_unused]] std::size_t width,
                      [[maybe_unused]] scratch<Real> const& w, [[maybe_unused]] step n) noexcept {
    [[maybe_unused]] B const nudge(sizeof(Real) == 4 ? membrane::nudge_of(n) : 0.0);
    (collect<Ps>(m, data, width, w, nudge), ...);
    (gate<Cs>(m, data, width, w, nudge), ...);
    if constexpr (Scheme::midway) {  // the other half of dt, with the current at v(t) and what is new
      (reversal<Ps, false>(m, data, width, w), ...);
      (inflow<Cs>(m, data, width, w), ...);
      (collect<Ps>(m, data, width, w, nudge), ...);
    }
  }
  /// Synaptic states that have become negligible, at the end of step n.
  static void settle([[maybe_unused]] model_type const& m, [[maybe_unused]] Real* data, [[maybe_unused]] std::size_t width, [[maybe_unused]] step n) noexcept {
    (settle<Ss>(m, data, width, n), ...);
  }

 private:
  static B at(Real const* rows, std::int32_t row, std::size_t width, std::size_t lane) noexcept {
    return B::load(rows + std::size_t(row) * width + lane);
  }
  template <template <class> class R>
  static R<B> load(Real const* rows, std::size_t first, std::size_t width, std::size_t lane) noexcept {
    return make_record<R>([&](std::size_t f) __attribute__((always_inline)) { return B::load(rows + (first + f) * width + lane); });
  }
  template <template <class> class R>
  static void store(R<B> const& r, Real* rows, std::size_t first, std::size_t width, std::size_t lane) noexcept {
    for_each_field<R>(r, [&](std::size_t f, B const& x) __attribute__((always_inline)) { x.store(rows + (first + f) * width + lane); });
  }
  template <template <class> class R, std::size_t N> static R<B> spread(std::array<Real, N> const& shared) noexcept {
    return make_record<R>([&](std::size_t f) __attribute__((always_inline)) { return B(double(shared[f])); });
  }
  static void add(Real* to, B const& x) noexcept { (B::load(to) + x).store(to); }

  template <class P> static std::size_t scratch_row(model_type const& m, std::size_t k) noexcept {
    return std::size_t(m.pool_first[pallium::detail::index_in<P, Ps...>]) + k;
  }

  /// `Begins`: a step, whose first v is noted.
  template <class P, bool Begins = true> [[gnu::flatten]] static void reversal(model_type const& m, Real* data, std::size_t width, scratch<Real> const& w) noexcept {
    auto const& p = std::get<pool_support<P, Real>>(m.pool_parts);
    for (std::size_t k = 0; k < std::size_t(p.size); ++k)
      for (std::size_t j = 0; j < width; j += B::size) {
        auto const row = scratch_row<P>(m, k) * width + j;
        B const inside = P::inside(load<P::template state>(data, std::size_t(p.state) + k * p.fields, width, j));
        (B(double(p.nernst_factor)) * log(B(double(p.outside[k])) / inside)).store(w.pool_e + row);
        if constexpr (Begins) at(data, p.row[k], width, j).store(w.pool_v + row);
        B(0.0).store(w.pool_i + row);
        B(0.0).store(w.pool_g + row);
      }
  }
  template <class P> [[gnu::flatten]] static void collect(model_type const& m, Real* data, std::size_t width, scratch<Real> const& w, B const& nudge) noexcept {
    auto const& p = std::get<pool_support<P, Real>>(m.pool_parts);
    for (std::size_t k = 0; k < std::size_t(p.size); ++k)
      for (std::size_t j = 0; j < width; j += B::size) {
        auto const row = scratch_row<P>(m, k) * width + j;
        B i = B::load(w.pool_i + row);
        if constexpr (Scheme::halves && !Scheme::midway)  // the current at mid-step: v(t + dt / 2) - v(t) is half of the whole step
          i = fma(B::load(w.pool_g + row), 0.5 * (at(data, p.row[k], width, j) - B::load(w.pool_v + row)), i);
        auto const first = std::size_t(p.state) + k * p.fields;
        auto s = load<P::template state>(data, first, width, j);
        auto const params = spread<P::template params>(p.params[k]);
        B const dt(Scheme::midway ? 0.5 * double(m.dt) : double(m.dt));
        if constexpr (requires { P::advance(s, params, i, i, i, i); }) P::advance(s, params, i, B(double(p.faraday)), dt, nudge);
        else P::advance(s, params, i, B(double(p.faraday)), dt);
        store<P::template state>(s, data, first, width, j);
      }
  }

  template <class C, class... Is>
  static auto site(model_type const& m, [[maybe_unused]] Real const* data, std::size_t width, std::size_t lane,
                   [[maybe_unused]] scratch<Real> const& w, auto const& s, std::size_t k, uses<Is...>) noexcept {
    pallium::detail::site_of<C, B> x;
    x.v = at(data, s.row[k], width, lane);
    x.celsius = double(s.celsius);
    x.q = double(s.q);
    x.nudge = 0.0;
    [[maybe_unused]] std::size_t i = 0;
    (ion<Is>(static_cast<membrane::ion_at<B, Is>&>(x), s.ions[k][i++], m, data, width, lane, w), ...);
    return x;
  }
  template <class I>
  static void ion(membrane::ion_at<B, I>& to, auto const& from, [[maybe_unused]] model_type const& m,
                  [[maybe_unused]] Real const* data, [[maybe_unused]] std::size_t width,
                  [[maybe_unused]] std::size_t lane, [[maybe_unused]] scratch<Real> const& w) noexcept {
    if constexpr (!std::is_void_v<pool_of<I>>) {
      using P = pool_of<I>;
      if (from.pool >= 0) {
        auto const k = std::size_t(from.pool);
        auto const& p = std::get<pool_support<P, Real>>(m.pool_parts);
        to.reversal = B::load(w.pool_e + scratch_row<P>(m, k) * width + lane);
        to.inside = P::inside(load<P::template state>(data, std::size_t(p.state) + k * p.fields, width, lane));
        to.outside = double(p.outside[k]);
        return;
      }
    }
    to = {double(from.reversal), double(from.inside), double(from.outside)};
  }

  template <class C> [[gnu::flatten]] static void conduct(model_type const& m, Real* data, std::size_t width, scratch<Real> const& w) noexcept {
    if constexpr (!pallium::detail::is_constant<C>()) {
      auto const& s = std::get<channel_support<C, Real>>(m.channel_parts);
      for (std::size_t k = 0; k < std::size_t(s.size); ++k)
        for (std::size_t j = 0; j < width; j += B::size) {
          auto const x = site<C>(m, data, width, j, w, s, k, typename C::ions{});
          auto const state = load<C::template state>(data, std::size_t(s.state) + k * s.fields, width, j);
          auto const i = C::current(state, spread<C::template params>(s.params[k]), x);
          B const area(double(s.area[k]));
          auto const slot = std::size_t(s.slot[k]) * width + j;
          add(w.d + slot, i.g * area);
          add(w.b + slot, i.ge * area);
          carry<C>(m, w, s, k, width, j, i, x.v);
        }
    }
  }
  /// A channel's current also feeds the pool of the ion that carries it.
  template <class C>
  static void carry([[maybe_unused]] model_type const& m, [[maybe_unused]] scratch<Real> const& w,
                    [[maybe_unused]] auto const& s, [[maybe_unused]] std::size_t k, [[maybe_unused]] std::size_t width,
                    [[maybe_unused]] std::size_t lane, [[maybe_unused]] membrane::linear<B> const& i,
                    [[maybe_unused]] B const& v) noexcept {
    using I = typename pallium::detail::first_ion<typename C::ions>::type;
    if constexpr (!std::is_same_v<I, nonspecific_t>) {
      using P = pool_of<I>;
      if constexpr (!std::is_void_v<P>) {
        if (s.ions[k][0].pool < 0) return;
        auto const row = scratch_row<P>(m, std::size_t(s.ions[k][0].pool)) * width + lane;
        add(w.pool_i + row, i.g * v - i.ge);
        if constexpr (Scheme::halves && !Scheme::midway) add(w.pool_g + row, i.g);
      }
    }
  }

  /// The same by itself, at the v that the step began with.
  template <class C> [[gnu::flatten]] static void inflow(model_type const& m, Real* data, std::size_t width, scratch<Real> const& w) noexcept {
    using I = typename pallium::detail::first_ion<typename C::ions>::type;
    if constexpr (!pallium::detail::is_constant<C>() && !std::is_same_v<I, nonspecific_t> && !std::is_void_v<pool_of<I>>) {
      auto const& s = std::get<channel_support<C, Real>>(m.channel_parts);
      for (std::size_t k = 0; k < std::size_t(s.size); ++k)
        for (std::size_t j = 0; s.ions[k][0].pool >= 0 && j < width; j += B::size) {
          auto x = site<C>(m, data, width, j, w, s, k, typename C::ions{});
          x.v = B::load(w.pool_v + scratch_row<pool_of<I>>(m, std::size_t(s.ions[k][0].pool)) * width + j);
          auto const state = load<C::template state>(data, std::size_t(s.state) + k * s.fields, width, j);
          carry<C>(m, w, s, k, width, j, C::current(state, spread<C::template params>(s.params[k]), x), x.v);
        }
    }
  }

  template <class S> [[gnu::flatten]] static void settle(model_type const& m, Real* data, std::size_t width, step n) noexcept {
    if constexpr (synapse_settles_late<S>) {
      auto const& s = std::get<synapse_support<S, Real>>(m.synapse_parts);
      if (n % s.lasting != 0) return;
      for (std::size_t k = 0; k < std::size_t(s.size); ++k)
        for (std::size_t j = 0; j < width; j += B::size) {
          auto const first = std::size_t(s.state) + k * s.fields;
          auto state = load<S::template state>(data, first, width, j);
          S::settle(state);
          store<S::template state>(state, data, first, width, j);
        }
    }
  }
  template <class C> [[gnu::flatten]] static void gate(model_type const& m, Real* data, std::size_t width, scratch<Real> const& w, [[maybe_unused]] B const& nudge) noexcept {
    if constexpr (!pallium::detail::is_constant<C>() && field_count<C::template state> > 0) {
      auto const& s = std::get<channel_support<C, Real>>(m.channel_parts);
      for (std::size_t k = 0; k < std::size_t(s.size); ++k)
        for (std::size_t j = 0; j < width; j += B::size) {
          auto x = site<C>(m, data, width, j, w, s, k, typename C::ions{});
          x.nudge = nudge;
          if constexpr (Scheme::midway) x.v = at(w.solver.solution, s.row[k], width, j);
          auto const params = spread<C::template params>(s.params[k]);
          auto const first = std::size_t(s.state) + k * s.fields;
          auto state = load<C::template state>(data, first, width, j);
          if constexpr (Scheme::halves && !Scheme::midway && pallium::detail::is_implicit<C>()) {
            auto half = state;
            C::advance(half, params, x, B(0.5 * double(m.dt)));
            auto const before = to_array<C::template state>(state), mid = to_array<C::template state>(half);
            state = make_record<C::template state>([&](std::size_t f) { return 2.0 * mid[f] - before[f]; });
          } else {
            C::advance(state, params, x, B(double(m.dt)));
          }
          store<C::template state>(state, data, first, width, j);
        }
    }
  }
};

/// Gives one event to one lane.
template <class... Cs, class... Ss, class... Ps, class Real, class Scheme>
void receive(model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme> const& m, Real* data,
             std::size_t width, event const& e) noexcept {
  using B = simd::lane<simd::scalar, Real, 1>;
  site_target const t = m.sites[e.site];
  Real* const rows = data + t.row * width + (e.cell & 63u);
  std::uint16_t type = 0;
  [[maybe_unused]] auto const give = [&]<class S>(std::type_identity<S>) {
    if (type++ != t.type) return;
    auto const& of = std::get<synapse_support<S, Real>>(m.synapse_parts).kinetics[t.kind];
    auto const c = make_record<S::template constants>([&](std::size_t f) { return B(double(of[f])); });
    auto s = make_record<S::template state>([&](std::size_t f) { return B(double(rows[f * width])); });
    S::receive(s, c, B(sizeof(Real) > 4 ? e.value() : double(e.weight)));
    for_each_field<S::template state>(s, [&](std::size_t f, B const& x) { rows[f * width] = x.r[0]; });
  };
  (give(std::type_identity<Ss>{}), ...);
}

/// What a step adds to the equations of a group, as `solve::hines` asks for it. The solution of a compartment lies in its row
/// of v until it is found; under Crank-Nicolson, which still needs v(t) then, in the scratch.
template <class Model, class B, std::size_t K> class membrane_equations;

template <class... Cs, class... Ss, class... Ps, class Real, class Scheme, class B, std::size_t K>
class membrane_equations<model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>, B, K> {
  using model_type = model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>;
  using registers = std::array<B, K>;
  static constexpr std::size_t N = B::size, L = K * N;

 public:
  membrane_equations(model_type const& m, Real* data, scratch<Real> const& w, registers& farthest) noexcept
      : m_(m), data_(data), scratch_(w), farthest_(farthest) {}

  [[gnu::always_inline]] void change(std::size_t n, [[maybe_unused]] Real const* v, registers& d, registers& b) const noexcept {
    if (std::int32_t const s = m_.slot_at[n]; s >= 0)
      simd::unrolled<K>([&](auto k) __attribute__((always_inline)) {
        d[k] += B::load(scratch_.d + std::size_t(s) * L + k * N);
        b[k] += B::load(scratch_.b + std::size_t(s) * L + k * N);
      });
    (synapses_at<Ss>(n, v, d, b), ...);
  }
  [[gnu::always_inline]] void found(std::size_t k, B const& x, Real* v, [[maybe_unused]] Real* solution, bool changes) const noexcept {
    B next = x;
    if constexpr (Scheme::halves) {
      next = fma(B(2.0), x, -B::load(v + k * N));
      x.store(solution + k * N);
    }
    if (changes) farthest_[k] = max(farthest_[k], abs(next));
    next.store(v + k * N);
  }

 private:
  /// Synaptic currents at v(t); the states go on to t + dt.
  template <class S>
  [[gnu::always_inline]] void synapses_at(std::size_t n, Real const* v, registers& d, registers& b) const noexcept {
    auto const& s = std::get<synapse_support<S, Real>>(m_.synapse_parts);
    std::int32_t const last = s.first[n + 1];
    for (std::int32_t j = s.first[n]; j < last; ++j) {
      auto const& of = s.kinetics[s.kind[std::size_t(j)]];
      auto const c = make_record<S::template constants>([&](std::size_t f) __attribute__((always_inline)) { return B::value_of(of[f]); });
      Real* const rows = data_ + (std::size_t(s.state) + std::size_t(j) * s.fields) * L;
      simd::unrolled<K>([&](auto k) __attribute__((always_inline)) {
        auto state = make_record<S::template state>(
            [&](std::size_t f) __attribute__((always_inline)) { return B::load(rows + f * L + k * N); });
        auto const i = S::current(state, c, B::load(v + k * N));
        d[k] += i.g;
        b[k] += i.ge;
        S::advance(state, c);
        for_each_field<S::template state>(
            state, [&](std::size_t f, B const& x) __attribute__((always_inline)) { x.store(rows + f * L + k * N); });
      });
    }
  }

  model_type const& m_;
  Real* data_;
  scratch<Real> const& scratch_;
  registers& farthest_;
};

/// v(t) to v(t + dt). Returns whether v is in [-bound, bound] in all `used` lanes.
template <class B, std::size_t K, class Model, class Real>
[[gnu::flatten]] bool move_voltage(Model const& m, Real* data, scratch<Real> const& w, std::uint64_t used, double bound) noexcept {
  std::array<B, K> farthest;
  farthest.fill(B(0.0));
  auto rows = w.solver;
  rows.v = data;
  if constexpr (!Model::halves) rows.solution = data;
  solve::hines<B, K>(m.shape, m.matrix, rows, membrane_equations<Model, B, K>(m, data, w, farthest));
  std::uint64_t sound = 0;
  simd::unrolled<K>([&](auto k) __attribute__((always_inline)) {  // farthest passes over NaN, but one makes all v of a cell NaN
    B const soma = B::load(data + std::size_t(m.detector) * K * B::size + k * B::size);
    sound |= lanes((farthest[k] <= B(bound)) & (abs(soma) <= B(bound))) << (k * B::size);
  });
  return (~sound & used) == 0;
}

/// Advances the cells of a group through the steps [from, to) of an epoch that began at `begin`, while their states
/// stay in cache. `events`: those of this group, by step of arrival. What electrodes do and probes want is counted from
/// step `origin`. Spikes are appended by step, then lane.
/// Returns the first step after which some v is not in [-300, 300] mV (the group then stands at that step), or -1.
template <class Arch, std::size_t K, class Model, class Real>
step advance(Model const& m, group<Model, Real>& g, scratch<Real>& w, step begin, step origin, step from, step to,
             std::span<event const>& events, std::vector<spike>& spikes) {
  using wide = simd::lane<Arch, Real, K>;
  using one = simd::lane<Arch, Real, 1>;
  // Two sizes for all widths, for compilers take long over them. On SVE, where GCC 12 copies wider lanes through memory, one.
  using some = simd::lane<Arch, Real, K >= 4 && !simd::is_sve<Arch> ? 4 : 1>;
  constexpr std::size_t L = wide::size;
  Real* const data = g.data.data();
  w.fit(m, L);
  wide const threshold(m.surroundings.spike_threshold);
  Real* const detector = data + std::size_t(m.detector) * L;
  std::uint64_t const used = wide::all_lanes >> (L - g.ids.size());  // idle lanes get no input and may drift anywhere
  for (step n = from; n < to; ++n) {
    for (; !events.empty() && begin + step(events.front().at) <= n; events = events.subspan(1))
      receive(m, data, L, events.front());
    mechanisms<Model, some>::currents(m, data, L, w);
    for (clamp& c : g.clamps) {
      c.applied = c.plan[std::size_t(n - origin)];
      w.d[std::size_t(c.slot) * L + c.lane] += static_cast<Real>(c.applied.g);
      w.b[std::size_t(c.slot) * L + c.lane] += static_cast<Real>(c.applied.ge);
    }
    for (auto const& e : g.gaps) {
      w.d[std::size_t(e.slot) * L + e.lane] += e.g;
      w.b[std::size_t(e.slot) * L + e.lane] += e.g * e.seen;
    }

    wide const before = wide::load(detector);
    bool const sound = move_voltage<one, K>(m, data, w, used, 300.0);
    wide const after = wide::load(detector);
    if (auto crossed = lanes((before <= threshold) & (threshold < after)); crossed != 0)
      for (std::uint32_t lane = 0; lane < g.ids.size(); ++lane)
        if (crossed >> lane & 1u) spikes.push_back({g.ids[lane], n + 1});
    mechanisms<Model, some>::advance(m, data, L, w, n + 1);
    mechanisms<Model, some>::settle(m, data, L, n + 1);
    if (!g.coupled) g.sample(origin, n + 1);
    if (!sound) return n + 1;
  }
  return -1;
}

}  // namespace pallium::sim
