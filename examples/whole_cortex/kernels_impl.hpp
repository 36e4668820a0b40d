// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "kernels.hpp"
#include "loops.hpp"

#include <pallium/exec/concept.hpp>
#include <pallium/exec/openmp.hpp>
#ifdef WHOLE_CORTEX_MPI
#include <pallium/exchange/boost_mpi.hpp>
#endif
#include <pallium/sim/simulation.hpp>
#include <pallium/simd/machine.hpp>
#include <pallium/stimulus/poisson.hpp>

#include <chrono>
#include <cmath>

WHOLE_CORTEX_LOOPS(extern, float);
WHOLE_CORTEX_LOOPS(extern, double);

// Everything here is compiled several times, by pallium_multiarch: each variant keeps its own.
namespace whole_cortex {

/// One file each.
kernels<float> float_kernels();
kernels<double> double_kernels();

#ifdef WHOLE_CORTEX_MPI
using travel = pallium::exchange::boost_mpi;
inline travel alone() { return travel(boost::mpi::communicator(MPI_COMM_SELF, boost::mpi::comm_attach)); }
#else
using travel = pallium::exchange::local;
inline travel alone() { return {}; }
#endif
template <class Real, class Schedule = pallium::schedule::lockstep>
using how = pallium::exec::policy<pallium::simd::widest, Real, travel, Schedule, pallium::threads::openmp>;

struct spike_list {
  std::vector<pallium::spike> all;
  void spikes(std::span<pallium::spike const> some, pallium::duration) { all.insert(all.end(), some.begin(), some.end()); }
};

template <class Real> background_table calibrate(options const& o, cell_set const& cells) {
  using namespace pallium;
  constexpr std::size_t levels = 12, copies = 4;
  constexpr double lowest = 25, ratio = 1.5, biological = 1000;  // [Hz], [1], [ms]
  background_table table(cells.models.size());
  cortex_network net;
  struct trial {
    std::size_t model, kind, level;
  };
  std::vector<trial> trials;
  for (std::size_t m = 0; m < cells.models.size(); ++m) {
    auto const id = net.model(cells.models[m].cell);
    for (std::size_t k = 0; k < atlas::population_count; ++k)
      for (std::size_t l = 0; l < levels && cells.models[m].serves[k]; ++l) {
        gid_range const ids = net.add(copies, id);
        double const rate = lowest * std::pow(ratio, double(l));
        net.stimulate(ids, receptors::excitatory, background_weight(atlas::population(k)),
                      stimulus::poisson{.rate = {rate * 1e-3}, .seed = o.seed, .stream = 1});
        trials.insert(trials.end(), copies, {m, k, l});
      }
  }
  simulation sim(net, how<Real>{alone(), threads::openmp(o.threads)});
  spike_list list;
  sim.attach(list);
  sim.run({biological}, {o.dt});
  std::vector<std::array<std::array<double, levels>, atlas::population_count>> rate(cells.models.size());
  for (spike const& s : list.all) {
    trial const& t = trials[std::size_t(s.source)];
    rate[t.model][t.kind][t.level] += 1e3 / biological / double(copies);
  }
  for (std::size_t m = 0; m < cells.models.size(); ++m)
    for (std::size_t k = 0; k < atlas::population_count; ++k) {
      auto const& f = rate[m][k];
      double const goal = background_target_hz(atlas::population(k));
      std::size_t l = 0;
      while (l + 1 < levels && f[l + 1] < goal) ++l;
      double const up = l + 1 < levels ? f[l + 1] : f[l];
      double const part = up > f[l] ? std::clamp((goal - f[l]) / (up - f[l]), 0.0, 1.0) : 0.0;
      table[m][k].rate_hz = cells.models[m].serves[k] ? lowest * std::pow(ratio, double(l) + part) : 0;
    }
  return table;
}

template <class Real, class Schedule>
run_result run_with(cortex const& c, options const& o, std::function<void(progress const&)> const& tell) {
  using namespace pallium;
  using clock = std::chrono::steady_clock;
  auto const seconds = [](clock::time_point from) { return std::chrono::duration<double>(clock::now() - from).count(); };
  run_result r;
  how<Real, Schedule> const exec{travel{}, threads::openmp(o.threads)};
  simulation sim(c.net, exec);
  spike_list list;
  sim.attach(list);
  auto begin = clock::now();
  sim.prepare({o.dt});
  r.setup_s = seconds(begin);
  begin = clock::now();
  sim.after_epoch([&](auto const& s) { tell({s.time().value, seconds(begin), list.all.size()}); });
  sim.run({o.duration}, {o.dt});
  r.wall_s = seconds(begin);
  r.facts = sim.facts();
  r.neurons_per_rank = exec.comm.each(r.facts.neurons);
  auto const total = [&](auto& number) {  // of all ranks
    std::uint64_t sum = 0;
    for (std::uint64_t n : exec.comm.each(number)) sum += n;
    number = sum;
  };
  total(r.facts.neurons), total(r.facts.compartments), total(r.facts.synapses), total(r.facts.events), total(r.facts.spikes);
  total(r.facts.state_bytes), total(r.facts.synapse_bytes), total(r.facts.model_bytes), total(r.facts.calendar_bytes);
  for (projection const& p : c.net.projections())
    if (!p.materialised()) r.drawn_synapses += p.synapses({o.dt});
  r.sent = exec.comm.facts();
  total(r.sent.messages), total(r.sent.bytes), total(r.sent.spikes);
  r.spikes = exec.comm.all_on_first(list.all);
  r.threads = exec.team.count();
  return r;
}
template <class Real> pallium::forecast foresee(cortex const& c, options const& o) {
  pallium::simulation sim(c.net, how<Real>{alone(), pallium::threads::openmp(o.threads)});
  return sim.foresee({o.dt}, {.ranks = o.ranks, .rate_hz = o.rate});
}
template <class Real> run_result run(cortex const& c, options const& o, std::function<void(progress const&)> const& tell) {
  return o.schedule == "overlap" ? run_with<Real, pallium::schedule::overlap>(c, o, tell)
                                 : run_with<Real, pallium::schedule::lockstep>(c, o, tell);
}

}  // namespace whole_cortex
