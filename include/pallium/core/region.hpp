// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/core/units.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

/// Regions as set expressions: `dendrite & beyond(150_um) - subtree(apical[9])`.
///
/// | expression                | the compartments                                                                    |
/// |---------------------------|-------------------------------------------------------------------------------------|
/// | `soma` `axon` `dendrite` `apical` `everywhere` | of a kind, or all                                              |
/// | `apical[9]`               | of one section                                                                      |
/// | `subtree(apical[9])`      | of a section and of all that hang on it, wherever on it                             |
/// | `within(d)` `beyond(d)`   | whose centre is at most d, or more than d, along the path from soma(0)              |
/// | `a | b` `a & b` `a - b` `~a` | in either, in both, in a but not in b, not in a: a and b any regions             |
///
/// A compartment belongs whole or not at all, by its centre. C++ binds ~ before -, - before &, & before |, and
/// compilers ask for the brackets that say so.
namespace pallium {

/// Compartments whose centre is at most so far from soma(0) along the path. Errors: input_error for NaN.
struct within {
  constexpr explicit within(length d) : um(d.value) {
    if (!(um == um)) throw input_error("region: within or beyond", "not a number", "a length");
  }
  constexpr bool contains(compartment_info const& c) const noexcept { return c.distance <= um; }
  double um;
};
/// The complement of `within`: a centre at the border is within, not beyond. Errors: input_error for NaN.
struct beyond {
  constexpr explicit beyond(length d) : near(d) {}
  constexpr bool contains(compartment_info const& c) const noexcept { return !near.contains(c); }
  within near;
};

/// A section and all that have it among their ancestors, as NEURON's `subtree`.
struct subtree {
  constexpr explicit subtree(section_ref s) noexcept : root(s) {}
  constexpr bool contains(compartment_info const& c) const noexcept {
    if (root.contains(c)) return true;
    for (section_link const* s = c.link; s != nullptr; s = s->parent)
      if (s->kind == root.kind && s->index == root.index) return true;
    return false;
  }
  section_ref root;
};

template <region_expression A, region_expression B> struct region_union {
  A a;
  B b;
  constexpr bool contains(compartment_info const& c) const { return a.contains(c) || b.contains(c); }
};
template <region_expression A, region_expression B> struct region_intersection {
  A a;
  B b;
  constexpr bool contains(compartment_info const& c) const { return a.contains(c) && b.contains(c); }
};
template <region_expression A, region_expression B> struct region_difference {
  A a;
  B b;
  constexpr bool contains(compartment_info const& c) const { return a.contains(c) && !b.contains(c); }
};
template <region_expression A> struct region_complement {
  A a;
  constexpr bool contains(compartment_info const& c) const { return !a.contains(c); }
};

template <region_expression A, region_expression B> constexpr region_union<A, B> operator|(A a, B b) {
  return {std::move(a), std::move(b)};
}
template <region_expression A, region_expression B> constexpr region_intersection<A, B> operator&(A a, B b) {
  return {std::move(a), std::move(b)};
}
template <region_expression A, region_expression B> constexpr region_difference<A, B> operator-(A a, B b) {
  return {std::move(a), std::move(b)};
}
template <region_expression A> constexpr region_complement<A> operator~(A a) { return {std::move(a)}; }

/// A region whose expression is forgotten: to keep in a variable, a list, or to read from text (io/parse_region.hpp).
class region {
 public:
  template <region_expression R>
    requires(!std::same_as<R, region>)
  region(R r) : held_(std::make_shared<holder<R>>(std::move(r))) {}
  bool contains(compartment_info const& c) const { return held_->contains(c); }

 private:
  struct any {
    virtual ~any() = default;
    virtual bool contains(compartment_info const&) const = 0;
  };
  template <class R> struct holder final : any {
    explicit holder(R r) : it(std::move(r)) {}
    bool contains(compartment_info const& c) const override { return it.contains(c); }
    R it;
  };
  std::shared_ptr<any const> held_;
};

}  // namespace pallium
