// SPDX-License-Identifier: BSD-3-Clause
// Kernels that know nothing of trees: each walks over groups of lanes, a row of lanes for each field of a record.
#pragma once
#include <pallium/channel/concept.hpp>
#include <pallium/pool/concept.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/synapse/concept.hpp>

#include <array>

#include "lanes.hpp"

namespace pallium::bench {

// The `run` of each is the function whose loop is measured, looked up in the assembly and simulated. It is flattened, and nothing between
// it and the mechanism is `always_inline`: GCC 12 does not flatten what is called in a body that was inlined for that reason.

/// Where a kernel finds its numbers. Groups lie one after the other; a group has its rows one after the other.
template <class T> struct rows {
  T* state;
  T const* site;    ///< v, then reversal potential and inner concentration of calcium
  T* out;           ///< what is added to the diagonal and the right-hand side
  T const* shared;  ///< what all lanes have in common: dt, temperature, its factor, area, `nudge`, then params or constants
  std::size_t groups;
};
enum shared_row : std::size_t { at_dt, at_celsius, at_q, at_area, at_nudge, at_params };
enum site_row : std::size_t { at_v, at_reversal, at_inside, site_rows };

template <template <class> class R, class B> inline R<B> load(typename B::value_type const* p) noexcept {
  return make_record<R>([&](std::size_t f) __attribute__((always_inline)) { return B::load(p + f * B::size); });
}
template <template <class> class R, class B> inline void store(R<B> const& r, typename B::value_type* p) noexcept {
  for_each_field<R>(r, [&](std::size_t f, B const& x) __attribute__((always_inline)) { x.store(p + f * B::size); });
}
template <template <class> class R, class B> inline R<B> spread(typename B::value_type const* p) noexcept {
  return make_record<R>([&](std::size_t f) __attribute__((always_inline)) { return B(double(p[f])); });
}
template <class B> inline void add(typename B::value_type* to, B const& x) noexcept { (B::load(to) + x).store(to); }

/// What a channel sees. As in the engine, calcium has rows of its own where a pool computes it, other ions are the same everywhere.
template <class C, class B, class T> struct sight {
  detail::site_of<C, B> x;
  explicit sight(rows<T> const& m) noexcept { begin(m, typename C::ions{}); }
  detail::site_of<C, B> const& at(T const* site) noexcept {
    look(site, typename C::ions{});
    return x;
  }

 private:
  template <class... Is> void begin(rows<T> const& m, uses<Is...>) noexcept {
    x.celsius = B(double(m.shared[at_celsius]));
    x.q = B(double(m.shared[at_q]));
    x.nudge = B(double(m.shared[at_nudge]));
    ((static_cast<membrane::ion_at<B, Is>&>(x) = {B(Is::defaults.reversal), B(Is::defaults.inside), B(Is::defaults.outside)}), ...);
  }
  template <class... Is> void look(T const* site, uses<Is...>) noexcept {
    x.v = B::load(site + at_v * B::size);
    (look_at(static_cast<membrane::ion_at<B, Is>&>(x), site), ...);
  }
  template <class I> static void look_at(membrane::ion_at<B, I>& ion, T const* site) noexcept {
    if constexpr (std::is_same_v<I, calcium_t>) {
      ion.reversal = B::load(site + at_reversal * B::size);
      ion.inside = B::load(site + at_inside * B::size);
    }
  }
};

template <class... Is> constexpr std::size_t rows_read(uses<Is...>) { return (std::is_same_v<Is, calcium_t> || ...) ? 3 : 1; }

/// A channel's states to t + dt.
template <class C> struct advance {
  static constexpr std::size_t states = field_count<C::template state>, loads = states + rows_read(typename C::ions{}), stores = states;
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(rows<T> const& m) noexcept {
    B const dt(double(m.shared[at_dt]));
    auto const p = spread<C::template params, B>(m.shared + at_params);
    sight<C, B, T> sees(m);
    for (std::size_t g = 0; g < m.groups; ++g) {
      T* const state = m.state + g * states * B::size;
      auto s = load<C::template state, B>(state);
      C::advance(s, p, sees.at(m.site + g * site_rows * B::size), dt);
      store<C::template state, B>(s, state);
    }
  }
};

/// A channel's current into the matrix.
template <class C> struct current {
  static constexpr std::size_t states = field_count<C::template state>, loads = states + rows_read(typename C::ions{}) + 2, stores = 2;
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(rows<T> const& m) noexcept {
    B const area(double(m.shared[at_area]));
    auto const p = spread<C::template params, B>(m.shared + at_params);
    sight<C, B, T> sees(m);
    for (std::size_t g = 0; g < m.groups; ++g) {
      auto const s = load<C::template state, B>(m.state + g * states * B::size);
      auto const i = C::current(s, p, sees.at(m.site + g * site_rows * B::size));
      T* const out = m.out + g * 2 * B::size;
      add(out, i.g * area);
      add(out + B::size, i.ge * area);
    }
  }
};

/// A class of synapses: current into the matrix, states to t + dt.
template <class S> struct transmit {
  static constexpr std::size_t states = field_count<S::template state>, loads = states + 3, stores = states + 2;
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(rows<T> const& m) noexcept {
    auto const c = spread<S::template constants, B>(m.shared + at_params);
    for (std::size_t g = 0; g < m.groups; ++g) {
      T* const state = m.state + g * states * B::size;
      auto s = load<S::template state, B>(state);
      auto const i = S::current(s, c, B::load(m.site + g * site_rows * B::size));
      T* const out = m.out + g * 2 * B::size;
      add(out, i.g);
      add(out + B::size, i.ge);
      S::advance(s, c);
      store<S::template state, B>(s, state);
    }
  }
  /// What `advance` leaves to the engine every now and then.
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void settle(rows<T> const& m) noexcept {
    if constexpr (synapse_settles_late<S>)
      for (std::size_t g = 0; g < m.groups; ++g) {
        T* const state = m.state + g * states * B::size;
        auto s = load<S::template state, B>(state);
        S::settle(s);
        store<S::template state, B>(s, state);
      }
  }
  static int lasting() {
    if constexpr (synapse_settles_late<S>) return S::lasting(S::prepare(typename S::template params<double>{}, 0.1));
    else return 16;
  }
};

/// A pool's concentration to t + dt (its current stands where a channel finds v), and the reversal potential that follows from it.
template <class P> struct settle_pool {
  static constexpr std::size_t states = field_count<P::template state>, loads = states + 1, stores = states;
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(rows<T> const& m) noexcept {
    B const dt(double(m.shared[at_dt])), faraday(96485.0), nudge(double(m.shared[at_nudge]));
    auto const p = spread<P::template params, B>(m.shared + at_params);
    for (std::size_t g = 0; g < m.groups; ++g) {
      T* const state = m.state + g * states * B::size;
      auto s = load<P::template state, B>(state);
      P::advance(s, p, B::load(m.site + g * site_rows * B::size) * B(1e-6), faraday, dt, nudge);
      store<P::template state, B>(s, state);
    }
  }
};
template <class P> struct reversal {
  static constexpr std::size_t states = field_count<P::template state>, loads = states, stores = 1;
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(rows<T> const& m) noexcept {
    B const factor(double(m.shared[at_q])), outside(double(m.shared[at_area]));
    for (std::size_t g = 0; g < m.groups; ++g) {
      B const inside = P::inside(load<P::template state, B>(m.state + g * states * B::size));
      (factor * log(outside / inside)).store(m.out + g * 2 * B::size);
    }
  }
};

/// y = f(x).
#define PALLIUM_BENCH_FUNCTION(f)                                                                            \
  struct math_##f {                                                                                          \
    static constexpr std::size_t states = 0, loads = 1, stores = 1;                                          \
    template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(rows<T> const& m) noexcept {          \
      for (std::size_t g = 0; g < m.groups; ++g)                                                             \
        f(B::load(m.site + g * site_rows * B::size)).store(m.out + g * 2 * B::size);                         \
    }                                                                                                        \
  }
