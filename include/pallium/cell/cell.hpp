// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/discretize.hpp>
#include <pallium/cell/layout.hpp>
#include <pallium/cell/lists.hpp>
#include <pallium/channel/concept.hpp>
#include <pallium/core/error.hpp>
#include <pallium/core/region.hpp>
#include <pallium/core/types.hpp>
#include <pallium/core/uniform.hpp>
#include <pallium/core/units.hpp>
#include <pallium/morph/concept.hpp>
#include <pallium/pool/concept.hpp>
#include <pallium/synapse/concept.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pallium {

/// Params of a mechanism at the compartments where it was painted, ascending, one entry each.
template <class Mechanism> struct painted {
  std::vector<std::int32_t> segments;
  std::vector<typename Mechanism::template params<double>> values;

  void set(std::int32_t segment, typename Mechanism::template params<double> const& p) {
    auto const it = std::lower_bound(segments.begin(), segments.end(), segment);
    auto const k = it - segments.begin();
    if (it != segments.end() && *it == segment) {
      values[std::size_t(k)] = p;
    } else {
      segments.insert(it, segment);
      values.insert(values.begin() + k, p);
    }
  }
  typename Mechanism::template params<double>* find(std::int32_t segment) {
    auto const it = std::lower_bound(segments.begin(), segments.end(), segment);
    return it != segments.end() && *it == segment ? &values[std::size_t(it - segments.begin())] : nullptr;
  }
};

/// What a draw over the sites of a receptor is proportional to: the length or the membrane area of their compartments, or
/// nothing, each site alike.
enum class weigh : std::uint8_t { by_length, by_area, alike };

/// Synaptic sites of one receptor: equal kinetics, one site per entry of `segments`, numbered from `first`.
struct receptor_sites {
  std::size_t model = 0;    ///< position in the cell's `synapses<...>`
  std::size_t kinetics = 0; ///< position in `cell::kinetics<S>()`: receptors of equal params share it
  std::uint32_t first = 0;
  std::vector<std::int32_t> segments;

  receptor_sites(std::size_t in_synapses, std::size_t in_kinetics, std::uint32_t first_site, std::vector<std::int32_t> of)
      : model(in_synapses), kinetics(in_kinetics), first(first_site), segments(std::move(of)) {}

  /// The site that a draw picks: proportional to the length (or area, if `place` was told so) of the compartments; evenly where
  /// places were drawn.
  std::uint32_t pick(std::uint32_t draw) const noexcept {
    std::uint32_t k = guide_[draw >> shift_];
    while (chance_[k] < draw) ++k;
    return first + k;
  }
  /// The chances: cumulative, scaled to 2^32 - 1, which is the last. The first that is not below a draw is what it picks.
  std::vector<std::uint32_t> const& chance() const noexcept { return chance_; }
  void chance(std::vector<std::uint32_t> cumulative) {
    chance_ = std::move(cumulative);
    shift_ = 30u - std::min(22u, static_cast<unsigned>(std::bit_width(chance_.size())));  // a search begins close by
    guide_.clear();
    std::uint32_t k = 0;
    for (std::uint64_t draw = 0; draw < 1ull << 32; draw += 1ull << shift_) {
      while (chance_[k] < draw) ++k;
      guide_.push_back(k);
    }
  }

 private:
  std::vector<std::uint32_t> chance_, guide_;
  unsigned shift_ = 0;
};

/// A description of one neuron: its compartments and what is painted and placed on them. Nothing is simulated
/// here; a `network` takes copies. `cell<channels<...>, synapses<...>, pools<...>>` names the mechanisms at compile time;
/// a compartment pays only for what is painted on it.
///
/// Defaults are NEURON's: cm 1 uF/cm2, Ra 35.4 ohm cm, ena 50, ek -77 mV, v_init -65 mV. Painting again overrides.
template <class Channels, class Synapses = synapses<>, class Pools = pools<>> class cell;

template <ion_channel... Cs, synapse_model... Ss, ion_pool... Ps>
class cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>> {
 public:
  using channel_list = channels<Cs...>;
  using synapse_list = synapses<Ss...>;
  using pool_list = pools<Ps...>;
  using ion_list = detail::all_ions<detail::ions_of<Cs...>, uses<typename Ps::ion...>>;

  explicit cell(compartments c) : layout_(std::move(c)) {
    std::size_t const n = layout_.segments.size();
    if (n == 0) throw input_error("cell", "no compartments", "a soma at least");
    cm_.assign(n, 1.0);
    ra_.assign(n, 35.4);
    ion_list::for_each([&]<class I>(std::type_identity<I>) { ions_[ion_list::template index<I>].assign(n, I::defaults); });
  }
  template <morphology_source M, discretisation<M> D> cell(M const& morphology, D const& cut) : cell(cut(morphology)) {}

