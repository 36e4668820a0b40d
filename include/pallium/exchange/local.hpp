// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/exchange/concept.hpp>

namespace pallium::exchange {

/// One process.
struct local {
  int rank() const noexcept { return 0; }
  int size() const noexcept { return 1; }
  double min(double v) const noexcept { return v; }
  void post(std::span<spike const> s) noexcept { spikes_ = s; }
  std::span<spike const> collect() noexcept { return spikes_; }

 private:
  std::span<spike const> spikes_;
};
static_assert(spike_exchange<local>);

}  // namespace pallium::exchange
