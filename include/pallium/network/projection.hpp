// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>

#include <memory>
#include <string>
#include <utility>

namespace pallium {

/// A connectivity source whose type is forgotten: the network keeps many kinds in one list. One virtual call per
/// (source, block), none per edge.
class projection {
 public:
  template <connectivity_source C> explicit projection(C c) : held_(std::make_unique<holder<C>>(std::move(c))) {}

  gid_range sources() const { return held_->sources(); }
  std::uint32_t blocks() const { return held_->blocks(); }
  gid_range block(std::uint32_t b) const { return held_->block(b); }
  void from(gid source, std::uint32_t b, duration dt, std::vector<edge>& out) const { held_->from(source, b, dt, out); }
  step min_delay(duration dt) const { return held_->min_delay(dt); }
  step max_delay(duration dt) const { return held_->max_delay(dt); }
  std::optional<receptor> via() const { return held_->via(); }

 private:
  struct any {
    virtual ~any() = default;
    virtual gid_range sources() const = 0;
    virtual std::uint32_t blocks() const = 0;
    virtual gid_range block(std::uint32_t) const = 0;
    virtual void from(gid, std::uint32_t, duration, std::vector<edge>&) const = 0;
    virtual step min_delay(duration) const = 0;
    virtual step max_delay(duration) const = 0;
    virtual std::optional<receptor> via() const = 0;
  };
  template <class C> struct holder final : any {
    explicit holder(C c) : it(std::move(c)) {}
    gid_range sources() const override { return it.sources(); }
    std::uint32_t blocks() const override { return it.blocks(); }
    gid_range block(std::uint32_t b) const override { return it.block(b); }
    void from(gid s, std::uint32_t b, duration dt, std::vector<edge>& out) const override { it.from(s, b, dt, out); }
    step min_delay(duration dt) const override { return it.min_delay(dt); }
    step max_delay(duration dt) const override { return it.max_delay(dt); }
    std::optional<receptor> via() const override { return it.via(); }
    C it;
  };
  std::unique_ptr<any> held_;
};

}  // namespace pallium
