// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/field_names.hpp>
#include <pallium/record/concept.hpp>
#include <pallium/sim/group.hpp>
#include <pallium/sim/lane_view.hpp>
#include <pallium/sim/membrane_current.hpp>

#include <algorithm>
#include <cctype>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a probe's variable means: where in a group's rows it is, or how it is computed from them. Nothing of this is done
/// in the loop: only probes pay, and only when they are sampled.
namespace pallium::sim {
namespace detail {

inline bool same_word(std::string_view a, std::string_view b) noexcept {
  auto const lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}
/// "m" of "m_Kv3_1" if the mechanism is Kv3_1, else "".
inline std::string_view before_suffix(std::string_view variable, std::string_view mechanism) noexcept {
  if (variable.size() < mechanism.size() + 2 || !variable.ends_with(mechanism)) return {};
  variable.remove_suffix(mechanism.size());
  return variable.back() == '_' ? variable.substr(0, variable.size() - 1) : std::string_view{};
}

/// Finds the reading of one probe in one lane of a group.
template <class Model, class Real> class reader;

template <class... Cs, class... Ss, class... Ps, class Real, class Scheme>
class reader<model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>, Real> {
  using model_type = model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme>;

 public:
  reader(group<model_type, Real> const& g, std::uint32_t lane, probe const& p)
      : m_(*g.model), look_{&g, lane, static_cast<std::int32_t>(p.segment)}, wanted_(p) {}

  reading find() {
    if (wanted_.segment >= std::uint32_t(m_.segments))
      throw input_error("probe", "compartment " + std::to_string(wanted_.segment), "one of " + std::to_string(m_.segments));
    if (says("v")) found_ = reading{.row = m_.row_of_segment[wanted_.segment]};
    if (says("i_clamp")) compute([look = look_] { return look.clamps(); });
    if (says("i_gap")) compute([look = look_] { return look.gaps(); });
    if (says("i_membrane")) {
      compute([look = look_, inflow = axial_inflow(m_.description->layout(), std::span<Real const>(m_.axial), look_.segment)] {
        return inflow([&](std::int32_t s) { return look.v(s); }) + look.clamps() + look.gaps();
      });
    }
    model_type::cell_type::ion_list::for_each([&]<class I>(std::type_identity<I>) { ion<I>(); });
    (channel<Cs>(), ...);
    (pool<Ps>(), ...);
    (synapse<Ss>(), ...);
    if (found_) return *found_;
    throw input_error("probe", "variable " + wanted_.variable + " at " + place_name(m_.description->layout().segments[wanted_.segment]),
                      "one of " + known_);
  }

 private:
  bool says(std::string const& name) {
    known_ += (known_.empty() ? "" : ", ") + name;
    return !found_ && same_word(wanted_.variable, name);
  }
  template <class F> void compute(F f) { found_ = reading{.compute = std::move(f)}; }
  template <template <class> class R> void states(std::string const& name, std::size_t first) {
    for (std::size_t f = 0; f < field_count<R>; ++f)
      if (says(std::string(field_names<R>[f]) + "_" + name)) found_ = reading{.row = static_cast<std::int32_t>(first + f)};
  }
  /// Entry of a mechanism at the segment, if it is there.
  template <class Segments> std::optional<std::size_t> entry(Segments const& segments) const {
    auto const it = std::lower_bound(segments.begin(), segments.end(), look_.segment);
    if (it == segments.end() || *it != look_.segment) return std::nullopt;
    return std::size_t(it - segments.begin());
  }

