// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <array>
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/cell_class.hpp>
#include <pallium/atlas/connectome.hpp>
#include <pallium/atlas/gap_rules.hpp>

/// In which layers long-range projections end (Harris et al. 2019, doi:10.1038/s41586-019-1716-z; digitised by Reimann
/// et al. 2019, doi:10.1038/s41467-019-11630-x, for BlueBrain/Long-range-micro-connectome).
namespace pallium::atlas {

/// The six patterns in which projections end, each a density by layer, about 1 on average, and how often each is found:
/// by class of the source neurons, and by module of the source area. Of either, six equal numbers would be 1.
inline constexpr std::size_t layer_profile_count = 6;
using profile_frequencies = std::array<double, layer_profile_count>;

namespace detail {
inline constexpr std::array<std::array<double, layer_count>, layer_profile_count> layer_profiles{{  // L1, 2/3, 4, 5, 6
    {{2.63901951, 1.65523989, 0.39496008, 0.35151307, 0.35151307}},  // layers 1 and 2/3
    {{2.79537253, 0.42533081, 0.32395444, 1.19008264, 0.44093799}},  // layers 1 and 5
    {{0.3657142, 1.59477964, 1.37807183, 1.29581778, 0.41000484}},  // layers 2/3, 4 and 5
    {{1.89198394, 0.3657142, 0.05075849, 0.32395444, 2.79537253}},  // layers 1 and 6
    {{0.54048649, 1.26896218, 0.55806215, 0.47299598, 2.12721649}},  // layers 2/3 and 6
    {{0.18222437, 0.18222437, 0.15311909, 1.11373401, 4.1838843}},  // layers 5 and 6
}};
/// By class of the source, in the order of `projection_class`; `all` has no row of its own.
inline constexpr std::array<profile_frequencies, projection_class_count> profiles_of_source{{
    {{1.0, 1.0, 1.0, 1.0, 1.0, 1.0}},  // all
    {{0.97256858, 1.0072188, 2.18532616, 0.4473028, 0.82136763, 0.56621604}},  // L2/3 IT
    {{1.31581813, 0.78981759, 2.26653961, 0.35284509, 1.06751974, 0.20745984}},  // L4 IT
    {{2.74452823, 0.31561523, 0.70406474, 0.88615045, 1.0892036, 0.26043774}},  // L5 IT
    {{0.25665693, 2.86033328, 0.0061845, 2.50575502, 0.0, 0.37107026}},  // L5 PT
    {{0.23280757, 1.36561514, 0.68706625, 1.06656151, 0.02176656, 2.62618297}},  // L6 CT
}};
/// By module of the source, to targets in the same module and in others, in the order of `cortical_module`.
inline constexpr std::array<profile_frequencies, module_count> profiles_within_module{{
    {{0.4042587, 1.36055935, 1.14698872, 0.80279676, 0.53964723, 1.74574925}},  // prefrontal
    {{0.47807651, 0.0, 1.86785332, 0.14202507, 2.06243884, 1.44960626}},  // anterolateral
    {{0.55616487, 0.8788254, 1.04758535, 1.28108969, 0.7132496, 1.52308509}},  // somatomotor
    {{0.63493889, 1.86254493, 1.71071172, 0.57109993, 0.31056794, 0.91013659}},  // visual
    {{0.30610203, 1.33344448, 1.04334778, 1.04334778, 0.3381127, 1.93564522}},  // medial
    {{1.19365732, 1.99001615, 1.46850683, 0.36998972, 0.55322273, 0.42460725}},  // temporal
}};
inline constexpr std::array<profile_frequencies, module_count> profiles_to_other_modules{{
    {{0.38051972, 1.13719789, 0.78393603, 1.782664, 0.77848446, 1.13719789}},  // prefrontal
    {{0.65182879, 0.39782101, 1.94521401, 0.69105058, 1.23548638, 1.07859922}},  // anterolateral
    {{1.72915921, 0.54525939, 1.40715564, 0.45080501, 0.98103757, 0.88658318}},  // somatomotor
    {{1.62268066, 0.84814453, 0.70092773, 0.9074707, 1.42712402, 0.49365234}},  // visual
    {{1.01660377, 0.67924528, 0.46188679, 1.48867925, 1.53396226, 0.81962264}},  // medial
    {{1.83321429, 0.94071429, 0.36642857, 0.66642857, 1.93178571, 0.26142857}},  // temporal
}};
}  // namespace detail

/// How much of each profile a projection has; sums to 1:
///
///     w_p = f_class,p f_module,p / sum over q of f_class,q f_module,q
///
/// the two frequencies taken as independent. The module is that of the source; within and to other modules differ.
/// Either hemisphere is treated alike: the areas say whether a module is left. Reimann et al. take the one profile that
/// is most likely, and prefer some of them by the rank of the two areas; the mean keeps what is known and does not
/// change from one profile to another where two are about as likely.
constexpr profile_frequencies profile_weights(projection_class c, area from, area to) noexcept {
  auto const m = static_cast<std::size_t>(module_of(from));
  bool const within = module_of(to) == module_of(from);
  auto const& by_module = within ? detail::profiles_within_module[m] : detail::profiles_to_other_modules[m];
  profile_frequencies w{};
  double all = 0;
  for (std::size_t p = 0; p < layer_profile_count; ++p) {
    w[p] = detail::profiles_of_source[index(c)][p] * by_module[p];
    all += w[p];
  }
  for (double& x : w) x /= all;
  return w;
}

/// Shares of the layers of the target (1, 2/3, 4, 5, 6) in the synapses of a projection; they sum to 1:
///
///     s_l = D_l V_l / sum over m of D_m V_m,   D_l = sum over p of w_p profile_p,l
///
/// w: `profile_weights`, V: `volumes_of_layers` of the target. The profiles are densities of axon, so a layer gets
/// synapses in proportion to its volume, too. An agranular target has V_4 = 0: what layer 4 would get goes to the
/// other layers in proportion.
///
/// These are the layers where synapses lie. A neuron of another layer may have its dendrite there: the caller decides.
constexpr std::array<double, layer_count> target_layer_profile(projection_class c, area from, area to) noexcept {
  auto const w = profile_weights(c, from, to);
  auto const v = volumes_of_layers(to);
  std::array<double, layer_count> share{v.l1, v.l23, v.l4, v.l5, v.l6};
  double all = 0;
  for (std::size_t l = 0; l < layer_count; ++l) {
    double density = 0;
    for (std::size_t p = 0; p < layer_profile_count; ++p) density += w[p] * detail::layer_profiles[p][l];
    share[l] *= density;
    all += share[l];
  }
  for (double& x : share) x /= all;
  return share;
}

}  // namespace pallium::atlas
