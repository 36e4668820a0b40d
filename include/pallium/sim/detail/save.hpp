// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/detail/fingerprint.hpp>
#include <pallium/sim/detail/simulation_class.hpp>

namespace pallium {
namespace sim::detail {

/// Rows of a table, given one by one in ascending order, in pieces of about a megabyte.
class row_writer {
 public:
  row_writer(state_sink& to, state_table t) : to_(to), table_(std::move(t)) {}
  row_writer(row_writer const&) = delete;
  row_writer& operator=(row_writer const&) = delete;
  /// Where to write the row.
  std::byte* next(std::uint64_t row) {
    if (!rows_.empty() && (row != first_ + rows_.size() / table_.width || rows_.size() >= (std::size_t{1} << 20))) flush();
    if (rows_.empty()) first_ = row;
    rows_.resize(rows_.size() + table_.width);
    return rows_.data() + rows_.size() - table_.width;
  }
  void flush() {
    if (!rows_.empty()) to_.put(table_, first_, rows_);
    rows_.clear();
  }

 private:
  state_sink& to_;
  state_table table_;
  std::uint64_t first_ = 0;
  std::vector<std::byte> rows_;
};

template <class Real> constexpr state_kind kind_of_real = sizeof(Real) == 4 ? state_kind::real32 : state_kind::real64;
inline state_table const spikes_under_way{"spikes", state_kind::int64, 24, true};
inline state_table const counts_so_far{"counts", state_kind::int64, 16, true};

}  // namespace sim::detail

/// What a state of this simulation is of, but when; found once.
template <class... Ts, class Rules, class Scheme, execution Exec>
state_header const& simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::description() const {
  if (description_) return *description_;
  state_header h{0, dt_.value, sizeof(real) == 4 ? "float" : "double", Scheme::midway ? "neulite" : Scheme::halves ? "crank_nicolson" : "backward_euler",
                 net_->size(), fingerprint(false), {}, {}};
  std::vector<std::vector<std::uint64_t>> of_model;
  std::apply([&](auto const&... all) {
    auto const each = [&](auto const& some) {
      auto& mine = of_model.emplace_back();
      for (auto const& m : some) {
        sim::detail::fingerprint f;
        if constexpr (requires { m->rows; }) {
          f.model(*m);
          for (auto x : m->row_of_segment) f.add(x);
        }
        mine.push_back(requires { m->rows; } ? f.value() : 0);
      }
    };
    (each(all), ...);
  }, models_);
  for (population const& p : net_->populations()) h.populations.push_back({p.ids, of_model[p.type][p.model]});
  return description_.emplace(std::move(h));
}

template <class... Ts, class Rules, class Scheme, execution Exec>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::save(state_sink& to, std::vector<state_header::group> groups) const {
  using sim::detail::row_writer;
  if (!started_) throw input_error("simulation::save", "a simulation that has not begun", "one that ran");
  if (now_ % epoch_ != 0)
    throw input_error("simulation::save", "step " + std::to_string(now_) + " within an epoch of " + std::to_string(epoch_) + " steps",
                      "the end of an epoch, as after_epoch sees it");
  state_header h = description();
  h.now = now_;
  h.groups = std::move(groups);
  to.begin(h);
  auto& parts = const_cast<std::vector<part_type>&>(parts_);  // they are only read
  auto& played = const_cast<sim::replay&>(played_);
  for (std::size_t i = 0; i < net_->populations().size(); ++i) {
    population const& p = net_->populations()[i];
    state_table const table = table_of_cells(i);
    if (table.width == 0) continue;
    row_writer out(to, table);
    for_each_here(p.ids, [&](gid g) {
      std::byte* const row = out.next(g);
      if (virtual_type(p.type)) return played.with(g, [&](auto const& trains, std::size_t k) { trains.save(k, row); });
      place const at = who_.find(g);
      parts[at.part].with_any_group(at.address, [&](auto const& some) { some.save(at.address & 63u, row); });
    });
    out.flush();
  }
  for (std::size_t i = 0; i < net_->event_drives().size(); ++i) {
    row_writer out(to, {"trains." + std::to_string(i), state_kind::bytes, width_of_trains(i)});
    for_each_train(i, [&](gid g, auto const& trains, std::size_t k, bool) {
      if (trains.width() > 0) trains.save(k, out.next(g));
    });
    out.flush();
  }
  for (std::size_t i = 0; i < net_->current_drives().size(); ++i) {
    row_writer out(to, {"currents." + std::to_string(i), state_kind::bytes, width_of_current(i)});
    for_each_current(i, [&](gid g, auto const& source) {
      if (source.width() > 0) source.save(out.next(g));
    });
    out.flush();
  }
  row_writer spikes(to, sim::detail::spikes_under_way), counts(to, sim::detail::counts_so_far);
  std::uint64_t n = 0;
  store_.for_each([&](spike const& s) {
    if (!who_.here(s.source) || s.at + longest_ < now_) return;
    std::array<std::int64_t, 3> const row{static_cast<std::int64_t>(s.source), s.at, s.phase};
    std::memcpy(spikes.next(n++), row.data(), sizeof row);
  });
  spikes.flush();
  std::array<std::uint64_t, 2> sum{spikes_, 0};
  for (auto const& p : parts_) sum[1] += p.delivered;
  std::memcpy(counts.next(0), sum.data(), sizeof sum);
  counts.flush();
}

/// The table of a population's cells; nothing is saved of a width of 0.
template <class... Ts, class Rules, class Scheme, execution Exec>
state_table simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::table_of_cells(std::size_t number) const {
  population const& p = net_->populations()[number];
  state_table t{"cells." + std::to_string(number), sim::detail::kind_of_real<real>, 0};
  std::size_t type = 0;
  auto const look = [&]<class T>(std::type_identity<T>) {
    if (type++ != p.type) return;
    if constexpr (sim::is_virtual<T>) {
      t = {"played." + std::to_string(number), state_kind::bytes, net_->template models<T>()[p.model].spikes.start({})->width()};
    } else if constexpr (sim::is_point<T>) {
      t = {"points." + std::to_string(number), state_kind::bytes, sizeof(typename T::neuron::state)};
    } else {
      t.width = std::size_t(std::get<std::vector<std::unique_ptr<sim::model<T, real, Scheme>>>>(models_)[p.model]->rows) * sizeof(real);
    }
  };
  (look(std::type_identity<Ts>{}), ...);
  return t;
}

template <class... Ts, class Rules, class Scheme, execution Exec>
std::size_t simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::width_of_trains(std::size_t drive) const {
  return net_->event_drives()[drive].trains.start({})->width();
}
template <class... Ts, class Rules, class Scheme, execution Exec>
std::size_t simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::width_of_current(std::size_t drive) const {
  auto const& d = net_->current_drives()[drive];
  return d.targets.size() == 0 ? 0 : d.start(d.targets.first)->width();
}

/// Calls f(gid, trains, number there, whether it is a point neuron's) for each target of an event drive that this rank has.
template <class... Ts, class Rules, class Scheme, execution Exec>
template <class F>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::for_each_train(std::size_t number, F&& f) const {
  event_drive const& d = net_->event_drives()[number];
  std::vector<event_trains::going*> trains(parts_.size(), nullptr);
  std::vector<std::size_t> next(parts_.size(), 0);
  for (std::size_t p = 0; p < parts_.size(); ++p)
    for (auto const& one : parts_[p].drives)
      if (one.source == &d) trains[p] = one.trains.get();
  for_each_here(d.targets, [&](gid g) {
    place const at = who_.find(g);
    f(g, *trains[at.part], next[at.part]++, parts_[at.part].events.late(at.address));
  });
}
/// Calls f(gid, source) for each target of a current drive that this rank has.
template <class... Ts, class Rules, class Scheme, execution Exec>
template <class F>
void simulation<network<cells<Ts...>, Rules, Scheme>, Exec>::for_each_current(std::size_t number, F&& f) const {
  for_each_here(net_->current_drives()[number].targets, [&](gid g) {
    place const at = who_.find(g);
    const_cast<part_type&>(parts_[at.part]).with_group(at.address, [&](auto& some) {
      for (sim::clamp& c : some.clamps)
        if (c.lane == (at.address & 63u) && c.drive == number) f(g, *c.source);
    });
  });
}

}  // namespace pallium
