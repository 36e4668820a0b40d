// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "wiring.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace whole_cortex {

/// Some of the populations of the cortex: areas x classes.
struct selection {
  std::array<bool, atlas::sided_area_count> areas{};
  per_class<bool> classes{};
  bool has(std::size_t area, cell_class c) const noexcept { return areas[area] && classes[index(c)]; }
};

/// What is done to the resting cortex, read from a file or one of those that come with the program (`scenarios/*.json`).
///
///     {"name": "seizure", "look_at": "...",
///      "remove":  [{"areas": ["AUDp_L"]}],
///      "weights": [{"from": {"areas": ["VISp_L"]}, "to": {"areas": ["VISl_L"]}, "factor": 0}],
///      "silence": [{"areas": ["SSp-bfd_L"], "classes": ["PV", "SST"], "from_ms": 500, "until_ms": 1500, "current_nA": -0.3}],
///      "input":   [{"areas": ["VISp_L"], "classes": ["L4 E"], "fraction": 0.5, "from_ms": 500, "until_ms": 520, "rate_hz": 500, "weight_mV": 2}]}
///
/// | key       | meaning                                                                                                        |
/// |-----------|----------------------------------------------------------------------------------------------------------------|
/// | `remove`  | these cells are not there; nobody makes up for the synapses that they would have made                            |
/// | `weights` | factor on the weights of the synapses from some populations to others; 0: those synapses are not there          |
/// | `silence` | a current into the soma (`current_nA` < 0) that keeps cells from firing, for a time; at least -0.4: beyond it small cells leave the range of voltages |
/// | `input`   | Poisson trains from outside to a fraction of the cells (the first by gid; in a large cortex one end of the sheet), for a time; `weight_mV`: of one event, at the soma near -70 mV; `rate_hz` 0: one volley at `from_ms` |
/// | `areas`   | names with a side (VISp_L), without (both sides), modules (visual), "all" (what is meant without the key)       |
/// | `classes` | names (L5 ET, l5_et), layers (L1, L2/3, ...), kinds (E, I, PV, SST, VIP), "all" (what is meant without the key)                        |
struct scenario {
  struct change {
    selection from, to;
    double factor = 1;
  };
  struct silencing {
    selection cells;
    double from_ms = 0, until_ms = 0, current_nA = 0;
  };
  struct input {
    selection cells;
    double fraction = 1, from_ms = 0, until_ms = 0, rate_hz = 0, weight_mV = 0;
  };
  std::string name = "resting", look_at;
  std::vector<selection> removed;
  std::vector<change> weights;
  std::vector<silencing> silenced;
  std::vector<input> inputs;

  /// When something begins or ends, and what.
  std::vector<std::pair<double, std::string>> marks() const;
  bool is_removed(std::size_t area, cell_class c) const noexcept;
  double factor(std::size_t from_area, cell_class from, std::size_t to_area, cell_class to) const noexcept;
};

/// A scenario by the name of one that comes with the program, or by the path of a JSON file. Errors: input_error with file and key.
scenario read_scenario(std::string const& name_or_file);
/// Names of those that come with the program.
std::vector<std::string> scenario_names();

}  // namespace whole_cortex
