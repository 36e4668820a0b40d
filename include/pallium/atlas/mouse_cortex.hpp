// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <pallium/atlas/apportion.hpp>
#include <pallium/atlas/area.hpp>
#include <pallium/atlas/cell_class.hpp>
#include <pallium/atlas/class_composition.hpp>
#include <pallium/atlas/connectome.hpp>
#include <pallium/atlas/cortex_facts.hpp>
#include <pallium/atlas/gap_rules.hpp>
#include <pallium/atlas/kim2017.hpp>
#include <pallium/atlas/layer_fractions.hpp>
#include <pallium/atlas/position.hpp>
#include <pallium/atlas/surface.hpp>
#include <pallium/atlas/synaptic_type.hpp>
#include <pallium/atlas/target_layers.hpp>
#include <pallium/atlas/v1_connections.hpp>

/// The mouse isocortex as data: 43 areas in each of two hemispheres, each number with its source.
///
/// | header                | what                                                              | kind          |
/// |-----------------------|-------------------------------------------------------------------|---------------|
/// | area.hpp              | areas, modules, hemispheres, their names                          | facts         |
/// | kim2017.hpp           | volumes per layer, numbers of PV, SST, VIP neurons, gaps as gaps  | facts         |
/// | layer_fractions.hpp   | relative volumes of layers 2/3, 4, 5, 6                           | facts         |
/// | position.hpp          | centres, distances, axonal delays                                 | facts, a rule |
/// | cortex_facts.hpp      | totals, layers of V1                                              | facts         |
/// | connectome.hpp        | connection density between areas, of all neurons and by class     | facts         |
/// | cell_class.hpp        | 19 classes of neurons, V1's densities of them                     | facts         |
/// | synaptic_type.hpp     | the nine types between which synapses were measured               | facts         |
/// | v1_connections.hpp    | connections within V1: probability, size, latency, time course    | facts         |
/// | gap_rules.hpp         | how gaps are filled: volume, layers, split of inhibition          | rules         |
/// | class_composition.hpp | neurons of every area by class                                    | rules         |
/// | target_layers.hpp     | in which layers projections between areas end                     | facts, a rule |
/// | surface.hpp           | orientation, surface, depths of an area, places in it             | rules         |
/// | apportion.hpp         | fractions to whole numbers                                        | arithmetic    |
///
/// Everything is constexpr but what needs a square root or a std::string.
namespace pallium::atlas {}
