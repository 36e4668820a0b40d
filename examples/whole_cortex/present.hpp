// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "cortex.hpp"
#include "kernels.hpp"
#include "results.hpp"
#include "statistics.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace whole_cortex {

/// A run as files, statistics and report take it. Refers to the cortex and to the spikes of the run.
results results_of(cortex const& c, run_result const& r, options const& o, cell_set const& cells, scenario const& s);

/// What summary.json says of the run itself.
nlohmann::ordered_json run_facts(cortex const& c, run_result const& r, options const& o);

/// What a run took, for the terminal.
std::string cost_text(cortex const& c, run_result const& r, options const& o);

/// What --dry-run prints: text, or one JSON object.
std::string forecast_text(pallium::forecast const& f, options const& o);

}  // namespace whole_cortex
