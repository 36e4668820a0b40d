// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/plasticity/concept.hpp>

namespace pallium::plasticity {

/// Weights stay as they are. Empty records: no memory, no code.
struct none {
  template <class B> struct params {};
  template <class B> struct pre {};
  template <class B> struct post {};
  template <class B> struct edge {};
  template <class Trace, class P, class B> static void decay(Trace&, P const&, B) {}
  template <class B> static void pre_spike(pre<B>&, params<B> const&) {}
  template <class B> static void post_spike(post<B>&, params<B> const&) {}
  template <class B> static void on_pre(B&, edge<B>&, post<B> const&, params<B> const&) {}
  template <class B> static void on_post(B&, edge<B>&, pre<B> const&, params<B> const&) {}
};
static_assert(plasticity_rule<none>);

}  // namespace pallium::plasticity
