// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/simulation_class.hpp>

namespace pallium {

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::prepare(duration dt) {
  if (!(dt.value > 0) || !std::isfinite(dt.value))
    throw input_error("simulation::run", "dt = " + std::to_string(dt.value) + " ms", "a step > 0");
  if (ready()) {
    if (dt != dt_)
      throw input_error("simulation::run", "dt = " + std::to_string(dt.value) + " ms",
                        "the step this simulation began with, " + std::to_string(dt_.value) + " ms");
    return;
  }
  dt_ = dt;
  try {
    step shortest = 0;
    together([&] {
      find_delays(shortest, longest_);
      build_models();
      return fingerprint_of_ranks();
    });
    epoch_ = shortest / (1 + Exec::schedule::in_flight);
    store_ = sim::spike_store(epoch_, sim::routes::last_lag(longest_, epoch_));
    parts_.resize(std::size_t(exec_.team.count()));
    build_partition();
    together([&] {
      auto const groups = [&]<class T>(std::type_identity<T>) {
        if constexpr (sim::has_compartments<T>) build_groups<T>();
      };
      (groups(std::type_identity<Ts>{}), ...);
      (build_points<Ts>(), ...);
      build_gaps();
      exec_.team.run([&](int p) {
        parts_[std::size_t(p)].seal(net_->projections(), who_, static_cast<std::uint32_t>(p), epoch_, dt_);
      });
      build_drives();
      for (auto& t : traces_) (this->*connect_)(t);
      if constexpr (!is_alone<typename Exec::exchange>)
        if (exec_.comm.size() > 1) destinations_.build(net_->projections(), who_, epoch_, dt_);
      return std::uint64_t{0};
    });
    begin_exchange(sim::any_without_compartments<Ts...> ? -1 : 0);
  } catch (...) {
    forget();
    throw;
  }
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::begin_exchange([[maybe_unused]] step first) {
  if constexpr (!is_alone<typename Exec::exchange>)
    exec_.comm.begin({&who_.map, epoch_, Exec::schedule::in_flight, first, destinations_.peers(),
                      [this](gid cell) { return destinations_.of(cell); },
                      [this] { return origins_.build(net_->projections(), who_, destinations_.peers(), epoch_, dt_); },
                      [this](gid cell) { return origins_.hears(cell); }});
}

/// Does what may fail on some ranks and not on others: then all throw, as they do if it does not return the same number on all.
template <class... Ts, class Rules, class Scheme, execution Exec>
template <class F>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::together(F&& f) {
  if constexpr (is_alone<typename Exec::exchange>) {
    f();
  } else {
    if (exec_.comm.size() == 1) {
      f();
      return;
    }
    std::exception_ptr failed;
    rank_failure why;
    std::uint64_t print = 0;
    try {
      print = f();
    } catch (std::exception const& e) {
      failed = std::current_exception();
      why = {e.what(), dynamic_cast<input_error const*>(&e) != nullptr};
    }
    if (exec_.comm.agree(why, print)) std::rethrow_exception(failed);
  }
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::build_models() {
  (build_models_of<Ts>(), ...);
}

template <class... Ts, class Rules, class Scheme, execution Exec>
template <class T>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::build_models_of() {
  auto const& cells_of_type = net_->template models<T>();
  std::vector<std::vector<std::int32_t>> driven(cells_of_type.size());
  for (current_drive const& d : net_->current_drives())
    for (population const& p : populations_in(d.targets)) {
      if (p.type != detail::index_in<T, Ts...>) continue;
      gid const first = std::max(p.ids.first, d.targets.first);
      if constexpr (sim::has_compartments<T>) driven[p.model].push_back(segment_of(cells_of_type[p.model], d.where, "network::inject", first));
      else throw input_error("network::inject", "cell " + std::to_string(first), "a cell with compartments");
    }
  for (gap_junction const& j : net_->gap_junctions())
    for (auto const& [cell, where] : {std::pair{j.a, j.at_a}, std::pair{j.b, j.at_b}}) {
      population const& p = net_->populations()[population_of(cell)];
      if (p.type != detail::index_in<T, Ts...>) continue;
      if constexpr (sim::has_compartments<T>) driven[p.model].push_back(segment_of(cells_of_type[p.model], where, "network::couple", cell));
      else throw input_error("network::couple", "cell " + std::to_string(cell), "a cell with compartments");
    }
  for (std::size_t i = 0; i < cells_of_type.size(); ++i)
    std::get<std::vector<std::unique_ptr<sim::model<T, real, Scheme>>>>(models_).push_back(
        std::make_unique<sim::model<T, real, Scheme>>(cells_of_type[i], net_->surroundings, dt_.value, driven[i]));
}

template <class... Ts, class Rules, class Scheme, execution Exec>
template <class T>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::build_groups() {
  auto const& models = std::get<std::vector<std::unique_ptr<sim::model<T, real, Scheme>>>>(models_);
  std::size_t const parts = parts_.size();
  for (std::size_t m = 0; m < models.size(); ++m) {
    std::vector<gid> ids;
    std::vector<std::vector<gid>> coupled(parts);
    for (population const& p : net_->populations())
      if (p.type == detail::index_in<T, Ts...> && p.model == m)
        for_each_here(p.ids, [&](gid g) {
          if (coupled_.contains(g)) coupled[part_of_component_[coupled_.of[coupled_.find(g)]]].push_back(g);
          else ids.push_back(g);
        });
    // whole groups to each part, as evenly as they go; each thread touches its own memory first
    std::size_t const wide = part_type::broad, groups = (ids.size() + wide - 1) / wide;
    exec_.team.run([&](int number) {
      auto const p = std::size_t(number);
      std::size_t const first = std::min(ids.size(), p * groups / parts * wide),
                        last = std::min(ids.size(), (p + 1) * groups / parts * wide);
      auto const give = [&](std::vector<gid> const& mine, bool together) {
        auto const address = parts_[p].add(*models[m], mine, together);
        for (std::size_t i = 0; i < mine.size(); ++i) who_.put(mine[i], {static_cast<std::uint32_t>(p), address[i]});
      };
      give({ids.begin() + std::ptrdiff_t(first), ids.begin() + std::ptrdiff_t(last)}, false);
      give(coupled[p], true);
    });
  }
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::build_gaps() {
  for (gap_junction const& j : net_->gap_junctions()) {
    if (!who_.here(j.a)) continue;  // then b is not here either
    auto const voltage_of = [&](gid cell, location const& where) {
      place const at = who_.find(cell);
      real const* v = nullptr;
      parts_[at.part].with_group(at.address, [&](auto& g) {
        v = g.voltage(std::size_t(g.model->description->segment_at(where)), at.address & 63u);
      });
      return v;
    };
    auto const join = [&](gid cell, location const& where, real const* peer) {
      place const at = who_.find(cell);
      parts_[at.part].with_group(at.address, [&](auto& g) {
        std::int32_t const segment = g.model->description->segment_at(where);
        g.gaps.push_back({at.address & 63u, g.model->slot_of_segment[std::size_t(segment)], segment, static_cast<real>(j.g.value), peer});
      });
    };
    real const *const a = voltage_of(j.a, j.at_a), *const b = voltage_of(j.b, j.at_b);
    if (a == b) continue;  // no current; seen a step late it would be a capacity
    join(j.a, j.at_a, b);
    join(j.b, j.at_b, a);
  }
}

template <class... Ts, class Rules, class Scheme, execution Exec>
template <class F>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::with_model(gid cell, F&& f) const {
  population const& p = net_->populations()[population_of(cell)];
  std::size_t type = 0;
  auto const give = [&]<class T>(std::type_identity<T>) {
    if (type++ == p.type) f(*std::get<std::vector<std::unique_ptr<sim::model<T, real, Scheme>>>>(models_)[p.model]);
  };
  (give(std::type_identity<Ts>{}), ...);
}

template <class... Ts, class Rules, class Scheme, execution Exec>
std::vector<receptor_sites> const& simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::receptors(gid cell) const {
  static std::vector<receptor_sites> const none;
  std::vector<receptor_sites> const* all = &none;
  with_model(cell, [&](auto const& m) {
    if constexpr (requires { m.description->receptors(); }) all = &m.description->receptors();
  });
  return *all;
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::build_drives() {
  for (event_drive const& d : net_->event_drives()) {
    std::vector<std::vector<gid>> ids(parts_.size());
    for (population const& p : populations_in(d.targets))
      if (virtual_type(p.type))
        throw input_error("network::stimulate", "cell " + std::to_string(std::max(p.ids.first, d.targets.first)) + ", a virtual cell",
                          "a cell that is simulated");
    for_each_here(d.targets, [&](gid g) { ids[who_.find(g).part].push_back(g); });
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      if (ids[p].empty()) continue;
      typename part_type::drive mine{&d, d.trains.start(ids[p]), {}, {}};
      for (gid g : ids[p]) {
        auto const& all = receptors(g);
        if (d.to.index >= all.size())
          throw input_error("network::stimulate", "receptor " + std::to_string(d.to.index) + " on cell " + std::to_string(g),
                            "one of its " + std::to_string(all.size()));
        mine.address.push_back(who_.find(g).address);
        mine.sites.push_back(&all[d.to.index]);
      }
      parts_[p].drives.push_back(std::move(mine));
    }
  }
  std::uint32_t number = 0;
  for (current_drive const& d : net_->current_drives()) {
    for_each_here(d.targets, [&](gid g) {
      place const to = who_.find(g);
      parts_[to.part].with_group(to.address, [&](auto& grp) {
        std::int32_t const segment = grp.model->description->segment_at(d.where);
        grp.clamps.push_back({to.address & 63u, grp.model->slot_of_segment[std::size_t(segment)], segment, number, d.start(g), {}});
        grp.clamps.back().applied = grp.clamps.back().source->now(0);
      });
    });
    ++number;
  }
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::connect_trace(sim::trace_feed& f) {
  f.when = {to_steps(f.every, dt_), to_steps(f.first, dt_)};
  if (f.when.first < 0) throw input_error("trace", "a first sample at " + std::to_string(f.first.value) + " ms", "a time >= 0");
  if (f.when.every < 1) throw input_error("trace", "a sample every " + std::to_string(f.every.value) + " ms", "at least dt");
  f.values.assign(std::size_t(epoch_ / f.when.every + 1) * f.probes.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<sim::reading> readings;  // before any tap is set: a refused trace must leave none behind
  for (probe const& p : f.probes) {
    if (p.cell >= net_->size()) throw input_error("probe", "cell " + std::to_string(p.cell), "a cell of the network");
    if (is_virtual(p.cell)) throw input_error("probe", "cell " + std::to_string(p.cell) + ", a virtual cell", "a cell that is simulated");
    place const at = who_.find(p.cell);
    if (at.part == place::elsewhere) readings.emplace_back();
    else parts_[at.part].with_any_group(at.address, [&](auto& g) { readings.push_back(sim::watch(g, at.address & 63u, p)); });
  }
  for (std::size_t i = 0; i < f.probes.size(); ++i) {
    place const at = who_.find(f.probes[i].cell);
    if (at.part == place::elsewhere) continue;
    parts_[at.part].with_any_group(at.address, [&](auto& g) {
      g.taps.push_back({at.address & 63u, readings[i], f.when, f.values.data() + i, f.probes.size()});
    });
  }
}

}  // namespace pallium
