// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/concept.hpp>

namespace pallium::exchange {

/// One process.
struct local {
  static constexpr bool alone = true;  ///< for ever: what ranks need is not even compiled
  static constexpr int rank() noexcept { return 0; }
  static constexpr int size() noexcept { return 1; }
  static double min(double v) noexcept { return v; }
  static void share(std::vector<double>&) noexcept {}
  static bool agree(rank_failure const& mine, std::uint64_t) noexcept { return !mine.text.empty(); }
  static void begin(exchange_plan const&) noexcept {}
  static void post(step, std::span<spike const>) noexcept {}
  static std::span<spike const> collect(step) noexcept { return {}; }
  static void fail(rank_failure const&) noexcept {}
  static exchange_facts facts() noexcept { return {}; }
  // As boost_mpi: a program that gathers its results need not know which it has.
  static std::vector<std::uint64_t> each(std::uint64_t mine) { return {mine}; }
  static std::vector<spike> all_on_first(std::vector<spike> const& mine) { return mine; }
};
static_assert(spike_exchange<local>);

}  // namespace pallium::exchange
