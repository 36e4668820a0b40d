// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/detail/fast_sodium.hpp>

namespace pallium::channel {

/// Transient Na+ current, axonal variant: half activation -48 mV, half inactivation -69 mV.
struct nata : detail::fast_sodium<-48, -69> {
  static constexpr std::string_view name = "NaTa";
};
static_assert(check_channel<nata>());

}  // namespace pallium::channel
