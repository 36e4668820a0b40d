// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/cell/cell.hpp>
#include <pallium/core/environment.hpp>
#include <pallium/membrane/nernst.hpp>
#include <pallium/sim/memory.hpp>
#include <pallium/solve/hines.hpp>
#include <pallium/solve/scheme.hpp>

namespace pallium::sim {

/// Where a channel is and with what: one entry per compartment painted. Reals are shared by all cells of the model;
/// its states are rows [state + k * fields, ...) of a group.
template <class C, class Real> struct channel_support {
  struct ion {
    Real reversal, inside, outside;
    std::int32_t pool;  ///< entry of the pool that computes it, -1: the numbers beside
  };
  static constexpr std::size_t fields = field_count<C::template state>, inputs = field_count<C::template params>;
  std::int32_t size = 0, state = 0;
  Real celsius = 0, q = 1;
  std::vector<std::int32_t> segment, row, slot;  ///< row: of v
  std::vector<std::array<Real, inputs>> params;
  std::vector<Real> area;  ///< [S/cm2] -> [uS]: area in um2 * 0.01
  std::vector<std::array<ion, C::ions::count>> ions;
};

/// Where a pool is. Its scratch rows (current, slope, v before the step, reversal) are numbered like its entries.
template <class P, class Real> struct pool_support {
  static constexpr std::size_t fields = field_count<P::template state>, inputs = field_count<P::template params>;
  std::int32_t size = 0, state = 0;
  Real nernst_factor = 0, faraday = 0;  ///< 1000 R T / (z F) [mV]; [C/mol]
  std::vector<std::int32_t> segment, row;  ///< row: of v
  std::vector<std::array<Real, inputs>> params;
  std::vector<Real> outside;
};

/// Merged synapses. A state is a compartment with some kinetics; states are in the order of positions, so that a
/// sweep meets them in the order of memory.
template <class S, class Real> struct synapse_support {
  static constexpr std::size_t fields = field_count<S::template state>, derived = field_count<S::template constants>;
  std::int32_t size = 0, state = 0;
  step lasting = 16;                                ///< steps between two times that states are settled
  std::vector<std::array<Real, derived>> kinetics;  ///< constants of each
  std::vector<std::int32_t> segment;                ///< per state
  std::vector<std::uint16_t> kind;                  ///< per state: its kinetics
  std::vector<std::int32_t> first;                  ///< per position: its first state; one more at the end
};

/// Where an event for a site goes.
struct site_target {
  std::uint32_t row;   ///< first row of the state
  std::uint16_t type;  ///< position in `synapses<...>`
  std::uint16_t kind;  ///< which kinetics
};

/// One cell description made ready for the loop: numbers of one `Real`, one dt, one temperature.
///
/// A group of L cells holds `rows` rows of L Reals: v of every segment, then the states of channels, pools and synapses.
template <class Cell, class Real, class Scheme> struct model;

template <class... Cs, class... Ss, class... Ps, class Real, class Scheme>
struct model<cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>, Real, Scheme> {
  using cell_type = cell<channels<Cs...>, synapses<Ss...>, pools<Ps...>>;
  template <class I> using pool_of = typename pallium::detail::pool_for<I, Ps...>::type;
  static constexpr bool halves = Scheme::halves;
  using B = simd::lane<simd::scalar, Real, 1>;  ///< what is computed once, not in the loop

  cell_type const* description;
  environment surroundings;
  solve::tree shape;
  std::int32_t segments = 0, nodes = 0, slots = 0, rows = 0, pool_rows = 0, detector = 0;
  Real dt = 0;
  std::vector<Real> axial;                              ///< conductance of each node to its parent [uS]
  solve::coefficients<Real> matrix;                     ///< that, diagonals, capacitances, and what follows from them
  std::vector<std::int32_t> slot_at;                    ///< per position, -1: none
  std::vector<std::int32_t> row_of_segment;             ///< of v
  std::vector<std::int32_t> slot_of_segment;
  std::tuple<channel_support<Cs, Real>...> channel_parts;
  std::tuple<pool_support<Ps, Real>...> pool_parts;
  std::array<std::int32_t, sizeof...(Ps) + 1> pool_first{};  ///< scratch rows of each pool type
  std::tuple<synapse_support<Ss, Real>...> synapse_parts;
  std::vector<site_target> sites;
  std::vector<Real> start;  ///< a cell's rows at t = 0

