// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pallium {

/// Which rank computes which cells. A rank has the range [border[r], border[r + 1]), except that the cells in `placed`
/// (those that gap junctions couple) live where it says.
struct rank_map {
  std::vector<gid> border{0, 0};
  std::vector<std::pair<gid, int>> placed;  ///< ascending by gid

  int ranks() const noexcept { return static_cast<int>(border.size()) - 1; }
  gid_range range(int rank) const noexcept { return {border[std::size_t(rank)], border[std::size_t(rank) + 1]}; }
  int range_of(gid cell) const noexcept {
    return static_cast<int>(std::upper_bound(border.begin() + 1, border.end() - 1, cell) - border.begin()) - 1;
  }
  /// Position in `placed`, or its size.
  std::size_t placed_at(gid cell) const noexcept {
    auto const it = std::lower_bound(placed.begin(), placed.end(), cell, [](auto const& p, gid c) { return p.first < c; });
    return it != placed.end() && it->first == cell ? std::size_t(it - placed.begin()) : placed.size();
  }
  int rank_of(gid cell) const noexcept {
    std::size_t const i = placed.empty() ? 0 : placed_at(cell);
    return i < placed.size() ? placed[i].second : range_of(cell);
  }
  /// Numbers that are dense in a rank: its range, then `placed`.
  std::uint64_t local(int rank, gid cell) const noexcept {
    gid_range const mine = range(rank);
    return mine.contains(cell) ? cell - mine.first : mine.size() + placed_at(cell);
  }
  gid global(int rank, std::uint64_t local) const noexcept {
    gid_range const mine = range(rank);
    return local < mine.size() ? mine.first + local : placed[std::size_t(local - mine.size())].first;
  }
  std::uint64_t locals(int rank) const noexcept { return range(rank).size() + placed.size(); }
};

/// What an exchange is told before the first spikes.
struct exchange_plan {
  struct peer {
    int rank = 0;
    step soonest = 0;  ///< epochs from that in which a spike is made to the first in which it may arrive
  };
  rank_map const* map = nullptr;
  step epoch = 1;      ///< steps
  int in_flight = 0;   ///< of the schedule
  step first = 0;      ///< the first epoch that is posted
  std::vector<peer> to;                                         ///< ranks that have targets of cells of this one, ascending; not itself
  std::function<std::span<std::uint32_t const>(gid)> targets;   ///< of a cell of this rank: positions in `to`
  // For an exchange that cannot ask the others; neither is called in the name of one that can.
  std::function<std::vector<peer>()> from;                      ///< ranks that have cells with targets here, ascending
  std::function<bool(gid)> hears;                               ///< whether a cell of another rank may have targets here
};

/// Why a rank cannot go on.
struct rank_failure {
  std::string text;     ///< empty: it can
  bool input = false;   ///< an input_error
};

/// What an exchange has sent so far: a spike counts once for each rank that it was sent to.
struct exchange_facts {
  std::uint64_t messages = 0, bytes = 0, spikes = 0;
};

/// Moves spikes between ranks.
///
/// | member                              | meaning                                                                              |
/// |-------------------------------------|--------------------------------------------------------------------------------------|
/// | `rank()`, `size()`                  | this rank, how many there are                                                        |
/// | `min(x)`                            | the least x of all ranks                                                             |
/// | `share(numbers)`                    | those of rank 0, everywhere                                                          |
/// | `agree(failure, fingerprint)`       | if any rank has a failure: true on the first that has, which throws it, and a rank_error on all others; the same if the fingerprints differ; else false |
/// | `begin(plan)`                       | before the first epoch, once                                                         |
/// | `post(epoch, spikes)`               | the spikes of this rank's cells in an epoch, ordered by (at, source); does not wait  |
/// | `collect(epoch)`                    | waits for what may arrive in that epoch and yields the spikes of the other ranks since the last time, each once, in any order |
/// | `fail(failure)`                     | tells all ranks: their `collect` throws a rank_error; waits for nobody               |
/// | `facts()`                           | what it has sent                                                                     |
///
/// Every member but `rank`, `size`, `fail` and `facts` is called by all ranks in the same order. One whose other ranks are
/// imagined says so by a member `imagined`: it does rank 0's work too.
template <class X>
concept spike_exchange = requires(X& x, X const& cx, std::span<spike const> local, double value, std::vector<double>& numbers,
                                  rank_failure const& failure, std::uint64_t print, step epoch, exchange_plan const& plan) {
  { cx.rank() } -> std::same_as<int>;
  { cx.size() } -> std::same_as<int>;
  { x.min(value) } -> std::same_as<double>;
  { x.share(numbers) } -> std::same_as<void>;
  { x.agree(failure, print) } -> std::same_as<bool>;
  { x.begin(plan) } -> std::same_as<void>;
  { x.post(epoch, local) } -> std::same_as<void>;
  { x.collect(epoch) } -> std::same_as<std::span<spike const>>;
  { x.fail(failure) } -> std::same_as<void>;
  { cx.facts() } -> std::same_as<exchange_facts>;
};

/// An exchange that never has other ranks.
template <class X> inline constexpr bool is_alone = false;
template <class X>
  requires(X::alone)
inline constexpr bool is_alone<X> = true;

/// When spikes travel. `in_flight` epochs may be under way while the next is computed;
/// an epoch lasts min_delay / (1 + in_flight).
template <class S>
concept epoch_schedule = requires {
  { S::in_flight } -> std::convertible_to<int>;
};

namespace schedule {
/// An epoch begins when the spikes of the one before have arrived.
struct lockstep { static constexpr int in_flight = 0; };
/// The spikes of an epoch travel while the next, half as long, is computed.
struct overlap { static constexpr int in_flight = 1; };
}  // namespace schedule

}  // namespace pallium
