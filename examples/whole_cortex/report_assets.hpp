// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string_view>

namespace whole_cortex {

/// A file of the folder report, by its name, or "three": three.js. Empty if the build had none. The build makes its source.
std::string_view report_asset(std::string_view name);
std::string_view report_asset_names();  ///< of those there are, a line each

}  // namespace whole_cortex
