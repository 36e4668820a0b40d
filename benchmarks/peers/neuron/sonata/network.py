# SPDX-License-Identifier: BSD-3-Clause
"""A circuit in NEURON: cells, synapses and inputs as BMTK's BioNet makes them, spikes and traces as they come."""
import csv
import json

import numpy as np
from circuit import Problem, as_list
from neuron import h

import cells
from xstim import Electrodes

pc = h.ParallelContext()
SECTIONS = {"soma": "soma", "somatic": "soma", "axon": "axon", "axonal": "axon", "dend": "dend", "basal": "dend", "apic": "apic",
            "apical": "apic"}


def exp2(section, x, p):
    s = h.Exp2Syn(x, sec=section)
    s.e, s.tau1, s.tau2 = p["erev"], p["tau1"], p["tau2"]
    return s


def exp1(section, x, p):
    s = h.ExpSyn(x, sec=section)
    s.e, s.tau = p["erev"], p["tau1"]
    return s


def stp(name, keys):
    def make(section, x, p):
        s = getattr(h, name)(x, sec=section)
        s.e = p["erev"]
        for k in keys:
            setattr(s, k, p[k])
        return s
    return make


# What BMTK sets of each; a_FDR of stp2syn is not among it, and stays 0.5 whatever the file says.
SYNAPSES = {"Exp2Syn": exp2, "exp2syn": exp2, "expsyn": exp1, "stp2syn": stp("stp2syn", ("p0", "tau_r0", "tau_FDR", "tau_1")),
            "stp5syn": stp("stp5syn", ("tau_1", "tau_r0", "tau_FDR", "a_FDR", "a_D", "a_i", "a_f", "pbtilde"))}


def weight(edges, e, source, target):
    w = float(edges.get(e, "syn_weight"))
    function = edges.get(e, "weight_function") if edges.has(e, "weight_function") else None
    if function in (None, "wmax", "default_weight_fnc", "set_syn_weight"):
        return w
    if function == "gaussianLL":
        a, b = (float(p.get(i, "tuning_angle")) for p, i in (source, target))
        delta = abs(abs(abs(180.0 - abs(b - a) % 360.0) - 90.0) - 90.0)
        return w * np.exp(-(delta / float(edges.get(e, "weight_sigma"))) ** 2)
    raise Problem(f"weight_function: found {function}, expected wmax or gaussianLL")


class Biophysical:
    def __init__(self, circuit, nodes, i, dL, threshold):
        self.gid = nodes.first + int(nodes.ids[i])
        name = nodes.get(i, "morphology")
        swc = circuit.component("morphologies_dir", name if name.endswith(".swc") else name + ".swc")
        schema, resource = nodes.get(i, "model_template").split(":", 1)
        processing = [p.strip() for p in (nodes.get(i, "model_processing") or "").split(",")]
        self.cell = cell = cells.Cell(swc, digits=6)
        folder = "biophysical_neuron_models_dir"
        if schema == "nml":
            fit = cells.read_neuroml(circuit.component(folder, resource))
            cell.replace_axon(0.5, 1.0)
        elif schema == "ctdb":
            fit = cells.read_fit(circuit.component(folder, nodes.get(i, "dynamics_params")))
            if "aibs_allactive" in processing:
                cell.replace_axon(1.0)
            elif "aibs_perisomatic" in processing:
                cell.replace_axon(0.5, 1.0)
            elif "aibs_allactive_fullaxon" not in processing:
                raise Problem(f"model_processing: found {processing}, expected aibs_perisomatic, aibs_allactive, aibs_allactive_fullaxon")
        else:
            raise Problem(f"model_template: found {schema}, expected ctdb or nml")
        cells.set_up(cell, fit)
        cell.discretize(dL)
        self.wants_extracellular = "extracellular" in processing
        self.sections = cell.sections
        self.soma = cell.soma[0]
        self.detector = h.NetCon(self.soma(0.5)._ref_v, None, sec=self.soma)
        self.detector.threshold = threshold
        self.random, self.candidates = np.random.RandomState(self.gid), {}

    def extracellular(self):
        for s in self.cell.sections:
            s.insert("extracellular")

    def segments(self):
        """Section index, x, kind, first and last distance from soma(0) [um] of every segment."""
        if not hasattr(self, "_segments"):
            kind = {s: k for k, sections in self.cell.kinds.items() for s in sections}
            rows = []
            h.distance(0, self.soma(0))
            for k, s in enumerate(self.sections):
                for segment in s:
                    d, half = h.distance(segment), s.L / s.nseg / 2
                    rows.append((k, segment.x, kind[s], d - half, d + half, s.L / s.nseg))
            self._segments = rows
        return self._segments

    def draw(self, sections, reach, count):
        """Places of `count` synapses: segments by the length of them that lies in reach, with replacement."""
        key = (tuple(sections), tuple(reach))
        if key not in self.candidates:
            wanted = {SECTIONS[s] for s in sections}
            found, mass = [], []
            for n, (_, _, kind, a, b, length) in enumerate(self.segments()):
                overlap = max(0.0, min(b, reach[1]) - max(a, reach[0])) / length
                if kind in wanted and overlap > 0:
                    found.append(n)
                    mass.append(length * overlap)
            self.candidates[key] = np.array(found, int), np.array(mass) / np.sum(mass)
        found, p = self.candidates[key]
        return self.random.choice(found, count, p=p) if len(found) else []


