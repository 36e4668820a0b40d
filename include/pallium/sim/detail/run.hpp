// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/simulation_class.hpp>

namespace pallium {

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::epoch(step end) {
  step const number = now_ / epoch_;
  compute(number, now_, std::min(end, (number + 1) * epoch_));
  for (auto const& f : watchers_) f(*this);
}

/// Computes the steps [from, to) of an epoch and, at its end, sends the spikes; step 0 of point neurons and virtual cells, whose
/// spikes may be at t = 0, is the end of epoch -1.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::compute(step number, step from, step to) {
  bool const fresh = number != open_;
  step const end = (number + 1) * epoch_;
  if (fresh) travel(number);
  exec_.team.run([&](int p) {
    part_type& part = parts_[std::size_t(p)];
    if (fresh) part.open(number, dt_, store_, who_);
    if (resumed_) part.resume(from);
    part.run(from, to, dt_);
    std::size_t const n = parts_.size();
    for (bool any = n > 1; any;) {  // once more after any: who was late may have begun
      any = false;
      for (std::size_t k = 1; k < n; ++k) any = part.help(parts_[(std::size_t(p) + k) % n], from, to, dt_) || any;
    }
  });
  resumed_ = false;
  now_ = to;
  fired_.clear();
  for (part_type const& p : parts_) fired_.insert(fired_.end(), p.spikes.begin(), p.spikes.end());
  std::sort(fired_.begin(), fired_.end(), sim::spike_store::before);
  spikes_ += fired_.size();
  pending_.insert(pending_.end(), fired_.begin(), fired_.end());
  if (to == end) {
    exec_.comm.post(number, pending_);
    for (spike const& s : pending_) store_.add(s);
    pending_.clear();
  }
  show(from, to);
  for (auto& t : traces_) t.flush(std::max<step>(from, 0), to, dt_);
}

/// Before an epoch: the spikes of virtual cells in it, and those of other ranks that may arrive in it.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::travel(step number) {
  open_ = number;
  store_.open(number);
  for (spike const& s : carried_)
    if (store_.epoch_of(s.at) >= number - store_.lags()) store_.add(s);
  std::vector<spike>().swap(carried_);
  if (!played_.empty()) {
    played_.open((number + 1) * epoch_, dt_);
    for (spike const& s : played_.spikes(number * epoch_, (number + 1) * epoch_)) store_.add(s);
  }
  if (exec_.comm.size() > 1)
    for (spike const& s : exec_.comm.collect(number)) store_.add(s);
  store_.sort();
}

/// Shows recorders the spikes of the steps (from, to]; those of virtual cells only if they want it, and on one rank.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::show(step from, step to) {
  auto const played = exec_.comm.rank() == 0 ? played_.recorded(from, to) : std::span<spike const>{};
  std::vector<spike> all;
  if (!played.empty()) std::merge(fired_.begin(), fired_.end(), played.begin(), played.end(), std::back_inserter(all), sim::spike_store::before);
  for (auto const& sink : spike_sinks_) sink(played.empty() ? std::span<spike const>(fired_) : std::span<spike const>(all), dt_);
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::start() {
  if constexpr (sim::any_without_compartments<Ts...>) compute(-1, -1, 0);
  for (auto& t : traces_) {
    if (t.when.first > 0) continue;
    std::vector<double> row(t.probes.size(), std::numeric_limits<double>::quiet_NaN());
    for (auto& p : parts_)
      p.for_each_any_group([&](auto& g) {
        for (sim::tap const& tap : g.taps)
          if (!t.values.empty() && tap.out >= t.values.data() && tap.out < t.values.data() + t.probes.size())
            row[std::size_t(tap.out - t.values.data())] = g.value(tap);
      });
    t.sample({0}, row);
  }
}

template <class... Ts, class Rules, class Scheme, execution Exec>
simulation_facts simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::facts() const {
  simulation_facts f;
  for (population const& p : net_->populations()) {
    std::size_t type = 0;
    gid const n = ready() ? who_.count_in(p.ids) : p.ids.size();
    ((type++ == p.type ? void(f.compartments += n * net_->template models<Ts>()[p.model].size()) : void()), ...);
    f.neurons += virtual_type(p.type) ? 0 : n;
  }
  f.memory.bookkeeping = who_.bytes();
  for (auto const& p : parts_) {
    const_cast<part_type&>(p).weigh(f.memory);
    f.synapses += p.spikes_in.size();
    f.synapse_bytes += p.spikes_in.bytes();
    f.state_bytes += const_cast<part_type&>(p).state_bytes();
    f.calendar_bytes += p.events.bytes();
    f.events += p.delivered;
  }
  std::apply([&](auto const&... all) {
    auto const add = [&](auto const& some) { for (auto const& m : some) f.model_bytes += sim::shared_bytes(*m); };
    (add(all), ...);
  }, models_);
  f.memory.models = f.model_bytes;
  f.memory.calendar += store_.bytes();
  f.calendar_bytes += store_.bytes();
  f.rank = exec_.comm.rank();
  f.ranks = exec_.comm.size();
  f.threads = exec_.team.count();
  f.steps = now_;
  f.epoch = epoch_;
  f.spikes = spikes_;
  return f;
}

}  // namespace pallium
