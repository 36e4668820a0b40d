// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/network/network.hpp>
#include <pallium/record/concept.hpp>
#include <pallium/record/state.hpp>
#include <pallium/sim/destinations.hpp>
#include <pallium/sim/facts.hpp>
#include <pallium/sim/forecast.hpp>
#include <pallium/sim/origins.hpp>
#include <pallium/sim/part.hpp>
#include <pallium/sim/residents.hpp>
#include <pallium/sim/spike_store.hpp>
#include <pallium/sim/tracing.hpp>
#include <pallium/simd/machine.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pallium {

/// Runs a network: `simulation sim(net, exec::native<double>{}); sim.attach(spikes); sim.run(1000_ms, 0.025_ms);`
///
/// The network must outlive the simulation and not change. `run(a, dt); run(b, dt)` gives the bits of `run(a + b, dt)`. Results do
/// not depend on the number of ranks and threads, the schedule, the lane width or the epoch.
///
/// With an exchange between ranks every rank describes the same network and calls the same members in the same order; it computes
/// a share of the cells, and its recorders see those: a trace has NaN for probes of cells that other ranks have.
/// Errors: input_error for a dt that is not positive or differs from the first one's, an edge to a cell or site that
/// does not exist, a delay below one step other than from a virtual cell; numerical_error when v leaves [-300, 300] mV, with cell,
/// place and time; rank_error for what another rank threw; after either the simulation stands in the middle of an epoch and is good for
/// nothing but being read.
template <class Network, execution Exec> class simulation;

template <class... Ts, class Rules, class Scheme, execution Exec>
class simulation<network<cells<Ts...>, Rules, Scheme>, Exec> {
 public:
  using network_type = network<cells<Ts...>, Rules, Scheme>;
  using real = typename Exec::real;

  simulation(network_type const& net, Exec exec) : net_(&net), exec_(std::move(exec)) {
    simd::require_machine<typename Exec::arch>("simulation");
  }

  /// Lets a recorder see every spike (`spikes`), or its probes' values (`probes`, `every`, `sample`), or both. It must
  /// outlive the simulation. Traces attached after the first run begin with the next sample.
  template <recorder R> void attach(R& r) {
    if constexpr (spike_sink<R>)
      spike_sinks_.push_back([&r](std::span<spike const> s, duration dt) { r.spikes(s, dt); });
    if constexpr (trace_sink<R>) {
      sim::trace_feed f;
      f.probes.assign(std::begin(r.probes()), std::end(r.probes()));
      f.every = r.every();
      if constexpr (late_trace_sink<R>) f.first = r.first();
      f.sample = [&r](duration at, std::span<double const> values) { r.sample(at, values); };
      connect_ = &simulation::connect_trace;  // compiled only for those who attach traces
      if (ready()) connect_trace(f);  // first, so that a trace refused is not kept
      traces_.push_back(std::move(f));
    }
  }
  /// Calls `f(simulation)` after every epoch: progress, early stop by throwing.
  void after_epoch(std::function<void(simulation const&)> f) { watchers_.push_back(std::move(f)); }

  /// Builds everything for a dt: what `run` does first if it was not done.
  void prepare(duration dt);

  /// What this network will need and take, without building it. Errors: as `prepare`, and after it.
  forecast foresee(duration dt, forecast_options const& o = {});

  /// Advances by a time, in steps of dt: floor(t / dt + 0.5) of them.
  void run(duration t, duration dt) {
    if (!(t.value >= 0) || !std::isfinite(t.value))
      throw input_error("simulation::run", "duration " + std::to_string(t.value) + " ms", "a finite time >= 0");
    prepare(dt);
    step const end = now_ + to_steps(t, dt);
    try {
      if (!std::exchange(started_, true)) start();
      while (now_ < end) epoch(end);
    } catch (rank_error const&) {
      throw;
    } catch (std::exception const& e) {
      exec_.comm.fail({e.what(), dynamic_cast<input_error const*>(&e) != nullptr});
      throw;
    }
  }

