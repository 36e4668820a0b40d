// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The contracts alone: the reading room. Each family folder's `concept.hpp` is a page with a table of members, what the
/// engine guarantees and what the model guarantees.
#include <pallium/channel/concept.hpp>
#include <pallium/connect/concept.hpp>
#include <pallium/exchange/concept.hpp>
#include <pallium/exec/concept.hpp>
#include <pallium/morph/concept.hpp>
#include <pallium/plasticity/concept.hpp>
#include <pallium/pool/concept.hpp>
#include <pallium/record/concept.hpp>
#include <pallium/spiking/concept.hpp>
#include <pallium/stimulus/concept.hpp>
#include <pallium/synapse/concept.hpp>
