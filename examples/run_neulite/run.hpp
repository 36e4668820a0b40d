// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/neulite.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

/// What a run is asked for and what comes back; the simulators behind it are compiled one real type a file.
namespace run_neulite {

struct request {
  pallium::io::neulite::config how;
  bool lose_spikes = false;
  int threads = 1;
  std::vector<std::uint32_t> traced;  ///< neurons whose v is wanted
  /// A millisecond is done: its number, the neurons that spiked in it, and v of the traced ones, a row for each of its steps.
  std::function<void(std::int64_t ms, std::span<std::uint32_t const> spikes, std::span<double const> v)> done;
};

struct outcome {
  std::uint64_t compartments = 0;
  std::int64_t steps = 0;
  std::size_t synaptic_states = 0;
  double seconds = 0;  ///< of the steps and the exchange, without files
};

template <class Real> outcome run(pallium::io::neulite::circuit&& c, request const& r);
extern template outcome run<double>(pallium::io::neulite::circuit&&, request const&);
extern template outcome run<float>(pallium::io::neulite::circuit&&, request const&);

}  // namespace run_neulite
