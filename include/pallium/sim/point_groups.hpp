// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/sim/calendar.hpp>
#include <pallium/sim/point_group.hpp>

#include <tuple>
#include <utility>
#include <vector>

namespace pallium::sim {
namespace detail {
template <class T> struct groups_of { using type = std::tuple<>; };
template <class M> struct groups_of<point_cell<M>> { using type = std::tuple<std::vector<point_group<M>>>; };
}  // namespace detail

/// The point neurons of one part, of all the point cell types among Ts.
template <class... Ts> class point_groups {
 public:
  /// Adds cells of one model; returns for each its address in the part. Numbers of groups go on after `others`.
  template <class M>
  std::vector<std::uint32_t> add(typename M::constants const& constants, std::vector<gid> const& ids, std::size_t others) {
    std::vector<std::uint32_t> address;
    auto& mine = std::get<std::vector<point_group<M>>>(groups_);
    for (std::size_t i = 0; i < ids.size(); i += width) {
      std::size_t const n = std::min(width, ids.size() - i);
      auto& g = mine.emplace_back();
      g.number = static_cast<std::uint32_t>(others + where_.size());
      where_.push_back({std::ptrdiff_t(index_of<M>), mine.size() - 1});
      g.start(constants, {ids.begin() + std::ptrdiff_t(i), ids.begin() + std::ptrdiff_t(i + n)});
      for (std::size_t k = 0; k < n; ++k) address.push_back(g.number * 64 + static_cast<std::uint32_t>(k));
    }
    return address;
  }
  std::size_t size() const noexcept { return where_.size(); }

  template <class F> void for_each(F&& f) {
    std::apply([&](auto&... kind) { (std::for_each(kind.begin(), kind.end(), f), ...); }, groups_);
  }
  /// Calls f(group) on the k-th group.
  template <class F> void with(std::size_t k, F&& f) {
    auto const [type, index] = where_[k];
    std::ptrdiff_t t = 0;
    [[maybe_unused]] auto const give = [&](auto& kind) {
      if (t++ == type) f(kind[index]);
    };
    std::apply([&](auto&... kind) { (give(kind), ...); }, groups_);
  }

  /// Computes the steps (from, to], all of one open epoch.
  void run(step from, step to, calendar& events, std::vector<spike>& spikes) {
    step const length = events.length(), begin = ((from + length) / length - 1) * length;
    for_each([&](auto& g) { g.run(begin, from, to, events.of(g.number), spikes); });
  }
  std::size_t bytes() {
    std::size_t sum = bytes_of(where_);
    for_each([&](auto const& g) { sum += g.bytes(); });
    return sum;
  }

  static constexpr std::size_t width = 64;

 private:
  using tuple = decltype(std::tuple_cat(std::declval<typename detail::groups_of<Ts>::type>()...));
  template <class M> static constexpr std::size_t index_of = [] {
    return []<class... Gs>(std::type_identity<std::tuple<Gs...>>) {
      return pallium::detail::index_in<std::vector<point_group<M>>, Gs...>;
    }(std::type_identity<tuple>{});
  }();
  struct position {
    std::ptrdiff_t type;
    std::size_t index;
  };
  tuple groups_;
  std::vector<position> where_;  ///< of each group, in order of its number
};

}  // namespace pallium::sim
