// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pallium::atlas {

/// The 43 areas of the mouse isocortex, in the order of the 43 x 43 connection matrices (see `connectome.hpp`).
///
/// Parcellation: Allen Mouse Brain Common Coordinate Framework, version 3 (Wang et al. 2020,
/// doi:10.1016/j.cell.2020.04.007). An enumerator is the acronym in lower case, '-' written as '_'.
enum class area : std::uint8_t {
  frp, mos, acad, acav, pl, ila, orbl, orbm, orbvl,                             // prefrontal
  aid, aiv, aip, gu, visc,                                                      // anterolateral
  sss, ssp_bfd, ssp_tr, ssp_ll, ssp_ul, ssp_un, ssp_n, ssp_m, mop,              // somatomotor
  visal, visl, visp, vispl, visli, vispor, visrl,                               // visual
  visa, visam, vispm, rspagl, rspd, rspv,                                       // medial
  audd, audp, audpo, audv, tea, peri, ect                                       // temporal
};
inline constexpr std::size_t area_count = 43;

constexpr std::size_t index(area a) noexcept { return static_cast<std::size_t>(a); }
constexpr area nth_area(std::size_t i) noexcept { return static_cast<area>(i); }

/// The six modules into which the areas group by their connections (Harris et al. 2019,
/// doi:10.1038/s41586-019-1716-z; used by Reimann et al. 2019, doi:10.1038/s41467-019-11630-x).
/// Each is a run of consecutive areas.
enum class cortical_module : std::uint8_t { prefrontal, anterolateral, somatomotor, visual, medial, temporal };
inline constexpr std::size_t module_count = 6;

inline constexpr std::array<std::string_view, module_count> module_names{"prefrontal", "anterolateral", "somatomotor",
                                                                         "visual",     "medial",        "temporal"};
inline constexpr std::array<area, module_count> module_begin{area::frp,   area::aid,  area::sss,
                                                             area::visal, area::visa, area::audd};

constexpr cortical_module module_of(area a) noexcept {
  std::size_t m = 0;
  while (m + 1 < module_count && index(a) >= index(module_begin[m + 1])) ++m;
  return static_cast<cortical_module>(m);
}

/// Acronym of each area as the Allen Institute writes it.
inline constexpr std::array<std::string_view, area_count> area_acronyms{
    "FRP",   "MOs",   "ACAd",  "ACAv",   "PL",   "ILA",  "ORBl",  "ORBm",  "ORBvl",                    // prefrontal
    "AId",   "AIv",   "AIp",   "GU",     "VISC",                                                       // anterolateral
    "SSs",   "SSp-bfd", "SSp-tr", "SSp-ll", "SSp-ul", "SSp-un", "SSp-n", "SSp-m", "MOp",               // somatomotor
    "VISal", "VISl",  "VISp",  "VISpl",  "VISli", "VISpor", "VISrl",                                   // visual
    "VISa",  "VISam", "VISpm", "RSPagl", "RSPd", "RSPv",                                               // medial
    "AUDd",  "AUDp",  "AUDpo", "AUDv",   "TEa",  "PERI", "ECT"};                                       // temporal

/// Full name of each area, from the structure ontology of the CCFv3 (Allen Institute), capitals as there.
inline constexpr std::array<std::string_view, area_count> area_full_names{
    "Frontal pole, cerebral cortex",
    "Secondary motor area",
    "Anterior cingulate area, dorsal part",
    "Anterior cingulate area, ventral part",
    "Prelimbic area",
    "Infralimbic area",
    "Orbital area, lateral part",
    "Orbital area, medial part",
    "Orbital area, ventrolateral part",
    "Agranular insular area, dorsal part",
    "Agranular insular area, ventral part",
    "Agranular insular area, posterior part",
    "Gustatory areas",
    "Visceral area",
    "Supplemental somatosensory area",
    "Primary somatosensory area, barrel field",
    "Primary somatosensory area, trunk",
    "Primary somatosensory area, lower limb",
    "Primary somatosensory area, upper limb",
    "Primary somatosensory area, unassigned",
    "Primary somatosensory area, nose",
    "Primary somatosensory area, mouth",
    "Primary motor area",
    "Anterolateral visual area",
    "Lateral visual area",
    "Primary visual area",
    "Posterolateral visual area",
    "Laterointermediate area",
    "Postrhinal area",
    "Rostrolateral visual area",
    "Anterior area",
    "Anteromedial visual area",
    "posteromedial visual area",
    "Retrosplenial area, lateral agranular part",
    "Retrosplenial area, dorsal part",
    "Retrosplenial area, ventral part",
    "Dorsal auditory area",
    "Primary auditory area",
    "Posterior auditory area",
    "Ventral auditory area",
    "Temporal association areas",
    "Perirhinal area",
    "Ectorhinal area"};

constexpr std::string_view acronym(area a) noexcept { return area_acronyms[index(a)]; }
constexpr std::string_view full_name(area a) noexcept { return area_full_names[index(a)]; }

/// The area of an acronym ("SSp-bfd", exact), or nothing.
constexpr std::optional<area> find_area(std::string_view name) noexcept {
  for (std::size_t i = 0; i < area_count; ++i)
    if (area_acronyms[i] == name) return nth_area(i);
  return std::nullopt;
}

enum class hemisphere : std::uint8_t { left, right };
constexpr hemisphere opposite(hemisphere h) noexcept {
  return h == hemisphere::left ? hemisphere::right : hemisphere::left;
}

/// One area of one hemisphere: the 86 = 43 x 2 pieces of the isocortex.
struct sided_area {
  area where = area::frp;
  hemisphere side = hemisphere::left;
  friend constexpr bool operator==(sided_area, sided_area) = default;
};
inline constexpr std::size_t sided_area_count = 2 * area_count;

/// 0..42 the left hemisphere, 43..85 the right one, each in the order of `area`.
constexpr std::size_t index(sided_area s) noexcept {
  return (s.side == hemisphere::left ? 0 : area_count) + index(s.where);
}
constexpr sided_area nth_sided_area(std::size_t i) noexcept {
  return i < area_count ? sided_area{nth_area(i), hemisphere::left}
                        : sided_area{nth_area(i - area_count), hemisphere::right};
}

/// "VISp_L", "VISp_R": the acronym and the side.
inline std::string area_name(area a, hemisphere h) {
  return std::string(acronym(a)) + (h == hemisphere::left ? "_L" : "_R");
}
inline std::string area_name(sided_area s) { return area_name(s.where, s.side); }

/// The area and side of such a name, or nothing.
constexpr std::optional<sided_area> find_sided_area(std::string_view name) noexcept {
  if (name.size() < 3) return std::nullopt;
  auto const a = find_area(name.substr(0, name.size() - 2));
  auto const tail = name.substr(name.size() - 2);
  if (!a || (tail != "_L" && tail != "_R")) return std::nullopt;
  return sided_area{*a, tail == "_L" ? hemisphere::left : hemisphere::right};
}

}  // namespace pallium::atlas
