// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/simulation_class.hpp>

namespace pallium {

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::epoch(step end) {
  step const number = now_ / epoch_, to = std::min(end, (number + 1) * epoch_), from = now_;
  bool const fresh = number != open_;
  open_ = number;
  exec_.team.run([&](int p) {
    part_type& part = parts_[std::size_t(p)];
    if (fresh) part.open(number, dt_);
    part.run(from, to, dt_);
  });
  now_ = to;
  fired_.clear();
  for (part_type const& p : parts_) fired_.insert(fired_.end(), p.spikes.begin(), p.spikes.end());
  std::sort(fired_.begin(), fired_.end(), [](spike a, spike b) { return std::tie(a.at, a.source) < std::tie(b.at, b.source); });
  spikes_ += fired_.size();
  exec_.comm.post(fired_);
  for (auto const& sink : spike_sinks_) sink(fired_, dt_);
  for (auto& t : traces_) t.flush(from, to, dt_);
  auto const arrived = exec_.comm.collect();
  exec_.team.run([&](int p) {
    for (spike const& s : arrived) parts_[std::size_t(p)].deliver(s);
  });
  for (auto const& f : watchers_) f(*this);
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::sample_start() {
  for (auto& t : traces_) {
    std::vector<double> row(t.probes.size());
    for (auto& p : parts_)
      p.for_each_group([&](auto& g) {
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
  f.neurons = net_->size();
  for (population const& p : net_->populations()) {
    std::size_t type = 0;
    ((type++ == p.type ? void(f.compartments += p.ids.size() * net_->template models<Ts>()[p.model].size()) : void()), ...);
  }
  for (auto const& p : parts_) {
    f.synapses += p.synapses.size();
    f.synapse_bytes += p.synapses.bytes();
    f.state_bytes += const_cast<part_type&>(p).state_bytes();
    f.calendar_bytes += p.events.bytes();
    f.events += p.delivered;
  }
  std::apply([&](auto const&... all) {
    auto const add = [&](auto const& some) { for (auto const& m : some) f.model_bytes += m->bytes(); };
    (add(all), ...);
  }, models_);
  f.steps = now_;
  f.epoch = epoch_;
  f.spikes = spikes_;
  return f;
}

}  // namespace pallium
