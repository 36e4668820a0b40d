# SPDX-License-Identifier: BSD-3-Clause
"""An all-active cell of the hall-of-fame kind, set up from tests/neuron/data/all_active.swc and all_active_fit.json as BioNet
would set it up: stub axon with the axon's diameters on soma(1), or the reconstructed axon; cm, Ra, leak and channels by kind of
section. Steps of current into the soma; v at the soma, in the axon, a dendrite and the apical dendrite."""
import json

from common import DATA, clamp, h, run, write

h.load_file("stdlib.hoc")
h.load_file("import3d.hoc")


class Cell:
    """Its sections are those of one reconstruction, so that two cells do not mix."""

    def __init__(self, axon):
        reader = h.Import3d_SWC_read()
        reader.quiet = 1
        reader.input(str(DATA / "all_active.swc"))
        h.Import3d_GUI(reader, 0).instantiate(self)
        if axon == "stub":
            self.replace_axon()
        self.kinds = {"soma": self.soma, "axon": self.axon, "dend": self.dend, "apic": self.apic}
        self.sections = [s for kind in self.kinds.values() for s in kind]

    def replace_axon(self):
        diameters = [self.axon[0](0.5).diam, self.axon[-1](0.5).diam]  # nseg is 1: the mean over the length
        for s in self.axon:
            h.delete_section(sec=s)
        self.axon = [h.Section(name=f"axon[{i}]", cell=self) for i in range(2)]
        for s, d in zip(self.axon, diameters):
            s.L, s.diam = 30, d
        self.axon[0].connect(self.soma[0](1))
        self.axon[1].connect(self.axon[0](1))
        h.define_shape()  # as BioNet does; from here on the diameters are single precision

    def set_up(self, fit):
        for s in self.sections:
            s.insert("pas")
            s.Ra = fit["passive"][0]["ra"]
        for row in fit["genome"]:
            for s in self.kinds.get(row["section"], []):  # "glob" is no kind
                if row["mechanism"]:
                    s.insert(row["mechanism"])
                setattr(s, row["name"], float(row["value"]))
        for row in fit["conditions"][0]["erev"]:
            for s in self.kinds[row["section"]]:
                for ion in ("na", "k"):
                    if h.ismembrane(ion + "_ion", sec=s):
                        setattr(s, "e" + ion, row["e" + ion])
        for s in self.sections:
            s.nseg = 1 + 2 * int(s.L / 40)


fit = json.loads((DATA / "all_active_fit.json").read_text())
condition = fit["conditions"][0]
for axon in ("stub", "reconstructed"):
    cell = Cell(axon)
    cell.set_up(fit)
    steps = [clamp(cell.soma[0], *s) for s in ((5, 15, -0.1), (30, 60, 0.4))]
    places = {"soma": cell.soma[0], "axon": cell.axon[1], "dend": cell.dend[-1], "apic": cell.apic[0]}
    rows = {"v_" + k: s(0.5)._ref_v for k, s in places.items()} | {"cai": cell.axon[1](0.5)._ref_cai}
    for name, secondorder in (("", 0), ("_cn", 2)):
        write(f"all_active_{axon}{name}", run(rows, tstop=100, v_init=condition["v_init"], celsius=condition["celsius"],
                                              secondorder=secondorder),
              f"all_active.swc with all_active_fit.json, {axon} axon, soma(0.5): -0.1 nA from 5 to 20, 0.4 nA from 30 to 90 ms; v at "
              "the centres of soma[0], axon[1], the last dend, apic[0]; cai [mM] in axon[1]")
    del steps, cell
