// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/exchange/detail/spike_code.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace pallium::exchange {

/// One rank of a job of many, alone in a process: for the study of jobs that are larger than the machine at hand. The program is rank
/// r of N, any N that an int holds; what the others would send is made up from what r's own cells do: when the k-th of n
/// cells of r fires, so does, at the same step, the cell at the same place, k (m - 1) / (n - 1), of the m cells of every rank that can
/// reach r (the idea is Arbor's dry-run mode, doi:10.1109/EMPDP.2019.8671560).
///
/// | as in rank r of the job of N                    | not simulated                                                           |
/// |-------------------------------------------------|-------------------------------------------------------------------------|
/// | its cells, partition, memory, set-up            | spikes are not those of the network: other ranks repeat r's, all at once |
/// | messages and bytes it sends (`facts`), to whom, how often, as `boost_mpi` with `targeted` | the network between ranks: nothing is sent, nobody waits |
/// | how many messages, bytes and spikes it gets (`received`), if ranks are alike; each is encoded and decoded | a rank whose cells differ from r's, in rate or in kind, is heard as if it were r |
/// | events and their cost, at the rates that r has  | time in which other ranks work: making up their spikes is counted in `collect` |
///
/// A rank is heard if the projections let it be: rules that reach all blocks say so exactly; of rules that know a source's targets,
/// each source heard is asked, and ranks at the distances at which r itself has targets are heard, on both sides. Cells
/// that gap junctions couple have no counterparts on other ranks: their spikes are sent, not received.
///
/// Per epoch it costs what r sends and receives, nothing of N; of memory, `rank_map` has 8 N bytes. Copies share one state.
/// Errors: input_error for a rank that is not one of 0 ... N - 1.
class dry_run {
 public:
  static constexpr bool imagined = true;

  struct options {
    int rank = 0, ranks = 1;
  };
  dry_run() : dry_run(options{}) {}
  explicit dry_run(options o) : it_(std::make_shared<state>()) {
    if (o.ranks < 1 || o.rank < 0 || o.rank >= o.ranks)
      throw input_error("exchange::dry_run", "rank " + std::to_string(o.rank) + " of " + std::to_string(o.ranks), "0 <= rank < ranks");
    it_->rank = o.rank;
    it_->ranks = o.ranks;
  }

  int rank() const noexcept { return it_->rank; }
  int size() const noexcept { return it_->ranks; }
  double min(double v) const noexcept { return v; }
  void share(std::vector<double>&) const noexcept {}
  bool agree(rank_failure const& mine, std::uint64_t) const noexcept { return !mine.text.empty(); }
  void begin(exchange_plan const& plan) { it_->begin(plan); }
  void post(step epoch, std::span<spike const> spikes) { it_->post(epoch, spikes); }
  std::span<spike const> collect(step epoch) { return it_->collect(epoch); }
  void fail(rank_failure const&) const noexcept {}
  exchange_facts facts() const noexcept { return it_->sent; }
  exchange_facts received() const noexcept { return it_->received; }
  /// Ranks that this one sends to, and gets from.
  std::size_t sends_to() const noexcept { return it_->out.size(); }
  std::size_t hears_from() const noexcept { return it_->in.size(); }

  // As boost_mpi, of the one rank that there is.
  static std::vector<std::uint64_t> each(std::uint64_t mine) { return {mine}; }
  static std::vector<spike> all_on_first(std::vector<spike> const& mine) { return mine; }

 private:
  struct state {
    struct outbox {
      step period;
      std::vector<spike> waiting;
    };
    struct inlet {
      int rank;
      step period, received = 0;  ///< messages so far
    };

    void begin(exchange_plan const& p) {
      plan = p;
      out.clear();
      in.clear();
      past.clear();
      longest = 0;
      if (ranks == 1) return;
      auto const period = [&](exchange_plan::peer const& x) { return std::max<step>(1, x.soonest - p.in_flight); };
      for (auto const& peer : p.to) out.push_back({period(peer), {}});
      for (auto const& peer : p.from()) {
        in.push_back({peer.rank, period(peer)});
        longest = std::max(longest, in.back().period);
      }
      oldest = p.first;
    }

    void post(step epoch, std::span<spike const> spikes) {
      for (spike const& s : spikes)
        if (ranks > 1)
          for (std::uint32_t k : plan.targets(s.source)) out[k].waiting.push_back(s);
      for (outbox& o : out) {
        if ((epoch - plan.first + 1) % o.period != 0) continue;
        bytes.clear();
        code.encode(*plan.map, rank, (epoch - o.period + 1) * plan.epoch + 1, o.waiting, bytes);
        ++sent.messages;
        sent.bytes += bytes.size();
        sent.spikes += o.waiting.size();
        o.waiting.clear();
      }
      if (in.empty()) return;
      past.emplace_back(spikes.begin(), spikes.end());
      for (step const kept = longest + plan.in_flight + 1; step(past.size()) > kept; ++oldest) past.pop_front();
    }

    std::span<spike const> collect(step epoch) {
      arrived.clear();
      for (inlet& i : in)
        for (;; ++i.received) {
          step const first = plan.first + i.received * i.period;
          if (first + i.period - 1 > epoch - 1 - plan.in_flight) break;
          imagine(i, first);
          bytes.clear();
          step const base = first * plan.epoch + 1;
          code.encode(*plan.map, i.rank, base, theirs, bytes);
          detail::spike_code::decode(*plan.map, i.rank, base, bytes, arrived);
          ++received.messages;
          received.bytes += bytes.size();
          received.spikes += theirs.size();
        }
      return arrived;
    }

    /// What a rank would send of a period.
    void imagine(inlet const& i, step first) {
      rank_map const& map = *plan.map;
      gid_range const own = map.range(rank), other = map.range(i.rank);
      theirs.clear();
      for (step e = first; e < first + i.period; ++e)
        for (spike const& s : past[std::size_t(e - oldest)]) {
          if (!own.contains(s.source)) continue;
          gid const k = own.size() > 1 ? ((s.source - own.first) * (other.size() - 1) + (own.size() - 1) / 2) / (own.size() - 1) : 0;
          gid const cell = other.first + k;
          if (map.rank_of(cell) == i.rank && plan.hears(cell)) theirs.push_back({cell, s.at});
        }
      // two of r's cells may stand for one
      std::sort(theirs.begin(), theirs.end(), [](spike const& a, spike const& b) { return a.at != b.at ? a.at < b.at : a.source < b.source; });
      theirs.erase(std::unique(theirs.begin(), theirs.end()), theirs.end());
    }

    int rank = 0, ranks = 1;
    exchange_plan plan;
    exchange_facts sent, received;
    detail::spike_code code;
    std::vector<outbox> out;
    std::vector<inlet> in;
    std::deque<std::vector<spike>> past;  ///< this rank's, by epoch, from `oldest` on
    step oldest = 0, longest = 0;
    std::vector<unsigned char> bytes;
    std::vector<spike> theirs, arrived;
  };
  std::shared_ptr<state> it_;
};
static_assert(spike_exchange<dry_run>);

}  // namespace pallium::exchange
