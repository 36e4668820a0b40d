// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cortex.hpp"

#include <pallium/sim/facts.hpp>

#include <functional>
#include <vector>

namespace whole_cortex {

struct run_result {
  pallium::simulation_facts facts;
  std::vector<pallium::spike> spikes;  ///< by time, then gid
  double calibration_s = 0, setup_s = 0, wall_s = 0;
  int threads = 1;
  std::string arch;
};
struct progress {
  double biological_ms, wall_s;
  std::uint64_t spikes;
};

/// Background rates at which each cell model, alone, fires at `background_target_hz`.
///
/// For every model and population it serves: groups of unconnected copies under Poisson trains of rising rate, 1 s each;
/// the firing rate is interpolated (piecewise linear in the logarithm of the input) to the target. The same seed gives
/// the same table.
template <class Real> background_table calibrate(options const& o, cell_set const& cells);

template <class Real>
run_result run(cortex const& c, options const& o, std::function<void(progress const&)> const& tell);

extern template background_table calibrate<float>(options const&, cell_set const&);
extern template background_table calibrate<double>(options const&, cell_set const&);
extern template run_result run<float>(cortex const&, options const&, std::function<void(progress const&)> const&);
extern template run_result run<double>(cortex const&, options const&, std::function<void(progress const&)> const&);

}  // namespace whole_cortex
