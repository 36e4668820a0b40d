// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>
#include <pallium/core/place.hpp>
#include <pallium/morph/concept.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace pallium::morph {

/// A morphology that owns its points: a `morphology_source`. What readers return and growth fills.
///
/// Sections are numbered in the order in which they were appended; the first one is the soma.
class tree {
 public:
  /// A section with its own storage; members as in `section`.
  struct part {
    branch kind = branch::soma;
    std::int32_t parent = -1;
    double parent_x = 1;
    std::vector<point> points;
    std::vector<double> arc{};
  };

  class iterator {
   public:
    using value_type = section;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(part const* p) noexcept : part_(p) {}
    section operator*() const noexcept { return view(*part_); }
    iterator& operator++() noexcept { return ++part_, *this; }
    iterator operator++(int) noexcept { return iterator(part_++); }
    friend bool operator==(iterator, iterator) = default;

   private:
    part const* part_ = nullptr;
  };

  tree() = default;
  /// Sections given at once; a parent may come after its child. Errors: input_error as `append`.
  explicit tree(std::vector<part> parts) : parts_(std::move(parts)) {
    for (std::size_t i = 0; i < parts_.size(); ++i) check(parts_[i], i, parts_.size());
  }

  /// Adds a section at the end and returns its number.
  /// Errors: input_error if the first is not a soma without parent, the parent does not exist, parent_x is not in
  /// [0, 1], there are fewer than two points, or `arc` is neither empty nor as long as the points.
  std::int32_t append(part p) {
    check(p, parts_.size(), parts_.size());
    parts_.push_back(std::move(p));
    return std::int32_t(parts_.size() - 1);
  }

  iterator begin() const noexcept { return iterator(parts_.data()); }
  iterator end() const noexcept { return iterator(parts_.data() + parts_.size()); }
  std::size_t size() const noexcept { return parts_.size(); }
  bool empty() const noexcept { return parts_.empty(); }
  section operator[](std::size_t i) const { return view(parts_[i]); }

  /// Number of sections of a kind.
  std::size_t count(branch kind) const noexcept {
    std::size_t n = 0;
    for (part const& p : parts_) n += p.kind == kind;
    return n;
  }
  /// Number in the tree of section `index` of a kind: find(branch::apical, 9) is apic[9]; -1 if there is none.
  std::int32_t find(branch kind, std::int32_t index) const noexcept {
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (parts_[i].kind == kind && index-- == 0) return std::int32_t(i);
    return -1;
  }

  /// Deletes all sections of a kind; the others keep their order and are renumbered. A section that hung on a deleted
  /// one hangs where the chain of deleted ones hung (its points stay: the gap has no resistance, as in NEURON's wires).
  /// Errors: input_error for the soma, on which everything hangs.
  void remove(branch kind) {
    if (kind == branch::soma) throw input_error("morph::tree::remove", "soma", "a kind that may be absent");
    std::vector<std::int32_t> number(parts_.size(), -1);
    std::int32_t kept = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (parts_[i].kind != kind) number[i] = kept++;
    for (part& p : parts_) {
      if (p.kind == kind) continue;
      std::size_t steps = 0;  // a cycle, which only the vector constructor could hold, must not hang us
      while (p.parent >= 0 && number[std::size_t(p.parent)] < 0 && steps++ < parts_.size()) {
        part const& gone = parts_[std::size_t(p.parent)];
        p.parent_x = gone.parent_x;
        p.parent = gone.parent;
      }
    }
    for (part& p : parts_)
      if (p.kind != kind && p.parent >= 0) p.parent = number[std::size_t(p.parent)];
    std::erase_if(parts_, [&](part const& p) { return p.kind == kind; });
  }

 private:
  static section view(part const& p) noexcept { return {p.parent, p.parent_x, p.kind, p.points, p.arc}; }

  static void check(part const& p, std::size_t number, std::size_t parents) {
    std::string const where = "morphology: section " + std::to_string(number);
    if (number == 0 ? p.kind != branch::soma || p.parent != -1 : p.parent < 0 || std::size_t(p.parent) >= parents)
      throw input_error(where, std::string(section_name(p.kind)) + " with parent " + std::to_string(p.parent),
                        number == 0 ? "a soma with parent -1" : "the number of another section as parent");
    if (!(p.parent_x >= 0 && p.parent_x <= 1))
      throw input_error(where, "parent x " + std::to_string(p.parent_x), "0 to 1");
    if (p.points.size() < 2) throw input_error(where, std::to_string(p.points.size()) + " point(s)", "at least two");
    if (!p.arc.empty() && p.arc.size() != p.points.size())
      throw input_error(where, std::to_string(p.arc.size()) + " path lengths", "as many as points, or none");
  }

  std::vector<part> parts_;
};

/// Path length between points i - 1 and i of a section [um].
inline double gap(section const& s, std::size_t i) {
  if (!s.arc.empty()) return s.arc[i] - s.arc[i - 1];
  point const &a = s.points[i - 1], &b = s.points[i];
  return std::sqrt((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y) + (b.z - a.z) * (b.z - a.z));
}

/// Path length of a section [um].
inline double length_of(section const& s) {
  double sum = 0;
  for (std::size_t i = 1; i < s.points.size(); ++i) sum += gap(s, i);
  return s.arc.empty() ? sum : s.arc.back();
}

/// Diameter of a section averaged over its length, linear between points [um].
inline double mean_diameter(section const& s) {
  double sum = 0;
  for (std::size_t i = 1; i < s.points.size(); ++i) sum += gap(s, i) * (s.points[i - 1].radius + s.points[i].radius);
  return sum / length_of(s);
}

static_assert(morphology_source<tree>);

}  // namespace pallium::morph