  /// `extra`: segments that need a slot for currents from outside.
  model(cell_type const& c, environment const& e, double step_ms, std::vector<std::int32_t> const& extra)
      : description(&c), surroundings(e), dt(static_cast<Real>(step_ms)) {
    compartments const& layout = c.layout();
    segments = static_cast<std::int32_t>(layout.segments.size());
    nodes = static_cast<std::int32_t>(layout.nodes.size());
    std::vector<std::int32_t> parent;
    std::vector<char> points;
    for (auto const& n : layout.nodes) {
      parent.push_back(n.parent);
      points.push_back(n.segment < 0);
    }
    shape = solve::tree(parent, changing(extra), points);
    rows = shape.rows;
    row_of_segment.assign(layout.segments.size(), -1);
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (std::int32_t const s = layout.nodes[std::size_t(shape.node[i])].segment; s >= 0) row_of_segment[std::size_t(s)] = shape.place[i];
    auto const soma_at = layout.segment_at(location{branch::soma, 0, 0.5});
    detector = row_of_segment[std::size_t(soma_at ? *soma_at : 0)];
    slot_of_segment.assign(layout.segments.size(), -1);
    (std::get<pool_support<Ps, Real>>(pool_parts).segment.assign(c.template where<Ps>().segments.begin(), c.template where<Ps>().segments.end()), ...);
    (add_pool<Ps>(), ...);
    (add_channel<Cs>(), ...);
    sites.resize(c.sites());
    (add_synapses<Ss>(step_ms), ...);
    for (auto s : extra) slot(s);
    equations(step_ms);
    initial();
  }

  /// Sets what entry k of a channel sees, v apart, from the rows of a cell that lie `stride` apart.
  template <class C> void see(pallium::detail::site_of<C, B>& x, std::size_t k, Real const* cell, std::size_t stride) const {
    auto const& s = std::get<channel_support<C, Real>>(channel_parts);
    x.celsius = static_cast<double>(s.celsius);
    x.q = static_cast<double>(s.q);
    see_ions<C>(x, k, cell, stride, typename C::ions{});
  }

  std::size_t bytes() const noexcept {
    return bytes_of(slot_at) + bytes_of(matrix.at) + bytes_of(axial) + bytes_of(row_of_segment) * 2 + bytes_of(sites) + bytes_of(start);
  }

 private:
  std::int32_t slot(std::int32_t segment) {
    auto& s = slot_of_segment[std::size_t(segment)];
    if (s < 0) s = slots++;
    return s;
  }
  template <class M, class Support> void copy_params(Support& to, std::size_t k, auto const& values) {
    auto const a = to_array<M::template params>(values[k]);
    std::array<Real, Support::inputs> r{};
    for (std::size_t f = 0; f < r.size(); ++f) r[f] = static_cast<Real>(a[f]);
    to.params.push_back(r);
  }

  template <class P> void add_pool() {
    auto& p = std::get<pool_support<P, Real>>(pool_parts);
    auto const& where = description->template where<P>();
    p.size = static_cast<std::int32_t>(where.segments.size());
    p.state = rows;
    rows += p.size * static_cast<std::int32_t>(p.fields);
    constexpr auto type = pallium::detail::index_in<P, Ps...>;
    pool_first[type] = pool_rows;
    pool_rows += p.size;
    auto const& k = surroundings.constants;
    p.nernst_factor = static_cast<Real>(1000.0 * k.gas * (surroundings.celsius + 273.15) / (P::ion::valence * k.faraday));
    p.faraday = static_cast<Real>(k.faraday_pool);
    for (std::size_t i = 0; i < where.segments.size(); ++i) {
      p.row.push_back(row_of_segment[std::size_t(where.segments[i])]);
      copy_params<P>(p, i, where.values);
      p.outside.push_back(static_cast<Real>(description->template ion_at<typename P::ion>(where.segments[i]).outside));
    }
  }

