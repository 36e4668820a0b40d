// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pallium {

/// What the numbers of a row are; `bytes` are what a point neuron or a generator remembers.
enum class state_kind : std::uint8_t { bytes, real32, real64, int64 };

/// The bytes of one number of a kind.
constexpr std::size_t width_of(state_kind k) noexcept {
  return k == state_kind::bytes ? 1 : k == state_kind::real32 ? 4 : 8;
}

/// A table of a saved state: a row for each of some cells, or a list.
///
/// | name             | rows                                             | a row                                                |
/// |------------------|--------------------------------------------------|------------------------------------------------------|
/// | `cells.P`        | cells with compartments of population P, by gid  | v of each compartment, states of channels, pools and synapses |
/// | `points.P`       | point neurons of population P, by gid            | the neuron's `state`                                 |
/// | `played.P`       | virtual cells of population P, by gid            | the train's `state`                                  |
/// | `trains.D`       | targets of event drive D, by gid                 | the train's `state`                                  |
/// | `currents.D`     | targets of current drive D, by gid               | the current's `state`                                |
/// | `spikes`         | a list: spikes whose events are not all there    | source, step, phase                                  |
/// | `counts`         | a list, a row from each rank                     | spikes and events so far                             |
///
/// A table without rows, or whose rows have no bytes, is not there.
struct state_table {
  std::string name;
  state_kind kind = state_kind::bytes;
  std::size_t width = 0;  ///< bytes of a row
  bool listed = false;    ///< rows have no numbers: each rank adds its own
};

/// What a saved state is of.
struct state_header {
  struct population {
    gid_range ids;
    std::uint64_t model = 0;  ///< a hash of the cell model, how its rows are ordered included; what has no compartments has 0
    friend bool operator==(population const&, population const&) = default;
  };
  /// Cells that others may begin from (`simulation::start_from`).
  struct group {
    std::string name;
    gid_range ids;
    friend bool operator==(group const&, group const&) = default;
  };
  step now = 0;                      ///< steps done
  double dt = 0;                     ///< [ms]
  std::string real, scheme;          ///< "float" or "double"; as `scheme::backward_euler`
  gid cells = 0;
  std::uint64_t network = 0;         ///< a hash of the description: another seed, weight or stimulus has another
  std::vector<population> populations;
  std::vector<group> groups;
  friend bool operator==(state_header const&, state_header const&) = default;
};

/// Cells that begin in states drawn from a group of a saved state: from all groups of that name.
struct bank_use {
  gid_range cells;
  std::string group;
  bool spikes = false;  ///< the spikes whose events were not all there when the state was saved are taken over, too
};

/// Takes a state, on each rank the rows of its own cells.
class state_sink {
 public:
  virtual ~state_sink() = default;
  /// First of all; the same on all ranks.
  virtual void begin(state_header const& h) = 0;
  /// Rows [first, first + n) of a table, ascending, n as many as the bytes are; of a list, some more.
  virtual void put(state_table const& t, std::uint64_t first, std::span<std::byte const> rows) = 0;
};

/// Yields a state, every rank any row.
class state_source {
 public:
  virtual ~state_source() = default;
  virtual state_header const& header() const = 0;
  /// How many rows a list has; 0: there is none of that name.
  virtual std::uint64_t rows(state_table const& t) = 0;
  /// Rows [first, first + n) of a table, or of a list by position. Errors: input_error for what is not all there.
  virtual void get(state_table const& t, std::uint64_t first, std::span<std::byte> rows) = 0;
};

}  // namespace pallium
