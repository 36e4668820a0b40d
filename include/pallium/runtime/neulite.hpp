// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exec/threads.hpp>
#include <pallium/runtime/neulite_cell.hpp>
#include <pallium/sim/kernel.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/exp2.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pallium::runtime {

/// A spike still under way in a connection when the next of its source sets out: it arrives, or, as in Neulite, whose delay
/// register the later one overwrites, it is lost.
enum class under_way { arrives, is_lost };

/// Runs a circuit of Neulite with Neulite's step (`scheme::neulite`): a millisecond at a time, after which spikes are exchanged.
/// A neuron spikes at most once in a millisecond; a spike of millisecond t over a delay d acts from the start of millisecond
/// t + d + 2. Synapses decay at the start of a step, before the equations see them.
///
/// Cells of a type are computed in groups of lanes, by the kernels of `simulation`. Synapses are apart from them, one state for all
/// connections of equal kinetics onto a compartment of a neuron. Bits depend neither on threads nor on the order of connections.
template <class Real, thread_policy Threads = threads::serial, class Arch = simd::widest,
          std::size_t Registers = simd::widest_macro_lane<Arch, Real>>
class neulite_simulation {
  using model = sim::model<neulite_cell, Real, scheme::neulite>;
  static constexpr std::size_t narrow = simd::lane<Arch, Real, 1>::size, broad = Registers * narrow;

 public:
  /// Takes the connections out of the circuit. `trace`: somatic voltages are kept for `v`.
  /// Errors: input_error for a morphology that cannot be cut, a compartment that a neuron has not, settings that mean nothing.
  neulite_simulation(io::neulite::circuit&& c, io::neulite::config const& how, under_way spikes = under_way::arrives, bool trace = false,
                     Threads team = {})
      : how_(how), team_(std::move(team)), steps_(how.steps_per_ms()), lossy_(spikes == under_way::is_lost), trace_(trace),
        scratch_(std::size_t(std::max(1, team_.count()))) {
    how.check("neulite");
    connections_ = std::move(c.connections);
    place(c);
    connect(c);
    if (lossy_) latest_.assign(std::size_t(c.size()), none);
  }

  std::uint64_t compartments() const noexcept { return compartments_; }  ///< of all neurons
  std::int64_t time() const noexcept { return now_; }                    ///< milliseconds done
  std::int64_t steps_per_ms() const noexcept { return steps_; }
  std::size_t synaptic_states() const noexcept {
    return std::accumulate(blocks_.begin(), blocks_.end(), std::size_t{0}, [](std::size_t n, block const& b) { return n + b.at.size(); });
  }

  /// The next millisecond; the neurons that spiked in it, ascending.
  /// Errors: numerical_error naming the neuron and the time if v leaves [-300, 300] mV.
  std::span<std::uint32_t const> advance() {
    deliver();
    next_.store(0);
    team_.run([&](int part) {
      for (std::size_t i; (i = next_.fetch_add(1)) < blocks_.size();) move(blocks_[i], scratch_[std::size_t(part)]);
    });
    fired_.clear();
    for (block const& b : blocks_) {
      if (b.bad >= 0) fail(b);
      for (std::uint64_t left = b.crossed; left != 0; left &= left - 1)
        fired_.push_back(b.first + static_cast<std::uint32_t>(std::countr_zero(left)));
    }
    remember();
    ++now_;
    return fired_;
  }
  /// v of a soma at the start of step k of the millisecond just done [mV].
  double v(std::int64_t k, std::uint32_t neuron) const {
    auto const& b = *std::prev(std::ranges::upper_bound(blocks_, neuron, {}, &block::first));
    return static_cast<double>(b.trace[std::size_t(k) * b.cells.width + (neuron - b.first)]);
  }

 private:
  static constexpr std::int64_t none = -1;
  /// Neurons computed together. Synaptic states lie by kind, then compartment and lane.
  struct block {
    std::uint32_t first = 0, type = 0;
    sim::group<model, Real> cells{};
    sim::aligned_vector<Real> a{}, b{}, trace{};
    std::vector<std::uint32_t> at{};  ///< per state: where in the slots it adds
    struct run {
      std::uint32_t kind, last;  ///< states up to `last`
    };
    std::vector<run> runs{};
    std::uint64_t crossed = 0;
    std::int64_t bad = none;
  };
  struct decay {
    Real rise, fall, e, norm;
  };
  struct target {
    std::uint32_t block, state;
    std::int32_t delay;
    Real weight;  ///< normed
  };
  struct spike {
    std::int64_t at, next;  ///< next: of the same neuron
    std::uint32_t neuron;
  };

