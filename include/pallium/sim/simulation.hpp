// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// `pallium::simulation`: what it promises is in detail/simulation_class.hpp, how it is built and run in the others.
#include <pallium/sim/detail/build.hpp>
#include <pallium/sim/detail/build_points.hpp>
#include <pallium/sim/detail/foresee.hpp>
#include <pallium/sim/detail/load.hpp>
#include <pallium/sim/detail/partition.hpp>
#include <pallium/sim/detail/run.hpp>
#include <pallium/sim/detail/save.hpp>
#include <pallium/sim/detail/simulation_class.hpp>
