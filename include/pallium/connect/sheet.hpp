// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/connect/detail/draws.hpp>
#include <pallium/core/units.hpp>

#include <cmath>
#include <string>

namespace pallium::connect {

/// Where a cell is [um]: x and y along the sheet, z across it.
struct position {
  double x = 0, y = 0, z = 0;
};

/// Cells laid on a sheet of width x height, cut into columns x rows tiles, row by row; a tile's cells have consecutive gids, as many
/// in each as in any other, give or take one. Inside its tile a cell is anywhere, and at any depth between `top` and `bottom`,
/// keyed by (seed, gid): a position is a pure function and costs no memory. Sheets of one seed have the same places only for
/// the same gids.
/// Errors: input_error for lengths that are not finite, a sheet without extent, no tiles or more than 2^31.
class sheet {
 public:
  struct options {
    length width, height;
    std::uint32_t columns = 1, rows = 1;
    length top{}, bottom{};
    std::uint64_t seed = 0;
  };

  sheet(gid_range cells, options o) : cells_(detail::checked(cells, name)), o_(o) {
    if (!(o.width.value > 0 && o.height.value > 0) || !std::isfinite(o.width.value + o.height.value))
      throw input_error(name, std::to_string(o.width.value) + " x " + std::to_string(o.height.value) + " um", "positive lengths");
    if (!std::isfinite(o.top.value + o.bottom.value)) throw input_error(name, "a depth that is not finite", "finite numbers");
    if (tiles() == 0 || std::uint64_t{o.columns} * o.rows > std::uint64_t{1} << 31)
      throw input_error(name, std::to_string(o.columns) + " x " + std::to_string(o.rows) + " tiles", "1 to 2^31");
    tile_width_ = o.width.value / o.columns;
    tile_height_ = o.height.value / o.rows;
  }

  gid_range cells() const noexcept { return cells_; }
  options const& shape() const noexcept { return o_; }
  std::uint32_t tiles() const noexcept { return o_.columns * o_.rows; }
  double tile_width() const noexcept { return tile_width_; }    ///< [um]
  double tile_height() const noexcept { return tile_height_; }  ///< [um]
  gid_range tile(std::uint32_t t) const noexcept { return {before(t), before(t + 1)}; }
  std::uint32_t tile_of(gid cell) const noexcept {
    return static_cast<std::uint32_t>((detail::uint128{cell - cells_.first + 1} * tiles() - 1) / cells_.size());
  }
  connect::position position(gid cell) const noexcept {
    std::uint32_t const t = tile_of(cell);
    auto const w = rng::draw(o_.seed, stream, cell, 0);
    auto const in = [&](int j) { return (static_cast<double>(w[std::size_t(j)]) + 0.5) * 0x1p-32; };
    return {(static_cast<double>(t % o_.columns) + in(0)) * tile_width_, (static_cast<double>(t / o_.columns) + in(1)) * tile_height_,
            o_.top.value + (o_.bottom.value - o_.top.value) * in(2)};
  }

  /// Positions of a register of cells, whose tiles are in these columns and rows.
  template <class Lanes> struct positions {
    typename Lanes::lane_type x, y, z;
  };
  template <class Lanes> [[gnu::always_inline]] positions<Lanes> place(gid const* cells, double const* column, double const* row) const noexcept {
    using L = typename Lanes::lane_type;
    auto const w = Lanes::draw(o_.seed, stream, cells, std::uint64_t{0});
    return {(L::load(column) + w.fraction(0)) * L(tile_width_), (L::load(row) + w.fraction(1)) * L(tile_height_),
            L(o_.top.value) + L(o_.bottom.value - o_.top.value) * w.fraction(2)};
  }

 private:
  static constexpr char const* name = "connect::sheet";
  static constexpr std::uint32_t stream = 0x73686565;  // "shee": apart from every other use of the seed
  gid before(std::uint32_t t) const noexcept {
    if (cells_.size() >> 32 == 0) return cells_.first + cells_.size() * t / tiles();  // a division of 128 bits takes longer
    return cells_.first + static_cast<gid>(detail::uint128{cells_.size()} * t / tiles());
  }
  gid_range cells_;
  options o_;
  double tile_width_ = 0, tile_height_ = 0;
};

}  // namespace pallium::connect
