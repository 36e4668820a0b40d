// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/bulk.hpp>
#include <pallium/core/types.hpp>
#include <pallium/core/units.hpp>

#include <concepts>
#include <optional>
#include <vector>

namespace pallium {

/// Who connects to whom, asked for one source and some blocks of targets: the question a spike asks.
///
/// | member                                        | meaning                                                              |
/// |-----------------------------------------------|----------------------------------------------------------------------|
/// | `sources() -> gid_range`                      | cells that may be a source                                           |
/// | `blocks() -> uint32`, `block(b) -> gid_range` | the targets, cut into ranges of gids, ascending and disjoint         |
/// | `from(source, {b, c}, dt, out)`               | appends the edges of `source` into the blocks [b, c), block after block, in a fixed order within each |
/// | `min_delay(dt), max_delay(dt) -> step`        | over all edges it can yield                                          |
/// | `via() -> optional<receptor>`                 | a receptor: `edge.site` is a 32-bit draw that picks one of the target's sites of that receptor; none: `edge.site` is the number of the site itself |
/// | `expected() -> double` (optional)             | how many edges there are to be expected in all; without it, a sample tells |
/// | `reach(source, out)` (optional)               | appends to a `vector<block_range>` the blocks that may have targets of `source`; without it, all |
///
/// Blocks belong to the projection's global numbering, never to the partition; a rank whose border cuts a block
/// generates the block and keeps its own part. The cost of `from` is that of the edges it yields and a little for a block.
/// Laws (tested): [a, c) = [a, b) ++ [b, c); the same edges in the same order whoever asks, in whatever thread; materialised = procedural.
template <class C>
concept connectivity_source = requires(C const& c, gid source, std::uint32_t block, block_range blocks, duration dt, bulk<edge>& out) {
  { c.sources() } -> std::same_as<gid_range>;
  { c.blocks() } -> std::same_as<std::uint32_t>;
  { c.block(block) } -> std::same_as<gid_range>;
  { c.from(source, blocks, dt, out) } -> std::same_as<void>;
  { c.min_delay(dt) } -> std::same_as<step>;
  { c.max_delay(dt) } -> std::same_as<step>;
  { c.via() } -> std::same_as<std::optional<receptor>>;
};

/// The same for rules that can only be asked from the target's side. They are always materialised; an edge's number is
/// (target, position in what `into` appends).
template <class C>
concept converging_source = requires(C const& c, gid target, duration dt, bulk<incoming_edge>& out) {
  { c.sources() } -> std::same_as<gid_range>;
  { c.targets() } -> std::same_as<gid_range>;
  { c.into(target, dt, out) } -> std::same_as<void>;
  { c.min_delay(dt) } -> std::same_as<step>;
  { c.max_delay(dt) } -> std::same_as<step>;
  { c.via() } -> std::same_as<std::optional<receptor>>;
};

}  // namespace pallium
