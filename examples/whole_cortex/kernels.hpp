// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cortex.hpp"

#include <pallium/exchange/concept.hpp>
#include <pallium/sim/facts.hpp>
#include <pallium/sim/forecast.hpp>

#include <functional>
#include <vector>

namespace whole_cortex {

struct run_result {
  pallium::simulation_facts facts;     ///< of all ranks together
  std::vector<pallium::spike> spikes;  ///< by time, then gid; on rank 0
  double drawn_synapses = 0;           ///< of procedural projections, as many as are to be expected
  std::vector<std::uint64_t> neurons_per_rank;
  pallium::exchange_facts sent;        ///< by all ranks
  double calibration_s = 0, setup_s = 0, wall_s = 0;
  int threads = 1;
  std::string arch, flags;  ///< of the kernels that ran
};
struct progress {
  double biological_ms, wall_s;
  std::uint64_t spikes;
};

/// What is compiled for an instruction set: a table of functions that one of the variants of this program fills.
template <class Real> struct kernels {
  /// Background rates at which each cell model, alone, fires at `background_target_hz`.
  ///
  /// For every model and population it serves: groups of unconnected copies under Poisson trains of rising rate, 1 s each;
  /// the firing rate is interpolated (piecewise linear in the logarithm of the input) to the target. The same seed gives
  /// the same table.
  background_table (*calibrate)(options const& o, cell_set const& cells);
  run_result (*run)(cortex const& c, options const& o, std::function<void(progress const&)> const& tell);
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

}  // namespace whole_cortex
