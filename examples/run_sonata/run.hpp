// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/runtime/sonata_circuit.hpp>
#include <pallium/runtime/sonata_reports.hpp>
#include <pallium/sim/facts.hpp>

#include <cstdint>
#include <functional>

/// The simulators, compiled one real type a file.
namespace run_sonata {

struct result {
  pallium::simulation_facts facts;  ///< of all ranks together
  double setup_s = 0, wall_s = 0;
};
struct progress {
  double biological_ms, wall_s;
  std::uint64_t spikes;
};

template <class Real>
result run(pallium::runtime::sonata_circuit const& circuit, pallium::runtime::sonata_reports& reports, int threads,
           std::function<void(progress const&)> const& tell);
extern template result run<double>(pallium::runtime::sonata_circuit const&, pallium::runtime::sonata_reports&, int,
                                   std::function<void(progress const&)> const&);
extern template result run<float>(pallium::runtime::sonata_circuit const&, pallium::runtime::sonata_reports&, int,
                                  std::function<void(progress const&)> const&);

}  // namespace run_sonata
