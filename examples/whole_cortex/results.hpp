// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace whole_cortex {

/// Neurons of one area, layer, kind and cell model; their gids are consecutive.
struct cell_group {
  std::string area;    ///< with its hemisphere: "VISp_L"
  std::string module;  ///< "visual"
  std::string layer;   ///< "1", "2/3", "4", ...
  std::string kind;    ///< "E", "ET", "IT", "NP", "PV", "SST", "VIP", "inh"
  bool excitatory = true;
  pallium::gid_range ids;
  std::string model;   ///< of its cells
};
/// The name of its class: "L2/3 PV".
inline std::string class_of(cell_group const& g) { return "L" + g.layer + " " + g.kind; }

/// What is known when a run has ended, whatever the model: all that files, statistics and report are made of.
///
/// The spikes stay where they are (24 bytes each); besides them a few bytes a neuron are needed, for a block of neurons at a time.
struct results {
  std::vector<cell_group> groups;                                          ///< in any order; their ids do not overlap
  std::function<std::array<float, 3>(pallium::gid)> position;              ///< CCF axes ap, dv, ml [mm]; ml < 0: left. May be empty
  std::span<pallium::spike const> spikes;                                  ///< by time, then gid
  double duration_ms = 0, dt = 0.1;                                        ///< [ms]
  double skip_ms = 0;                                                      ///< the start, which statistics leave out
  std::string title = "The mouse cortex";
  std::string scenario, what_to_look_at;
  std::vector<std::pair<std::string, std::string>> facts;                  ///< label and value: machine, flags, real type, synapses ...
  std::vector<std::string> notes;
  std::vector<std::pair<double, std::string>> marks;                       ///< events of the scenario [ms]
};

inline double time_of(results const& r, pallium::spike const& s) noexcept {
  return (static_cast<double>(s.at) + s.phase * pallium::spike::phase_unit) * r.dt;
}

/// The number of the group that a cell is in, from its gid.
class group_finder {
 public:
  static constexpr std::size_t none = ~std::size_t{0};

  explicit group_finder(std::span<cell_group const> groups);
  /// `none` for a cell of no group.
  std::size_t operator()(pallium::gid g) const noexcept;
  /// All cells, from 0 to the last.
  pallium::gid end() const noexcept { return ranges_.empty() ? 0 : ranges_.back().ids.last; }

 private:
  struct range {
    pallium::gid_range ids;
    std::size_t group;
  };
  std::vector<range> ranges_;
};

}  // namespace whole_cortex
