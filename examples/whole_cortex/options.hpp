// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace whole_cortex {

/// Factors on the potentials of excitatory synapses, by what they are on.
struct excitation_factors {
  double of_excitatory = 0.2, of_inhibitory = 0.3;
};

/// What the command line asks for.
struct options {
  std::uint64_t neurons = 9000;      ///< in both hemispheres together
  double duration = 2000;            ///< biological time [ms]
  double dt = 0.1;                   ///< [ms]
  std::string real = "float";
  std::uint64_t seed = 1;
  int threads = 0;                   ///< 0: as many as the machine has
  std::string arch;                  ///< instruction set of the kernels; empty: the best that this machine has
  std::string scenario = "resting";  ///< a name, or a JSON file
  double recurrent = 1;              ///< factor on the weights of all projections; 0 leaves them out
  std::string storage = "auto";      ///< of synapses: materialised, procedural, or what fits
  std::string schedule = "lockstep"; ///< of the exchange between ranks: lockstep or overlap
  bool dry_run = false, json = false;  ///< foresee a run instead of making it
  int ranks = 1;                     ///< of the run foreseen
  double rate = 3;                   ///< assumed for it [Hz]
  std::string cells;                 ///< folder with a cells.csv; empty: the embedded cells
  std::string model = "perisomatic"; ///< of the embedded cells: perisomatic or all_active
  std::string compartments = "nseg"; ///< nseg, or coarse: as few as 100 a cell
  std::array<std::uint32_t, 3> sites{48, 4, 24};  ///< of each receptor on a cell: excitatory, perisomatic, dendritic
  std::string calibration;           ///< file; empty: the embedded one, or made before the run
  std::string calibrate;             ///< make a calibration, write it here, and end
  excitation_factors excitation;     ///< of a calibration to make
  std::string start_from;            ///< folder with checkpoints of a cortex of the same cells, whose states cells begin in
  std::string out;                   ///< folder of the results
  bool overwrite = false;
  double checkpoint_every = 0;       ///< biological time [ms]; 0: never
  std::string restore;               ///< a folder with checkpoints, or one of them, to go on from
};

}  // namespace whole_cortex
