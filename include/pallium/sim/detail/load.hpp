// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/rng.hpp>
#include <pallium/sim/detail/save.hpp>

#include <tuple>

namespace pallium {
namespace sim::detail {

/// Rows of a table, asked for one by one in ascending order, fetched in pieces of about a megabyte.
class row_reader {
 public:
  /// `last`: one after the last row that will be asked for.
  row_reader(state_source& from, state_table t, std::uint64_t last) : from_(from), table_(std::move(t)), last_(last) {}
  std::byte const* at(std::uint64_t row) {
    if (row < first_ || row >= first_ + count_) {
      first_ = row;
      count_ = std::min<std::uint64_t>(last_ - row, std::max<std::uint64_t>(1, (std::uint64_t{1} << 20) / table_.width));
      rows_.resize(std::size_t(count_) * table_.width);
      from_.get(table_, first_, rows_);
    }
    return rows_.data() + std::size_t(row - first_) * table_.width;
  }

 private:
  state_source& from_;
  state_table table_;
  std::uint64_t last_, first_ = 0, count_ = 0;
  std::vector<std::byte> rows_;
};

/// Errors: input_error for the first thing in which a saved state is another's; `where` names it.
inline void same_state(state_header const& saved, state_header const& mine, std::string const& where) {
  auto const same = [&](char const* what, auto const& a, auto const& b) {
    auto const told = [&](auto const& x) {
      if constexpr (requires { std::to_string(x); }) return std::to_string(x);
      else return std::string(x);
    };
    if (!(a == b)) throw input_error(where, std::string(what) + " " + told(a), std::string(what) + " " + told(b));
  };
  same("number type", saved.real, mine.real);
  same("dt [ms]", saved.dt, mine.dt);
  same("scheme", saved.scheme, mine.scheme);
}

}  // namespace sim::detail

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::load(state_source& from, duration dt) {
  if (started_) throw input_error("simulation::load", "a simulation that has begun", "a fresh one");
  prepare(dt);
  together([&] {
    state_header const &saved = from.header(), &mine = description();
    sim::detail::same_state(saved, mine, "simulation::load");
    if (saved.cells != mine.cells) throw input_error("simulation::load", std::to_string(saved.cells) + " cells", std::to_string(mine.cells));
    for (std::size_t i = 0; i < mine.populations.size(); ++i)
      if (i >= saved.populations.size() || !(saved.populations[i] == mine.populations[i]))
        throw input_error("simulation::load", "population " + std::to_string(i) + " of other cells", "the cells of this network");
    if (saved.network != mine.network) throw input_error("simulation::load", "another seed, projection or stimulus", "those of this network");
    load_cells(from, saved.now);
    load_inputs(from, saved.now);
    load_past(from, saved.now);
    return saved.network;
  });
  begin_exchange(now_ / epoch_);
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::load_cells(state_source& from, step then) {
  for (std::size_t i = 0; i < net_->populations().size(); ++i) {
    population const& p = net_->populations()[i];
    state_table const table = table_of_cells(i);
    if (virtual_type(p.type)) {  // every rank plays all of them
      sim::detail::row_reader in(from, table, p.ids.last);
      for (gid g = p.ids.first; g < p.ids.last; ++g)
        played_.with(g, [&](auto& trains, std::size_t k) { trains.load(k, table.width > 0 ? in.at(g) : nullptr, then + 1, dt_); });
      continue;
    }
    if (table.width == 0) continue;
    sim::detail::row_reader in(from, table, p.ids.last);
    for_each_here(p.ids, [&](gid g) {
      place const at = who_.find(g);
      std::byte const* const row = in.at(g);
      parts_[at.part].with_group(at.address, [&](auto& some) { some.load(at.address & 63u, row); });
      parts_[at.part].points_of(at.address, [&](auto& some) { some.load(at.address & 63u, row, then); });
    });
  }
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::load_inputs(state_source& from, step then) {
  for (std::size_t i = 0; i < net_->event_drives().size(); ++i) {
    state_table const table{"trains." + std::to_string(i), state_kind::bytes, width_of_trains(i)};
    sim::detail::row_reader in(from, table, net_->event_drives()[i].targets.last);
    for_each_train(i, [&](gid g, auto& trains, std::size_t k, bool late) {
      trains.load(k, table.width > 0 ? in.at(g) : nullptr, then + late, dt_);
    });
  }
  for (std::size_t i = 0; i < net_->current_drives().size(); ++i) {
    state_table const table{"currents." + std::to_string(i), state_kind::bytes, width_of_current(i)};
    sim::detail::row_reader in(from, table, net_->current_drives()[i].targets.last);
    for_each_current(i, [&](gid g, auto& source) { source.load(table.width > 0 ? in.at(g) : nullptr, then, dt_); });
  }
}

/// Spikes whose events are not all there, and where all go on.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::load_past(state_source& from, step then) {
  now_ = then;
  step const number = now_ / epoch_;
  carried_.clear();
  pending_.clear();
  auto const& table = sim::detail::spikes_under_way;
  sim::detail::row_reader in(from, table, from.rows(table));
  for (std::uint64_t k = 0, n = from.rows(table); k < n; ++k) {
    std::array<std::int64_t, 3> row;
    std::memcpy(row.data(), in.at(k), sizeof row);
    spike const s{static_cast<gid>(row[0]), row[1], static_cast<std::int32_t>(row[2])};
    if (s.source >= net_->size() || s.at > now_) throw input_error("simulation::load", "a spike of cell " + std::to_string(s.source), "one of the past of this network");
    if (store_.epoch_of(s.at) < number || is_virtual(s.source)) carried_.push_back(s);
    else if (who_.here(s.source)) pending_.push_back(s);  // of the epoch in which this begins: sent at its end
  }
  std::sort(pending_.begin(), pending_.end(), sim::spike_store::before);
  played_.resume(now_);
  std::array<std::uint64_t, 2> sum{};
  sim::detail::row_reader counts(from, sim::detail::counts_so_far, from.rows(sim::detail::counts_so_far));
  for (std::uint64_t k = 0, n = from.rows(sim::detail::counts_so_far); k < n; ++k) {
    std::array<std::uint64_t, 2> row;
    std::memcpy(row.data(), counts.at(k), sizeof row);
    for (std::size_t j = 0; j < 2; ++j) sum[j] += row[j];
  }
  spikes_ = exec_.comm.rank() == 0 ? sum[0] : 0;  // so that the sum over the ranks is right
  for (auto& p : parts_) p.delivered = 0;
  if (exec_.comm.rank() == 0) parts_[0].delivered = sum[1];
  open_ = number - 1;
  started_ = resumed_ = true;
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::under_way(std::span<spike const> some) {
  if (started_) throw input_error("simulation::under_way", "a simulation that has begun", "a fresh one");
  for (spike const& s : some)
    if (s.at > 0 || s.source >= net_->size())
      throw input_error("simulation::under_way", "a spike of cell " + std::to_string(s.source) + " at step " + std::to_string(s.at),
                        "one of the " + std::to_string(net_->size()) + " cells, at step 0 or before");
  carried_.insert(carried_.end(), some.begin(), some.end());
  resumed_ = true;
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::start_from(state_source& bank, std::vector<bank_use> const& uses, std::uint64_t seed,
                                                                      duration dt) {
  if (started_) throw input_error("simulation::start_from", "a simulation that has begun", "a fresh one");
  prepare(dt);
  std::size_t const known = carried_.size();
  auto const take = [&] {
    state_header const &saved = bank.header(), &mine = description();
    sim::detail::same_state(saved, mine, "simulation::start_from");
    std::vector<spike> past;  // by source, then time, as if the bank had ended at t = 0
    if (std::any_of(uses.begin(), uses.end(), [](bank_use const& u) { return u.spikes; })) {
      auto const& table = sim::detail::spikes_under_way;
      sim::detail::row_reader in(bank, table, bank.rows(table));
      for (std::uint64_t k = 0, n = bank.rows(table); k < n; ++k) {
        std::array<std::int64_t, 3> row;
        std::memcpy(row.data(), in.at(k), sizeof row);
        past.push_back({static_cast<gid>(row[0]), row[1] - saved.now, static_cast<std::int32_t>(row[2])});
      }
      std::sort(past.begin(), past.end(), [](spike const& a, spike const& b) { return std::tie(a.source, a.at) < std::tie(b.source, b.at); });
    }
    for (bank_use const& use : uses) {
      if (std::none_of(saved.groups.begin(), saved.groups.end(), [&](auto const& g) { return g.name == use.group; }))
        throw input_error("simulation::start_from", "no group " + use.group + " in the bank", "one of this name");
      for (std::size_t i = 0; i < mine.populations.size(); ++i) {
        gid_range const ids{std::max(use.cells.first, mine.populations[i].ids.first), std::min(use.cells.last, mine.populations[i].ids.last)};
        if (ids.first < ids.last) start_population_from(bank, use, mine.populations[i].model, ids, i, seed, past);
      }
    }
    if (!carried_.empty()) resumed_ = true;
    return std::uint64_t{0};
  };
  try {
    together(take);
  } catch (...) {
    carried_.resize(known);  // so that another bank may be tried
    throw;
  }
}

/// Cells of one population: each takes the state of one of those of the groups that have the same model.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::start_population_from(state_source& bank, bank_use const& use, std::uint64_t model,
                                                                                 gid_range ids, std::size_t number, std::uint64_t seed,
                                                                                 std::span<spike const> past) {
  constexpr std::uint32_t stream = 0xba6b;  // apart from those of projections and stimuli
  state_table table = table_of_cells(number);
  std::vector<std::byte> rows;
  std::vector<gid> from;  // whose they are
  auto const& all = bank.header().populations;
  for (auto const& group : bank.header().groups) {
    if (group.name != use.group) continue;
    for (std::size_t j = 0; j < all.size(); ++j) {
      gid_range const some{std::max(all[j].ids.first, group.ids.first), std::min(all[j].ids.last, group.ids.last)};
      if (some.first >= some.last || all[j].model != model || model == 0) continue;
      std::size_t const before = rows.size();
      rows.resize(before + std::size_t(some.size()) * table.width);
      table.name = "cells." + std::to_string(j);
      bank.get(table, some.first, std::span(rows).subspan(before));
      for (gid g = some.first; g < some.last; ++g) from.push_back(g);
    }
  }
  if (rows.empty())
    throw input_error("simulation::start_from", "no cell like cell " + std::to_string(ids.first) + " in group " + use.group,
                      "cells with compartments, of the same model");
  auto const choice = [&](gid g) { return rng::below(static_cast<std::uint32_t>(from.size()), rng::draw(seed, stream, g, 0)[0]); };
  for_each_here(ids, [&](gid g) {
    place const at = who_.find(g);
    parts_[at.part].with_group(at.address, [&](auto& to) { to.load(at.address & 63u, rows.data() + std::size_t(choice(g)) * table.width); });
  });
  if (!use.spikes || past.empty()) return;
  for (gid g = ids.first; g < ids.last; ++g) {  // of all ranks: everyone may be a target
    gid const source = from[choice(g)];
    auto it = std::partition_point(past.begin(), past.end(), [&](spike const& s) { return s.source < source; });
    for (; it != past.end() && it->source == source; ++it) carried_.push_back({g, it->at, it->phase});
  }
}

}  // namespace pallium
