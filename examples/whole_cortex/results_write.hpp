// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "results.hpp"
#include "statistics.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace whole_cortex {

/// The names of all files that `write_results` makes.
std::vector<std::string> result_files();

/// Writes into a folder, which is made if it is not there; results of an earlier run are replaced, and only when all are complete.
///
/// | file | what |
/// |---|---|
/// | `spikes.h5` | SONATA: /spikes/cortex, by time |
/// | `nodes.h5`, `node_types.csv` | SONATA: /nodes/cortex with x, y, z = ap, dv, ml [um], places for pictures (`cortex::position`); area, layer, class of each type |
/// | `circuit_config.json`, `simulation_config.json` | SONATA: what names the others |
/// | `summary.json` | `run`, then the statistics |
/// | `report.html` | `report_html` |
///
/// Nodes are numbered as cells are. A program without HDF5 writes `spikes.csv` (timestamps population node_ids) instead of the first three
/// lines. Errors: input_error if the folder or a file cannot be written, for groups that leave cells out.
void write_results(std::string const& folder, results const& r, statistics const& s, nlohmann::ordered_json const& run);

/// The statistics as an object.
nlohmann::ordered_json summary_of(results const& r, statistics const& s);

/// What a run ends with on a terminal, for those without a browser: at most 100 columns.
std::string summary_of_run(results const& r, statistics const& s);

/// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t n);

}  // namespace whole_cortex