  template <class C> void add_channel() {
    if constexpr (!pallium::detail::is_constant<C>()) {
      auto& s = std::get<channel_support<C, Real>>(channel_parts);
      auto const& where = description->template where<C>();
      s.size = static_cast<std::int32_t>(where.segments.size());
      s.state = rows;
      rows += s.size * static_cast<std::int32_t>(s.fields);
      s.celsius = static_cast<Real>(surroundings.celsius);
      s.q = static_cast<Real>(pallium::detail::temperature_factor<C>(surroundings.celsius));
      for (std::size_t k = 0; k < where.segments.size(); ++k) {
        std::int32_t const segment = where.segments[k];
        s.segment.push_back(segment);
        s.row.push_back(row_of_segment[std::size_t(segment)]);
        s.slot.push_back(slot(segment));
        s.area.push_back(static_cast<Real>(0.01 * description->layout().segments[std::size_t(segment)].area));
        copy_params<C>(s, k, where.values);
        s.ions.push_back(ions_at<C>(segment, typename C::ions{}));
      }
    }
  }
  template <class C, class... Is>
  std::array<typename channel_support<C, Real>::ion, sizeof...(Is)> ions_at([[maybe_unused]] std::int32_t segment, uses<Is...>) {
    return {ion_at<C, Is>(segment)...};
  }
  template <class C, class I> typename channel_support<C, Real>::ion ion_at(std::int32_t segment) {
    ion_defaults const d = description->template ion_at<I>(segment);
    std::int32_t pool = -1;
    if constexpr (!std::is_void_v<pool_of<I>>) {
      auto const& at = std::get<pool_support<pool_of<I>, Real>>(pool_parts).segment;
      auto const it = std::lower_bound(at.begin(), at.end(), segment);
      if (it != at.end() && *it == segment) pool = static_cast<std::int32_t>(it - at.begin());
    }
    return {static_cast<Real>(d.reversal), static_cast<Real>(d.inside), static_cast<Real>(d.outside), pool};
  }

  template <class S> void add_synapses(double step_ms) {
    constexpr auto type = pallium::detail::index_in<S, Ss...>;
    auto& s = std::get<synapse_support<S, Real>>(synapse_parts);
    s.state = rows;
    auto const& kinetics = description->template kinetics<S>();
    struct entry {
      std::int32_t at, segment;  // at: position
      std::uint16_t kind;
      std::vector<std::size_t> sites;
    };
    std::vector<entry> found;
    for (std::size_t k = 0; k < kinetics.size(); ++k) {
      auto const prepared = S::prepare(kinetics[k], step_ms);
      auto const constants = to_array<S::template constants>(prepared);
      if constexpr (synapse_settles_late<S>) s.lasting = std::min<step>(s.lasting, S::lasting(prepared));
      auto& mine = s.kinetics.emplace_back();
      for (std::size_t f = 0; f < mine.size(); ++f) mine[f] = static_cast<Real>(constants[f]);
      std::vector<std::int32_t> at(std::size_t(segments), -1);
      for (auto const& r : description->receptors()) {
        if (r.model != type || r.kinetics != k) continue;
        for (std::size_t i = 0; i < r.segments.size(); ++i) {
          std::int32_t const segment = r.segments[i];
          auto& entry_of = at[std::size_t(segment)];
          if (entry_of < 0 || !S::additive) {
            entry_of = static_cast<std::int32_t>(found.size());
            auto const node = description->layout().node_of_segment[std::size_t(segment)];
            found.push_back({shape.position[std::size_t(node)], segment, static_cast<std::uint16_t>(k), {}});
          }
          found[std::size_t(entry_of)].sites.push_back(r.first + i);
        }
      }
    }
    std::stable_sort(found.begin(), found.end(), [](entry const& a, entry const& b) { return a.at < b.at; });
    for (auto const& e : found) {
      for (auto const site : e.sites)
        sites[site] = {static_cast<std::uint32_t>(s.state + s.size * static_cast<std::int32_t>(s.fields)), static_cast<std::uint16_t>(type), e.kind};
      s.segment.push_back(e.segment);
      s.kind.push_back(e.kind);
      ++s.size;
    }
    s.first.assign(std::size_t(nodes) + 1, 0);
    for (auto const& e : found) ++s.first[std::size_t(e.at) + 1];
    for (std::size_t i = 1; i < s.first.size(); ++i) s.first[i] += s.first[i - 1];
    rows += s.size * static_cast<std::int32_t>(s.fields);
  }