class Network:
    def __init__(self, circuit, extracellular=True):
        """extracellular: NEURON's mechanism, where BMTK inserts it (model_processing, an extracellular report)."""
        self.circuit = circuit
        run, conditions = circuit.config["run"], circuit.config.get("conditions", {})
        self.dt, self.tstop = float(run.get("dt", 0.1)), float(run["tstop"])
        self.v_init = float(conditions.get("v_init", -80.0))
        h.celsius, h.dt, h.steps_per_ms, h.secondorder = float(conditions.get("celsius", 34.0)), self.dt, 1 / self.dt, 0
        self.cells, self.links, self.keep, self.parameters, self.placements, self.events = {}, [], [], {}, [], []
        self.virtual, self.electrodes = set(), None
        self.activity = next((i for i in circuit.config.get("inputs", {}).values()
                              if i["input_type"] == "syn_activity" and i.get("enabled", True)), None)
        self.activated = {}
        for nodes in circuit.nodes.values():
            for i in range(len(nodes.ids)):
                self.add(nodes, i, float(run.get("dL", 20.0)), float(run.get("spike_threshold", -15.0)))
        reports = [r for r in circuit.config.get("reports", {}).values() if r.get("enabled", True)]
        everywhere = any(r["module"] == "extracellular" for r in reports)
        for cell in self.cells.values():
            if extracellular and isinstance(cell, Biophysical) and (everywhere or cell.wants_extracellular):
                cell.extracellular()
        for edges in circuit.edges:
            if edges.source_population not in self.virtual:
                self.connect(edges)
        for entry in circuit.config.get("inputs", {}).values():
            if entry.get("enabled", True):
                self.add_input(entry)

    def add(self, nodes, i, dL, threshold):
        gid, model = nodes.first + int(nodes.ids[i]), nodes.get(i, "model_type")
        if model == "virtual":
            self.virtual.add(nodes.name)
            return
        if model == "biophysical":
            cell = Biophysical(self.circuit, nodes, i, dL, threshold)
            detector = cell.detector
        elif model in ("point_neuron", "point_process") and nodes.get(i, "model_template") == "nrn:IntFire1":
            p = json.loads(self.circuit.component("point_neuron_models_dir", nodes.get(i, "dynamics_params")).read_text())
            cell = h.IntFire1()
            cell.tau, cell.refrac = 1000 * p["tau"], 1000 * p["refrac"]  # the files have seconds
            detector = h.NetCon(cell, None)
            self.keep.append(detector)
        else:
            raise Problem(f"model_type: found {model}, expected biophysical, point_neuron with nrn:IntFire1, virtual")
        pc.set_gid2node(gid, pc.id())
        pc.cell(gid, detector)
        self.cells[gid] = cell

    def synapse_parameters(self, edges, e):
        name = edges.get(e, "dynamics_params")
        if name not in self.parameters:
            self.parameters[name] = json.loads(self.circuit.component("synaptic_models_dir", name).read_text()) if name else {}
        return self.parameters[name]

    def connect(self, edges, virtual=None):
        """All connections of a population of edges; virtual: {source node: artificial cell}."""
        sources, targets = (self.circuit.nodes[p] for p in (edges.source_population, edges.target_population))
        for i, node in enumerate(targets.ids):
            target = self.cells.get(targets.first + int(node))
            if target is None:
                continue
            for e in edges.onto(int(node)):
                self.connect_one(edges, e, sources, targets, i, target, virtual)

    def connect_one(self, edges, e, sources, targets, i, target, virtual):
        source = int(edges.source[e])
        if virtual is not None and source not in virtual:
            return
        s = sources.index[source]
        w, delay, p = weight(edges, e, (sources, s), (targets, i)), float(edges.get(e, "delay")), self.synapse_parameters(edges, e)
        preselected, drawn = edges.has(e, "afferent_section_id", "sec_id"), edges.has(e, "nsyns")
        count = 1 if preselected or not drawn else int(edges.get(e, "nsyns"))
        if not isinstance(target, Biophysical):
            if not preselected and drawn:
                w *= p["sign"] * count
            points = [target]
        else:
            if preselected:
                section = target.sections[int(edges.get(e, "afferent_section_id", "sec_id"))]
                places = [(section, float(edges.get(e, "afferent_section_pos", "sec_x")))]
            elif drawn:
                reach = as_list(edges.get(e, "distance_range")) or [0.0, 1e20]
                chosen = target.draw(as_list(edges.get(e, "target_sections")), reach, count)
                rows = [target.segments()[n] for n in chosen]
                places = [(target.sections[k], x) for k, x, *_ in rows]
                self.placements += [(edges.name, e, target.gid, k, x) for k, x, *_ in rows]
            else:
                raise Problem(f"edges {edges.name}: found neither afferent_section_id nor nsyns, expected one for a biophysical target")
            template = edges.get(e, "model_template")
            if template not in SYNAPSES:
                raise Problem(f"model_template: found {template}, expected {', '.join(SYNAPSES)}")
            points = [SYNAPSES[template](section, x, p) for section, x in places]
            self.keep += points
        for point in points:
            if virtual is not None:
                link = h.NetCon(virtual[source], point)
            elif self.activity is None:
                link = pc.gid_connect(sources.first + source, point)
            elif sources.matches(s, self.activity["precell_filter"]):
                link = h.NetCon(self.activator(), point)
            else:  # a network with syn_activity is otherwise silent
                link, w = pc.gid_connect(sources.first + source, point), 0.0
            link.weight[0], link.delay = w, delay
            self.links.append(link)

    def activator(self):
        if "relay" not in self.activated:
            times = self.activity["timestamps"]
            self.activated["relay"] = self.relay(times if isinstance(times, list) else [times])
        return self.activated["relay"]

    def relay(self, times):
        """An artificial cell that fires at these times [ms]."""
        cell = h.Relay()
        link = h.NetCon(None, cell)
        link.delay = 0
        self.events.append((link, [float(t) for t in times]))
        self.keep += [cell, link]
        return cell

    def add_input(self, entry):
        kind, module = entry["input_type"], entry["module"]
        if kind == "spikes":
            for name in dict.fromkeys(p.name for p, _ in self.circuit.select(entry["node_set"])):
                nodes = self.circuit.nodes[name]
                trains = self.circuit.spikes(entry, name)
                chosen = [int(nodes.ids[i]) for p, i in self.circuit.select(entry["node_set"]) if p.name == name]
                virtual = {n: self.relay(trains.get(n, [])) for n in chosen}
                for edges in self.circuit.edges:
                    if edges.source_population == name:
                        self.connect(edges, virtual)
        elif module == "IClamp":
            for nodes, i in self.circuit.select(entry["node_set"]):
                cell = self.cells.get(nodes.first + int(nodes.ids[i]))
                if isinstance(cell, Biophysical):
                    section = getattr(cell.cell, entry.get("section_name", "soma"))[int(entry.get("section_index", 0))]
                    self.clamp(entry, section(float(entry.get("section_dist", 0.5))))
        elif module == "xstim":
            if self.electrodes:
                raise Problem("inputs: found a second input of module xstim, expected one")
            chosen = [(p, i, self.cells.get(p.first + int(p.ids[i]))) for p, i in self.circuit.select(entry["node_set"])]
            chosen = [c for c in chosen if isinstance(c[2], Biophysical)]
            for _, _, cell in chosen:
                cell.extracellular()
            self.electrodes = Electrodes(self.circuit, entry, chosen)
        elif kind != "syn_activity":
            raise Problem(f"inputs: found input_type {kind} of module {module}, expected spikes, IClamp, xstim, syn_activity")

    def clamp(self, entry, place):
        kind = entry["input_type"]
        if kind == "current_clamp":
            several = [v if isinstance(v, list) else [v] for v in (entry["amp"], entry["delay"], entry["duration"])]
            for amp, delay, duration in zip(*several):
                c = h.IClamp(place)
                c.amp, c.delay, c.dur = amp, delay, duration
                self.keep.append(c)
        elif kind in ("csv", "file"):
            with open(self.circuit.path(entry.get("file", entry.get("input_file"))), newline="") as f:
                rows = [(float(r["timestamps"]), float(r["amps"])) for r in csv.DictReader(f, delimiter=" ")]
            self.keep += played(place, rows)
        else:
            raise Problem(f"inputs: found input_type {kind}, expected current_clamp or csv (NWB files are not read: --pulses)")

    def run(self, traces):
        """traces: {key: reference}. Returns spike times [ms] by gid and the traces, whose row k is the value after k + 1 steps."""
        spikes, recorded = {}, {}
        for gid in self.cells:
            spikes[gid], ids = h.Vector(), h.Vector()
            pc.spike_record(gid, spikes[gid], ids)
            self.keep.append(ids)
        for key, ref in traces.items():
            recorded[key] = h.Vector().record(ref)
        handler = h.FInitializeHandler(lambda: [link.event(t) for link, times in self.events for t in times])
        pc.set_maxstep(10)
        h.CVode().cache_efficient(1)
        h.finitialize(self.v_init)
        steps = int(round(self.tstop / self.dt))
        if self.electrodes:
            self.electrodes.run(steps, self.dt)
        else:
            pc.psolve(self.tstop)
        del handler
        return {g: v.as_numpy().copy() for g, v in spikes.items()}, {k: v.as_numpy()[1:steps + 1].copy() for k, v in recorded.items()}


def played(place, rows):
    """A current that changes at the times of a table of constant intervals; zero before it, and from its last row on."""
    interval = int(rows[1][0] - rows[0][0])
    if any(abs(b[0] - a[0] - interval) > 1e-9 for a, b in zip(rows, rows[1:])):
        raise Problem("csv: found intervals that differ, expected the same between all timestamps")
    begin, end = rows[0][0], rows[-1][0] + (interval if rows[-1][1] else 0)
    amps = [a for _, a in rows]
    step = interval
    if begin > 0:
        step = int(np.gcd(interval, int(begin)))
        amps = [0.0] * int(begin / step) + list(np.repeat(amps, interval // step))
    c, v = h.IClamp(place), h.Vector(amps)
    c.delay, c.dur = 0, end
    v.play(c._ref_amp, step)
    return [c, v]
