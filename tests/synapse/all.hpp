// SPDX-License-Identifier: BSD-3-Clause
// Every synapse, and one of it on its own.
#pragma once
#include <pallium/cell/lists.hpp>
#include <pallium/synapse/alpha.hpp>
#include <pallium/synapse/ampa_nmda.hpp>
#include <pallium/synapse/exp1.hpp>
#include <pallium/synapse/exp1i.hpp>
#include <pallium/synapse/exp2.hpp>
#include <pallium/synapse/gaba_a.hpp>
#include <pallium/synapse/gaba_b.hpp>
#include <pallium/synapse/nmda.hpp>
#include <pallium/synapse/stp1.hpp>
#include <pallium/synapse/stp2.hpp>
#include <pallium/synapse/stp3.hpp>
#include <pallium/synapse/stp4.hpp>
#include <pallium/synapse/stp5.hpp>
#include <pallium/synapse/stp5i.hpp>

#include "../support/lanes.hpp"

namespace test {

/// By what holds for them: two events of one step add up; two steps are one of twice the length; neither.
using additive_synapses = std::tuple<synapse::exp1, synapse::exp1i, synapse::exp2, synapse::alpha, synapse::nmda, synapse::ampa_nmda>;
using exact_synapses = decltype(std::tuple_cat(
    additive_synapses{}, std::tuple<synapse::gaba_a, synapse::gaba_b, synapse::stp1, synapse::stp4>{}));
using stepped_synapses = std::tuple<synapse::stp2, synapse::stp3, synapse::stp5, synapse::stp5i>;
using own_synapses = decltype(std::tuple_cat(
    std::tuple<synapse::gaba_a, synapse::gaba_b, synapse::stp1, synapse::stp4>{}, stepped_synapses{}));
using all_synapses = decltype(std::tuple_cat(exact_synapses{}, stepped_synapses{}));

namespace detail {
template <class Tuple> struct listed;
template <class... Ss> struct listed<std::tuple<Ss...>> { using type = pallium::synapses<Ss...>; };
}  // namespace detail
template <class Tuple> using in_one_cell = typename detail::listed<Tuple>::type;

/// The default params (but an e where no current would flow), and others that are all different from them and from each other.
template <class S> std::array<typename S::template params<double>, 2> some_params() {
  typename S::template params<double> usual;
  if (S::name.ends_with("isyn")) usual.e = -12;
  auto other = to_array<S::template params>(usual);
  for (std::size_t k = 0; k < other.size(); ++k) other[k] = other[k] == 0 ? -7.0 : other[k] * (1.1 + 0.07 * double(k));
  return {usual, make_record<S::template params>([&](std::size_t k) { return other[k]; })};
}

/// One synapse, alone.
template <class S, class W> struct one_synapse {
  typename S::template constants<W> c;
  typename S::template state<W> s;
  explicit one_synapse(typename S::template params<double> const& p, double dt = 0.025)
      : c(everywhere<S::template constants, W>(S::prepare(p, dt))), s(S::rest(c)) {
    if constexpr (synapse_settles_late<S>) lasting = S::lasting(S::prepare(p, dt));
  }
  int lasting = 1, age = 0;  ///< steps between two times that states are settled, steps done
  void receive(double w) { S::receive(s, c, W(w)); }
  void advance(int steps = 1) {
    for (int n = 0; n < steps; ++n) {
      S::advance(s, c);
      if constexpr (synapse_settles_late<S>)
        if (++age % lasting == 0) S::settle(s);
    }
  }
  auto current(double v = -60) const { return S::current(s, c, W(v)); }
  auto fields() const {
    std::array<typename W::value_type, field_count<S::template state>> out{};
    for_each_field<S::template state>(s, [&](std::size_t k, W const& x) { out[k] = values(x)[0]; });
    return out;
  }
  /// The slope of its current.
  auto g() const { return values(current().g)[0]; }
  /// Outward current at v [nA].
  auto i(double v) const {
    auto const x = current(v);
    return values(x.g * W(v) - x.ge)[0];
  }
};

}  // namespace test