  compartments const& layout() const noexcept { return layout_; }
  std::size_t size() const noexcept { return layout_.segments.size(); }

  /// Inserts a channel or a pool in every compartment of a region, or sets its params there if it is in already.
  /// Errors: input_error for a param that is not a finite number.
  template <class Mechanism, region_expression R>
    requires declared_among<Mechanism, Cs..., Ps...>
  cell& paint(R const& region, typename Mechanism::template params<double> p) {
    check<Mechanism>(p);
    for_region(region, [&](std::int32_t s) { painted_of<Mechanism>().set(s, p); });
    return *this;
  }
  /// Changes params where the mechanism is (inserted with its defaults where it is not): `f(params&)`.
  /// Errors: as `paint`.
  template <class Mechanism, region_expression R, class F>
    requires declared_among<Mechanism, Cs..., Ps...> && std::invocable<F, typename Mechanism::template params<double>&>
  cell& modify(R const& region, F&& f) {
    for_region(region, [&](std::int32_t s) {
      auto& mine = painted_of<Mechanism>();
      typename Mechanism::template params<double> p{};
      if (auto const* now = mine.find(s)) p = *now;
      f(p);
      check<Mechanism>(p);
      mine.set(s, p);
    });
    return *this;
  }
  template <class Mechanism> painted<Mechanism> const& where() const noexcept {
    return std::get<painted<Mechanism>>(painted_);
  }

  /// Specific capacitance [uF/cm2].
  template <region_expression R> cell& capacitance(R const& region, double uf_per_cm2) {
    return set(region, cm_, uf_per_cm2, "capacitance, uF/cm2");
  }
  /// Axial resistivity [ohm cm].
  template <region_expression R> cell& axial_resistance(R const& region, double ohm_cm) {
    return set(region, ra_, ohm_cm, "axial resistance, ohm cm");
  }
  /// Reversal potential of an ion where no pool computes it.
  template <region_expression R, class I>
    requires(ion_list::template contains<I>)
  cell& reversal(R const& region, I, voltage e) {
    finite("e" + std::string(I::name), e.value);
    for_region(region, [&](std::int32_t s) { ions_[ion_list::template index<I>][std::size_t(s)].reversal = e.value; });
    return *this;
  }
  /// Concentrations of an ion inside (where no pool computes it) and outside [mM]. They do not move its reversal potential
  /// unless a pool does. Errors: input_error for one that is not positive.
  template <region_expression R, class I>
    requires(ion_list::template contains<I>)
  cell& concentration(R const& region, I, double inside, double outside) {
    for (double c : {inside, outside})
      if (!(c > 0) || !std::isfinite(c)) throw input_error(std::string(I::name) + " concentration, mM", std::to_string(c), "a positive number");
    for_region(region, [&](std::int32_t s) {
      auto& mine = ions_[ion_list::template index<I>][std::size_t(s)];
      mine.inside = inside;
      mine.outside = outside;
    });
    return *this;
  }
  cell& initial_voltage(voltage v) {
    finite("initial voltage", v.value);
    return v_init_ = v.value, *this;
  }

  /// Places a synaptic site in every compartment of a region; returns the receptor that projections name: they draw among its
  /// sites by length, or as `weigh` says. Sites of equal params in a compartment share one state when the model is additive.
  /// Errors: input_error if the region holds no compartment of this cell.
  template <class S, region_expression R>
    requires declared_among<S, Ss...>
  receptor place(R const& region, typename S::template params<double> p, weigh weight = weigh::by_length) {
    std::vector<std::int32_t> segments;
    for_region(region, [&](std::int32_t s) { segments.push_back(s); });
    return place_at<S>(std::move(segments), p, weight);
  }
  /// Places one site. Errors: input_error if there is no such section or x is not in [0, 1].
  template <class S>
    requires declared_among<S, Ss...>
  receptor place(location const& where, typename S::template params<double> p) {
    return place_at<S>({segment_at(where)}, p);
  }
  /// Places a site at each of some drawn places: `cell.place<S>(uniform(dendrite & beyond(50_um), 20, seed), params)`.
  /// Errors: input_error if the region holds no compartment of this cell.
  template <class S, drawn_places P>
    requires declared_among<S, Ss...>
  receptor place(P const& places, typename S::template params<double> p) {
    return place_at<S>(places.draw(layout_.segments), p, weigh::alike);
  }
  /// The site of a receptor in the compartment that holds a place (SONATA's section and position).
  /// Errors: input_error if the receptor has none there.
  std::uint32_t site_at(receptor r, location const& where) const { return site_at(r, segment_at(where)); }
  std::uint32_t site_at(receptor r, std::int32_t segment) const {
    if (r.index < receptors_.size()) {
      auto const& mine = receptors_[r.index];
      auto const it = std::find(mine.segments.begin(), mine.segments.end(), segment);
      if (it != mine.segments.end()) return mine.first + static_cast<std::uint32_t>(it - mine.segments.begin());
    }
    throw input_error("cell::site_at", "segment " + std::to_string(segment),
                      "one where receptor " + std::to_string(r.index) + " was placed");
  }

