// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/concept.hpp>
#include <pallium/connect/detail/joint.hpp>
#include <pallium/connect/kernel.hpp>
#include <pallium/connect/sheet.hpp>

#include <array>
#include <string>

namespace pallium::connect {

/// Every pair (source, target) independently with a probability p(r) of their lateral distance r, at a random site of the
/// receptor. `by_distance` in its link is of the distance in space.
///
/// | option           | meaning                                                                             |
/// |------------------|-------------------------------------------------------------------------------------|
/// | `seed`, `stream` | of its random numbers; `stream` tells the projections of one network apart            |
/// | `allow_self`     | whether a cell may be its own target (no)                                            |
/// | `torus`          | whether the sheet goes on at the other side (no): both sheets must be of one size     |
/// | `multapses`      | a pair has a Poisson number of synapses of mean p(r) instead of one with probability p(r) (no); pmax may then be up to 16383 |
///
/// Blocks are tiles. In a tile within the radius candidates are found by geometric gaps as in `fixed_probability`, under the
/// largest p that the tile has, and kept with p(r) / that: where tiles are no larger than half of sigma or lambda there are
/// fewer than three candidates for a synapse. Tiles in which some synapses are found cost least for each.
/// Errors: input_error for an impossible probability, a radius that is not positive, a torus of two sizes, and as `link`.
class distance {
 public:
  struct options {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;
    bool allow_self = false, torus = false, multapses = false;
  };

  distance(sheet const& sources, sheet const& targets, kernel const& k, receptor target, link const& l, options o)
      : from_(sources), to_(targets), kernel_(checked(k, name, o.multapses ? 16383.0 : 1.0)), target_(target), random_{o.seed, o.stream}, joint_(l, name, random_, farthest()),
        options_(o) {
    auto const &a = from_.shape(), &b = to_.shape();
    if (o.torus && (a.width != b.width || a.height != b.height)) throw input_error(name, "a torus of sheets that differ in size", "two of one size");
  }

  gid_range sources() const noexcept { return from_.cells(); }
  std::uint32_t blocks() const noexcept { return to_.tiles(); }
  gid_range block(std::uint32_t b) const noexcept { return to_.tile(b); }
  std::optional<receptor> via() const noexcept { return target_; }
  step min_delay(duration dt) const { return joint_.min_delay(dt); }
  step max_delay(duration dt) const { return joint_.max_delay(dt); }

  void reach(gid source, std::vector<block_range>& out) const {
    for_each_run(from_.position(source), {0, blocks()}, [&](block_range r) {
      if (!out.empty() && out.back().last == r.first) out.back().last = r.last;
      else out.push_back(r);
    });
  }
  void from(gid source, block_range asked, duration dt, bulk<edge>& out) const {
    search s(*this, source, dt, out);
    for_each_run(s.at, asked, [&](block_range r) { s.run(r); });
    s.flush();
  }
  /// How many candidates are looked at for the synapses of a source.
  std::uint64_t candidates(gid source) const {
    bulk<edge> out;
    search s(*this, source, {1}, out);
    for_each_run(s.at, {0, blocks()}, [&](block_range r) { s.run(r); });
    s.flush();
    return s.looked_at;
  }

 private:
  static constexpr char const* name = "connect::distance";
  using philox = detail::draws::lanes;
  using L = philox::lane_type;

  double farthest() const noexcept {
    auto const &a = from_.shape(), &b = to_.shape();
    auto const gap = [](length p, length q) { return p > q ? (p - q).value : (q - p).value; };
    double const dz = std::max({gap(a.top, b.top), gap(a.top, b.bottom), gap(a.bottom, b.top), gap(a.bottom, b.bottom)});
    return sqrt(kernel_.radius.value * kernel_.radius.value + dz * dz);
  }
  /// Which of n strips of width w lie within [low, high], ascending; on a torus those of a circle.
  static std::array<block_range, 2> strips(double low, double high, double w, std::uint32_t n, bool torus) noexcept {
    double const a = std::floor(low / w), b = std::floor(high / w) + 1, m = n;
    auto const number = [=](double x) { return static_cast<std::uint32_t>(std::min(std::max(x, 0.0), m)); };
    if (torus && b - a >= m) return {{{0, n}, {n, n}}};
    if (torus && a < 0) return {{{0, number(b)}, {number(a + m), n}}};
    if (torus && b > m) return {{{0, number(b - m)}, {number(a), n}}};
    return {{{number(a), number(b)}, {n, n}}};
  }
  /// f(blocks) for the pieces of rows of tiles within the radius of a place that are among those asked, ascending.
  template <class F> void for_each_run(position const& at, block_range asked, F&& f) const {
    double const h = to_.tile_height(), R = kernel_.radius.value;
    auto const& shape = to_.shape();
    asked.last = std::min(asked.last, blocks());
    if (asked.first >= asked.last) return;
    std::uint32_t const first = asked.first / shape.columns, last = (asked.last - 1) / shape.columns + 1;
    for (block_range rows : strips(at.y - R, at.y + R, h, shape.rows, options_.torus))
      for (std::uint32_t j = std::max(rows.first, first); j < std::min(rows.last, last); ++j) {
        double const dy = gap(at.y, j, h, shape.height.value);
        if (!(dy <= R)) continue;
        double const half = sqrt(R * R - dy * dy);
        for (block_range c : strips(at.x - half, at.x + half, to_.tile_width(), shape.columns, options_.torus)) {
          block_range const r{std::max(j * shape.columns + c.first, asked.first), std::min(j * shape.columns + c.last, asked.last)};
          if (r.first < r.last) f(r);
        }
      }
  }
  /// From a coordinate to strip i of width w: 0 inside of it.
  double gap(double x, std::uint32_t i, double w, double around) const noexcept {
    double d = std::abs(x - (i + 0.5) * w);
    if (options_.torus) d = std::min(d, around - d);
    return std::max(d - 0.5 * w, 0.0);
  }

