// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/error.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace pallium {

/// What a piece of neurite is. The values are SWC's type codes.
enum class branch : std::uint8_t { soma = 1, axon = 2, dendrite = 3, apical = 4 };

/// The name NEURON gives to sections of this kind: soma, axon, dend, apic.
constexpr std::string_view section_name(branch k) noexcept {
  switch (k) {
    case branch::soma: return "soma";
    case branch::axon: return "axon";
    case branch::dendrite: return "dend";
    case branch::apical: return "apic";
  }
  return "?";
}

/// A section in the tree of its cell: its name, and what it hangs on.
struct section_link {
  branch kind = branch::soma;
  std::int32_t index = 0;
  section_link const* parent = nullptr;  ///< null for the soma
};

/// What a region or location expression may ask of a compartment.
struct compartment_info {
  branch kind = branch::soma;
  std::int32_t section = 0;  ///< number of its section in the morphology
  std::int32_t index = 0;    ///< index of its section among those of its kind: the 9 of apic[9]
  double x0 = 0, x1 = 1;     ///< extent along its section, 0..1
  double length = 0;         ///< [um]
  double area = 0;           ///< [um2]
  double distance = 0;       ///< path from soma(0) to its centre [um]
  section_link const* link = nullptr;  ///< its section in the tree; lives as long as a copy of the cell's compartments
  double x() const noexcept { return 0.5 * (x0 + x1); }
};

/// "apic[9]:0.5"
inline std::string place_name(compartment_info const& c) {
  std::string x = std::to_string(c.x());
  while (x.size() > 3 && x.back() == '0') x.pop_back();
  return std::string(section_name(c.kind)) + "[" + std::to_string(c.index) + "]:" + x;
}

/// A set of compartments: anything that can say of each whether it belongs.
template <class R>
concept region_expression = requires(R const& r, compartment_info const& c) {
  { r.contains(c) } -> std::same_as<bool>;
};

/// A point on a cell: section `index` of a kind, at x in 0..1. It means the compartment that holds it
/// (x = 1: the last one), as in NEURON.
struct location {
  branch kind = branch::soma;
  std::int32_t index = 0;
  double x = 0.5;
  friend constexpr bool operator==(location const&, location const&) = default;
};

/// The compartments of one section, `apical[9]`; a place on it is `apical[9](0.5)`.
struct section_ref {
  branch kind = branch::soma;
  std::int32_t index = 0;  ///< among the sections of its kind
  constexpr bool contains(compartment_info const& c) const noexcept { return c.kind == kind && c.index == index; }
  constexpr location operator()(double x) const noexcept { return {kind, index, x}; }
  friend constexpr bool operator==(section_ref, section_ref) = default;
};

/// All compartments whose section is of one of some kinds. The algebra of kinds yields kinds; that of any regions is
/// in core/region.hpp.
struct kinds {
  unsigned mask = 0;  ///< bit k set: `branch(k)` belongs
  static constexpr unsigned all = 0b11110;
  constexpr bool contains(compartment_info const& c) const noexcept { return (mask >> unsigned(c.kind)) & 1u; }
  /// One section: `apical[9]`. Errors: input_error for a union of kinds.
  constexpr section_ref operator[](std::int32_t index) const { return {one(), index}; }
  /// A place on the first section: `soma(0.5)`. Errors: input_error for a union of kinds.
  constexpr location operator()(double x) const { return {one(), 0, x}; }
  friend constexpr kinds operator|(kinds a, kinds b) noexcept { return {a.mask | b.mask}; }
  friend constexpr kinds operator&(kinds a, kinds b) noexcept { return {a.mask & b.mask}; }
  friend constexpr kinds operator-(kinds a, kinds b) noexcept { return {a.mask & ~b.mask}; }
  friend constexpr kinds operator~(kinds a) noexcept { return {all & ~a.mask}; }
  friend constexpr bool operator==(kinds, kinds) = default;

 private:
  constexpr branch one() const {
    for (branch b : {branch::soma, branch::axon, branch::dendrite, branch::apical})
      if (mask == 1u << unsigned(b)) return b;
    throw input_error("kinds", "a set of kinds, of which one section is asked", "one kind, as in apical[9] or soma(0.5)");
  }
};

constexpr kinds of_kind(branch k) noexcept { return {1u << unsigned(k)}; }

inline constexpr kinds soma = of_kind(branch::soma);
inline constexpr kinds axon = of_kind(branch::axon);
inline constexpr kinds dendrite = of_kind(branch::dendrite);
inline constexpr kinds apical = of_kind(branch::apical);
inline constexpr kinds everywhere{kinds::all};

/// A place on the first section of a kind: `at(dendrite, 0.5)`. Errors: input_error unless it is one kind.
constexpr location at(kinds k, double x) { return k(x); }
/// A place on a section: `at(apical[9], 0.5)` is apic[9](0.5).
constexpr location at(section_ref s, double x) noexcept { return s(x); }
/// The same: `at(branch::apical, 9, 0.5)`.
constexpr location at(branch k, std::int32_t index, double x) noexcept { return {k, index, x}; }

}  // namespace pallium
