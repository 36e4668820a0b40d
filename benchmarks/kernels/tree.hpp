// SPDX-License-Identifier: BSD-3-Clause
// Sweeps over a tree of compartments: the solver alone, with the assembly of a passive tree, with synapses in it as well.
#pragma once
#include <pallium/membrane/site.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/solve/hines.hpp>
#include <pallium/synapse/concept.hpp>

#include <array>

#include "lanes.hpp"
#include "rows.hpp"
#include "subject.hpp"

namespace pallium::bench {

template <class T> struct tree_rows {
  solve::tree const* shape;
  T const *axial, *diagonal, *source, *capacity;  ///< per node
  T* v;           ///< [node][lane]
  T* rows;        ///< [node][row][lane]: d and b, or the states of the synapses
  T const* shared;
  solve::workspace<T> work;
  T* sound;  ///< [lane] 1 where v stayed within its bounds
};

/// The solver alone: d and b are there, one row each.
struct hines {
  static constexpr std::size_t rows = 2, loads = 2 + 2, stores = 2 + 1;  // per node: d, b, then factor and solution, v
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(tree_rows<T> const& m) noexcept {
    solve::hines<B>(
        *m.shape, m.axial, m.work,
        [&](std::size_t i, B& d, B& b) {
          d = B::load(m.rows + 2 * i * B::size);
          b = B::load(m.rows + (2 * i + 1) * B::size);
        },
        [&](std::size_t i, B const& x) { x.store(m.v + i * B::size); });
  }
};

/// A step of a tree: assembly of capacitance, leak and, class by class, synapses that sit on every compartment, whose states go to
/// t + dt in the same sweep; elimination; substitution, v and its bounds.
template <class... Ss> struct hines_step {
  static constexpr std::size_t rows = (field_count<Ss::template state> + ... + 0), loads = 1 + rows + 3, stores = rows + 2 + 1;
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(tree_rows<T> const& m) noexcept {
    auto const constants = constants_of<B>(m.shared, std::index_sequence_for<Ss...>{});
    B const bound(300.0);
    auto sound = B(0.0) < bound;
    solve::hines<B>(
        *m.shape, m.axial, m.work,
        [&](std::size_t i, B& d, B& b) {
          B const v = B::load(m.v + i * B::size);
          d = B(double(m.diagonal[i]));
          b = fma(B(double(m.capacity[i])), v, B(double(m.source[i])));
          [[maybe_unused]] T* at = m.rows + i * rows * B::size;
          std::apply([&](auto const&... c) { ((synapse<Ss>(at, c, v, d, b), at += field_count<Ss::template state> * B::size), ...); }, constants);
        },
        [&](std::size_t i, B const& x) {
          sound = sound & (abs(x) <= bound);
          x.store(m.v + i * B::size);
        });
    select(sound, B(1.0), B(0.0)).store(m.sound);
  }

 private:
  template <class B, class T, std::size_t... k> static auto constants_of([[maybe_unused]] T const* shared, std::index_sequence<k...>) noexcept {
    return std::tuple<typename Ss::template constants<B>...>{spread<Ss::template constants, B>(shared + 8 * k)...};
  }
  template <class S, class B>
  static void synapse(typename B::value_type* at, typename S::template constants<B> const& c, B const& v, B& d, B& b) noexcept {
    auto s = load<S::template state, B>(at);
    auto const i = S::current(s, c, v);
    d += i.g;
    b += i.ge;
    S::advance(s, c);
    store<S::template state, B>(s, at);
  }
};

template <class Role, class B> class tree_job final : public job {
  using T = typename B::value_type;
  static constexpr std::size_t L = B::size;
  solve::tree shape_;
  sim::aligned_vector<T> axial_, diagonal_, source_, capacity_, v_, rows_, shared_, factor_, solution_, hubs_, sound_;
  tree_rows<T> all_;

  static sim::aligned_vector<T> converted(std::vector<double> const& x) {
    sim::aligned_vector<T> to;
    for (double const d : x) to.push_back(static_cast<T>(d));
    return to;
  }
  template <class S> void put(std::size_t k) {
    auto const c = to_array<S::template constants>(S::prepare(typename S::template params<double>{}, 0.1));
    for (std::size_t f = 0; f < c.size(); ++f) shared_[8 * k + f] = static_cast<T>(c[f]);
  }
  template <class... Ss> void prepare(std::type_identity<hines_step<Ss...>>) {
    [[maybe_unused]] std::size_t k = 0;
    (put<Ss>(k++), ...);
    for (auto& x : rows_) x = static_cast<T>(1e-5);  // of synapses [uS]
  }
  void prepare(std::type_identity<hines>) {
    for (std::size_t i = 0; i < shape_.size(); ++i)
      for (std::size_t lane = 0; lane < L; ++lane) {
        rows_[2 * i * L + lane] = diagonal_[i];
        rows_[(2 * i + 1) * L + lane] = source_[i] - capacity_[i] * T(65);
      }
  }

 public:
  static constexpr auto function = &Role::template run<B, T>;
  tree_job() {
    subject const& s = the_subject();
    std::size_t const n = s.parent.size();
    shape_ = solve::tree(s.parent);
    std::vector<double> diagonal(n), source(n);
    for (std::size_t i = 0; i < n; ++i) {
      diagonal[i] += s.capacity[i] + s.leak[i] + s.axial[i];
      source[i] = -85.0 * s.leak[i];
      if (i > 0) diagonal[std::size_t(s.parent[i])] += s.axial[i];
    }
    axial_ = converted(s.axial);
    diagonal_ = converted(diagonal);
    source_ = converted(source);
    capacity_ = converted(s.capacity);
    v_.assign(n * L, T(-65));
    rows_.resize(Role::rows * n * L);
    shared_.resize(64);
    factor_.resize(n * L);
    solution_.resize(n * L);
    std::size_t const hubs = std::size_t(shape_.hubs) * L;
    hubs_.assign(3 * hubs, T(0));
    sound_.resize(L);
    prepare(std::type_identity<Role>{});
    all_ = {&shape_, axial_.data(), diagonal_.data(), source_.data(), capacity_.data(), v_.data(), rows_.data(), shared_.data(),
            {factor_.data(), solution_.data(), hubs_.data(), hubs_.data() + hubs, hubs_.data() + 2 * hubs}, sound_.data()};
    lanes = double(n * L);
    bytes = double(n * L * sizeof(T)) * double(Role::loads + Role::stores);
    footprint = double(n * L * sizeof(T)) * double(Role::rows + 3) + double(n * sizeof(T)) * 4;
  }
  void run() override { function(all_); }
};

}  // namespace pallium::bench
