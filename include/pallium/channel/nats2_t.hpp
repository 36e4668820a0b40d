// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/channel/detail/fast_sodium.hpp>

namespace pallium::channel {

/// Transient Na+ current, the somatic variant of Hay et al. 2011 (doi:10.1371/journal.pcbi.1002107): half
/// activation -32 mV, half inactivation -60 mV, rates as at 34 degC. The published file moves v by 0.0001 mV where v is
/// exactly one of them; here a rate has its limit there, less than 1e-5 of it away.
struct nats2_t : detail::fast_sodium<-32, -60, detail::at_34> {
  static constexpr std::string_view name = "NaTs2_t";
};
static_assert(check_channel<nats2_t>());

}  // namespace pallium::channel
