// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace pallium {

/// Where the synapses of a projection are between spikes. It changes no bit of any result.
///
/// | policy                  | memory                              | a spike costs                                             |
/// |-------------------------|-------------------------------------|-----------------------------------------------------------|
/// | `storage::materialised` | at most 8 bytes a synapse, mostly   | its synapses read from a table                            |
/// | `storage::procedural`   | none                                | its synapses drawn again, once for each epoch in which some of them may arrive |
namespace storage {
struct materialised {};
struct procedural {};
}  // namespace storage

template <class S>
concept storage_policy = std::same_as<S, storage::materialised> || std::same_as<S, storage::procedural>;

/// A connectivity source whose type is forgotten: the network keeps many kinds in one list. One virtual call per
/// (source, blocks), none per edge.
class projection {
 public:
  template <connectivity_source C, storage_policy S> projection(C c, S) : held_(std::make_unique<asked_from<C>>(std::move(c))), stored_(std::same_as<S, storage::materialised>) {}
  template <converging_source C> projection(C c, storage::materialised) : held_(std::make_unique<asked_into<C>>(std::move(c))), converging_(true) {}

  gid_range sources() const { return held_->sources(); }
  /// All targets are in this range.
  gid_range targets() const { return held_->targets(); }
  step min_delay(duration dt) const { return held_->min_delay(dt); }
  step max_delay(duration dt) const { return held_->max_delay(dt); }
  std::optional<receptor> via() const { return held_->via(); }
  bool materialised() const noexcept { return stored_; }
  bool converging() const noexcept { return converging_; }  ///< asked by `into`, by `from` if not

  std::uint32_t blocks() const { return held_->blocks(); }
  gid_range block(std::uint32_t b) const { return held_->block(b); }
  void from(gid source, block_range blocks, duration dt, bulk<edge>& out) const { held_->from(source, blocks, dt, out); }
  void reach(gid source, std::vector<block_range>& out) const { held_->reach(source, out); }
  bool selective() const noexcept { return held_->selective(); }  ///< `reach` knows more than "all blocks"
  void into(gid target, duration dt, bulk<incoming_edge>& out) const { held_->into(target, dt, out); }

  /// How many synapses it has: what it says itself (`expected()`), or as a sample of its sources, or targets, have.
  double synapses(duration dt) const {
    if (double const n = held_->expected(); n >= 0) return n;
    gid_range const over = converging_ ? targets() : sources();
    if (over.size() == 0 || targets().size() == 0) return 0;
    gid const asked = std::min<gid>(over.size(), 64);
    bulk<edge> out;
    bulk<incoming_edge> in;
    for (gid k = 0; k < asked; ++k) {
      gid const cell = over.first + (over.size() * k + over.size() / 2) / asked;
      if (converging_) into(cell, dt, in);
      else from(cell, {0, blocks()}, dt, out);
    }
    return double(out.size() + in.size()) / double(asked) * double(over.size());
  }

  /// The blocks that have targets in a range.
  block_range blocks_in(gid_range r) const {
    std::uint32_t const n = blocks();
    auto const first_that = [n](auto const& is) {
      std::uint32_t low = 0, high = n;
      while (low < high) {
        std::uint32_t const middle = low + (high - low) / 2;
        if (is(middle)) high = middle;
        else low = middle + 1;
      }
      return low;
    };
    std::uint32_t const first = first_that([&](std::uint32_t b) { return block(b).last > r.first; });
    std::uint32_t const last = first_that([&](std::uint32_t b) { return block(b).first >= r.last; });
    return {first, std::max(first, last)};
  }

 private:
  struct any {
    virtual ~any() = default;
    virtual gid_range sources() const = 0;
    virtual gid_range targets() const = 0;
    virtual step min_delay(duration) const = 0;
    virtual step max_delay(duration) const = 0;
    virtual std::optional<receptor> via() const = 0;
    virtual std::uint32_t blocks() const { return 0; }
    virtual gid_range block(std::uint32_t) const { return {}; }
    virtual void from(gid, block_range, duration, bulk<edge>&) const {}
    virtual void reach(gid, std::vector<block_range>& out) const { out.push_back({0, blocks()}); }
    virtual bool selective() const noexcept { return false; }
    virtual void into(gid, duration, bulk<incoming_edge>&) const {}
    virtual double expected() const { return -1; }
  };
  template <class C> struct holder : any {
    explicit holder(C c) : it(std::move(c)) {}
    gid_range sources() const override { return it.sources(); }
    step min_delay(duration dt) const override { return it.min_delay(dt); }
    step max_delay(duration dt) const override { return it.max_delay(dt); }
    std::optional<receptor> via() const override { return it.via(); }
    double expected() const override {
      if constexpr (requires { it.expected(); }) return it.expected();
      else return -1;
    }
    C it;
  };
  template <class C> struct asked_from final : holder<C> {
    using holder<C>::holder;
    using holder<C>::it;
    gid_range targets() const override {
      return it.blocks() == 0 ? gid_range{} : gid_range{it.block(0).first, it.block(it.blocks() - 1).last};
    }
    std::uint32_t blocks() const override { return it.blocks(); }
    gid_range block(std::uint32_t b) const override { return it.block(b); }
    void from(gid s, block_range b, duration dt, bulk<edge>& out) const override { it.from(s, b, dt, out); }
    void reach(gid s, std::vector<block_range>& out) const override {
      if constexpr (requires { it.reach(s, out); }) it.reach(s, out);
      else any::reach(s, out);
    }
    bool selective() const noexcept override {
      return requires(gid s, std::vector<block_range>& out) { it.reach(s, out); };
    }
  };
  template <class C> struct asked_into final : holder<C> {
    using holder<C>::holder;
    using holder<C>::it;
    gid_range targets() const override { return it.targets(); }
    void into(gid t, duration dt, bulk<incoming_edge>& out) const override { it.into(t, dt, out); }
  };
  std::unique_ptr<any> held_;
  bool stored_ = true, converging_ = false;
};

}  // namespace pallium
