// SPDX-License-Identifier: BSD-3-Clause
// Runs a circuit of Neulite and keeps what comes out.
#pragma once
#include <pallium/io/neulite.hpp>

#include <cstdint>
#include <vector>

namespace test {

struct neulite_spike {
  std::int64_t ms;
  std::uint32_t neuron;
  friend auto operator<=>(neulite_spike const&, neulite_spike const&) = default;
};
struct neulite_result {
  std::vector<neulite_spike> spikes;
  std::vector<std::vector<double>> v;  ///< of the traced neurons, at the start of every step
  std::uint64_t compartments = 0;
  std::size_t synaptic_states = 0;
};
struct neulite_play {
  pallium::io::neulite::config how;
  std::vector<std::uint32_t> traced{};
  int threads = 1;
  bool lose = false;
};

neulite_result play_double(pallium::io::neulite::circuit c, neulite_play const& p);
neulite_result play_float(pallium::io::neulite::circuit c, neulite_play const& p);
/// In groups of one register.
neulite_result play_narrow(pallium::io::neulite::circuit c, neulite_play const& p);

}  // namespace test
