// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cortex.hpp"
#include "kernels.hpp"

#include <array>
#include <string>
#include <vector>

namespace whole_cortex {

/// Mean rates over a run.
struct rates {
  std::vector<std::vector<double>> by_area;                        ///< [area][population], NaN where there is nobody [Hz]
  std::array<double, pallium::atlas::population_count> by_population{};
  double e = 0, pv = 0, sst = 0, vip = 0;                          ///< [Hz]
  std::size_t silent_areas = 0;                                    ///< areas with neurons and without a spike
  double fastest_hz = 0;                                           ///< rate of the fastest neuron
};
rates rates_of(cortex const& c, run_result const& r, options const& o);

/// Resident memory of this process [bytes], 0 where the system does not tell.
std::size_t resident_bytes();

/// Writes spikes.csv, summary.json and picture.html into the folder; each appears under its name when complete.
/// Errors: input_error if the folder cannot be written.
void write_results(std::string const& folder, cortex const& c, run_result const& r, rates const& hz, options const& o,
                   cell_set const& cells);

/// The lines that a run ends with.
std::string summary_text(cortex const& c, run_result const& r, rates const& hz, options const& o, cell_set const& cells);

/// What --dry-run prints: text, or one JSON object.
std::string forecast_text(pallium::forecast const& f, options const& o);

}  // namespace whole_cortex
