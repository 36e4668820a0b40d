// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/lane_record.hpp>
#include <pallium/simd/archetype.hpp>

#include <concepts>
#include <utility>

namespace pallium {

template <class R>
concept has_plasticity_records = lane_record<R::template params> && lane_record<R::template pre> &&
                                 lane_record<R::template post> && lane_record<R::template edge>;

/// A rule by which weights change, split by who owns the memory it needs.
///
/// | member                        | meaning                                                          |
/// |-------------------------------|------------------------------------------------------------------|
/// | `params<B>`                   | record: one per projection                                       |
/// | `pre<B>`, `post<B>`           | records: one trace per source cell, one per target place         |
/// | `edge<B>`                     | record: one per synapse, beside its weight                       |
/// | `decay(trace&, params, dt)`   | a trace over dt since it was last touched, exactly: traces are   |
/// |                               | lazy; decay(s) then decay(t) = decay(s + t)                      |
/// | `pre_spike(pre&, params)`     | once per spike of the source                                     |
/// | `post_spike(post&, params)`   | once per spike of the target                                     |
/// | `on_pre(w&, edge&, post, params)` | once per synapse when the source's spike arrives             |
/// | `on_post(w&, edge&, pre, params)` | once per synapse when the target spikes                      |
///
/// The engine guarantees: traces are decayed to the present before any other member sees them, `on_*` before the
/// `*_spike` of the same spike. The rule guarantees: no global state, no allocation.
template <class R, class B = archetype::batch>
concept plasticity_rule =
    has_plasticity_records<R> &&
    requires(typename R::template params<B> const& p, typename R::template pre<B>& pre,
             typename R::template post<B>& post, typename R::template edge<B>& edge, B& weight, B dt) {
      { R::decay(pre, p, dt) } -> std::same_as<void>;
      { R::decay(post, p, dt) } -> std::same_as<void>;
      { R::pre_spike(pre, p) } -> std::same_as<void>;
      { R::post_spike(post, p) } -> std::same_as<void>;
      { R::on_pre(weight, edge, std::as_const(post), p) } -> std::same_as<void>;
      { R::on_post(weight, edge, std::as_const(pre), p) } -> std::same_as<void>;
    };

}  // namespace pallium
