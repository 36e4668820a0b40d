// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "scene.hpp"

#include <pallium/cell/cell.hpp>
#include <pallium/cell/point_cell.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/it_ghk.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/runtime/allen_cell.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/spiking/int_fire1.hpp>
#include <pallium/spiking/lif.hpp>
#include <pallium/synapse/alpha.hpp>
#include <pallium/synapse/ampa_nmda.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/exp1i.hpp>
#include <pallium/synapse/exp2.hpp>
#include <pallium/synapse/gaba_a.hpp>
#include <pallium/synapse/gaba_b.hpp>
#include <pallium/synapse/nmda.hpp>
#include <pallium/synapse/stp1.hpp>
#include <pallium/synapse/stp2.hpp>
#include <pallium/synapse/stp3.hpp>
#include <pallium/synapse/stp4.hpp>
#include <pallium/synapse/stp5.hpp>
#include <pallium/synapse/stp5i.hpp>

namespace test {

using namespace pallium::units;

/// All channels: those of the Allen models, and the others.
template <class> struct with_others;
template <class... Cs> struct with_others<channels<Cs...>> {
  using type = channels<Cs..., channel::hh_na, channel::hh_k, channel::it_ghk>;
};
using active = cell<with_others<runtime::allen_cell::channel_list>::type, synapses<synapse::exp2>, pools<pool::calcium_shell>>;
/// All synapses.
using wet = cell<channels<channel::leak, channel::nats, channel::kv3_1>,
                 synapses<synapse::exp1, synapse::exp1i, synapse::exp2, synapse::alpha, synapse::nmda, synapse::ampa_nmda, synapse::gaba_a,
                          synapse::gaba_b, synapse::stp1, synapse::stp2, synapse::stp3, synapse::stp4, synapse::stp5, synapse::stp5i>>;
using fire1 = point_cell<spiking::int_fire1>;
using leaky = point_cell<spiking::lif>;
using law_network = network<cells<active, wet, fire1, leaky, virtual_cell>>;

/// Fills the network; what to watch.
std::vector<probe> describe(law_network&, bool procedural);

struct all_spikes {
  std::vector<spike> all;
  void spikes(std::span<spike const> s, duration) { all.insert(all.end(), s.begin(), s.end()); }
};

/// Plays it; `Exec` as a template of a schedule and an exchange. What other ranks saw is still to be gathered.
template <class Exec> outcome play(way const& how, Exec exec) {
  constexpr duration dt{0.05};
  law_network net;
  auto const probes = describe(net, how.procedural);
  record::trace trace(probes, {0.4});
  all_spikes spikes;
  auto comm = exec.comm;
  simulation sim(net, std::move(exec));
  sim.attach(spikes);
  sim.attach(trace);
  if (how.from) sim.load(*how.from, dt);
  for (double t : how.runs) sim.run({t}, dt);
  if (how.to) sim.save(*how.to);
  simulation_facts const f = sim.facts();
  outcome r{std::move(spikes.all), {}, f.ranks, f.threads, {f.neurons}, {f.synapses}, comm.facts().spikes, f.events, f.epoch};
  for (std::size_t i = 0; i < trace.size(); ++i)
    for (std::size_t k = 0; k < probes.size(); ++k) r.trace.push_back(trace.value(i, k));
  return r;
}

template <class Arch, std::size_t Registers, class Schedule, class Exchange>
using law_policy = exec::policy<Arch, double, Exchange, Schedule, threads::openmp, Registers>;

template <class Arch, std::size_t Registers, class Exchange> outcome play_with(way const& how, Exchange comm) {
  if (how.overlap) return play(how, law_policy<Arch, Registers, schedule::overlap, Exchange>{comm, threads::openmp(how.threads)});
  return play(how, law_policy<Arch, Registers, schedule::lockstep, Exchange>{comm, threads::openmp(how.threads)});
}

#ifdef PALLIUM_LAW_MPI
/// Brings what all ranks have seen to rank 0.
outcome gathered(outcome mine, exchange::boost_mpi const& comm);
#endif

}  // namespace test
