// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "results.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace whole_cortex {

/// What the neurons of an area, a layer, a class ... did between skip_ms and the end. NaN stands for what nobody can tell.
struct activity {
  std::string name;
  std::string kind;                         ///< of a class or of a kind: its limits, see `limits_of`
  bool excitatory = false;
  std::uint64_t neurons = 0, spikes = 0;
  double hz = 0;                            ///< spikes per neuron and second
  double silent = 0;                        ///< fraction of neurons without a spike
  double cv = 0;                            ///< mean coefficient of variation of a neuron's intervals
  std::uint64_t cv_neurons = 0;             ///< those with `cv_intervals` or more
  double fano = 0;                          ///< of areas: variance / mean of their spikes in bins of `count_bin_ms`; 1 if independent
  double peak_hz = 0;                       ///< of areas: the fastest `burst_ms`
};

/// A rate over time.
struct course {
  std::string name;
  std::vector<float> hz;  ///< in bins of equal length from t = 0, the skipped start among them
};

enum class judgement { passed, failed, open };  ///< open: too few neurons or too short a run
struct verdict {
  std::string what, found, expected;
  judgement is = judgement::open;
};

/// Published range of a kind's rate in the awake resting mouse [Hz].
struct limits {
  double low = 0, high = 0;
};
limits limits_of(bool excitatory, std::string_view kind);

struct spectrum {
  double df = 0;                        ///< [Hz]; 0: the run was too short
  std::size_t segments = 0;
  std::vector<activity> of;             ///< names: "all", then modules
  std::vector<std::vector<float>> psd;  ///< one-sided, of the rate in Hz [Hz^2 / Hz = Hz], k df, k = 0 ...
};

/// Everything that is counted. Rates: the mean over neurons. CV: of a neuron's successive intervals, over neurons with at least
/// `cv_intervals` of them (a sample so small is biased towards regular: the CV is then underestimated). Fano factor: see `activity`.
/// Correlation: Pearson's, of two areas' numbers of spikes in bins of `count_bin_ms`. Spectrum: Welch's method, bins of 1 ms, segments of
/// `segment` bins that overlap by half, Hann's window, the mean of a segment taken away.
///
/// One pass over the spikes, and one more for every `block` neurons: memory is a few MB, whatever the size of the network.
struct statistics {
  static constexpr std::uint64_t cv_intervals = 3;
  static constexpr double count_bin_ms = 10, burst_ms = 50;
  static constexpr std::size_t segment = 1024;
  static constexpr pallium::gid block = pallium::gid{1} << 20;
  // Verdicts
  static constexpr double least_seconds = 20;   ///< neurons times seconds; with less nothing is said of them
  static constexpr double silent_hz = 0.05, epileptic_hz = 50;  ///< of an area: its mean rate, its fastest `burst_ms`
  static constexpr double least_cv = 0.7;
  static constexpr std::uint64_t least_cv_neurons = 20;
  static constexpr double least_cv_ms = 1000;   ///< of what is shorter only short intervals are seen, and they look regular

  double begin_ms = 0, end_ms = 0;              ///< what is looked at
  activity all, excitatory, inhibitory;
  std::vector<activity> areas, modules, layers, classes, kinds;  ///< in the order of the groups; areas by module
  std::vector<std::size_t> module_of;           ///< [area]
  std::vector<std::vector<double>> area_class;  ///< rate, NaN where there is nobody [Hz]
  double bin_ms = 0;                            ///< of `area_courses`, `kind_courses`
  std::vector<course> area_courses, kind_courses;  ///< kinds: all excitatory neurons as one ("E"), then the inhibitory kinds
  spectrum power;
  std::vector<std::vector<float>> correlation;  ///< [area][area]; NaN where an area's number of spikes never changes
  double mean_correlation = 0;                  ///< of different areas
  std::uint64_t spikes = 0;                     ///< of the whole run, the skipped start among them
  double fastest_hz = 0;                        ///< of a single neuron
  std::vector<verdict> verdicts;
};
/// Errors: input_error for groups that overlap.
statistics statistics_of(results const& r);

/// Welch's estimate for values in bins of `bin_ms`; empty if they are fewer than 64. A segment is halved, down to 256, until there are three
/// of them, and further if there is not one. Sets their number, and the distance of frequencies [Hz].
std::vector<float> power_spectrum(std::span<double const> values, double bin_ms, std::size_t segment, double& df, std::size_t& segments);

}  // namespace whole_cortex
