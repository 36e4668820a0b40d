// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "kernels.hpp"
#include "loops.hpp"
#include "persistence.hpp"

#include <pallium/exec/concept.hpp>
#include <pallium/exec/openmp.hpp>
#ifdef WHOLE_CORTEX_MPI
#include <pallium/exchange/boost_mpi.hpp>
#endif
#include <pallium/sim/simulation.hpp>
#include <pallium/simd/machine.hpp>

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

struct sampled {
  std::vector<pallium::probe> what;
  pallium::duration start, step;
  std::vector<double> all;
  std::span<pallium::probe const> probes() const { return what; }
  pallium::duration every() const { return step; }
  pallium::duration first() const { return start; }
  void sample(pallium::duration, std::span<double const> v) { all.insert(all.end(), v.begin(), v.end()); }
};

template <class Real> trial_result attempt(trial const& t) {
  using namespace pallium;
  simulation sim(t.net, how<Real>{alone(), threads::openmp(t.threads)});
  spike_list list;
  sampled samples{t.probes, {t.first}, {t.every}, {}};
  sim.attach(list);
  if (!t.probes.empty()) sim.attach(samples);
  sim.run({t.duration}, {t.dt});
  return {std::move(list.all), std::move(samples.all)};
}

template <class Real, class Schedule>
run_result run_with(cortex const& c, options const& o, persistence& keep, std::function<void(progress const&)> const& tell) {
  using namespace pallium;
  using clock = std::chrono::steady_clock;
  auto const seconds = [](clock::time_point from) { return std::chrono::duration<double>(clock::now() - from).count(); };
  run_result r;
  how<Real, Schedule> const exec{travel{}, threads::openmp(o.threads)};
  simulation sim(c.net, exec);
  sim.attach(keep);
  auto begin = clock::now();
  sim.prepare({o.dt});
  std::vector<state_header::group> groups;  // cells of a class: what others may begin from
  std::vector<bank_use> uses;
  for (auto const& p : c.populations)
    if (p.ids.size() > 0) {
      groups.push_back({std::string(atlas::file_name_of(p.kind)), p.ids});
      uses.push_back({p.ids, groups.back().name, true});
    }
  keep.warm([&](state_source& bank) { sim.start_from(bank, uses, o.seed, {o.dt}); });
  double const began_ms = keep.begin([&](state_source& from) { sim.load(from, {o.dt}); });
  r.setup_s = seconds(begin);
  begin = clock::now();
  sim.after_epoch([&](auto const& s) { tell({s.time().value, seconds(begin), keep.spikes().size(), began_ms}); });
  step const end = to_steps({o.duration}, {o.dt}), epoch = sim.facts().epoch;
  do {  // an epoch at a time: between two of them a run may be left
    step const n = std::min(end, (sim.now() / epoch + 1) * epoch) - sim.now();
    sim.run(double(n) * duration{o.dt}, {o.dt});
  } while (!keep.after(sim.now(), sim.now() % epoch == 0, [&](state_sink& to) { sim.save(to, groups); }) && sim.now() < end);
  r.wall_s = seconds(begin);
  r.began_ms = began_ms;
  r.facts = sim.facts();
  r.neurons_per_rank = exec.comm.each(r.facts.neurons);
  auto const total = [&](auto& number) {  // of all ranks
    std::uint64_t sum = 0;
    for (std::uint64_t n : exec.comm.each(number)) sum += n;
    number = sum;
  };
  total(r.facts.neurons), total(r.facts.compartments), total(r.facts.synapses), total(r.facts.events), total(r.facts.spikes);
  total(r.facts.state_bytes), total(r.facts.synapse_bytes), total(r.facts.model_bytes), total(r.facts.calendar_bytes);
  std::uint64_t resident = resident_bytes();
  total(resident);
  r.resident_bytes = double(resident);
  r.sent = exec.comm.facts();
  total(r.sent.messages), total(r.sent.bytes), total(r.sent.spikes);
  r.spikes = exec.comm.all_on_first(keep.spikes());
  r.threads = exec.team.count();
  return r;
}
template <class Real> pallium::forecast foresee(cortex const& c, options const& o) {
  pallium::simulation sim(c.net, how<Real>{alone(), pallium::threads::openmp(o.threads)});
  return sim.foresee({o.dt}, {.ranks = o.ranks, .rate_hz = o.rate});
}
template <class Real> run_result run(cortex const& c, options const& o, persistence& keep, std::function<void(progress const&)> const& tell) {
  return o.schedule == "overlap" ? run_with<Real, pallium::schedule::overlap>(c, o, keep, tell)
                                 : run_with<Real, pallium::schedule::lockstep>(c, o, keep, tell);
}

}  // namespace whole_cortex
