// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/simulation_class.hpp>

#include <chrono>

namespace pallium {

/// A sample of the cells, as many of each population in proportion, is built without its projections, driven as the network says and
/// computed for a moment: that gives the time of cells and of what comes from outside. Events of the network are charged as a sample
/// of its projections takes to draw them, or to read them from a table, and the exchange by the latency and the bandwidth assumed.
template <class... Ts, class Rules, class Scheme, execution Exec>
forecast simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::foresee(duration dt, forecast_options const& o) {
  using clock = std::chrono::steady_clock;
  auto const since = [](clock::time_point from) { return std::chrono::duration<double>(clock::now() - from).count(); };
  if (ready()) throw input_error("simulation::foresee", "a simulation that has begun", "a fresh one");
  if (!(dt.value > 0) || o.ranks < 1 || !(o.rate_hz >= 0)) throw input_error("simulation::foresee", "a step, ranks or a rate", "dt > 0, ranks >= 1, rate >= 0");
  forecast f;
  f.ranks = o.ranks;
  f.threads = exec_.team.count();
  dt_ = dt;
  try {
    auto const begin = clock::now();
    step shortest = 0, longest = 0;
    find_delays(shortest, longest);
    build_models();
    f.epoch = epoch_ = shortest / (1 + Exec::schedule::in_flight);
    double const models_s = since(begin);
    store_ = sim::spike_store(epoch_, sim::routes::last_lag(longest, epoch_));
    parts_.resize(std::size_t(f.threads));

    // the sample: cells that another rank "has", but for those placed here
    double cells = 0;
    for (population const& p : net_->populations())
      if (!virtual_type(p.type)) cells += double(p.ids.size());
    double const part = std::min(1.0, double(o.sample) / std::max(1.0, cells / o.ranks)) / o.ranks;
    rank_map map;
    map.border = {0, 0, net_->size()};
    double due = 0;
    for (population const& p : net_->populations()) {
      if (virtual_type(p.type)) continue;
      due += part * double(p.ids.size());
      gid const take = std::min(p.ids.size(), static_cast<gid>(due + 0.5));
      due -= double(take);
      for (gid k = 0; k < take; ++k) map.placed.emplace_back(p.ids.first + k, 0);
    }
    double const share = double(map.placed.size());
    who_.start(0, std::move(map));
    for (population const& p : net_->populations()) who_.populations.push_back({p.ids, &receptors(p.ids.first), virtual_type(p.type)});
    coupled_ = gap_components();
    auto const build = clock::now();
    auto const groups = [&]<class T>(std::type_identity<T>) {
      if constexpr (sim::has_compartments<T>) build_groups<T>();
    };
    (groups(std::type_identity<Ts>{}), ...);
    (build_points<Ts>(), ...);
    played_ = {};
    for (std::size_t p = 0; p < parts_.size(); ++p) parts_[p].seal({}, who_, static_cast<std::uint32_t>(p), epoch_, dt_);
    build_drives();
    double const states_s = since(build);

    // some epochs of it
    started_ = true;
    step number = 0;
    auto const steps = [&](double seconds) {
      step const first = number;
      auto const start = clock::now();
      double took = 0;
      while ((took = since(start)) < seconds || number < first + 3) {
        compute(number, number * epoch_, (number + 1) * epoch_);
        ++number;
      }
      return took / double((number - first) * epoch_);
    };
    steps(0.2 * o.seconds);
    double const step_s = share > 0 ? steps(o.seconds) : 0;

    // the whole of it
    double const times = share > 0 ? cells / o.ranks / share : 0, steps_per_s = 1000 / dt.value;
    for (population const& p : net_->populations()) {
      std::size_t type = 0;
      ((type++ == p.type ? void(f.compartments += p.ids.size() * net_->template models<Ts>()[p.model].size()) : void()), ...);
    }
    f.neurons = static_cast<gid>(cells);
    for (auto& p : parts_) p.weigh(f.memory);
    auto& m = f.memory;
    for (std::size_t* x : {&m.voltages, &m.channels, &m.pools, &m.synapses, &m.point_neurons, &m.bookkeeping}) *x = std::size_t(double(*x) * times);
    m.bookkeeping += std::size_t(cells / o.ranks) * sizeof(place);
    m.connections = m.calendar = 0;
    std::apply([&](auto const&... all) {
      auto const add = [&](auto const& some) { for (auto const& one : some) m.models += sim::shared_bytes(*one); };
      (add(all), ...);
    }, models_);
    double const synapses_s = foresee_synapses(f, o.rate_hz);
    m.connections += std::size_t(f.stored_synapses / o.ranks * 8);
    double const events = o.rate_hz * (f.synapses) * double(epoch_) * dt.value * 1e-3 / o.ranks;  // in an epoch
    m.calendar += std::size_t(events * 2 * sizeof(sim::event));
    f.bytes_per_rank = m.voltages + m.channels + m.pools + m.synapses + m.point_neurons + m.bookkeeping + m.scratch + m.models + m.connections + m.calendar;
    f.spikes_per_s = cells * o.rate_hz;
    f.compute_s = step_s * times * steps_per_s;
    f.events_s = synapses_s / o.ranks / f.threads;
    if (o.ranks > 1) {
      double const epochs = steps_per_s / double(epoch_), sent = f.spikes_per_s / o.ranks * 3 * (o.ranks - 1);
      f.bytes_sent_per_s = sent;
      f.exchange_s = epochs * o.latency_us * 1e-6 * std::log2(double(o.ranks)) + sent / o.bytes_per_us * 1e-6;
    }
    f.wall_s_per_biological_s = f.compute_s + f.events_s + f.exchange_s;
    f.setup_s = models_s + states_s * times + double(net_->projections().size()) * 5e-6 + f.stored_synapses / o.ranks / f.threads * 120e-9;
  } catch (...) {
    forget();
    throw;
  }
  forget();
  return f;
}

/// Counts synapses and says what their events cost in a biological second, on one thread.
template <class... Ts, class Rules, class Scheme, execution Exec>
double simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::foresee_synapses(forecast& f, double rate_hz) const {
  constexpr double put_ns = 15;  // sorting an event and giving it to its synapse (benchmarks/delivery)
  using clock = std::chrono::steady_clock;
  double drawn_ns = 0, drawn = 0, asked = 0;
  bulk<edge> out;
  auto const& all = net_->projections();
  std::size_t const stride = std::max<std::size_t>(1, all.size() / 2000);
  for (std::size_t i = 0; i < all.size(); ++i) {
    projection const& p = all[i];
    double const n = p.synapses(dt_);
    f.synapses += n;
    if (p.materialised()) {
      f.stored_synapses += n;
      continue;
    }
    double const windows = double((p.max_delay(dt_) - p.min_delay(dt_) + epoch_ - 1) / epoch_ + 1);  // drawn again for each epoch
    drawn += n * windows;
    if (i % stride != 0 || p.sources().size() == 0) continue;
    auto const begin = clock::now();
    std::size_t found = 0;
    for (gid k = 0; k < 4; ++k) {
      out.clear();
      p.from(p.sources()[(k * 2654435761u) % p.sources().size()], {0, p.blocks()}, dt_, out);
      found += out.size();
    }
    drawn_ns += std::chrono::duration<double, std::nano>(clock::now() - begin).count();
    asked += double(found);
  }
  double const per_edge = asked > 0 ? drawn_ns / asked : 0;
  return rate_hz * 1e-9 * (f.synapses * put_ns + drawn * per_edge);
}

}  // namespace pallium
