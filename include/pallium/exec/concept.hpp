// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/local.hpp>
#include <pallium/exec/threads.hpp>
#include <pallium/simd/lane.hpp>

#include <concepts>
#include <cstddef>

namespace pallium {

/// HOW a model is run. Changing it may change speed and rounding, never the model.
///
/// | member                 | meaning                                                     |
/// |------------------------|-------------------------------------------------------------|
/// | `arch`                 | instruction set                                             |
/// | `real`                 | number type of all states: double equals NEURON, float is for the cortex |
/// | `exchange`, `comm`     | how spikes travel between ranks                             |
/// | `schedule`             | when                                                        |
/// | `threads`, `team`      | who computes the parts of a rank                            |
/// | `registers`            | of a group of cells: 1, 2, 4 ... , at most 64 cells in all   |
template <class E>
concept execution = simd_arch<typename E::arch> && std::floating_point<typename E::real> &&
                    spike_exchange<typename E::exchange> && epoch_schedule<typename E::schedule> &&
                    thread_policy<typename E::threads> && (E::registers >= 1);

namespace exec {

template <simd_arch Arch, std::floating_point Real = double, spike_exchange Exchange = exchange::local,
          epoch_schedule Schedule = schedule::lockstep, thread_policy Threads = threads::serial,
          std::size_t Registers = simd::widest_macro_lane<Arch, Real>>
struct policy {
  using arch = Arch;
  using real = Real;
  using exchange = Exchange;
  using schedule = Schedule;
  using threads = Threads;
  static constexpr std::size_t registers = Registers;
  [[no_unique_address]] Exchange comm{};
  [[no_unique_address]] Threads team{};
};

/// This machine as the compiler sees it, one process, one thread.
template <std::floating_point Real = double, thread_policy Threads = threads::serial>
using native = policy<simd::widest, Real, exchange::local, schedule::lockstep, Threads>;
static_assert(execution<native<double>>);

/// For a few cells of each model: groups of one register. More cells are slower by a third than with `native`, but this compiles in
/// half of the time.
template <std::floating_point Real = double, simd_arch Arch = simd::widest>
using few = policy<Arch, Real, exchange::local, schedule::lockstep, threads::serial, 1>;

}  // namespace exec
}  // namespace pallium