  /// Per node: something adds to its diagonal from step to step.
  std::vector<char> changing(std::vector<std::int32_t> const& extra) const {
    std::vector<char> is(std::size_t(nodes), 0);
    [[maybe_unused]] auto const mark = [&](auto const& some) {
      for (std::int32_t s : some) is[std::size_t(description->layout().node_of_segment[std::size_t(s)])] = 1;
    };
    mark(extra);
    [[maybe_unused]] auto const channel = [&]<class C>(std::type_identity<C>) {
      if constexpr (!pallium::detail::is_constant<C>()) mark(description->template where<C>().segments);
    };
    (channel(std::type_identity<Cs>{}), ...);
    for (auto const& r : description->receptors()) mark(r.segments);
    return is;
  }

  /// The constant part of the equations: capacitance, axial conductances, and channels that say they are constant.
  void equations(double step_ms) {
    compartments const& layout = description->layout();
    std::vector<double> g;
    axial_conductances(layout, description->ra(), g);
    std::size_t const n = std::size_t(nodes);
    std::vector<double> d(n, 0.0), b(n, 0.0), cap(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      if (i > 0) {
        d[i] += g[i];
        d[std::size_t(layout.nodes[i].parent)] += g[i];
      }
      if (std::int32_t const s = layout.nodes[i].segment; s >= 0) {
        double const h = Scheme::halves ? 0.5 * step_ms : step_ms;
        cap[i] = description->cm()[std::size_t(s)] * layout.segments[std::size_t(s)].area * 1e-5 / h;
        d[i] += cap[i];
      }
    }
    (add_constant<Cs>(d, b), ...);
    auto const to_real = [](std::vector<double> const& v) { return std::vector<Real>(v.begin(), v.end()); };
    axial = to_real(g);
    auto const diagonal = to_real(d), source = to_real(b), capacity = to_real(cap);
    matrix = solve::coefficients<Real>(shape, axial, diagonal, capacity, source);
    for (auto const i : shape.node) {
      std::int32_t const s = layout.nodes[std::size_t(i)].segment;
      slot_at.push_back(s < 0 ? -1 : slot_of_segment[std::size_t(s)]);
    }
  }
  template <class C> void add_constant(std::vector<double>& d, std::vector<double>& b) {
    if constexpr (pallium::detail::is_constant<C>()) {
      static_assert(field_count<C::template state> == 0 && C::ions::count == 0,
                    "ion channel: `constant` promises no state and no ions");
      auto const& where = description->template where<C>();
      for (std::size_t k = 0; k < where.segments.size(); ++k) {
        std::int32_t const s = where.segments[k];
        auto const p = to_array<C::template params>(where.values[k]);
        pallium::detail::site_of<C, one_lane> x{};
        x.v = 0.0;
        x.celsius = surroundings.celsius;
        x.q = pallium::detail::temperature_factor<C>(surroundings.celsius);
        auto const i = C::current({}, make_record<C::template params>([&](std::size_t f) { return one_lane(p[f]); }), x);
        auto const node = std::size_t(description->layout().node_of_segment[std::size_t(s)]);
        double const area = 0.01 * description->layout().segments[std::size_t(s)].area;
        d[node] += i.g.r[0] * area;
        b[node] += i.ge.r[0] * area;
      }
    }
  }

