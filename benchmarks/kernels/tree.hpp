// SPDX-License-Identifier: BSD-3-Clause
// The sweep of the engine over a tree of compartments, `sim::move_voltage`: what a step of v takes, threshold and mechanisms apart.
#pragma once
#include <pallium/sim/kernel.hpp>

#include "lanes.hpp"
#include "subject.hpp"

namespace pallium::bench {

template <class Cell, class T> struct tree_rows {
  model_of<Cell, T> const* model;
  T* data;
  sim::scratch<T> const* work;
  bool* sound;
};

template <class B> struct parts_of {  // plain numbers
  using one = B;
  using some = B;
};
template <class A, class T, std::size_t K> struct parts_of<simd::lane<A, T, K>> {
  using one = simd::lane<A, T, 1>;
  using some = simd::lane<A, T, K >= 4 ? 4 : 1>;
};

#define PALLIUM_BENCH_SWEEP                                                                                        \
  template <class B, class T> [[gnu::noinline, gnu::flatten]] static void run(tree_rows<cell, T> const& m) noexcept { \
    constexpr std::uint64_t used = B::size == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << B::size) - 1;         \
    *m.sound = sim::move_voltage<typename parts_of<B>::one, B::registers>(*m.model, m.data, *m.work, used, 300.0); \
  }

// Rows that a compartment loads and stores: v up and down; where its equation changes, a factor; what comes to the diagonal and the
// right side, or the states of its synapses.

/// A passive tree: the factors of its elimination are constant, but for the root's.
struct hines_fixed {
  using cell = passive_cell;
  static constexpr std::size_t moved = 4, kept = 1;
  template <class T> static auto const& model() { return fixed_model<T>(); }
  PALLIUM_BENCH_SWEEP
};
/// Every equation changes from step to step, as with a channel on every compartment.
struct hines_changing {
  using cell = passive_cell;
  static constexpr std::size_t moved = 4 + 2 + 2, kept = 4;
  template <class T> static auto const& model() { return changing_model<T>(); }
  PALLIUM_BENCH_SWEEP
};
/// Two classes of Exp2Syn on every compartment: their currents and their states to t + dt, in the same sweep.
struct hines_synapses {
  using cell = synaptic_cell;
  static constexpr std::size_t moved = 4 + 2 + 8, kept = 6;
  template <class T> static auto const& model() { return synaptic_model<T>(); }
  PALLIUM_BENCH_SWEEP
};
#undef PALLIUM_BENCH_SWEEP

template <class Role, class B> class tree_job final : public job {
  using T = typename B::value_type;
  using model = model_of<typename Role::cell, T>;
  static constexpr std::size_t L = B::size;
  model const& model_ = Role::template model<T>();
  sim::aligned_vector<T> data_;
  sim::scratch<T> work_;
  bool sound_ = true;
  step n_ = 0;

 public:
  static constexpr auto function = &Role::template run<B, T>;
  tree_job() {
    work_.fit(model_, L);
    std::fill_n(work_.d, std::size_t(model_.slots) * L, T(0));
    std::fill_n(work_.b, std::size_t(model_.slots) * L, T(0));
    data_.resize(std::size_t(model_.rows) * L);
    for (std::size_t r = 0; r < std::size_t(model_.rows); ++r)
      std::fill_n(data_.begin() + std::ptrdiff_t(r * L), L, r < std::size_t(model_.segments) ? T(rest) : T(opening[(r - std::size_t(model_.segments)) % 2]));
    lanes = double(std::size_t(model_.segments) * L);
    std::size_t const shared = std::size_t(model_.nodes) * sizeof(typename solve::coefficients<T>::row);
    bytes = lanes * sizeof(T) * double(Role::moved) + double(shared);
    footprint = lanes * sizeof(T) * double(Role::kept) + double(shared);
  }
  void run() override {
    function({&model_, data_.data(), &work_, &sound_});
    sim::mechanisms<model, typename parts_of<B>::some>::settle(model_, data_.data(), L, ++n_);
  }
  double result() const override { return sound_ ? double(data_[std::size_t(model_.detector) * L + L - 1]) : 0.0; }
};

}  // namespace pallium::bench
