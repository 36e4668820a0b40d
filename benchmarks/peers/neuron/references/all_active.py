# SPDX-License-Identifier: BSD-3-Clause
"""An all-active cell of the hall-of-fame kind, set up from tests/neuron/data/all_active.swc and all_active_fit.json as BioNet
would set it up: stub axon with the axon's diameters on soma(1), or the reconstructed axon; cm, Ra, leak and channels by kind of
section. Steps of current into the soma; v at the soma, in the axon, a dendrite and the apical dendrite."""
from common import DATA, clamp, h, run, write

import cells

fit = cells.read_fit(DATA / "all_active_fit.json")
condition = fit["conditions"][0]
for axon in ("stub", "reconstructed"):
    cell = cells.Cell(DATA / "all_active.swc")
    if axon == "stub":
        cell.replace_axon(1.0)
    cells.set_up(cell, fit)
    cell.discretize()
    steps = [clamp(cell.soma[0], *s) for s in ((5, 15, -0.1), (30, 60, 0.4))]
    places = {"soma": cell.soma[0], "axon": cell.axon[1], "dend": cell.dend[-1], "apic": cell.apic[0]}
    rows = {"v_" + k: s(0.5)._ref_v for k, s in places.items()} | {"cai": cell.axon[1](0.5)._ref_cai}
    for name, secondorder in (("", 0), ("_cn", 2)):
        write(f"all_active_{axon}{name}", run(rows, tstop=100, v_init=condition["v_init"], celsius=condition["celsius"],
                                              secondorder=secondorder),
              f"all_active.swc with all_active_fit.json, {axon} axon, soma(0.5): -0.1 nA from 5 to 20, 0.4 nA from 30 to 90 ms; v at "
              "the centres of soma[0], axon[1], the last dend, apic[0]; cai [mM] in axon[1]")
    del steps, cell