  void initial() {
    start.assign(std::size_t(rows), Real(0));
    std::fill_n(start.begin(), segments, static_cast<Real>(description->v_init()));
    (start_pool<Ps>(), ...);
    (start_channel<Cs>(), ...);
    (start_synapses<Ss>(), ...);
  }
  template <template <class> class R> void put(R<B> const& r, std::int32_t row) {
    for_each_field<R>(r, [&](std::size_t f, B const& x) { start[std::size_t(row) + f] = x.r[0]; });
  }
  template <class P> void start_pool() {
    auto const& p = std::get<pool_support<P, Real>>(pool_parts);
    for (std::size_t k = 0; k < p.segment.size(); ++k) {
      auto const params = make_record<P::template params>([&](std::size_t f) { return B(double(p.params[k][f])); });
      put<P::template state>(P::rest(params), p.state + static_cast<std::int32_t>(k * p.fields));
    }
  }
  template <class S> void start_synapses() {
    auto const& s = std::get<synapse_support<S, Real>>(synapse_parts);
    for (std::int32_t k = 0; k < s.size; ++k) {
      auto const& of = s.kinetics[s.kind[std::size_t(k)]];
      auto const c = make_record<S::template constants>([&](std::size_t f) { return B(double(of[f])); });
      put<S::template state>(S::rest(c), s.state + k * static_cast<std::int32_t>(s.fields));
    }
  }
  template <class C> void start_channel() {
    if constexpr (!pallium::detail::is_constant<C>()) {
      auto const& s = std::get<channel_support<C, Real>>(channel_parts);
      for (std::size_t k = 0; k < s.segment.size(); ++k) {
        pallium::detail::site_of<C, B> x{};
        x.v = static_cast<double>(start[std::size_t(s.row[k])]);
        see<C>(x, k, start.data(), 1);
        auto const params = make_record<C::template params>([&](std::size_t f) { return B(double(s.params[k][f])); });
        put<C::template state>(C::steady(params, x), s.state + static_cast<std::int32_t>(k * s.fields));
      }
    }
  }
  template <class C, class... Is>
  void see_ions([[maybe_unused]] auto& x, [[maybe_unused]] std::size_t k, [[maybe_unused]] Real const* cell,
                [[maybe_unused]] std::size_t stride, uses<Is...>) const {
    [[maybe_unused]] std::size_t j = 0;
    (see_ion<Is>(static_cast<membrane::ion_at<B, Is>&>(x), std::get<channel_support<C, Real>>(channel_parts).ions[k][j++], cell, stride), ...);
  }
  template <class I>
  void see_ion(membrane::ion_at<B, I>& to, auto const& from, [[maybe_unused]] Real const* cell, [[maybe_unused]] std::size_t stride) const {
    to = {double(from.reversal), double(from.inside), double(from.outside)};
    if constexpr (!std::is_void_v<pool_of<I>>) {
      if (from.pool < 0) return;
      using P = pool_of<I>;
      auto const& p = std::get<pool_support<P, Real>>(pool_parts);
      auto const row = std::size_t(p.state) + std::size_t(from.pool) * p.fields;
      to.inside = P::inside(make_record<P::template state>([&](std::size_t f) { return B(double(cell[(row + f) * stride])); }));
      to.outside = double(p.outside[std::size_t(from.pool)]);
      to.reversal = B(double(p.nernst_factor)) * log(to.outside / to.inside);
    }
  }
};

}  // namespace pallium::sim
