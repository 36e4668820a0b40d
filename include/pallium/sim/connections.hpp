// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/core/types.hpp>
#include <pallium/sim/group.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace pallium::sim {

/// The synapses onto the cells of one part, by source: materialised projections.
///
/// Within a source they keep the order (projection, block, edge number), so that events of one arrival step and one
/// spike step are applied in that order whatever the partition.
class connections {
 public:
  struct synapse {
    std::uint32_t cell;   ///< group in the part * 64 + lane
    std::uint32_t site;
    float weight;
    std::uint32_t delay;  ///< [steps]
  };

  /// Projections must come in order; `seal` sorts.
  void add(gid source, synapse const& s) {
    sources_.push_back(source);
    unsorted_.push_back(s);
  }
  void seal(gid cells) {
    first_.assign(std::size_t(cells) + 1, 0);
    for (gid s : sources_) ++first_[std::size_t(s) + 1];
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    std::vector<std::uint64_t> next(first_.begin(), first_.end() - 1);
    synapses_.resize(unsorted_.size());
    for (std::size_t i = 0; i < unsorted_.size(); ++i) synapses_[next[std::size_t(sources_[i])]++] = unsorted_[i];
    sources_ = std::vector<gid>();  // "= {}" would keep the memory: 24 bytes a synapse and more
    unsorted_ = std::vector<synapse>();
  }
  std::span<synapse const> of(gid source) const noexcept {
    return {synapses_.data() + first_[std::size_t(source)], synapses_.data() + first_[std::size_t(source) + 1]};
  }
  std::uint64_t size() const noexcept { return synapses_.size(); }
  std::size_t bytes() const noexcept { return bytes_of(sources_) + bytes_of(unsorted_) + bytes_of(synapses_) + bytes_of(first_); }

 private:
  std::vector<gid> sources_;
  std::vector<synapse> unsorted_, synapses_;
  std::vector<std::uint64_t> first_;
};

}  // namespace pallium::sim