PALLIUM_BENCH_FUNCTION(exp);
PALLIUM_BENCH_FUNCTION(expm1);
PALLIUM_BENCH_FUNCTION(log);
#undef PALLIUM_BENCH_FUNCTION

// --- Numbers to start from --------------------------------------------------------------------------------------------

template <class Role> struct start {  // functions: numbers in the range of log
  static constexpr std::size_t inputs = 0;
  static std::array<double, 1> shared() { return {0.0}; }
  static std::array<double, 1> state(double) { return {0.0}; }
  static double site(std::size_t, double at) { return 1e-3 + 20 * at; }
};
struct start_at_voltages {
  static double site(std::size_t row, double at) { return row == at_v ? -90 + 120 * at : row == at_reversal ? 120 : 1e-4 + 1e-3 * at; }
};
template <class C> struct start_channel : start_at_voltages {
  static auto shared() {
    typename C::template params<double> p;
    if constexpr (requires { p.gbar; }) p.gbar = 0.01;
    return to_array<C::template params>(p);
  }
  static auto state(double at) {
    using B = one_lane;
    membrane::site<B, typename C::ions> x;
    fill(x, site(at_v, at), typename C::ions{});
    auto const p = make_record<C::template params>([&](std::size_t f) { return B(shared()[f]); });
    auto const lanes = to_array<C::template state>(C::steady(p, x));
    std::array<double, field_count<C::template state>> s{};
    for (std::size_t f = 0; f < s.size(); ++f) s[f] = lanes[f].r[0];
    return s;
  }

 private:
  template <class B, class... Is> static void fill(membrane::site<B, uses<Is...>>& x, double v, uses<Is...>) {
    x.v = v;
    x.celsius = 34.0;
    x.q = 2.5;
    x.nudge = 0.0;
    ((static_cast<membrane::ion_at<B, Is>&>(x) = {B(Is::defaults.reversal), B(1e-4), B(Is::defaults.outside)}), ...);
  }
};
template <class C> struct start<advance<C>> : start_channel<C> {};
template <class C> struct start<current<C>> : start_channel<C> {};
template <class S> struct start<transmit<S>> : start_at_voltages {
  static auto shared() { return to_array<S::template constants>(S::prepare(typename S::template params<double>{}, 0.1)); }
  static auto state(double at) {
    std::array<double, field_count<S::template state>> s{};
    for (std::size_t f = 0; f < s.size(); ++f) s[f] = 0.1 + 0.5 * at + 0.1 * double(f);
    return s;
  }
};
template <class P> struct start_pool : start_at_voltages {
  static auto shared() { return to_array<P::template params>(typename P::template params<double>{}); }
  static std::array<double, 1> state(double at) { return {1e-4 + 1e-4 * at}; }
};
template <class P> struct start<settle_pool<P>> : start_pool<P> {};
template <class P> struct start<reversal<P>> : start_pool<P> {};

