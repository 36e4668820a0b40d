// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "options.hpp"

#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>
#include <pallium/exchange/concept.hpp>
#include <pallium/record/state.hpp>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace whole_cortex {

/// What a run needs of the ranks besides spikes: an exchange whose type is forgotten.
struct rank_team {
  int rank = 0, size = 1;
  std::function<bool(pallium::rank_failure const&)> agree{};  ///< as an exchange's
  std::function<double(double)> min{};                        ///< of all ranks
  template <class Exchange> static rank_team of(Exchange const& comm) {
    return {comm.rank(), comm.size(), [comm](pallium::rank_failure const& f) { return comm.agree(f, 0); }, [comm](double x) { return comm.min(x); }};
  }
};

/// Long runs survive: checkpoints every so often, a beginning from one, an end when a signal asks for it. All ranks have one and call its
/// members in the same order.
///
/// SIGINT, SIGTERM and SIGUSR1 (which mpirun passes on) let the epoch end, then write a checkpoint; a second SIGINT or SIGTERM ends the
/// process at once, with status 130.
class persistence {
 public:
  using save = std::function<void(pallium::state_sink&)>;
  using load = std::function<void(pallium::state_source&)>;

  /// `command`: what this program was called with. Errors: input_error for a folder --restore without a checkpoint; for either option in a
  /// program without HDF5.
  persistence(options const& o, std::vector<std::string> command, rank_team team);
  ~persistence();
  persistence(persistence const&) = delete;
  persistence& operator=(persistence const&) = delete;

  /// A recorder: spikes so far belong to a checkpoint.
  void spikes(std::span<pallium::spike const> some, pallium::duration dt);
  /// Those of this rank; on the first one also all that came from a checkpoint.
  std::vector<pallium::spike> const& spikes() const;

  /// Before the first step: goes on from a checkpoint if --restore asks for it; where in time [ms]. Errors: input_error if none can be used.
  double begin(load const& from);
  /// Before `begin`: if --start-from asks for it and --restore does not, gives the newest sound checkpoint there to `bank`. Errors: input_error
  /// if there is none, or none that `bank` takes.
  void warm(load const& bank);
  /// Between two epochs, or after the last: writes a checkpoint if one is due. True if the run is to end here.
  bool after(pallium::step now, bool whole_epoch, save const& to);
  bool interrupted() const;
  /// The command that goes on after an interruption; empty if there is no checkpoint to go on from.
  std::string command_to_go_on() const;

 private:
  struct state;
  std::unique_ptr<state> it_;
};

}  // namespace whole_cortex
