// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/detail/fast_sodium.hpp>

namespace pallium::channel {

/// Transient Na+ current, somatic variant: half activation -40 mV, half inactivation -66 mV.
struct nats : detail::fast_sodium<-40, -66> {
  static constexpr std::string_view name = "NaTs";
};
static_assert(check_channel<nats>());

}  // namespace pallium::channel
