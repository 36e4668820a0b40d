// SPDX-License-Identifier: BSD-3-Clause
#include "play_impl.hpp"

test::neulite_result test::play_narrow(pallium::io::neulite::circuit c, neulite_play const& p) { return play<double, 1>(std::move(c), p); }