/// The rows of 128 lanes: what the widest group has twice, and well within the first level of the cache.
template <class Role, class B> class rows_job final : public job {
  using T = typename B::value_type;
  static constexpr std::size_t all = 128, groups = all / B::size, L = B::size;
  sim::aligned_vector<T> state_, site_, out_, shared_;
  int lasting_ = 1, runs_ = 0;

 public:
  static constexpr auto function = &Role::template run<B, T>;
  rows_job() : state_(Role::states * all + L), site_(site_rows * all), out_(2 * all), shared_(at_params + 16) {
    using from = start<Role>;
    auto const set = [](T& to, double x) { to = static_cast<T>(x); };
    set(shared_[at_dt], 0.1);
    set(shared_[at_celsius], 34);
    set(shared_[at_q], 2.5);
    set(shared_[at_area], 2.0);
    set(shared_[at_nudge], sizeof(T) == 4 ? membrane::nudge_of(1) : 0.0);
    if constexpr (requires { Role::lasting(); }) lasting_ = Role::lasting();
    auto const common = from::shared();
    for (std::size_t f = 0; f < common.size(); ++f) set(shared_[at_params + f], common[f]);
    for (std::size_t i = 0; i < all; ++i) {
      double const at = double(i) / double(all);
      std::size_t const g = i / L, lane = i % L;
      if constexpr (Role::states > 0) {
        auto const s = from::state(at);
        for (std::size_t f = 0; f < Role::states; ++f) set(state_[(g * Role::states + f) * L + lane], s[f]);
      }
      for (std::size_t r = 0; r < site_rows; ++r) set(site_[(g * site_rows + r) * L + lane], from::site(r, at));
    }
    lanes = double(all);
    bytes = double(all * sizeof(T)) * double(Role::loads + Role::stores);
    footprint = double(sizeof(T)) * double(state_.size() + site_.size() + out_.size());
  }
  void run() override {
    rows<T> const all_of{state_.data(), site_.data(), out_.data(), shared_.data(), groups};
    function(all_of);
    if constexpr (requires { Role::lasting(); })
      if (++runs_ % lasting_ == 0) Role::template settle<B, T>(all_of);
  }
};

template <class... Roles, std::size_t... K> bool add_kernels(registers<K...> k) {
  return add_all<rows_job, this_isa, Roles...>(k);
}

}  // namespace pallium::bench
