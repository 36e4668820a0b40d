// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/simulation_class.hpp>

namespace pallium {

/// The shortest delay among simulated cells, which makes the epoch, and the longest of all. An epoch is no longer than a millisecond or
/// 64 steps: what fits the cache.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::find_delays(step& shortest, step& longest) const {
  constexpr step most = step{1} << 22, least = 1 + Exec::schedule::in_flight;
  shortest = std::clamp<step>(to_steps({1.0}, dt_), 10, 64) * least;
  longest = 1;
  for (std::size_t i = 0; i < net_->projections().size(); ++i) {
    projection const& p = net_->projections()[i];
    if (p.targets().size() == 0 || p.sources().size() == 0) continue;  // nobody, so no delay either
    std::string const name = "projection " + std::to_string(i);
    if (p.sources().last > net_->size()) throw input_error(name, "source " + std::to_string(p.sources().last - 1), "a cell of the network");
    if (p.targets().last > net_->size()) throw input_error(name, "target " + std::to_string(p.targets().last - 1), "a cell of the network");
    bool simulated = false, played = false;
    for (population const& q : populations_in(p.sources())) (virtual_type(q.type) ? played : simulated) = true;
    if (simulated && p.min_delay(dt_) < least)
      throw input_error(name, "a delay below " + (least == 1 ? "one step" : std::to_string(least) + " steps") + " of " + std::to_string(dt_.value) + " ms",
                        std::string(played ? "delays of at least a step, or virtual cells alone as sources"
                                           : "delays of at least a step between simulated cells") +
                            (least == 1 ? "" : "; schedule::lockstep is content with one"));
    if (p.max_delay(dt_) > most)
      throw input_error(name, "a delay of " + std::to_string(p.max_delay(dt_)) + " steps", "at most " + std::to_string(most));
    if (simulated) shortest = std::min(shortest, p.min_delay(dt_));
    longest = std::max(longest, p.max_delay(dt_));
  }
}

/// Point neurons and virtual cells of one type: what `build_groups` is for cells with compartments.
template <class... Ts, class Rules, class Scheme, execution Exec>
template <class T>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::build_points() {
  [[maybe_unused]] auto const& models = std::get<std::vector<std::unique_ptr<sim::model<T, real, Scheme>>>>(models_);
  [[maybe_unused]] auto const mine = [&](population const& p) { return p.type == detail::index_in<T, Ts...>; };
  if constexpr (sim::is_virtual<T>)
    for (population const& p : net_->populations())
      if (mine(p)) {
        played_.add(*models[p.model]->description, p.ids);
        for_each_here(p.ids, [&](gid g) { who_.put(g, {place::played, 0}); });
      }
  if constexpr (sim::is_point<T>)
    for (std::size_t m = 0; m < models.size(); ++m) {
      std::vector<gid> ids;
      for (population const& p : net_->populations())
        if (mine(p) && p.model == m) for_each_here(p.ids, [&](gid g) { ids.push_back(g); });
      std::size_t const wide = decltype(part_type::points)::width, groups = (ids.size() + wide - 1) / wide, parts = parts_.size();
      for (std::size_t p = 0; p < parts; ++p) {
        std::size_t const first = std::min(ids.size(), p * groups / parts * wide),
                          last = std::min(ids.size(), (p + 1) * groups / parts * wide);
        auto const address =
            parts_[p].template add_points<T>(*models[m], {ids.begin() + std::ptrdiff_t(first), ids.begin() + std::ptrdiff_t(last)});
        for (std::size_t i = first; i < last; ++i)
          who_.put(ids[i], {static_cast<std::uint32_t>(p), address[i - first]});
      }
    }
}

}  // namespace pallium
