// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "loops.hpp"
#include "ranks.hpp"
#include "run.hpp"

#include <pallium/exec/concept.hpp>
#include <pallium/exec/openmp.hpp>
#include <pallium/sim/simulation.hpp>

#include <chrono>
#include <utility>

RUN_SONATA_LOOPS(extern, float);
RUN_SONATA_LOOPS(extern, double);

namespace run_sonata {

struct spike_count {
  std::uint64_t all = 0;
  void spikes(std::span<pallium::spike const> some, pallium::duration) { all += some.size(); }
};

template <class Real>
result run(pallium::runtime::sonata_circuit const& circuit, pallium::runtime::sonata_reports& reports, int threads,
           std::function<void(progress const&)> const& tell) {
  using namespace pallium;
  using clock = std::chrono::steady_clock;
  auto const seconds = [](clock::time_point from) { return std::chrono::duration<double>(clock::now() - from).count(); };
  using how = exec::policy<simd::widest, Real, travel, schedule::lockstep, threads::openmp, 4>;
  how const exec{travel{}, pallium::threads::openmp(threads)};
  simulation sim(circuit.net, exec);
  result r;
  auto begin = clock::now();
  sim.prepare(circuit.dt);
  reports.attach([&](gid g) { return sim.here(g); }, [&](auto& recorder) { sim.attach(recorder); });
  spike_count count;
  sim.attach(count);
  r.setup_s = seconds(begin);
  begin = clock::now();
  sim.after_epoch([&](auto const& s) { tell({s.time().value, seconds(begin), count.all}); });
  sim.run(circuit.tstop, circuit.dt);
  r.wall_s = seconds(begin);
  r.facts = sim.facts();
  auto const total = [&](auto& number) {  // of all ranks
    std::uint64_t sum = 0;
    for (std::uint64_t n : exec.comm.each(number)) sum += n;
    number = sum;
  };
  total(r.facts.neurons), total(r.facts.compartments), total(r.facts.synapses), total(r.facts.events), total(r.facts.spikes);
  total(r.facts.state_bytes), total(r.facts.synapse_bytes);
  return r;
}

}  // namespace run_sonata
