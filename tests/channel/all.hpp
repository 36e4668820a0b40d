// SPDX-License-Identifier: BSD-3-Clause
// Every channel, and how the tests put one into lanes.
#pragma once
#include <pallium/channel/ca_hva.hpp>
#include <pallium/channel/ca_lva.hpp>
#include <pallium/channel/hh_k.hpp>
#include <pallium/channel/hh_na.hpp>
#include <pallium/channel/ih.hpp>
#include <pallium/channel/im.hpp>
#include <pallium/channel/im_v2.hpp>
#include <pallium/channel/it_ghk.hpp>
#include <pallium/channel/k_p.hpp>
#include <pallium/channel/k_pst.hpp>
#include <pallium/channel/k_t.hpp>
#include <pallium/channel/k_tst.hpp>
#include <pallium/channel/kd.hpp>
#include <pallium/channel/kv2like.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/leak.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/channel/nap_et2.hpp>
#include <pallium/channel/nata.hpp>
#include <pallium/channel/nata_t.hpp>
#include <pallium/channel/nats.hpp>
#include <pallium/channel/nats2_t.hpp>
#include <pallium/channel/nav.hpp>
#include <pallium/channel/sk.hpp>

#include "../support/lanes.hpp"

namespace test {

using gated_channels =
    std::tuple<channel::nats, channel::nata, channel::nap, channel::kv2like, channel::kv3_1, channel::k_p, channel::k_t,
               channel::kd, channel::im, channel::im_v2, channel::ih, channel::sk, channel::ca_hva, channel::ca_lva,
               channel::hh_na, channel::hh_k, channel::k_pst, channel::k_tst, channel::nata_t, channel::nats2_t,
               channel::nap_et2, channel::it_ghk>;
using all_channels = decltype(std::tuple_cat(gated_channels{}, std::tuple<channel::nav, channel::leak>{}));

/// What the world looks like to a channel, in one lane.
struct place {
  double v = -65, celsius = 34, cai = 1e-4, ena = 53, ek = -107, eca = 131;
};

template <class C, class B> using params = typename C::template params<B>;
template <class C, class B> using state = typename C::template state<B>;
template <class C> inline constexpr std::size_t states = field_count<C::template state>;

namespace detail {
template <class B> B reversal(sodium_t, place const& p) { return p.ena; }
template <class B> B reversal(potassium_t, place const& p) { return p.ek; }
template <class B> B reversal(calcium_t, place const& p) { return p.eca; }
template <class B, class... Is, class F>
void fill(membrane::site<B, uses<Is...>>& x, F&& at) {
  ((static_cast<membrane::ion_at<B, Is>&>(x).reversal =
        lanes_from<B>([&](std::size_t i) { return reversal<double>(Is{}, at(i)); }),
    static_cast<membrane::ion_at<B, Is>&>(x).inside = lanes_from<B>([&](std::size_t i) { return at(i).cai; }),
    static_cast<membrane::ion_at<B, Is>&>(x).outside = B(2.0)),
   ...);
}
}  // namespace detail

/// The site whose lane i is the place at(i); one temperature for all.
template <class C, class B, class F> auto site_of(F&& at) {
  membrane::site<B, typename C::ions> x{};
  detail::fill(x, at);
  x.v = lanes_from<B>([&](std::size_t i) { return at(i).v; });
  x.celsius = at(0).celsius;
  x.q = pallium::detail::temperature_factor<C>(at(0).celsius);
  return x;
}

/// The state whose lane i has the fields at(i)[k].
template <class C, class B, class F> state<C, B> state_of(F&& at) {
  return make_record<C::template state>(
      [&](std::size_t k) { return lanes_from<B>([&](std::size_t i) { return at(i)[k]; }); });
}

/// A state as numbers: fields[k][lane].
template <class C, class B> auto fields(state<C, B> const& s) {
  std::array<std::array<typename B::value_type, B::size>, states<C>> out{};
  for_each_field<C::template state>(s, [&](std::size_t k, B const& f) { out[k] = values(f); });
  return out;
}

/// Every gbar (and a leak's g) at 0.01 S/cm2, the rest as the channel says.
template <class C, class B> params<C, B> some_params() {
  params<C, double> p;
  if constexpr (requires { p.gbar; }) p.gbar = 0.01;
  return everywhere<C::template params, B>(p);
}

}  // namespace test