  template <class I> void ion() {
    std::string const name(I::name);
    using P = typename model_type::template pool_of<I>;
    ion_defaults const d = m_.description->template ion_at<I>(look_.segment);
    bool moves = false;
    if constexpr (!std::is_void_v<P>)
      if (auto const k = entry(std::get<pool_support<P, Real>>(m_.pool_parts).segment)) {
        moves = true;
        if (says(name + "i")) compute([look = look_, k = *k] { return look.template inside<P>(k); });
        if (says("e" + name)) compute([look = look_, k = *k] { return look.template reversal<P>(k); });
      }
    if (!moves && says(name + "i")) found_ = reading{.constant = d.inside};
    if (!moves && says("e" + name)) found_ = reading{.constant = d.reversal};
    if (says(name + "o")) found_ = reading{.constant = d.outside};
    if (!says("i" + name)) return;
    std::vector<std::function<double()>> parts;
    auto const add = [&]<class C>(std::type_identity<C>) {
      if constexpr (std::is_same_v<typename pallium::detail::first_ion<typename C::ions>::type, I>)
        if (auto const k = entry(m_.description->template where<C>().segments))
          parts.push_back([look = look_, k = *k] { return look.template flow<C>(k).i; });
    };
    (add(std::type_identity<Cs>{}), ...);
    compute([parts] {
      double sum = 0;
      for (auto const& p : parts) sum += p();
      return sum;
    });
  }
  template <class C> void channel() {
    auto const k = entry(m_.description->template where<C>().segments);
    if (!k) return;
    std::string const name(C::name);
    if constexpr (!pallium::detail::is_constant<C>()) {
      auto const& s = std::get<channel_support<C, Real>>(m_.channel_parts);
      states<C::template state>(name, std::size_t(s.state) + *k * s.fields);
    }
    bool current = says("i_" + name);
    using I = typename pallium::detail::first_ion<typename C::ions>::type;
    if constexpr (!std::is_same_v<I, nonspecific_t>) current = says("i" + std::string(I::name) + "_" + name) || current;
    if (current) compute([look = look_, k = *k] { return look.template flow<C>(k).i; });
    if (says("g_" + name)) compute([look = look_, k = *k] { return look.template flow<C>(k).g; });
  }
  template <class P> void pool() {
    auto const& p = std::get<pool_support<P, Real>>(m_.pool_parts);
    if (auto const k = entry(p.segment)) states<P::template state>(std::string(P::name), std::size_t(p.state) + *k * p.fields);
  }
  /// The sum over the states of a synapse model at the compartment, or of the receptor asked for alone.
  template <class S> void synapse() {
    auto const here = wanted_.via ? of_receptor<S>(wanted_.via->index) : everywhere<S>();
    if (here.empty()) return;
    std::string const name(S::name);
    if (says("g_" + name)) compute([look = look_, here] { return look.template flow<S>(here).g; });
    if (says("i_" + name)) compute([look = look_, here] { return look.template flow<S>(here).i; });
    if (here.size() == 1) states<S::template state>(name, here[0].row);
  }
  template <class S> std::vector<synapse_state> everywhere() const {
    std::vector<synapse_state> all;
    auto const& part = std::get<synapse_support<S, Real>>(m_.synapse_parts);
    for (std::size_t k = 0; k < std::size_t(part.size); ++k)
      if (part.segment[k] == look_.segment) all.push_back({std::size_t(part.state) + k * part.fields, part.kind[k]});
    return all;
  }
  template <class S> std::vector<synapse_state> of_receptor(std::size_t index) const {
    auto const& receptors = m_.description->receptors();
    if (index >= receptors.size())
      throw input_error("probe", "receptor " + std::to_string(index), "one of " + std::to_string(receptors.size()));
    std::vector<synapse_state> all;
    auto const& sites = receptors[index];
    if (sites.model != pallium::detail::index_in<S, Ss...>) return all;
    for (std::size_t i = 0; i < sites.segments.size(); ++i) {
      if (sites.segments[i] != look_.segment) continue;
      site_target const t = m_.sites[sites.first + i];
      synapse_state const s{t.row, t.kind};
      if (std::find(all.begin(), all.end(), s) == all.end()) all.push_back(s);
    }
    return all;
  }

  model_type const& m_;
  lane_view<model_type, Real> look_;
  probe const& wanted_;
  std::optional<reading> found_;
  std::string known_;  ///< what could have been asked for
};

}  // namespace detail

/// Errors: input_error for a compartment, receptor or variable that the cell does not have; it lists those it has.
template <class Model, class Real> reading watch(group<Model, Real> const& g, std::uint32_t lane, probe const& p) {
  return detail::reader<Model, Real>(g, lane, p).find();
}

}  // namespace pallium::sim
