// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/io/detail/json_file.hpp>

/// JSON files whose every complaint names file and key: for those who read them by name, `runtime`.
namespace pallium::io {
using detail::json_value;
using detail::parse_json_file;
}  // namespace pallium::io
