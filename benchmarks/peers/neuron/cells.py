# SPDX-License-Identifier: BSD-3-Clause
"""Allen Cell Types models in NEURON as BioNet sets them up: an SWC file, an axon that is a stub or as reconstructed, numbers of a
fit file (JSON) or of a NeuroML file."""
import json
from xml.etree import ElementTree

import neuron
from neuron import h

KINDS = ("soma", "axon", "dend", "apic")


class Cell:
    """Its sections are those of one reconstruction, so that two cells do not mix. Point coordinates and diameters are rounded to
    `digits` significant digits: 6 is what BMTK's importer does, None leaves them as NEURON's importer gives them."""

    def __init__(self, swc, digits=None):
        h.load_file("stdlib.hoc")
        h.load_file("import3d.hoc")
        reader = h.Import3d_SWC_read()
        reader.quiet = 1
        reader.input(str(swc))
        importer = h.Import3d_GUI(reader, 0)
        add = neuron._pt3dadd_in_obj
        if digits:
            neuron._pt3dadd_in_obj = lambda cell, section, *xyzd: add(cell, section, *(float(f"{n:.{digits}g}") for n in xyzd))
        try:
            importer.instantiate(self)
        finally:
            neuron._pt3dadd_in_obj = add
        for kind in KINDS:
            if not hasattr(self, kind):
                setattr(self, kind, [])
        self.stub = False

    @property
    def kinds(self):
        return {kind: getattr(self, kind) for kind in KINDS}

    @property
    def sections(self):
        """In BMTK's order: as in the file, but a stub comes last."""
        order = ("soma", "dend", "apic", "axon") if self.stub else KINDS
        return [s for kind in order for s in getattr(self, kind)]

    def replace_axon(self, x, diameter=None):
        """Two sections of 30 um on soma(x), of a diameter [um] or of those of the first and the last section that they replace."""
        diameters = [diameter, diameter] if diameter else [self.axon[0](0.5).diam, self.axon[-1](0.5).diam]
        for s in self.axon:
            h.delete_section(sec=s)
        self.axon = [h.Section(name=f"axon[{i}]", cell=self) for i in range(2)]
        for s, d in zip(self.axon, diameters):
            s.L, s.diam = 30, d
        self.axon[0].connect(self.soma[0](x))
        self.axon[1].connect(self.axon[0](1))
        self.all, self.stub = None, True
        h.define_shape()  # as BioNet does; from here on the diameters are single precision

    def discretize(self, dL=20.0):
        for s in self.sections:
            s.nseg = 1 + 2 * int(s.L / (2 * dL))


def set_up(cell, fit):
    """The rows of a fit file, of either kind of model."""
    passive = fit["passive"][0] if "passive" in fit else {}
    for s in cell.sections:
        if passive:
            s.insert("pas")
        if "ra" in passive:
            s.Ra = passive["ra"]
        if "e_pas" in passive:
            s.e_pas = passive["e_pas"]
    for row in passive.get("cm", []):
        for s in cell.kinds[row["section"]]:
            s.cm = row["cm"]
    for row in fit["genome"]:
        for s in cell.kinds.get(row["section"], []):  # "glob" is no kind
            if row["mechanism"]:
                s.insert(row["mechanism"])
            setattr(s, row["name"], float(row["value"]))
    for row in fit["conditions"][0]["erev"]:
        for s in cell.kinds[row["section"]]:
            for ion in ("na", "k"):
                if h.ismembrane(ion + "_ion", sec=s):
                    setattr(s, "e" + ion, row["e" + ion])


def read_fit(path):
    return json.loads(path.read_text())


def read_neuroml(path):
    """A NeuroML file's biophysical properties, as a fit file would say them. BioNet reads no unit; what it takes for granted is
    S/cm2, mV, uF/cm2, ohm cm, ms."""
    number = lambda text: float(text.split()[0])
    fit = {"genome": [], "conditions": [{"erev": []}]}
    erev = {}

    def row(section, mechanism, name, value):
        fit["genome"].append({"section": section, "mechanism": mechanism, "name": name, "value": value})

    for e in ElementTree.parse(path).iter():
        tag, a = e.tag.split("}")[-1], e.attrib
        groups = KINDS if a.get("segmentGroup") == "all" else (a.get("segmentGroup"),)
        for group in groups:
            if tag == "resistivity":
                row(group, "", "Ra", number(a["value"]))
            elif tag == "specificCapacitance":
                row(group, "", "cm", number(a["value"]))
            elif tag == "concentrationModel":
                for name in ("gamma", "decay"):
                    row(group, a["type"], f"{name}_{a['type']}", number(a[name]))
            elif tag in ("channelDensity", "channelDensityNernst"):
                channel = a["ionChannel"]
                row(group, channel, ("g_" if channel == "pas" else "gbar_") + channel, number(a["condDensity"]))
                if channel == "pas":
                    row(group, "pas", "e_pas", number(a["erev"]))
                elif a["ion"] in ("na", "k"):
                    erev.setdefault(group, {"ena": 0.0, "ek": 0.0})["e" + a["ion"]] = number(a["erev"])
    fit["conditions"][0]["erev"] = [{"section": s, **e} for s, e in erev.items()]
    return fit
