// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/network/network.hpp>
#include <pallium/sim/calendar.hpp>
#include <pallium/sim/footprint.hpp>
#include <pallium/sim/inbox.hpp>
#include <pallium/sim/kernel.hpp>
#include <pallium/sim/point_groups.hpp>
#include <pallium/sim/readings.hpp>
#include <pallium/sim/replay.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pallium::sim {

/// The cells that one thread computes: their groups, the synapses and events onto them. Parts share nothing that is
/// written but the number of the next group: who has done its own helps the others, so that a processor that is
/// late, being shared or slow, keeps none waiting for longer than a group takes.
///
/// Cells of a model are dealt to groups of `Registers` registers; what is left over to one of the least width that holds it, half
/// as wide or half of that, down to one register.
template <class Network, class Arch, class Real, std::size_t Registers> class part;

template <class... Ts, class Rules, class Scheme, class Arch, class Real, std::size_t Registers>
class part<network<cells<Ts...>, Rules, Scheme>, Arch, Real, Registers> {
 public:
  template <class T> using model_of = model<T, Real, Scheme>;
  using models = std::tuple<std::vector<std::unique_ptr<model_of<Ts>>>...>;
  static constexpr std::size_t narrow = simd::lane<Arch, Real, 1>::size, broad = Registers * narrow;
  static_assert(std::has_single_bit(Registers), "pallium: registers in a macro-lane must be 1, 2, 4 ...");
  static_assert(broad <= 64);

  /// Adds cells of one model; returns for each its address in this part. `coupled`: by gap junctions.
  template <class T> std::vector<std::uint32_t> add(model_of<T> const& m, std::vector<gid> const& ids, bool coupled = false) {
    std::vector<std::uint32_t> address;
    auto& mine = std::get<std::vector<group<model_of<T>, Real>>>(groups_);
    for (std::size_t i = 0; i < ids.size();) {
      std::size_t const left = ids.size() - i;
      std::size_t width = broad;
      while (width > narrow && left <= width / 2) width /= 2;
      std::size_t const n = std::min(left, width);
      auto& g = mine.emplace_back();
      g.model = &m;
      g.width = static_cast<std::uint32_t>(width);
      g.number = static_cast<std::uint32_t>(where_.size());
      g.coupled = coupled;
      any_coupled_ = any_coupled_ || coupled;
      where_.push_back({pallium::detail::index_in<T, Ts...>, mine.size() - 1});
      g.ids.assign(ids.begin() + std::ptrdiff_t(i), ids.begin() + std::ptrdiff_t(i + n));
      g.start();
      for (std::size_t k = 0; k < n; ++k) address.push_back(g.number * 64 + static_cast<std::uint32_t>(k));
      i += n;
    }
    return address;
  }

  /// Adds point neurons, when all cells with compartments are there.
  template <class T> std::vector<std::uint32_t> add_points(model_of<T> const& m, std::vector<gid> const& ids) {
    return points.template add<typename T::neuron>(m.constants, ids, where_.size());
  }

  /// Calls f(group) on the group that holds an address, if it is one of cells with compartments.
  template <class F> void with_group(std::uint32_t cell, F&& f) {
    if (cell >> 6 >= where_.size()) return;
    auto const [type, index] = where_[cell >> 6];
    std::size_t t = 0;
    auto const give = [&]<class T>(std::type_identity<T>) {
      if constexpr (has_compartments<T>)
        if (t == type) f(std::get<std::vector<group<model_of<T>, Real>>>(groups_)[index]);
      ++t;
    };
    (give(std::type_identity<Ts>{}), ...);
  }
  template <class F> void for_each_group(F&& f) {
    auto const give = [&]<class T>(std::type_identity<T>) {
      if constexpr (has_compartments<T>)
        for (auto& g : std::get<std::vector<group<model_of<T>, Real>>>(groups_)) f(g);
    };
    (give(std::type_identity<Ts>{}), ...);
  }
  /// The same, of point neurons too.
  template <class F> void with_any_group(std::uint32_t cell, F&& f) {
    with_group(cell, f);
    points_of(cell, f);
  }
  template <class F> void points_of(std::uint32_t cell, F&& f) {
    if (cell >> 6 >= where_.size()) points.with((cell >> 6) - where_.size(), f);
  }
  template <class F> void for_each_any_group(F&& f) {
    for_each_group(f);
    points.for_each(f);
  }

