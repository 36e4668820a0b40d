# SPDX-License-Identifier: BSD-3-Clause
"""NEURON's half of the comparison: builds what Pallium's half described, then answers orders, one line of JSON each.

    neuron_side.py PREFIX [--flags FLAGS] [--merge] [--cells N]
        reads PREFIX.json and PREFIX.edges; orders: trace, time (each with a time in ms or without), facts, import

--merge puts synapses of equal kinetics in a compartment into one Exp2Syn, as a careful modeller would by hand; without it every
synapse has its own, as in BMTK. --cells: the first N alone, of cells without synapses.
"""
import argparse
import ctypes
import json
import os
import struct
import sys
import time
from pathlib import Path

import mechanisms


def resident():
    """Memory of this process that is in use [bytes], without what it has given back to the heap."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except AttributeError:
        pass
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def build_cell(h, d):
    """The sections of a cell, and its compartments in Pallium's order."""
    sections = []
    for s in d["sections"]:
        section = h.Section(name=f"{s['name']}[{s['index']}]")
        if "points" in s:
            for p in s["points"]:
                h.pt3dadd(*p, sec=section)
        else:
            section.L, section.diam = s["L"], s["diam"]
        section.nseg, section.Ra = s["nseg"], s["Ra"]
        sections.append(section)
    for s, section in zip(d["sections"], sections):
        if s["parent"] >= 0:
            section.connect(sections[s["parent"]](s["x"]), 0)
    segments = [segment for section in sections for segment in section]
    for segment, cm in zip(segments, d["cm"]):
        segment.cm = cm
    for name, painted in d["mechanisms"].items():
        where = [segments[k] for k in painted["segments"]]
        for section in {segment.sec for segment in where}:
            section.insert(name)
        for key, values in painted["params"].items():
            full = f"{key}_{name}"
            for segment, value in zip(where, values):
                setattr(segment if hasattr(segment, full) else h, full, value)  # a global is equal everywhere
    for segment, ena, ek in zip(segments, d["ena"], d["ek"]):
        if h.ismembrane("na_ion", sec=segment.sec):
            segment.ena = ena
        if h.ismembrane("k_ion", sec=segment.sec):
            segment.ek = ek
    return sections, segments


def import_cell(h, d):
    """The sections of a cell as NEURON's own importer reads them from the SWC file; the stubs of the axon as described."""
    class Cell:
        pass

    h.load_file("import3d.hoc")
    reader = h.Import3d_SWC_read()
    reader.quiet = 1
    reader.input(d["swc"])
    cell = Cell()
    h.Import3d_GUI(reader, 0).instantiate(cell)
    for section in getattr(cell, "axon", []):
        h.delete_section(sec=section)
    cell.axon = None
    sections = [section for kind in ("soma", "dend", "apic") for section in getattr(cell, kind, [])]
    stubs = [s for s in d["sections"] if s["name"] == "axon"]
    for s in stubs:
        stub = h.Section(name=f"stub[{s['index']}]")
        stub.L, stub.diam = s["L"], s["diam"]
        stub.connect(sections[0](s["x"]) if s is stubs[0] else sections[-1](1), 0)
        sections.append(stub)
    for section, s in zip(sections, d["sections"]):
        section.nseg, section.Ra = 1 + 2 * int(section.L / 40), s["Ra"]
    return cell, sections


