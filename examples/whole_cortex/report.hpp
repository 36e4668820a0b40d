// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "results.hpp"
#include "statistics.hpp"

#include <cstddef>
#include <string>

namespace whole_cortex {

/// How much of a run the report carries: about 15 MB of HTML at most, whatever the run.
struct report_limits {
  std::size_t neurons = 60'000;     ///< shown in the raster and in three dimensions
  std::size_t spikes = 1'200'000;   ///< of theirs, 4 to 6 bytes each
};

/// The report of a run: one HTML document that needs nothing else, at no time. Its pictures are drawn by its own scripts from data that it
/// carries: rates and statistics of all neurons, spike trains and places of some, evenly drawn from every group; the page says of how
/// many. Without three.js (`has_three_js`) it has no view in three dimensions, and says so.
std::string report_html(results const& r, statistics const& s, report_limits const& most = {});

/// Whether the build found three.js.
bool has_three_js();

}  // namespace whole_cortex
