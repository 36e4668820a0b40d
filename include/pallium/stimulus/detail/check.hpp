// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/units.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

namespace pallium::stimulus::detail {

inline constexpr double forever = std::numeric_limits<double>::infinity();

/// Errors: input_error "stimulus::NAME: MEMBER: found X, expected EXPECTED" unless `good`.
inline void need(bool good, std::string_view name, std::string_view member, double x, std::string_view expected) {
  if (!good) throw input_error("stimulus::" + std::string(name) + ": " + std::string(member), std::to_string(x), expected);
}
inline void need_finite(std::string_view name, std::string_view member, double x) {
  need(std::isfinite(x), name, member, x, "a finite number");
}
/// A window [delay, delay + width): the delay finite, the width >= 0, perhaps infinite.
inline void need_window(std::string_view name, duration delay, duration width) {
  need_finite(name, "delay", delay.value);
  need(width.value >= 0, name, "width", width.value, "a time >= 0");
}
inline bool in_window(duration t, duration delay, duration width) noexcept { return t >= delay && t < delay + width; }

}  // namespace pallium::stimulus::detail
