// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Everything that needs only xsimd, Eigen, Random123 and the standard library.
#include <pallium/cell/cell.hpp>
#include <pallium/cell/discretize.hpp>
#include <pallium/channel/kv3_1.hpp>
#include <pallium/channel/nap.hpp>
#include <pallium/connect/fixed_probability.hpp>
#include <pallium/connect/ring.hpp>
#include <pallium/connect/table.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/ball_and_stick.hpp>
#include <pallium/network/network.hpp>
#include <pallium/pool/calcium_shell.hpp>
#include <pallium/record/raster.hpp>
#include <pallium/record/trace.hpp>
#include <pallium/sim/simulation.hpp>
#include <pallium/stimulus/current_clamp.hpp>
#include <pallium/stimulus/poisson.hpp>
#include <pallium/stimulus/spike_train.hpp>
#include <pallium/synapse/exp2.hpp>