  void place(io::neulite::circuit const& c) {
    std::vector<std::vector<char>> wet(c.types.size());
    for (auto const& t : c.types) {
      cells_.push_back(make_neulite_cell(t));
      wet[cells_.size() - 1].assign(cells_.back().size(), 0);
    }
    for (auto const& x : connections_) {
      if (x.pre >= c.size() || x.post >= c.size() || x.kind >= c.kinds.size() || x.delay < 1)
        throw input_error("connection " + std::to_string(x.pre) + " -> " + std::to_string(x.post), "a neuron, kinetics or a delay that is none",
                          "neurons and kinetics of this circuit, a delay of 1 ms or more");
      auto const& p = *std::prev(std::ranges::upper_bound(c.populations, x.post, {}, &io::neulite::population::first));
      if (x.compartment >= wet[p.type].size())
        throw input_error("connection " + std::to_string(x.pre) + " -> " + std::to_string(x.post), "compartment " + std::to_string(x.compartment),
                          "one of the " + std::to_string(wet[p.type].size()) + " of " + c.types[p.type].swc.string());
      wet[p.type][x.compartment] = 1;
    }
    auto const surroundings = neulite_environment(how_.threshold);
    for (std::size_t t = 0; t < c.types.size(); ++t) {
      std::vector<std::int32_t> extra{0};  // the electrode's
      for (std::size_t s = 1; s < wet[t].size(); ++s)
        if (wet[t][s]) extra.push_back(std::int32_t(s));
      auto& m = *models_.emplace_back(std::make_unique<model>(cells_[t], surroundings, how_.dt, extra));
      for (std::size_t s = 1; s < wet[t].size(); ++s)  // channels, which are in the soma, have their start from the soma's v
        m.start[std::size_t(m.row_of_segment[s])] =
            static_cast<Real>(c.types[t].rows[std::size_t(cells_[t].layout().segments[s].kind) - 1]->e_leak);
    }
    for (auto const& p : c.populations) {
      compartments_ += std::uint64_t(p.cells) * cells_[p.type].size();
      for (std::uint32_t i = 0; i < p.cells;) {
        std::uint32_t const left = p.cells - i;
        std::size_t width = broad;
        while (width > narrow && left <= width / 2) width /= 2;
        auto const n = std::min<std::uint32_t>(left, static_cast<std::uint32_t>(width));
        block& b = blocks_.emplace_back();
        b.first = p.first + i;
        b.type = static_cast<std::uint32_t>(p.type);
        b.cells.model = models_[p.type].get();
        b.cells.width = static_cast<std::uint32_t>(width);
        for (std::uint32_t k = 0; k < n; ++k) b.cells.ids.push_back(b.first + k);
        b.cells.start();
        if (trace_) b.trace.assign(std::size_t(steps_) * width, Real(0));
        i += n;
      }
    }
  }

