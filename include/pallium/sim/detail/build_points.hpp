// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/simulation_class.hpp>

namespace pallium {

/// The shortest delay among simulated cells, which makes the epoch, and the longest of all.
template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::find_delays(step& shortest, step& longest) {
  soonest_played_ = std::numeric_limits<step>::max();
  for (std::size_t i = 0; i < net_->projections().size(); ++i) {
    projection const& p = net_->projections()[i];
    if (p.blocks() == 0 || p.sources().size() == 0) continue;  // nobody, so no delay either
    bool simulated = false, played = false;
    for (population const& q : populations_in(p.sources())) (virtual_type(q.type) ? played : simulated) = true;
    if (simulated && p.min_delay(dt_) < 1)
      throw input_error("projection " + std::to_string(i), "a delay below one step of " + std::to_string(dt_.value) + " ms",
                        played ? "delays of at least a step, or virtual cells alone as sources"
                               : "delays of at least a step between simulated cells");
    if (simulated) shortest = std::min(shortest, p.min_delay(dt_));
    if (played) soonest_played_ = std::min(soonest_played_, p.min_delay(dt_));
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
      if (mine(p)) played_.add(*models[p.model]->description, p.ids);
  if constexpr (sim::is_point<T>)
    for (std::size_t m = 0; m < models.size(); ++m) {
      std::vector<gid> ids;
      for (population const& p : net_->populations())
        if (mine(p) && p.model == m)
          for (gid g = p.ids.first; g < p.ids.last; ++g) ids.push_back(g);
      std::size_t const wide = decltype(part_type::points)::width, groups = (ids.size() + wide - 1) / wide, parts = parts_.size();
      for (std::size_t p = 0; p < parts; ++p) {
        std::size_t const first = std::min(ids.size(), p * groups / parts * wide),
                          last = std::min(ids.size(), (p + 1) * groups / parts * wide);
        auto const address =
            parts_[p].template add_points<T>(*models[m], {ids.begin() + std::ptrdiff_t(first), ids.begin() + std::ptrdiff_t(last)});
        for (std::size_t i = first; i < last; ++i)
          place_[std::size_t(ids[i])] = {static_cast<std::uint32_t>(p), address[i - first]};
      }
    }
}

}  // namespace pallium
