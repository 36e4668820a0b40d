// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/place.hpp>
#include <pallium/runtime/allen_cell.hpp>

#include <functional>
#include <string>
#include <vector>

/// What the command line asks for, and what comes back; the simulators behind it are compiled one real type a file.
namespace single_cell {

struct options {
  std::string swc, fit, out, model, axon = "stub", scheme = "backward_euler", real = "double", cut = "nseg",
      constants = "modern", coordinates = "bmtk";
  double amp = 0, delay = 0, duration = 0, tstop = 0, dt = 0.1, celsius = 34;
  double v_init = 0;
  bool v_init_given = false;
  std::vector<std::string> probes;
};

struct site {
  std::string name;  ///< as on the command line: apic[9]:0.5
  pallium::location where;
};

struct result {
  std::vector<double> t;                    ///< [ms]
  std::vector<std::vector<double>> v;       ///< soma, then each probe [mV]
  std::vector<double> cai;                  ///< soma [mM]
  std::vector<double> spikes;               ///< [ms]
  double seconds = 0;
};

/// Is told how much biological time is done.
using progress = std::function<void(double ms)>;

template <class Real>
result run(pallium::runtime::allen_cell const& cell, options const& o, std::vector<site> const& sites, progress const& tell);
extern template result run<double>(pallium::runtime::allen_cell const&, options const&, std::vector<site> const&, progress const&);
extern template result run<float>(pallium::runtime::allen_cell const&, options const&, std::vector<site> const&, progress const&);

}  // namespace single_cell