  /// When all cells are there: gets ready for events. Errors: as `inbox::build`.
  void seal(std::vector<projection> const& all, residents const& who, std::uint32_t number, step epoch, duration dt) {
    constexpr bool wide = sizeof(Real) > 4;
    auto const compartmental = static_cast<std::uint32_t>(where_.size()), groups = compartmental + static_cast<std::uint32_t>(points.size());
    events = calendar(epoch, groups, compartmental, wide);
    spikes_in.build(all, who, number, groups * 64, compartmental, epoch, dt, wide);
  }

  /// The trains that drive cells of this part.
  struct drive {
    event_drive const* source;
    std::unique_ptr<event_trains::going> trains;
    std::vector<std::uint32_t> address;
    std::vector<receptor_sites const*> sites;
  };
  std::vector<drive> drives;
  inbox spikes_in;
  point_groups<Ts...> points;
  calendar events;
  std::vector<spike> spikes;  ///< of the steps just computed
  std::uint64_t delivered = 0;  ///< events of the epochs opened so far

  /// Opens an epoch: the arrivals of spikes, then what comes from outside.
  void open(step epoch, duration dt, spike_store const& store, residents const& who) {
    step const begin = epoch * events.length(), end = begin + events.length();
    events.begin(epoch);
    delivered += spikes_in.open(epoch, dt, store, who, events);
    for (drive& d : drives)
      for (std::size_t i = 0; i < d.address.size(); ++i) {
        arrivals_.clear();
        bool const late = events.late(d.address[i]);
        d.trains->events(i, end + late, dt, arrivals_);
        delivered += arrivals_.size();
        for (arrival const& a : arrivals_) {
          if (a.at < std::max<step>(0, begin + late))
            throw input_error("stimulus", std::to_string(a.at) + " as step of arrival", "events in order, none before t = 0");
          std::uint32_t const cell = d.address[i];
          double const weight = d.source->weight.value;
          events.put(late ? events.made(cell, wide_weight::pack(weight), a.at, a.phase) : events.made(cell, d.sites[i]->pick(a.pick), a.at, weight));
        }
      }
    events.open();
  }
  /// The epoch just opened goes on at step `from`: what is for earlier steps has been there.
  void resume(step from) { delivered -= events.pass(std::max<step>(from, 0), from + 1); }
  /// Computes the steps [from, to), all of one open epoch; of point neurons (from, to]. Cells that gap junctions couple go step by
  /// step, together; any other group is for whoever comes first, this part or one that `help`s it.
  void run(step from, step to, duration dt) {
    spikes.clear();
    points.run(from, to, events, spikes);
    turn_.next.store(0, std::memory_order_release);  // from here on the calendar is only read, by each group its own events
    if (any_coupled_) run_coupled(std::max<step>(from, 0), to, dt);
    help(*this, from, to, dt);
  }

  /// Computes groups of `other` in this part's scratch that nobody has begun; false if there were none, or `other` has not begun to run.
  /// Their spikes are found in this part's.
  bool help(part& other, step from, step to, duration dt) {
    std::size_t const all = other.where_.size();
    if (other.turn_.next.load(std::memory_order_relaxed) >= all) return false;
    bool any = false;
    from = std::max<step>(from, 0);
    for (std::size_t i; (i = other.turn_.next.fetch_add(1, std::memory_order_acquire)) < all; any = true)
      other.with_group(static_cast<std::uint32_t>(i) << 6, [&](auto& g) {
        if (g.coupled) return;
        plan(g, from, to, dt);
        move(g, other.events, from, from, to, dt);
      });
    return any;
  }

