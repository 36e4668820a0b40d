// SPDX-License-Identifier: BSD-3-Clause
#include "run_impl.hpp"

template run_neulite::outcome run_neulite::run<float>(pallium::io::neulite::circuit&&, request const&);
