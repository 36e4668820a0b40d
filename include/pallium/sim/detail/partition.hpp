// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/fingerprint.hpp>
#include <pallium/sim/detail/simulation_class.hpp>

#include <chrono>

namespace pallium {

/// Which rank computes which cells: ranges of gids of equal cost, so that an area lives on few ranks, cut where no group of cells
/// is torn; and which rank and part compute the cells that gap junctions hold together.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::build_partition() {
  auto& comm = exec_.comm;
  auto const ranks = std::size_t(comm.size());
  coupled_ = gap_components(net_->gap_junctions());
  auto const bytes = [&](gid cell) {
    std::uint64_t sum = 0;
    with_model(cell, [&](auto const& m) {
      if constexpr (requires { m.rows; }) sum = std::uint64_t(m.rows) * sizeof(real);
    });
    return sum;
  };
  rank_map map;
  map.border.assign(ranks + 1, net_->size());
  map.border[0] = 0;
  std::vector<std::size_t> rank_of(coupled_.count, 0);
  if (ranks > 1) {
    std::vector<double> cost(net_->populations().size(), 1.0);
    if constexpr (!is_alone<typename Exec::exchange>)
      if (comm.rank() == 0 || requires { Exec::exchange::imagined; }) cost = costs();
    comm.share(cost);
    gid tile = part_type::broad;  // where ranks have few cells, groups are torn rather than ranks left idle
    while (tile > 1 && net_->size() / ranks < 4 * tile) tile /= 2;
    double total = 0, sum = 0;
    for (std::size_t i = 0; i < cost.size(); ++i) total += cost[i] * double(net_->populations()[i].ids.size());
    std::size_t r = 1;
    for (std::size_t i = 0; i < cost.size(); ++i) {
      gid_range const ids = net_->populations()[i].ids;
      double const all = cost[i] * double(ids.size());
      for (; r < ranks && total * double(r) / double(ranks) < sum + all; ++r) {
        double const cells = cost[i] > 0 ? (total * double(r) / double(ranks) - sum) / cost[i] : 0;
        gid const tiles = static_cast<gid>(std::max(0.0, cells) / double(tile) + 0.5);
        map.border[r] = std::max(map.border[r - 1], ids.first + std::min<gid>(tiles * tile, ids.size()));
      }
      sum += all;
    }
    rank_of = coupled_.deal(ranks, bytes, sim::physical_memory());
    for (std::size_t i = 0; i < coupled_.cells.size(); ++i) map.placed.emplace_back(coupled_.cells[i], int(rank_of[coupled_.of[i]]));
  }
  auto const here = [&](gid cell) { return rank_of[coupled_.of[coupled_.find(cell)]] == std::size_t(comm.rank()); };
  part_of_component_ = coupled_.deal(parts_.size(), [&](gid cell) { return here(cell) ? bytes(cell) : 0; }, sim::physical_memory());
  who_.start(comm.rank(), std::move(map));
  for (population const& p : net_->populations())
    who_.populations.push_back({p.ids, &receptors(p.ids.first), virtual_type(p.type)});
}

/// What a cell of each population costs for a step, as this machine is found to compute a full group of its model [ns].
template <class... Ts, class Rules, class Scheme, execution Exec>
std::vector<double> simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::costs() {
  constexpr step steps = 32;
  std::vector<std::vector<double>> of_model(sizeof...(Ts));
  auto const measure = [&]<class T>(std::type_identity<T>) {
    auto& mine = of_model[detail::index_in<T, Ts...>];
    for (auto const& m : std::get<std::vector<std::unique_ptr<sim::model<T, real, Scheme>>>>(models_)) {
      double const points = sim::is_point<T> ? 5 : 0;  // point neurons cost what their events cost
      mine.push_back(points);
      if constexpr (sim::has_compartments<T>) {
        part_type trial;
        trial.add(*m, std::vector<gid>(part_type::broad, 0));
        trial.seal({}, sim::residents(), 0, steps, dt_);
        double best = std::numeric_limits<double>::infinity();
        for (step k = 0; k < 4; ++k) {
          trial.open(k, dt_, sim::spike_store(), sim::residents());
          auto const begin = std::chrono::steady_clock::now();
          trial.run(k * steps, (k + 1) * steps, dt_);
          best = std::min(best, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count());
        }
        mine.back() = best / double(steps * part_type::broad);
      }
    }
  };
  (measure(std::type_identity<Ts>{}), ...);
  std::vector<double> cost;
  for (population const& p : net_->populations()) cost.push_back(of_model[p.type][p.model]);
  return cost;
}

/// A number that tells descriptions apart: cells, what projections yield, what comes from outside. `of_ranks`: what ranks must agree on
/// beside these, which changes no result.
template <class... Ts, class Rules, class Scheme, execution Exec>
std::uint64_t simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::fingerprint(bool of_ranks) const {
  sim::detail::fingerprint f;
  f.add(dt_.value);
  f.add(sizeof(real) * 2 + Scheme::halves);
  if (of_ranks) f.add(Exec::schedule::in_flight);
  for (population const& p : net_->populations()) {
    f.add(p.ids.last);
    f.add(p.type * 1000003 + p.model);
  }
  std::apply([&](auto const&... all) {
    auto const each = [&](auto const& some) { for (auto const& m : some) f.model(*m); };
    (each(all), ...);
  }, models_);
  for (projection const& p : net_->projections()) f.edges(p, dt_, of_ranks);
  for (gap_junction const& j : net_->gap_junctions())
    for (double x : {double(j.a), double(j.b), j.at_a.x, j.at_b.x, double(j.at_a.index), double(j.at_b.index), j.g.value}) f.add(x);
  for (event_drive const& d : net_->event_drives()) f.train(d, dt_);
  for (current_drive const& d : net_->current_drives()) f.plan(d, dt_);
  return f.value();
}

}  // namespace pallium
