// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/sim/calendar.hpp>
#include <pallium/sim/point_group.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <unordered_map>
#include <vector>

namespace pallium::sim {

/// The synapses onto the cells of one part from materialised projections that follow each other, by source.
///
/// A source's synapses are in the order of their delays, those of one delay in that of (projection, block, edge number), so
/// that what arrives in an epoch lies together and in the canonical order. A synapse is the number of its group, lane and
/// site, packed into as many whole bytes as the part needs (2 to 8), and its weight: 2 bytes if the part has at most 65536 different
/// ones, else a float, or a double if some are that no float is (and the simulation is in double precision, or point neurons). A run of one delay costs 8 bytes, a source 28.
class connections {
 public:
  struct entry {
    std::uint32_t cell;  ///< group in the part * 64 + lane
    std::uint32_t site, delay;
    double weight;
  };

  connections() = default;
  /// `cells`, `sites`: one more than the largest numbers of a cell and of a site.
  connections(std::uint32_t cells, std::uint32_t sites)
      : site_bits_(static_cast<unsigned>(std::bit_width(std::max(sites, 1u) - 1u))),
        bytes_((site_bits_ + static_cast<unsigned>(std::bit_width(std::max(cells, 1u) - 1u)) + 7) / 8) {
    bytes_ = std::max(bytes_, 1u);
    mask_ = bytes_ == 8 ? ~0ull : (1ull << (8 * bytes_)) - 1;
  }

