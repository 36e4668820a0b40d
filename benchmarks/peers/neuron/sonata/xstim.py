# SPDX-License-Identifier: BSD-3-Clause
"""An extracellular electrode as BMTK's module xstim has it: a current through points in a medium of 300 ohm cm, whatever the
configuration says of it; the potential at a segment's centre is that of the end of the step before (0 in the first)."""
import csv
import math

import numpy as np
from circuit import Problem
from neuron import h


def rotation(axis, angle):
    """About a coordinate axis, right-handed."""
    i, j = [(1, 2), (2, 0), (0, 1)][axis]
    m = np.eye(3)
    m[i, i] = m[j, j] = math.cos(angle)
    m[j, i], m[i, j] = math.sin(angle), -math.sin(angle)
    return m


def table(path, columns):
    with open(path, newline="") as f:
        return [[float(r[c]) if c != "electrode_mesh_file" else r[c] for c in columns] for r in csv.DictReader(f, delimiter=" ")]


def centres(cell, soma):
    """Centres of all segments relative to the mean of the soma's points, 3 x n [um]."""
    found = []
    for s in cell.sections:
        n = s.n3d()
        along = np.array([s.arc3d(i) for i in range(n)]) / s.L
        at = [seg.x for seg in s]
        found.append([np.interp(at, along, [getattr(s, c + "3d")(i) for i in range(n)]) for c in "xyz"])
    middle = [np.mean([getattr(soma, c + "3d")(i) for i in range(soma.n3d())]) for c in "xyz"]
    return np.concatenate(found, axis=1) - np.array(middle)[:, None]


class Electrodes:
    def __init__(self, circuit, entry, cells):
        """cells: (nodes, index, biophysical cell)."""
        w = entry["waveform"]
        if w["shape"].lower() not in ("sin", "dc"):
            raise Problem(f"waveform: found shape {w['shape']}, expected sin or dc")
        self.waveform = w
        points = []
        for name, *numbers in table(circuit.path(entry["positions_file"]),
                                    ["electrode_mesh_file", "pos_x", "pos_y", "pos_z", "rotation_x", "rotation_y", "rotation_z"]):
            position, angles = np.array(numbers[:3]), numbers[3:]
            mesh = np.array(table(circuit.path(entry["mesh_files_dir"]) / name, ["x_pos", "y_pos", "z_pos"])).T
            turn = rotation(0, angles[0]) @ rotation(1, angles[1]) @ rotation(2, angles[2])
            mesh = turn @ mesh
            points.append(mesh + (position - mesh.mean(axis=1))[:, None])
        self.maps = []
        for nodes, i, cell in cells:
            angle = [float(nodes.get(i, f"rotation_angle_{a}axis", default=0.0)) for a in "xyz"]
            turn = rotation(0, angle[0]) @ rotation(1, angle[1]) @ rotation(2, -angle[2])
            place = np.array([float(nodes.get(i, a, default=0.0)) for a in "xyz"])
            at = turn @ centres(cell, cell.soma) + place[:, None]
            sum_of = np.zeros(at.shape[1])
            for mesh in points:
                r = np.sqrt(((mesh[:, :, None] - at[:, None, :]) ** 2).sum(axis=0))
                if r.min() < 10:
                    raise Problem(f"xstim: found a segment {r.min():.1f} um from an electrode, expected 10 um or more")
                sum_of += (1 / r).mean(axis=0)
            self.maps.append((cell, sum_of * 300.0 / (4 * math.pi) * 0.01 * 1e6))  # mV for a mA

    def amplitude(self, t):
        w = self.waveform
        if not w["del"] < t < w["del"] + w["dur"]:
            return 0.0
        if w["shape"].lower() == "dc":
            return w["amp"]
        return w["amp"] * math.sin(2 * math.pi * w["freq"] / 1000 * t + w.get("phase", math.pi)) + w.get("offset", 0.0)

    def run(self, steps, dt):
        targets = []
        for cell, per_current in self.maps:
            pointers = h.PtrVector(len(per_current))
            for n, segment in enumerate(seg for s in cell.sections for seg in s):
                pointers.pset(n, segment._ref_e_extracellular)
            targets.append((pointers, h.Vector(per_current)))
        last = 0.0
        for n in range(steps):
            h.fadvance()
            now = self.amplitude(dt * (n + 1))
            if now != 0 or last != 0:
                for pointers, per_current in targets:
                    pointers.scatter(per_current.c().mul(now))
            last = now
