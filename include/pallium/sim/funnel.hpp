// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/sim/connections.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <unordered_map>
#include <vector>

namespace pallium::sim {

/// Turns synapses that come target by target into synapses source by source, in little memory: they are counted first, then each is
/// put where its source has its own, in as many bytes as it needs, and given out again from the first source on, whereupon its
/// memory is free. Those of a source keep the order in which they came.
class funnel {
 public:
  explicit funnel(gid_range sources) : first_(sources.first), begin_(std::size_t(sources.size()) + 1, 0) {}

  void count(gid source, connections::entry const& e) {
    ++begin_[std::size_t(source - first_) + 1];
    cells_ = std::max(cells_, e.cell);
    sites_ = std::max(sites_, e.site);
    delays_.see(e.delay);
    weights_.see(std::bit_cast<std::uint64_t>(e.weight));
    floats_ = floats_ && double(static_cast<float>(e.weight)) == e.weight;
  }
  /// Between counting and putting.
  void counted() {
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    site_bits_ = static_cast<unsigned>(std::bit_width(sites_));
    where_ = std::max(1u, (site_bits_ + static_cast<unsigned>(std::bit_width(cells_)) + 7) / 8);
    delay_ = delays_.settle(4);
    weight_ = weights_.settle(floats_ ? 4 : 8);
    next_.assign(begin_.begin(), begin_.end() - 1);
    pieces_.resize(std::size_t(begin_.back() / piece + 1));
  }
  void put(gid source, connections::entry const& e) {
    unsigned char* to = at(next_[std::size_t(source - first_)]++, true);
    std::uint64_t const where = std::uint64_t{e.cell} << site_bits_ | e.site;
    std::memcpy(to, &where, where_);
    std::uint32_t const delay = delays_.few() ? delays_.number(e.delay) : e.delay;
    std::memcpy(to + where_, &delay, delay_);
    to += where_ + delay_;
    if (weights_.few()) {
      std::uint32_t const w = weights_.number(std::bit_cast<std::uint64_t>(e.weight));
      std::memcpy(to, &w, weight_);
    } else if (floats_) {
      auto const w = static_cast<float>(e.weight);
      std::memcpy(to, &w, 4);
    } else {
      std::memcpy(to, &e.weight, 8);
    }
  }
  /// After all were put: sources are asked for in ascending order, each once.
  void take(gid source, std::vector<connections::entry>& out) {
    if (source < first_ || source - first_ + 1 >= begin_.size()) return;
    if (!next_.empty()) next_ = std::vector<std::uint64_t>();
    for (std::uint64_t k = begin_[std::size_t(source - first_)]; k < begin_[std::size_t(source - first_) + 1]; ++k) {
      while (given_ < k / piece) pieces_[std::size_t(given_++)].reset();
      unsigned char const* from = at(k, false);
      std::uint64_t where = 0, w = 0;
      std::uint32_t delay = 0;
      std::memcpy(&where, from, where_);
      std::memcpy(&delay, from + where_, delay_);
      std::memcpy(&w, from + where_ + delay_, weight_);
      double const weight = weights_.few() ? std::bit_cast<double>(weights_.value(static_cast<std::uint32_t>(w)))
                            : floats_      ? double(std::bit_cast<float>(static_cast<std::uint32_t>(w)))
                                           : std::bit_cast<double>(w);
      out.push_back({static_cast<std::uint32_t>(where >> site_bits_), static_cast<std::uint32_t>(where & ((1ull << site_bits_) - 1)),
                     delays_.few() ? static_cast<std::uint32_t>(delays_.value(delay)) : delay, weight});
    }
  }

 private:
  static constexpr std::uint64_t piece = 1 << 16;  ///< synapses that are freed together

  /// Different values, numbered while there are at most 65536.
  class numbered {
   public:
    void see(std::uint64_t v) {
      if (full_ || (!values_.empty() && v == last_)) return;
      last_ = v;
      if (number_.try_emplace(v, static_cast<std::uint32_t>(values_.size())).second) values_.push_back(v);
      if (values_.size() > 65536) {
        full_ = true;
        number_.clear();
        values_ = {};
      }
    }
    /// Bytes of a number; those of the value if there are too many.
    unsigned settle(unsigned wide) const noexcept { return full_ ? wide : values_.size() <= 256 ? 1 : 2; }
    bool few() const noexcept { return !full_; }
    std::uint32_t number(std::uint64_t v) const {
      if (recent_ < values_.size() && values_[recent_] == v) return recent_;
      return recent_ = number_.find(v)->second;
    }
    std::uint64_t value(std::uint32_t n) const noexcept { return values_[n]; }

   private:
    bool full_ = false;
    std::uint64_t last_ = 0;
    mutable std::uint32_t recent_ = 0;
    std::vector<std::uint64_t> values_;
    std::unordered_map<std::uint64_t, std::uint32_t> number_;
  };

  unsigned char* at(std::uint64_t k, bool make) {
    auto& p = pieces_[std::size_t(k / piece)];
    std::size_t const size = where_ + delay_ + weight_;
    if (make && !p) p.reset(new unsigned char[piece * size]);
    return p.get() + (k % piece) * size;
  }

  gid first_;
  std::vector<std::uint64_t> begin_, next_;  ///< [source]
  std::vector<std::unique_ptr<unsigned char[]>> pieces_;
  std::uint64_t given_ = 0;
  numbered delays_, weights_;
  std::uint32_t cells_ = 0, sites_ = 0;
  unsigned site_bits_ = 0, where_ = 1, delay_ = 1, weight_ = 1;
  bool floats_ = true;
};

}  // namespace pallium::sim
