// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/synapse/detail/plastic.hpp>

namespace pallium::synapse {

/// stp1syn, depression: i = g (v - e), g' = -g / tau_1, n' = (1 - n) / tau_r, where n is the fraction of vesicles ready. An
/// event does g += weight n p0, then n -= n p0. One site is one synapse. Hennig 2013, eq. 3 (doi:10.3389/fncom.2013.00045).
struct stp1 {
  static constexpr std::string_view name = "stp1syn";
  static constexpr bool additive = false;
  template <class B> struct params { B tau_1 = 10.0, p0 = 0.3, tau_r = 100.0, e = 0.0; };  // [ms] [1] [ms] [mV]
  static constexpr std::string_view param_names[]{"tau_1", "p0", "tau_r", "e|erev"};
  template <class B> struct constants { B decay, p0, recovery, e; };  // [1] [1] [1] [mV]
  template <class B> struct state { B n, g; };                        // [1] [uS]

  static constants<double> prepare(params<double> const& p, double dt) { return prepare_as(name, p, dt); }

  template <class B> static state<B> rest(constants<B> const&) { return {1.0, 0.0}; }
  template <class B> static void receive(state<B>& s, constants<B> const& c, B weight) {
    s.g += weight * s.n * c.p0;
    s.n -= detail::heard(weight) * s.n * c.p0;
  }
  template <class B> static void advance(state<B>& s, constants<B> const& c) {
    s.n += c.recovery * (1.0 - s.n);
    s.g = settle(s.g * c.decay);
  }
  template <class B> static linear<B> current(state<B> const& s, constants<B> const& c, B) { return ohmic(s.g, c.e); }

 protected:
  static constants<double> prepare_as(std::string_view mechanism, params<double> const& p, double dt) {
    detail::positive(mechanism, {{"tau_1", p.tau_1}, {"tau_r", p.tau_r}});
    detail::fraction(mechanism, {{"p0", p.p0}});
    return {decay_factor(p.tau_1, dt), p.p0, detail::approach(p.tau_r, dt), p.e};
  }
};
static_assert(check_synapse<stp1>());

}  // namespace pallium::synapse