  void connect(io::neulite::circuit const& c) {
    for (auto const& k : c.kinds) {
      if (k.rise > 0) {
        auto const f = synapse::exp2::prepare({.tau1 = k.rise, .tau2 = k.decay, .e = k.erev}, how_.dt);
        decays_.push_back({Real(f.rise), Real(f.decay), Real(k.erev), Real(f.norm)});
      } else {  // the rising state is gone before anyone sees it
        auto const f = synapse::exp1::prepare({.tau = k.decay, .e = k.erev}, how_.dt);
        decays_.push_back({Real(0), Real(f.decay), Real(k.erev), Real(1)});
      }
    }
    // kinds in the order of their values: sums onto a compartment do not depend on the order of the file
    std::vector<std::uint32_t> rank(c.kinds.size()), by_value(c.kinds.size());
    std::iota(by_value.begin(), by_value.end(), 0u);
    std::ranges::sort(by_value, {}, [&](std::uint32_t k) { return c.kinds[k]; });
    for (std::uint32_t i = 0; i < by_value.size(); ++i) rank[by_value[i]] = i;

    // states: connections by block, kind, place
    std::ranges::sort(connections_, {}, &io::neulite::connection::post);
    targets_.reserve(connections_.size());
    auto from = connections_.begin();
    for (block& b : blocks_) {
      auto const to = std::ranges::upper_bound(from, connections_.end(), b.cells.ids.back(), {}, &io::neulite::connection::post);
      std::sort(from, to, [&](auto const& x, auto const& y) {
        auto const key = [&](auto const& z) { return std::tuple(rank[z.kind], z.compartment, z.post, z.pre, z.delay, z.weight); };
        return key(x) < key(y);
      });
      for (auto x = from; x != to; ++x) {
        if (x == from || x[-1].post != x->post || x[-1].kind != x->kind || x[-1].compartment != x->compartment) {
          if (b.runs.empty() || b.runs.back().kind != x->kind) b.runs.push_back({x->kind, 0});
          b.at.push_back(static_cast<std::uint32_t>(b.cells.model->slot_of_segment[x->compartment]) * b.cells.width + (x->post - b.first));
          b.runs.back().last = static_cast<std::uint32_t>(b.at.size());
        }
        targets_.push_back({static_cast<std::uint32_t>(&b - blocks_.data()), static_cast<std::uint32_t>(b.at.size() - 1), x->delay,
                            static_cast<Real>(x->weight * double(decays_[x->kind].norm))});
      }
      from = to;
    }
    for (block& b : blocks_) {
      b.a.assign(b.at.size(), Real(0));
      b.b.assign(b.at.size(), Real(0));
    }
    // what a spike wants: by source, then delay
    first_.assign(std::size_t(c.size()) + 1, 0);
    for (auto const& x : connections_) ++first_[std::size_t(x.pre) + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<target> sorted(targets_.size());
    auto cursor = first_;
    for (std::size_t i = 0; i < targets_.size(); ++i) sorted[cursor[connections_[i].pre]++] = targets_[i];
    connections_ = {};
    targets_ = std::move(sorted);
    for (std::size_t n = 0; n + 1 < first_.size(); ++n)
      std::stable_sort(targets_.begin() + std::ptrdiff_t(first_[n]), targets_.begin() + std::ptrdiff_t(first_[n + 1]),
                       [](target const& x, target const& y) { return x.delay < y.delay; });
    for (target const& t : targets_) delays_.push_back({t.delay, 0});
    std::ranges::sort(delays_, {}, &due::delay);
    delays_.erase(std::unique(delays_.begin(), delays_.end(), [](due const& x, due const& y) { return x.delay == y.delay; }), delays_.end());
  }

  /// What acts from the start of this millisecond.
  void deliver() {
    for (due& d : delays_)
      for (; d.next < spikes_.size() && spikes_[d.next].at + d.delay + 2 <= now_; ++d.next) {
        spike const& s = spikes_[d.next];
        if (lossy_ && s.next <= s.at + d.delay) continue;
        auto const last = targets_.begin() + std::ptrdiff_t(first_[std::size_t(s.neuron) + 1]);
        auto t = std::lower_bound(targets_.begin() + std::ptrdiff_t(first_[s.neuron]), last, d.delay,
                                  [](target const& x, std::int32_t delay) { return x.delay < delay; });
        for (; t != last && t->delay == d.delay; ++t) {
          block& b = blocks_[t->block];
          b.a[t->state] += t->weight;
          b.b[t->state] += t->weight;
        }
      }
    std::size_t done = spikes_.size();  // spikes that no delay waits for
    for (due const& d : delays_) done = std::min(done, d.next);
    if (done < 1024 || done < spikes_.size() / 2) return;
    spikes_.erase(spikes_.begin(), spikes_.begin() + std::ptrdiff_t(done));
    for (due& d : delays_) d.next -= done;
    for (auto& l : latest_) l = std::max<std::int64_t>(none, l - std::int64_t(done));
  }
  void remember() {
    for (std::uint32_t n : fired_) {
      if (lossy_) {
        if (latest_[n] >= 0) spikes_[std::size_t(latest_[n])].next = now_;
        latest_[n] = std::int64_t(spikes_.size());
      }
      spikes_.push_back({now_, std::numeric_limits<std::int64_t>::max(), n});
    }
  }

  void move(block& b, sim::scratch<Real>& w) { of_width<Registers>(b, w); }
  template <std::size_t K> void of_width(block& b, sim::scratch<Real>& w) {
    if constexpr (K > 1)
      if (b.cells.width < K * narrow) return of_width<K / 2>(b, w);
    millisecond<K>(b, w);
  }
  template <std::size_t K> void millisecond(block& b, sim::scratch<Real>& w) {
    using wide = simd::lane<Arch, Real, K>;
    using one = simd::lane<Arch, Real, 1>;
    using some = simd::lane<Arch, Real, K >= 4 && !simd::is_sve<Arch> ? 4 : 1>;
    constexpr std::size_t L = wide::size;
    model const& m = *b.cells.model;
    Real* const data = b.cells.data.data();
    w.fit(m, L);
    wide const threshold(how_.threshold);
    Real* const soma = data + std::size_t(m.detector) * L;
    std::uint64_t const used = wide::all_lanes >> (L - b.cells.ids.size());
    double const t = double(now_);
    bool const driven = how_.i_amp != 0 && t >= how_.i_delay && t < how_.i_delay + how_.i_duration;
    std::size_t const electrode = std::size_t(m.slot_of_segment[0]) * L;
    b.crossed = 0;
    for (std::int64_t k = 0; k < steps_; ++k) {
      sim::mechanisms<model, some>::currents(m, data, L, w);
      synapses(b, w);
      if (driven)
        for (std::size_t j = 0; j < L; ++j) w.b[electrode + j] += static_cast<Real>(how_.i_amp);
      wide const before = wide::load(soma);
      if (trace_) before.store(b.trace.data() + std::size_t(k) * L);
      bool const sound = sim::move_voltage<one, K>(m, data, w, used, 300.0);
      b.crossed |= lanes((before <= threshold) & (threshold < wide::load(soma))) & used;
      sim::mechanisms<model, some>::advance(m, data, L, w, now_ * steps_ + k + 1);
      if (sound) continue;
      b.bad = k + 1;
      return;
    }
    for (auto* states : {&b.a, &b.b})  // so that none is ever denormal for long
      for (Real& s : *states) s = std::abs(s) < Real(synapse::negligible) ? Real(0) : s;
  }
  /// One step of a block's synapses: they decay, then add to the slots.
  void synapses(block& b, sim::scratch<Real> const& w) const noexcept {
    std::size_t i = 0;
    for (auto const& r : b.runs) {
      auto const [rise, fall, e, norm] = decays_[r.kind];
      for (; i < r.last; ++i) {
        b.a[i] *= rise;
        b.b[i] *= fall;
        Real const g = b.b[i] - b.a[i];
        w.d[b.at[i]] += g;
        w.b[b.at[i]] += g * e;
      }
    }
  }

  [[noreturn]] void fail(block const& b) const {
    auto const when = "t = " + std::to_string(double(now_) + double(b.bad) * how_.dt) + " ms: found v = ";
    model const& m = *b.cells.model;
    for (std::size_t lane = 0; lane < b.cells.ids.size(); ++lane)
      for (std::size_t s = 0; s < std::size_t(m.segments); ++s)
        if (double const v = double(b.cells.data[std::size_t(m.row_of_segment[s]) * b.cells.width + lane]); !(v >= -300 && v <= 300))
          throw numerical_error("neuron " + std::to_string(b.first + lane) + ", compartment " + std::to_string(s) + ", " + when +
                                std::to_string(v) + " mV, expected -300 to 300 mV");
    throw numerical_error("neurons from " + std::to_string(b.first) + ", " + when + "none, expected -300 to 300 mV");
  }

  io::neulite::config how_;
  Threads team_;
  std::int64_t steps_, now_ = 0;
  bool lossy_, trace_;
  std::uint64_t compartments_ = 0;
  std::deque<neulite_cell> cells_;
  std::vector<std::unique_ptr<model>> models_;
  std::vector<block> blocks_;
  std::vector<sim::scratch<Real>> scratch_;
  std::atomic<std::size_t> next_{0};
  std::vector<io::neulite::connection> connections_;  ///< until they are targets
  std::vector<decay> decays_;
  std::vector<target> targets_;
  std::vector<std::size_t> first_;  ///< targets of each neuron
  struct due {
    std::int32_t delay;
    std::size_t next;  ///< the first of `spikes_` that has not acted over it
  };
  std::vector<due> delays_;
  std::vector<spike> spikes_;        ///< in order of time, then neuron
  std::vector<std::int64_t> latest_; ///< per neuron: its last spike in `spikes_`
  std::vector<std::uint32_t> fired_;
};

}  // namespace pallium::runtime
