// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/local.hpp>
#include <pallium/exec/threads.hpp>
#include <pallium/simd/arch.hpp>

#include <concepts>

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
template <class E>
concept execution = simd_arch<typename E::arch> && std::floating_point<typename E::real> &&
                    spike_exchange<typename E::exchange> && epoch_schedule<typename E::schedule> &&
                    thread_policy<typename E::threads>;

namespace exec {

template <simd_arch Arch, std::floating_point Real = double, spike_exchange Exchange = exchange::local,
          epoch_schedule Schedule = schedule::lockstep, thread_policy Threads = threads::serial>
struct policy {
  using arch = Arch;
  using real = Real;
  using exchange = Exchange;
  using schedule = Schedule;
  using threads = Threads;
  [[no_unique_address]] Exchange comm{};
  [[no_unique_address]] Threads team{};
};

/// This machine as the compiler sees it, one process, one thread.
template <std::floating_point Real = double, thread_policy Threads = threads::serial>
using native = policy<simd::widest, Real, exchange::local, schedule::lockstep, Threads>;
static_assert(execution<native<double>>);

}  // namespace exec
}  // namespace pallium
