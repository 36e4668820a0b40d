// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cortex.hpp"

#include <pallium/exchange/concept.hpp>
#include <pallium/record/concept.hpp>
#include <pallium/sim/facts.hpp>
#include <pallium/sim/forecast.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace whole_cortex {

/// A network that this rank runs by itself.
struct trial {
  cortex_network const& net;
  double duration = 0, dt = 0.1;       ///< [ms]
  int threads = 1;
  std::vector<pallium::probe> probes{};
  double first = 0, every = 1;         ///< of their samples [ms]
};
struct trial_result {
  std::vector<pallium::spike> spikes;  ///< by time, then gid
  std::vector<double> values;          ///< [sample][probe]
};

struct run_result {
  pallium::simulation_facts facts;     ///< of all ranks together
  std::vector<pallium::spike> spikes;  ///< by time, then gid; on rank 0
  std::vector<std::uint64_t> neurons_per_rank;
  pallium::exchange_facts sent;        ///< by all ranks
  double setup_s = 0, wall_s = 0;
  double began_ms = 0;                 ///< where wall_s begins: after a restore not at 0
  double resident_bytes = 0;           ///< of all ranks together, at the end
  int threads = 1;
  std::string arch, flags;             ///< of the kernels that ran
  std::optional<pallium::forecast> foreseen{};  ///< for large runs
};
struct progress {
  double biological_ms, wall_s;
  std::uint64_t spikes;
  double began_ms;  ///< where this run began, if from a checkpoint
};
class persistence;

/// What is compiled for an instruction set: a table of functions that one of the variants of this program fills.
template <class Real> struct kernels {
  trial_result (*attempt)(trial const& t);
  run_result (*run)(cortex const& c, options const& o, persistence& keep, std::function<void(progress const&)> const& tell);
  pallium::forecast (*foresee)(cortex const& c, options const& o);
};
struct engine {
  kernels<float> in_float;
  kernels<double> in_double;
  std::string (*arch)();  ///< as --arch takes it
  char const* flags;      ///< what the compiler was told for it
  template <class Real> kernels<Real> const& of() const noexcept {
    if constexpr (sizeof(Real) == 4) return in_float;
    else return in_double;
  }
};

/// Resident memory of this process [bytes], 0 where the system does not tell.
std::size_t resident_bytes();

}  // namespace whole_cortex