  /// Number of the compartment that holds a place. Errors: input_error if there is none.
  std::int32_t segment_at(location const& where) const {
    if (auto const s = layout_.segment_at(where)) return *s;
    throw input_error("cell", std::string(section_name(where.kind)) + "[" + std::to_string(where.index) + "](" +
                                  std::to_string(where.x) + ")", "a section of this cell and x in 0..1");
  }

  // What the engine asks.
  std::span<double const> cm() const noexcept { return cm_; }
  std::span<double const> ra() const noexcept { return ra_; }
  double v_init() const noexcept { return v_init_; }
  template <class I> ion_defaults ion_at(std::int32_t segment) const noexcept {
    return ions_[ion_list::template index<I>][std::size_t(segment)];
  }
  std::vector<receptor_sites> const& receptors() const noexcept { return receptors_; }
  std::uint32_t sites() const noexcept { return sites_; }
  template <class S> auto const& kinetics() const noexcept { return std::get<kinetics_of<S>>(kinetics_).params; }

 private:
  template <class S> struct kinetics_of {
    std::vector<typename S::template params<double>> params;
  };
  static void finite(std::string const& what, double x) {
    if (!std::isfinite(x)) throw input_error(what, std::to_string(x), "a finite number");
  }
  template <class M> static void check(typename M::template params<double> const& p) {
    auto const values = to_array<M::template params>(p);  // not for_each_field: it is noexcept
    for (std::size_t k = 0; k < values.size(); ++k) finite(std::string(M::name) + ", param " + std::to_string(k), values[k]);
  }
  template <class M> painted<M>& painted_of() noexcept { return std::get<painted<M>>(painted_); }

  template <class R, class F> void for_region(R const& region, F&& f) const {
    for (std::size_t s = 0; s < size(); ++s)
      if (region.contains(layout_.segments[s])) f(std::int32_t(s));
  }
  template <class R> cell& set(R const& region, std::vector<double>& column, double value, char const* what) {
    if (!(value > 0) || !std::isfinite(value)) throw input_error(what, std::to_string(value), "a positive number");
    for_region(region, [&](std::int32_t s) { column[std::size_t(s)] = value; });
    return *this;
  }
  template <class S> receptor place_at(std::vector<std::int32_t> segments, typename S::template params<double> const& p,
                                       weigh weight = weigh::by_length) {
    if (segments.empty()) throw input_error(std::string("place ") + std::string(S::name), "a region without compartments",
                                            "a region that this cell has");
    check<S>(p);
    auto& known = std::get<kinetics_of<S>>(kinetics_).params;
    auto const same = [&](auto const& q) { return to_array<S::template params>(q) == to_array<S::template params>(p); };
    auto const k = std::find_if(known.begin(), known.end(), same) - known.begin();
    if (k == 0x10000)  // the engine has 16 bits for it
      throw input_error(std::string("place ") + std::string(S::name), "more than 65536 different params on one cell", "fewer: share them");
    if (k == std::ptrdiff_t(known.size())) known.push_back(p);
    receptor_sites r(detail::index_in<S, Ss...>, std::size_t(k), sites_, std::move(segments));
    double total = 0, sum = 0;
    auto const share = [&](std::int32_t s) {
      compartment_info const& c = layout_.segments[std::size_t(s)];
      return weight == weigh::by_length ? c.length : weight == weigh::by_area ? c.area : 1.0;
    };
    for (auto s : r.segments) total += share(s);
    std::vector<std::uint32_t> chance;
    for (auto s : r.segments) chance.push_back(static_cast<std::uint32_t>((sum += share(s)) / total * 4294967295.0));
    chance.back() = 4294967295u;
    r.chance(std::move(chance));
    sites_ += static_cast<std::uint32_t>(r.segments.size());
    receptors_.push_back(std::move(r));
    return {static_cast<std::uint32_t>(receptors_.size() - 1)};
  }

  compartments layout_;
  std::vector<double> cm_, ra_;
  double v_init_ = -65;
  std::tuple<painted<Cs>..., painted<Ps>...> painted_;
  std::array<std::vector<ion_defaults>, ion_list::size> ions_;
  std::vector<receptor_sites> receptors_;
  std::tuple<kinetics_of<Ss>...> kinetics_;
  std::uint32_t sites_ = 0;
};

}  // namespace pallium