  /// Gives a sink all that the future depends on, on each rank that of its own cells: at the end of an epoch (as `after_epoch` sees it, or
  /// after a `run` that ends with one), else it throws input_error. `groups` name cells that others may begin from.
  void save(state_sink& to, std::vector<state_header::group> groups = {}) const;

  /// Instead of the first run: goes on from a saved state of the same network, dt, number type and scheme, on any number of ranks, threads,
  /// lanes, by any schedule. `run(a)`, `save`, `load` into another and `run(b)` there has the bits of `run(a + b)`. Traces go on with the
  /// next sample; the counts of `facts` go on on rank 0. Errors: input_error for a state of another network, which says what differs, or one
  /// that is not all there; another may then be loaded.
  void load(state_source& from, duration dt);

  /// Before the first run: cells begin in states drawn from a *bank*, a saved state of another network that has groups of cells of the same
  /// models. Each cell takes the whole state of one cell of the group, the one that (seed, gid) draws, and if asked its last spikes, so that
  /// their events arrive at the new cell's own targets; what comes from outside begins anew. Errors: input_error for a group that is not there or has no cell of the model (point neurons have no such start), another dt,
  /// number type or scheme.
  void start_from(state_source& bank, std::vector<bank_use> const& uses, std::uint64_t seed, duration dt);

  /// Before the first run: spikes at step 0 and before, whose events arrive if they are due after t = 0. All ranks are given the same.
  void under_way(std::span<spike const> some);

  step now() const noexcept { return now_; }  ///< steps done
  duration time() const noexcept { return double(now_) * dt_; }
  simulation_facts facts() const;

  /// Whether this rank computes a cell. Errors: std::out_of_range for a cell that is not there, or before all is built.
  bool here(gid cell) const {
    if (!ready() || cell >= net_->size()) throw std::out_of_range("simulation: cell " + std::to_string(cell));
    return who_.here(cell) && !is_virtual(cell);
  }
  /// v of a segment of a cell now [mV]; not a number for a cell that has none, or not this one, or is not `here`. Errors: as `here`.
  double voltage(gid cell, std::uint32_t segment) {
    double v = std::numeric_limits<double>::quiet_NaN();
    if (!here(cell)) return v;
    auto const where = who_.find(cell);
    parts_[where.part].points_of(where.address, [&](auto& g) {
      if (auto const k = g.find("v"); k >= 0 && segment == 0) v = g.value(where.address & 63u, std::size_t(k));
    });
    parts_[where.part].with_group(where.address, [&](auto& g) {
      if (segment < std::uint32_t(g.model->segments)) v = static_cast<double>(*g.voltage(segment, where.address & 63u));
    });
    return v;
  }

 private:
  using part_type = sim::part<network_type, typename Exec::arch, real, Exec::registers>;
  using place = sim::place;
  bool ready() const noexcept { return dt_.value > 0; }

