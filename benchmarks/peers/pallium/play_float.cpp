// SPDX-License-Identifier: BSD-3-Clause
#include "play.hpp"

template std::unique_ptr<peers::player> peers::make_player<float>(peers::scene const&);