class Network:
    def __init__(self, h, prefix, merge, cells=None):
        self.h = h
        self.d = d = json.loads(Path(prefix + ".json").read_text())
        edges = Path(prefix + ".edges").read_bytes()
        h.celsius, h.dt, h.secondorder = d["celsius"], d["dt"], 0
        h.steps_per_ms = 1 / d["dt"]
        begin = time.process_time()
        if cells and edges:
            sys.exit("neuron_side.py: --cells: found synapses, expected cells that are alone")
        self.cells = [build_cell(h, d) for _ in range(min(d["cells"], cells or d["cells"]))]
        self.clamps = []
        for (sections, _), amp in zip(self.cells, d["amps"]):
            clamp = h.IClamp(sections[0](0.5))
            clamp.delay, clamp.dur, clamp.amp = 0, d["until"], amp
            self.clamps.append(clamp)
        self.h.CVode().cache_efficient(1)
        h.finitialize(d["v_init"])
        without = resident()
        self.synapses, self.netcons = h.List(), h.List()  # hoc's lists: no Python object stays with a synapse
        known = {}
        for source, target, segment, receptor, weight, delay in struct.iter_unpack("<iiiidd", edges):
            key = (target, segment, receptor) if merge else None
            synapse = known.get(key)
            if synapse is None:
                synapse = h.Exp2Syn(self.cells[target][1][segment])
                synapse.tau1, synapse.tau2, synapse.e = d["receptors"][receptor]
                self.synapses.append(synapse)
                if merge:
                    known[key] = synapse
            soma = self.cells[source][0][0]
            netcon = h.NetCon(soma(0.5)._ref_v, synapse, sec=soma)
            netcon.threshold, netcon.delay, netcon.weight[0] = d["threshold"], delay, weight
            self.netcons.append(netcon)
        h.finitialize(d["v_init"])
        known.clear()
        self.built = {"seconds": time.process_time() - begin, "resident": resident() - without}
        self.pc = h.ParallelContext()
        self.pc.set_maxstep(10)

    def play(self, ms):
        self.h.finitialize(self.d["v_init"])
        begin = time.process_time()
        self.pc.psolve(ms)
        return time.process_time() - begin

    def trace(self, ms):
        h, d = self.h, self.d
        vectors = [h.Vector().record(segments[k]._ref_v)
                   for _, segments in self.cells[:d["watched_cells"]] for k in d["watched"]]
        times, ids, detectors = h.Vector(), h.Vector(), []
        for k, (sections, _) in enumerate(self.cells):
            netcon = h.NetCon(sections[0](0.5)._ref_v, None, sec=sections[0])
            netcon.threshold = d["threshold"]
            netcon.record(times, ids, k)
            detectors.append(netcon)
        self.play(ms)
        answer = {"v": [v.to_python() for v in vectors], "spikes": [[int(g), round(t / d["dt"])] for t, g in zip(times, ids)]}
        vectors.clear(), detectors.clear()
        return answer

    def time(self, ms):
        return {"seconds": self.play(ms)}

    def imports(self):
        """The largest relative difference between what was built from the description and what NEURON itself reads from the file:
        lengths, areas, resistances to the parent."""
        cell, sections = import_cell(self.h, self.d)
        mine = self.cells[0][0]
        if [s.nseg for s in sections] != [s.nseg for s in mine]:
            return {"sections": [len(sections), len(mine)], "segments": [sum(s.nseg for s in k) for k in (sections, mine)], "difference": None}
        pairs = [(a.L, b.L) for a, b in zip(sections, mine)]
        for a, b in zip(sections, mine):
            pairs += [(f(p), f(q)) for p, q in zip(a, b) for f in (lambda s: s.area(), lambda s: s.ri())]
        return {"sections": len(sections), "segments": sum(s.nseg for s in sections),
                "difference": max(abs(a - b) / max(abs(a), 1e-300) for a, b in pairs if a != b or a != 0) if pairs else 0.0}

    def facts(self):
        return {"compartments": sum(len(segments) for _, segments in self.cells), "synapses": int(self.netcons.count()),
                "point_processes": int(self.synapses.count()), **self.built}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prefix")
    parser.add_argument("--flags", default="-O2")
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("--cells", type=int)
    options = parser.parse_args()
    network = Network(mechanisms.load(options.flags), options.prefix, options.merge, options.cells)
    for line in sys.stdin:
        order, *ms = line.split()
        if order in ("trace", "time"):
            answer = getattr(network, order)(float(ms[0]) if ms else network.d["tstop"])
        else:
            answer = {"facts": network.facts, "import": network.imports}[order]()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