  std::size_t state_bytes() {
    std::size_t sum = 0;
    for_each_group([&](auto const& g) { sum += bytes_of(g.data) + bytes_of(g.ids); });
    return sum + points.bytes();
  }
  /// Adds what all of it weighs.
  void weigh(memory_facts& to) {
    for_each_group([&](auto const& g) { sim::weigh(g, to); });
    to.point_neurons += points.bytes();
    to.bookkeeping += bytes_of(where_);
    to.scratch += scratch_.bytes();
    to.connections += spikes_in.bytes();
    to.calendar += events.bytes();
  }

 private:
  void run_coupled(step from, step to, duration dt) {
    for_each_group([&](auto& g) {
      if (g.coupled) plan(g, from, to, dt);
    });
    for (step n = from; n < to; ++n) {
      for_each_group([](auto& g) {
        for (auto& e : g.gaps) e.seen = *e.peer;
      });
      for_each_group([&](auto& g) {
        if (g.coupled) move(g, events, from, n, n + 1, dt);
      });
      for_each_group([&](auto& g) {  // not before all have moved: a probe may look at the other side
        if (g.coupled) g.sample(from, n + 1);
      });
    }
  }
  template <class Group> static void plan(Group& g, step from, step to, duration dt) {
    for (clamp& c : g.clamps) {
      c.plan.resize(std::size_t(to - from));
      c.source->fill(from, dt, c.plan);
    }
  }
  template <class Group> void move(Group& g, calendar& events_of_its_part, step origin, step from, step to, duration dt) {
    step const begin = origin / events_of_its_part.length() * events_of_its_part.length();
    auto& mine = events_of_its_part.of(g.number);
    step const bad = of_width<Registers>(g.width, [&]<std::size_t K>() {
      return advance<Arch, K>(*g.model, g, scratch_, begin, origin, from, to, mine, spikes);
    });
    if (bad >= 0) fail(g, bad, dt);
  }
  template <std::size_t K, class F> static step of_width(std::size_t width, F&& f) {
    if constexpr (K > 1)
      if (width < K * narrow) return of_width<K / 2>(width, f);
    return f.template operator()<K>();
  }
  template <class Group> [[noreturn]] static void fail(Group const& g, step at, duration dt) {
    for (std::size_t s = 0; s < std::size_t(g.model->segments); ++s)
      for (std::size_t lane = 0; lane < g.ids.size(); ++lane) {
        double const v = static_cast<double>(g.data[std::size_t(g.model->row_of_segment[s]) * g.width + lane]);
        if (v >= -300 && v <= 300) continue;
        throw numerical_error("cell " + std::to_string(g.ids[lane]) + ", compartment " + std::to_string(s) + ", " +
                              place_name(g.model->description->layout().segments[s]) +
                              ", t = " + std::to_string(double(at) * dt.value) + " ms: found v = " + std::to_string(v) +
                              " mV, expected -300 to 300 mV");
      }
    throw numerical_error("an idle lane left [-300, 300] mV at t = " + std::to_string(double(at) * dt.value) + " ms");
  }

  std::tuple<std::vector<group<model_of<Ts>, Real>>...> groups_;
  struct position {
    std::size_t type, index;
  };
  std::vector<position> where_;  ///< of each group, by its number
  struct alignas(64) turn {  ///< the next group to be computed, by its number; all of them when the part has not begun
    std::atomic<std::size_t> next{std::numeric_limits<std::size_t>::max() / 2};
    turn() = default;
    turn(turn&&) noexcept {}  // parts are moved before they run
  };
  turn turn_;
  scratch<Real> scratch_;
  bool any_coupled_ = false;
  std::vector<arrival> arrivals_;
};

}  // namespace pallium::sim