  /// Candidates of one source, judged some dozens at a time.
  struct search {
    static constexpr std::size_t most = 64;
    distance const& c;
    gid source;
    duration dt;
    bulk<edge>& out;
    position at;
    edge plain;
    std::uint64_t looked_at = 0;
    std::size_t n = 0;
    alignas(64) gid cell[most + L::size];
    alignas(64) double column[most + L::size], row[most + L::size], bound[most + L::size], u[most + L::size];
    std::uint64_t number[most + L::size];
    std::uint32_t site[most + L::size];

    search(distance const& d, gid s, duration step, bulk<edge>& o)
        : c(d), source(s), dt(step), out(o), at(d.from_.position(s)), plain(d.joint_.edge_of<edge>(step)) {}

    void run(block_range tiles) {  // of one row
      std::uint32_t const columns = c.to_.shape().columns;
      double const dy = c.gap(at.y, tiles.first / columns, c.to_.tile_height(), c.to_.shape().height.value);
      alignas(64) double d2[L::size], p[L::size], per_gap[L::size];
      for (std::uint32_t t = tiles.first; t < tiles.last; t += L::size) {
        std::uint32_t const end = static_cast<std::uint32_t>(std::min<std::uint64_t>(tiles.last, std::uint64_t{t} + L::size));
        for (std::uint32_t i = 0; i < L::size; ++i) {
          double const dx = c.gap(at.x, std::min(t + i, end - 1) % columns, c.to_.tile_width(), c.to_.shape().width.value);
          d2[i] = dx * dx + dy * dy;
        }
        L const most_likely = c.kernel_(L::load(d2));
        most_likely.store(p);
        if (c.options_.multapses) (L(-1.0) / most_likely).store(per_gap);
        else (L(1.0) / log(L(1.0) - most_likely)).store(per_gap);
        for (std::uint32_t i = t; i < end; ++i)
          if (1.0 - p[i - t] < 1.0) tile(i, p[i - t], per_gap[i - t]);
      }
    }
    void tile(std::uint32_t t, double p, double per_gap) {
      gid_range const cells = c.to_.tile(t);
      double const col = t % c.to_.shape().columns, r = t / c.to_.shape().columns;
      alignas(64) double gaps[L::size], accept[L::size];
      alignas(64) std::uint64_t sites[L::size];
      bool const several = c.options_.multapses;
      // without multapses a tile has fewer draws than twice its cells
      std::uint64_t k = several ? std::uint64_t{t} << 32 : 2 * (cells.first - c.to_.cells().first);
      double on = 0;  // with them: along the tile's cells
      for (gid g = cells.first; g < cells.last;) {
        auto const w = c.random_.many(detail::draws::edges, source, k);
        (log_of_normal(w.uniform(0, 1)) * L(per_gap)).store(gaps);
        w.store(2, sites);
        w.fraction(3).store(accept);
        for (std::size_t i = 0; i < L::size; ++i, g += !several, ++k) {
          if (several) {
            on += gaps[i];
            g = cells.first + static_cast<std::uint64_t>(std::min(on, 0x1p62));
          } else {
            g += static_cast<std::uint64_t>(static_cast<std::int64_t>(gaps[i]));
          }
          if (g >= cells.last) break;
          cell[n] = g;
          column[n] = col;
          row[n] = r;
          bound[n] = p;
          u[n] = accept[i];
          number[n] = k;
          site[n] = static_cast<std::uint32_t>(sites[i]);
          ++n;
        }
        if (n >= most - L::size) flush();
      }
    }
    void flush() {
      looked_at += n;
      if (n == 0) return;
      edge* const e = out.room(n);
      double far[most];
      std::size_t kept = 0;
      double const width = c.to_.shape().width.value, height = c.to_.shape().height.value, R2 = c.kernel_.radius.value * c.kernel_.radius.value;
      for (std::size_t i = n; i % L::size != 0; ++i) {
        cell[i] = 0;
        column[i] = row[i] = 0;
        bound[i] = u[i] = 1;
      }
      for (std::size_t i = 0; i < n; i += L::size) {
        auto const there = c.to_.template place<philox>(cell + i, column + i, row + i);
        L dx = abs(there.x - L(at.x)), dy = abs(there.y - L(at.y));
        L const dz = there.z - L(at.z);
        if (c.options_.torus) {
          dx = min(dx, L(width) - dx);
          dy = min(dy, L(height) - dy);
        }
        L const r2 = dx * dx + dy * dy;
        auto const yes = (L::load(u + i) * L::load(bound + i) < c.kernel_(r2)) & (r2 <= L(R2));
        std::uint64_t const bits = lanes(yes);
        alignas(64) double d[L::size];
        if (c.joint_.wants_distance()) sqrt(r2 + dz * dz).store(d);
        for (std::size_t j = i, end = std::min(n, i + L::size); j < end; ++j) {
          bool const keep = (bits >> (j - i)) & 1 && (c.options_.allow_self || cell[j] != source);
          e[kept] = {cell[j], site[j], plain.delay, plain.weight};
          far[kept] = d[j - i];
          number[kept] = number[j];
          kept += keep;
        }
      }
      c.joint_.fill(e, kept, source, [&](std::size_t i) { return number[i]; }, dt, c.joint_.wants_distance() ? far : nullptr);
      out.took(kept);
      n = 0;
    }
  };

  sheet from_, to_;
  kernel kernel_;
  receptor target_;
  detail::draws random_;
  detail::joint joint_;
  options options_;
};
static_assert(connectivity_source<distance>);

}  // namespace pallium::connect