  void epoch(step end);
  void compute(step number, step from, step to);
  void show(step from, step to);
  void build_models();
  template <class T> void build_models_of();
  template <class T> void build_groups();
  template <class T> void build_points();
  void find_delays(step& shortest, step& longest) const;
  void build_couplings();
  void build_gaps();
  template <class F> void together(F&& f);
  void build_partition();
  std::vector<double> costs();
  std::uint64_t fingerprint(bool of_ranks) const;
  std::uint64_t fingerprint_of_ranks() const {  // compiled, and computed, only where there are others
    if constexpr (!is_alone<typename Exec::exchange>)
      if (exec_.comm.size() > 1) return fingerprint(true);
    return 0;
  }
  void travel(step number);
  void begin_exchange(step first);
  state_header const& description() const;
  state_table table_of_cells(std::size_t number) const;
  std::size_t width_of_trains(std::size_t drive) const;
  std::size_t width_of_current(std::size_t drive) const;
  template <class F> void for_each_train(std::size_t number, F&& f) const;
  template <class F> void for_each_current(std::size_t number, F&& f) const;
  void load_cells(state_source& from, step then);
  void load_inputs(state_source& from, step then);
  void load_past(state_source& from, step then);
  void start_population_from(state_source& bank, bank_use const& use, std::uint64_t model, gid_range ids, std::size_t number, std::uint64_t seed,
                             std::span<spike const> past);
  double foresee_synapses(forecast& f, double rate_hz) const;
  void forget() noexcept {
    dt_ = {};
    parts_.clear();
    who_ = {};
    models_ = {};
    played_ = {};
    pending_.clear();
    description_.reset();
    started_ = false;
    now_ = 0;
    open_ = -2;
  }
  void build_drives();
  /// Where on a cell something from outside goes; a message names the cell.
  template <class T> static std::int32_t segment_of(T const& cell, location const& where, char const* what, gid id) {
    if (auto const s = cell.layout().segment_at(where)) return *s;
    throw input_error(what, std::string(section_name(where.kind)) + "[" + std::to_string(where.index) + "](" + std::to_string(where.x) +
                                ") of cell " + std::to_string(id), "a section that it has and x in 0..1");
  }
  template <class F> void with_model(gid cell, F&& f) const;
  std::vector<receptor_sites> const& receptors(gid cell) const;
  static constexpr bool virtual_type(std::size_t type) noexcept {
    constexpr std::array<bool, sizeof...(Ts) + 1> is{sim::is_virtual<Ts>...};
    return is[type];
  }
  std::size_t population_of(gid cell) const {
    auto const& all = net_->populations();
    return std::size_t(std::partition_point(all.begin(), all.end(), [&](population const& p) { return p.ids.last <= cell; }) - all.begin());
  }
  /// The populations that have cells of a range: they are in order of their gids.
  std::span<population const> populations_in(gid_range r) const {
    std::span<population const> const all = net_->populations();
    auto const first = std::partition_point(all.begin(), all.end(), [&](population const& p) { return p.ids.last <= r.first; });
    auto const last = std::partition_point(first, all.end(), [&](population const& p) { return p.ids.first < r.last; });
    return r.size() == 0 ? std::span<population const>{} : std::span<population const>(first, last);
  }
  bool is_virtual(gid cell) const { return who_.populations[who_.population_of(cell)].is_virtual; }
  /// Calls f(cell) on those cells of a range that this rank computes.
  template <class F> void for_each_here(gid_range r, F&& f) const { who_.for_each_in(r, f); }
  void connect_trace(sim::trace_feed& f);
  void (simulation::*connect_)(sim::trace_feed&) = nullptr;
  void start();

  network_type const* net_;
  Exec exec_;
  duration dt_{};
  mutable std::optional<state_header> description_;
  step now_ = 0, epoch_ = 1, open_ = -2, longest_ = 1;
  bool started_ = false, resumed_ = false;  ///< resumed: what comes next begins from a past that was given
  typename part_type::models models_;
  std::vector<part_type> parts_;
  sim::residents who_;
  sim::spike_store store_;
  sim::destinations destinations_;
  sim::origins origins_;
  std::vector<spike> carried_;               ///< of that past
  std::vector<spike> pending_;               ///< made in the open epoch by cells of this rank
  gap_components coupled_;
  std::vector<std::size_t> part_of_component_;
  sim::replay played_;
  std::vector<spike> fired_;
  std::uint64_t spikes_ = 0;
  std::vector<std::function<void(std::span<spike const>, duration)>> spike_sinks_;
  std::vector<sim::trace_feed> traces_;
  std::vector<std::function<void(simulation const&)>> watchers_;
};

template <class Network, class Exec> simulation(Network const&, Exec) -> simulation<Network, Exec>;

}  // namespace pallium
