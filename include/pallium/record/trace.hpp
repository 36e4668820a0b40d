// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/record/concept.hpp>

#include <utility>
#include <vector>

namespace pallium::record {

/// Keeps the values of some probes every so often: `times()[i]`, `value(i, probe)`.
class trace {
 public:
  trace(std::vector<probe> probes, duration every) : probes_(std::move(probes)), every_(every) {}
  std::span<probe const> probes() const noexcept { return probes_; }
  duration every() const noexcept { return every_; }
  void sample(duration at, std::span<double const> values) {
    times_.push_back(at.value);
    values_.insert(values_.end(), values.begin(), values.end());
  }
  std::span<double const> times() const noexcept { return times_; }  ///< [ms]
  double value(std::size_t i, std::size_t probe) const noexcept { return values_[i * probes_.size() + probe]; }
  std::size_t size() const noexcept { return times_.size(); }

 private:
  std::vector<probe> probes_;
  duration every_;
  std::vector<double> times_, values_;
};
static_assert(recorder<trace>);

}  // namespace pallium::record
