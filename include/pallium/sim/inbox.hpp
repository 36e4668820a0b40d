// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/sim/calendar.hpp>
#include <pallium/sim/connections.hpp>
#include <pallium/sim/funnel.hpp>
#include <pallium/sim/residents.hpp>
#include <pallium/sim/routes.hpp>
#include <pallium/sim/spike_store.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pallium::sim {

/// What one part knows of the projections: it makes the events of an epoch out of the spikes that the rank has, for its own cells
/// alone, in the canonical order (spike step, source, projection, edge number) within each step of arrival.
class inbox {
 public:
  /// `cells`: how many addresses the part has; `wide`: weights keep more than a float's bits. Errors: input_error naming the projection for a target, receptor or site that does not
  /// exist, a virtual target.
  void build(std::vector<projection> const& all, residents const& who, std::uint32_t part, std::uint32_t cells, std::uint32_t late, step epoch,
             duration dt, bool wide) {
    part_ = part;
    wide_ = wide;
    late_ = late;
    auto const mine = intervals(who);
    std::vector<routes::served> served;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      projection const& p = all[i];
      routes::served s{i, &p, {}};
      gid_range const targets = p.targets();
      bool any = false;
      for (gid_range r : mine) {
        if (r.last <= targets.first || r.first >= targets.last) continue;
        any = true;
        if (p.converging()) break;
        block_range const b = p.blocks_in(r);
        if (b.size() == 0) continue;
        if (!s.blocks.empty() && b.first <= s.blocks.back().last) s.blocks.back().last = std::max(s.blocks.back().last, b.last);
        else s.blocks.push_back(b);
      }
      if (any && p.sources().size() > 0) served.push_back(std::move(s));
    }
    std::vector<std::vector<routes::served>> layers;
    ways_ = routes();
    ways_.build(served, epoch, dt, layers);
    layers_.clear();
    std::uint32_t sites = 1;
    for (auto const& p : who.populations)
      if (p.receptors && !p.receptors->empty())
        sites = std::max(sites, p.receptors->back().first + static_cast<std::uint32_t>(p.receptors->back().segments.size()));
    for (auto const& l : layers) layers_.push_back(tabulate(l, mine, who, cells, sites, dt));
  }

  /// Puts the events of an epoch into the calendar; how many.
  std::uint64_t open(step epoch, duration dt, spike_store const& spikes, residents const& who, calendar& to) {
    std::uint64_t count = 0;
    for (step lag = spikes.lags(); lag >= 0; --lag)
      for (spike const& s : spikes.of(epoch - lag))
        for (routes::way const& w : ways_.of(s.source, lag)) {
          if (!to.may_take(s.at + w.soonest, s.at + w.latest)) continue;
          count += w.procedural == nullptr ? layers_[w.number].deliver(s, to) : draw(s, w, dt, who, to);
        }
    return count;
  }

  std::uint64_t size() const noexcept {
    std::uint64_t n = 0;
    for (auto const& l : layers_) n += l.size();
    return n;
  }
  std::size_t bytes() const noexcept {
    std::size_t n = ways_.bytes() + edges_.bytes() + incoming_.bytes();
    for (auto const& l : layers_) n += l.bytes();
    return n;
  }

 private:
  /// Ranges of gids that this part has all of; the first part asks for virtual cells too, to say that they cannot be targets.
  std::vector<gid_range> intervals(residents const& who) const {
    std::vector<gid_range> all;
    who.for_each_in({0, who.size()}, [&](gid g) {
      std::uint32_t const p = who.find(g).part;
      if (p != part_ && (p != place::played || part_ != 0)) return;
      if (all.empty() || all.back().last != g) all.push_back({g, g});
      all.back().last = g + 1;
    });
    return all;
  }

  /// Where the edges of a projection end, asked for one target after the other.
  class landing {
   public:
    landing(projection const& p, std::uint32_t number, residents const& who) : via_(p.via()), number_(number), who_(&who) {}
    /// The site of an edge. Errors: input_error naming the projection for a target, receptor or site that does not exist, a virtual
    /// target.
    std::uint32_t site(gid target, std::uint32_t asked) {
      if (!ids_.contains(target)) enter(target);
      if (sites_ != nullptr) return sites_->pick(asked);
      if (asked >= most_) throw input_error(name(), "site " + std::to_string(asked) + " on cell " + std::to_string(target), "a site that was placed");
      return asked;
    }

   private:
    std::string name() const { return "projection " + std::to_string(number_); }
    void enter(gid target) {
      std::size_t const k = who_->population_of(target);
      if (k >= who_->populations.size()) throw input_error(name(), "target " + std::to_string(target), "a cell of the network");
      residents::population const& p = who_->populations[k];
      if (p.is_virtual) throw input_error(name(), "target " + std::to_string(target) + ", a virtual cell", "a cell that is simulated");
      auto const& all = *p.receptors;
      if (via_) {
        if (via_->index >= all.size())
          throw input_error(name(), "receptor " + std::to_string(via_->index) + " on cell " + std::to_string(target), "one of its " + std::to_string(all.size()));
        sites_ = &all[via_->index];
      } else {
        most_ = all.empty() ? 0 : all.back().first + all.back().segments.size();
      }
      ids_ = p.ids;
    }
    std::optional<receptor> via_;
    std::uint32_t number_;
    residents const* who_;
    gid_range ids_;  ///< the population of the last target
    receptor_sites const* sites_ = nullptr;
    std::size_t most_ = 0;
  };
  bool point(std::uint32_t address) const noexcept { return address >> 6 >= late_; }

  std::uint64_t draw(spike const& s, routes::way const& w, duration dt, residents const& who, calendar& to) {
    std::uint64_t count = 0;
    landing sites(*w.procedural, w.number, who);
    for (block_range b : ways_.blocks(w)) {
      edges_.clear();
      w.procedural->from(s.source, b, dt, edges_);
      event* out = to.room(edges_.size());
      event* const begin = out;
      for (edge const& e : edges_) {
        step const at = s.at + step(e.delay);
        place const where = who.find(e.target);
        if (where.part != part_) {
          if (where.part == place::played) sites.site(e.target, e.site);
          continue;
        }
        bool const late = point(where.address);
        if (!to.takes(at, late)) continue;
        std::uint32_t const site = sites.site(e.target, e.site);
        if (late) {
          *out++ = to.made(where.address, wide_weight::pack(e.weight), at, s.phase);
        } else {
          *out++ = to.made(where.address, site, at, e.weight);
        }
      }
      to.took(std::size_t(out - begin));
      count += std::uint64_t(out - begin);
    }
    return count;
  }

  connections::entry tabled(place where, std::uint32_t site, std::uint32_t delay, double weight) const noexcept {
    return point(where.address) ? connections::entry{where.address, 0, delay, weight}
                                : connections::entry{where.address, site, delay, wide_ ? weight : static_cast<double>(static_cast<float>(weight))};
  }

  /// A layer's table, source by source; what only targets know is sorted by source first.
  connections tabulate(std::vector<routes::served> const& layer, std::vector<gid_range> const& mine, residents const& who, std::uint32_t cells,
                       std::uint32_t sites, duration dt) {
    connections table(cells, sites);
    std::vector<std::unique_ptr<funnel>> by_source(layer.size());
    std::vector<gid> begins;  // of intervals of sources
    std::vector<landing> land;
    for (auto const& l : layer) land.emplace_back(*l.what, l.number, who);
    for (std::size_t i = 0; i < layer.size(); ++i) {
      projection const& p = *layer[i].what;
      begins.push_back(p.sources().first);
      begins.push_back(p.sources().last);
      if (!p.converging()) continue;
      gid_range const t = p.targets(), sources = p.sources();
      by_source[i] = std::make_unique<funnel>(sources);
      auto const each = [&](auto&& f) {  // asked twice: to count, then to put
        for (gid_range r : mine)
          for (gid g = std::max(r.first, t.first); g < std::min(r.last, t.last); ++g) {
            incoming_.clear();
            p.into(g, dt, incoming_);
            for (incoming_edge const& e : incoming_) {
              if (!sources.contains(e.source))
                throw input_error("projection " + std::to_string(layer[i].number), "source " + std::to_string(e.source), "one of its sources");
              f(e.source, tabled(who.find(g), land[i].site(g, e.site), e.delay, e.weight));
            }
          }
      };
      each([&](gid source, connections::entry const& e) { by_source[i]->count(source, e); });
      by_source[i]->counted();
      each([&](gid source, connections::entry const& e) { by_source[i]->put(source, e); });
    }
    std::sort(begins.begin(), begins.end());
    begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
    std::vector<connections::entry> found;
    for (std::size_t k = 0; k + 1 < begins.size(); ++k) {
      std::vector<std::size_t> active;
      for (std::size_t i = 0; i < layer.size(); ++i)
        if (layer[i].what->sources().contains(begins[k])) active.push_back(i);
      for (gid source = begins[k]; source < begins[k + 1] && !active.empty(); ++source) {
        found.clear();
        for (std::size_t i : active) {
          projection const& p = *layer[i].what;
          if (by_source[i]) by_source[i]->take(source, found);
          for (block_range b : layer[i].blocks) {
            edges_.clear();
            p.from(source, b, dt, edges_);
            for (edge const& e : edges_) {
              place const where = who.find(e.target);
              if (where.part == part_) found.push_back(tabled(where, land[i].site(e.target, e.site), e.delay, e.weight));
              else if (where.part == place::played) land[i].site(e.target, e.site);
            }
          }
        }
        table.add(source, found);
      }
    }
    table.seal();
    return table;
  }

  routes ways_;
  std::vector<connections> layers_;
  std::uint32_t part_ = 0, late_ = 0;
  bool wide_ = false;
  bulk<edge> edges_;
  bulk<incoming_edge> incoming_;
};

}  // namespace pallium::sim
