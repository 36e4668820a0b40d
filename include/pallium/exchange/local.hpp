// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/concept.hpp>

namespace pallium::exchange {

/// One process.
struct local {
  static constexpr int rank() noexcept { return 0; }
  static constexpr int size() noexcept { return 1; }
  static double min(double v) noexcept { return v; }
  static void share(std::vector<double>&) noexcept {}
  static void agree(rank_failure const&, std::uint64_t) noexcept {}  // its own failure is thrown by whoever asks
  static void begin(exchange_plan const&) noexcept {}
  static void post(step, std::span<spike const>) noexcept {}
  static std::span<spike const> collect(step) noexcept { return {}; }
  static void fail(rank_failure const&) noexcept {}
  static exchange_facts facts() noexcept { return {}; }
};
static_assert(spike_exchange<local>);

}  // namespace pallium::exchange
