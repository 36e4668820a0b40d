// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/place.hpp>
#include <pallium/core/region.hpp>
#include <pallium/core/uniform.hpp>
#include <pallium/io/detail/region_parser.hpp>

#include <cstdint>
#include <string_view>
#include <utility>

/// Regions and places by name, as files give them: what C++ writes (core/region.hpp), with its precedence.
///
///     region  = inter { "|" inter }              a place  = section [ "(" x ")" | ":" x ]     x = 0.5 if not given
///     inter   = diff { "&" diff }                section  = kind [ "[" number "]" ]           the first if no number
///     diff    = atom { "-" atom }                drawn    = "uniform" "(" region "," n [ "," seed ] ")"
///     atom    = { "~" | "!" } ( "(" region ")" | kind | kind "[" number "]" | "subtree" "(" kind "[" number "]" ")"
///                       | ( "within" | "beyond" ) "(" length [ "um" | "mm" ] ")" )
///     kind    = soma axon dend apic | somatic axonal basal apical all | dendrite everywhere
///
/// Kinds by NEURON's names, SONATA's, or Pallium's. Lengths are um unless said; `_um` is `um`.
/// Errors: input_error "WHERE, column N: found ..., expected ...".
namespace pallium::io {

/// `parse_region("(dend | apic) & beyond(150) - subtree(apic[9])")`.
inline region parse_region(std::string_view text, std::string_view where = "region") {
  detail::region_parser p(text, where);
  auto r = p.region();
  p.finish("'|', '&', '-' or the end");
  return r;
}

/// `parse_place("apic[9](0.5)")`, `"apic[9]:0.5"` (as `place_name` writes it), `"soma"`.
inline location parse_place(std::string_view text, std::string_view where = "place") {
  detail::region_parser p(text, where);
  section_ref const s = p.section();
  double x = 0.5;
  bool const open = p.take('(');
  if (open || p.take(':')) {
    auto const before = p;
    x = p.number("x in 0..1");
    if (!(x >= 0 && x <= 1)) before.refuse("x in 0..1");
    if (open) p.need(')');
  }
  p.finish("'(' and x in 0..1, or the end");
  return s(x);
}

/// `parse_uniform("uniform(dend & beyond(50), 20, 7)")`: 20 places, seed 7 (0 if not given).
inline uniform_places<region> parse_uniform(std::string_view text, std::string_view where = "uniform") {
  detail::region_parser p(text, where);
  if (!p.take("uniform")) p.refuse("uniform(region, n, seed)");
  p.need('(');
  region over = p.region();
  p.need(',');
  auto const before = p;
  std::uint64_t const n = p.count("a number of places");
  if (n < 1 || n > 0xffffffffu) before.refuse("a number of places from 1 to 2^32 - 1");
  std::uint64_t const seed = p.take(',') ? p.count("a seed from 0") : 0;
  p.need(')');
  p.finish("the end");
  return uniform(std::move(over), static_cast<std::uint32_t>(n), seed);
}

}  // namespace pallium::io
