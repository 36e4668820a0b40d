// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/facts.hpp>
#include <pallium/sim/memory.hpp>

#include <cstddef>
#include <tuple>

namespace pallium::sim {
namespace detail {

/// Rows of the states of all channels, of all pools or of all synapses of a model.
template <class Supports> std::size_t rows_of(Supports const& all) {
  return std::apply([](auto const&... one) { return (std::size_t(0) + ... + (std::size_t(one.size) * one.fields)); }, all);
}
template <class Support> std::size_t tables_of(Support const& one) {
  std::size_t sum = bytes_of(one.segment);
  if constexpr (requires { one.slot; }) sum += bytes_of(one.slot);
  if constexpr (requires { one.params; }) sum += bytes_of(one.params);
  if constexpr (requires { one.area; }) sum += bytes_of(one.area);
  if constexpr (requires { one.ions; }) sum += bytes_of(one.ions);
  if constexpr (requires { one.outside; }) sum += bytes_of(one.outside);
  if constexpr (requires { one.runs; }) sum += bytes_of(one.runs);
  return sum;
}

}  // namespace detail

/// What all cells of a model share.
template <class Model> std::size_t shared_bytes(Model const& m) {
  std::size_t sum = m.bytes();
  if constexpr (requires { m.channel_parts; }) {
    auto const add = [&](auto const&... one) { sum += (std::size_t(0) + ... + detail::tables_of(one)); };
    std::apply(add, m.channel_parts);
    std::apply(add, m.pool_parts);
    std::apply(add, m.synapse_parts);
  }
  return sum;
}

/// Adds what a group of cells with compartments weighs; what is no state of a mechanism is v.
template <class Group> void weigh(Group const& g, memory_facts& to) {
  using real = typename decltype(g.data)::value_type;
  std::size_t const row = sizeof(real) * g.width, channels = detail::rows_of(g.model->channel_parts) * row,
                    pools = detail::rows_of(g.model->pool_parts) * row, synapses = detail::rows_of(g.model->synapse_parts) * row;
  to.channels += channels;
  to.pools += pools;
  to.synapses += synapses;
  to.voltages += bytes_of(g.data) - channels - pools - synapses;
  to.bookkeeping += sizeof g + bytes_of(g.ids) + bytes_of(g.clamps) + bytes_of(g.gaps) + bytes_of(g.taps);
  for (auto const& c : g.clamps) to.bookkeeping += bytes_of(c.plan);
}

}  // namespace pallium::sim