  /// Sources come in ascending order, each once, its synapses in the canonical order.
  void add(gid source, std::vector<entry>& all) {
    if (all.empty()) return;
    auto const later = [](entry const& a, entry const& b) { return a.delay < b.delay; };
    if (!std::is_sorted(all.begin(), all.end(), later)) std::stable_sort(all.begin(), all.end(), later);
    sources_.push_back({source, runs_.size(), size_});
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i + 1 == all.size() || all[i + 1].delay != all[i].delay) runs_.push_back({all[i].delay, static_cast<std::uint32_t>(i + 1)});
      std::uint64_t const where = std::uint64_t{all[i].cell} << site_bits_ | all[i].site;
      std::memcpy(where_.room(8), &where, 8);
      where_.took(bytes_);
      weigh(all[i].weight);
      ++size_;
    }
  }
  void seal() {
    if (mode_ == kind::short_number) {  // where there are so many that numbering them saves nothing
      bool const wide = any_wide();
      if (8 * table_.size() > (wide ? 6 : 2) * size_) spell_out(wide);
    }
    sources_.push_back({~gid{0}, runs_.size(), size_});
    std::memset(where_.room(8), 0, 8);  // a synapse is read as 8 bytes
    where_.took(8);
    sources_.trim(), runs_.trim(), where_.trim(), short_.trim(), float_.trim(), double_.trim();
    number_.clear();
    std::size_t const n = sources_.size() - 1;
    if (n == 0) return;
    gid const span = sources_[n - 1].source - sources_[0].source;
    while (span >> shift_ > n / 2) ++shift_;
    bucket_.assign(std::size_t(span >> shift_) + 2, 0);
    for (std::size_t i = 0; i < n; ++i) ++bucket_[std::size_t((sources_[i].source - sources_[0].source) >> shift_) + 1];
    for (std::size_t k = 1; k < bucket_.size(); ++k) bucket_[k] += bucket_[k - 1];
  }

  /// Puts the arrivals of a spike that belong to the calendar's epoch; how many.
  std::size_t deliver(spike const& s, calendar& to) const {
    std::size_t const i = find(s.source);
    if (i + 1 >= sources_.size()) return 0;
    head const &mine = sources_[i], &next = sources_[i + 1];
    std::size_t count = 0;
    for (std::uint64_t r = mine.run; r < next.run; ++r) {
      step const at = s.at + step(runs_[r].delay);
      bool const early = to.takes(at, false), late = to.takes(at, true);
      if (!early && !late) continue;
      std::uint64_t const first = mine.synapse + (r > mine.run ? runs_[r - 1].end : 0), last = mine.synapse + runs_[r].end;
      if (mode_ == kind::short_number) count += put(first, last, at, s.phase, early, late, to, [&](std::uint64_t k) { return table_[short_[k]]; });
      else if (mode_ == kind::real) count += put(first, last, at, s.phase, early, late, to, [&](std::uint64_t k) { return double(float_[k]); });
      else count += put(first, last, at, s.phase, early, late, to, [&](std::uint64_t k) { return double_[k]; });
    }
    return count;
  }

  std::uint64_t size() const noexcept { return size_; }
  std::size_t bytes() const noexcept {
    return sources_.bytes() + runs_.bytes() + where_.bytes() + short_.bytes() + float_.bytes() + double_.bytes() + bytes_of(table_) +
           bytes_of(bucket_);
  }

 private:
  struct head {
    gid source;
    std::uint64_t run, synapse;  ///< its first
  };
  struct run {
    std::uint32_t delay, end;  ///< [steps]; counted from the source's first synapse
  };
  enum class kind { short_number, real, wide };

  std::size_t find(gid source) const noexcept {
    std::size_t const n = sources_.size();
    if (n < 2 || source < sources_[0].source || source > sources_[n - 2].source) return n;
    std::size_t const k = std::size_t((source - sources_[0].source) >> shift_);
    for (std::size_t i = bucket_[k]; i < bucket_[k + 1]; ++i)
      if (sources_[i].source == source) return i;
    return n;
  }
  template <class Weight>
  std::size_t put(std::uint64_t first, std::uint64_t last, step at, std::int32_t phase, bool early, bool late, calendar& to, Weight const& weight) const {
    std::uint64_t const sites = (1ull << site_bits_) - 1;
    event* out = to.room(std::size_t(last - first));
    event* const begin = out;
    for (std::uint64_t k = first; k < last; ++k) {
      std::uint64_t where;
      std::memcpy(&where, where_.data() + k * bytes_, 8);
      where &= mask_;
      auto const cell = static_cast<std::uint32_t>(where >> site_bits_);
      bool const point = to.late(cell);
      if (!(point ? late : early)) continue;
      if (point) {
        *out++ = to.made(cell, wide_weight::pack(weight(k)), at, phase);
      } else {
        *out++ = to.made(cell, static_cast<std::uint32_t>(where & sites), at, weight(k));
      }
    }
    to.took(std::size_t(out - begin));
    return std::size_t(out - begin);
  }

  void weigh(double w) {
    if (mode_ == kind::short_number) {
      auto const [it, fresh] = number_.try_emplace(std::bit_cast<std::uint64_t>(w), static_cast<std::uint32_t>(table_.size()));
      if (fresh && table_.size() < 65536) table_.push_back(w);
      if (it->second < 65536) return short_.push_back(static_cast<std::uint16_t>(it->second));
      spell_out(any_wide() || double(static_cast<float>(w)) != w);
    }
    if (mode_ == kind::real && double(static_cast<float>(w)) != w) {
      mode_ = kind::wide;
      for (std::size_t k = 0; k < float_.size(); ++k) double_.push_back(double(float_[k]));
      float_.clear();
    }
    if (mode_ == kind::real) float_.push_back(static_cast<float>(w));
    else double_.push_back(w);
  }

  bool any_wide() const noexcept {
    return std::any_of(table_.begin(), table_.end(), [](double x) { return double(static_cast<float>(x)) != x; });
  }
  /// Numbers of weights become weights.
  void spell_out(bool wide) {
    mode_ = wide ? kind::wide : kind::real;
    for (std::size_t k = 0; k < short_.size(); ++k) {
      if (wide) double_.push_back(table_[short_[k]]);
      else float_.push_back(static_cast<float>(table_[short_[k]]));
    }
    short_.clear();
    table_ = std::vector<double>();
    number_.clear();
  }

  unsigned site_bits_ = 0, bytes_ = 4, shift_ = 0;
  std::uint64_t mask_ = 0, size_ = 0;
  kind mode_ = kind::short_number;
  expanse<head> sources_;
  expanse<run> runs_;
  expanse<unsigned char> where_;
  expanse<std::uint16_t> short_;
  expanse<float> float_;
  expanse<double> double_;
  std::vector<double> table_;
  std::vector<std::size_t> bucket_;  ///< first source whose number, less the first one's, has these leading bits
  std::unordered_map<std::uint64_t, std::uint32_t> number_;
};

}  // namespace pallium::sim
