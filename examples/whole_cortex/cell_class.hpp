// SPDX-License-Identifier: BSD-3-Clause
// The 19 classes of the cortex: the atlas's, as soon as it has them.
#pragma once
#if __has_include(<pallium/atlas/cell_class.hpp>)
#include <pallium/atlas/cell_class.hpp>
#else
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pallium::atlas {

enum class cell_class : std::uint8_t {
  l1_inh, l23_e, l23_pv, l23_sst, l23_vip, l4_e, l4_pv, l4_sst, l4_vip, l5_et, l5_it, l5_np, l5_pv, l5_sst, l5_vip, l6_e, l6_pv,
  l6_sst, l6_vip
};
inline constexpr std::size_t cell_class_count = 19;
constexpr std::size_t index(cell_class c) noexcept { return static_cast<std::size_t>(c); }
constexpr cell_class nth_cell_class(std::size_t i) noexcept { return static_cast<cell_class>(i); }
inline constexpr std::array<std::string_view, cell_class_count> cell_class_file_names{
    "l1_inh", "l23_e", "l23_pv", "l23_sst", "l23_vip", "l4_e",   "l4_pv", "l4_sst", "l4_vip", "l5_et",
    "l5_it",  "l5_np", "l5_pv",  "l5_sst",  "l5_vip",  "l6_e",   "l6_pv", "l6_sst", "l6_vip"};
constexpr std::string_view file_name_of(cell_class c) noexcept { return cell_class_file_names[index(c)]; }
constexpr std::optional<cell_class> find_cell_class(std::string_view name) noexcept {
  for (std::size_t i = 0; i < cell_class_count; ++i)
    if (cell_class_file_names[i] == name) return nth_cell_class(i);
  return std::nullopt;
}
enum class cell_kind : std::uint8_t { excitatory, pv, sst, vip, l1_inhibitory };
constexpr cell_kind kind_of(cell_class c) noexcept {
  if (c == cell_class::l1_inh) return cell_kind::l1_inhibitory;
  auto const name = file_name_of(c);
  return name.ends_with("_pv") ? cell_kind::pv : name.ends_with("_sst") ? cell_kind::sst : name.ends_with("_vip") ? cell_kind::vip
                                                                                          : cell_kind::excitatory;
}
constexpr bool is_excitatory(cell_class c) noexcept { return kind_of(c) == cell_kind::excitatory; }

}  // namespace pallium::atlas
#endif
