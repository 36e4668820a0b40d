# SPDX-License-Identifier: BSD-3-Clause
"""What a SONATA configuration says, read with h5py and numpy: files, nodes, edges, node sets, spikes."""
import ast
import csv
import json
import re
from pathlib import Path

import h5py
import numpy as np


class Problem(Exception):
    """One sentence for the reader of standard error."""


def merge(a, b):
    for key, value in b.items():
        if isinstance(value, dict) and isinstance(a.get(key), dict):
            merge(a[key], value)
        else:
            a[key] = value
    return a


def read_config(path):
    """The parts of a configuration put together, variables of the manifest replaced. Relative paths are relative to its folder."""
    path = Path(path).resolve()
    raw = json.loads(path.read_text())
    manifest = {"$configdir": str(path.parent), "$workingdir": str(path.parent), "$configfname": str(path),
                **{k if k.startswith("$") else "$" + k: v for k, v in raw.pop("manifest", {}).items()}}

    def replace(value):
        if isinstance(value, dict):
            return {k: replace(v) for k, v in value.items()}
        if isinstance(value, list):
            return [replace(v) for v in value]
        while isinstance(value, str) and "$" in value:
            known = lambda m: str(manifest.get("$" + m[1], m[0]))
            new = re.sub(r"\$\{?(\w+)\}?", known, value)
            if new == value:
                break
            value = new
        return value

    config = replace(raw)
    whole = {"base": path.parent}
    for part in ("network", "simulation"):
        if isinstance(config.get(part), str):
            merge(whole, read_config(path.parent / config.pop(part)))
    merge(whole, config)
    whole["base"] = path.parent
    if "node_sets_file" in whole:
        whole["node_sets"] = json.loads((path.parent / whole.pop("node_sets_file")).read_text())
    return whole


def read_types(path, key):
    """A table of types, {id: {column: text or None}}."""
    with open(path, newline="") as f:
        rows = list(csv.DictReader(f, delimiter=" ", skipinitialspace=True))
    missing = ("NULL", "NONE", "NaN", "", None)
    return {int(r[key]): {k: None if v in missing else v for k, v in r.items() if k} for r in rows}


class Group:
    """Rows of an HDF5 population and of its types: a property is a column of the group, else of the type."""

    def __init__(self, population, prefix, types):
        self.type_ids = population[prefix + "_type_id"][:].astype(int)
        count = len(self.type_ids)
        self.group = population[prefix + "_group_id"][:].astype(int) if prefix + "_group_id" in population else np.zeros(count, int)
        self.row = population[prefix + "_group_index"][:].astype(int) if prefix + "_group_index" in population else np.arange(count)
        self.types = types
        self.columns = {}
        for name in population:
            if name.isdigit() and isinstance(population[name], h5py.Group):
                self.columns[int(name)] = {k: d[:] for k, d in population[name].items() if isinstance(d, h5py.Dataset)}

    def get(self, i, *names, default=None):
        columns = self.columns.get(self.group[i], {})
        for name in names:
            if name in columns:
                return columns[name][self.row[i]]
        for name in names:
            value = self.types[self.type_ids[i]].get(name)
            if value is not None:
                return value
        return default

    def has(self, i, *names):
        """BMTK asks whether there is such a column, not whether its cell is empty."""
        return any(n in self.columns.get(self.group[i], {}) or n in self.types[self.type_ids[i]] for n in names)


class Nodes(Group):
    def __init__(self, name, population, types, first):
        super().__init__(population, "node", types)
        self.name, self.first = name, first
        self.ids = population["node_id"][:].astype(int) if "node_id" in population else np.arange(len(self.type_ids))
        self.index = {int(n): i for i, n in enumerate(self.ids)}

    def matches(self, i, conditions):
        for key, wanted in conditions.items():
            if key == "population":
                if self.name != wanted:
                    return False
                continue
            value = self.ids[i] if key in ("node_id", "node_ids") else self.get(i, key)
            wanted = wanted if isinstance(wanted, list) else [wanted]
            if str(value) not in map(str, wanted):
                return False
        return True


class Edges(Group):
    def __init__(self, name, population, types):
        super().__init__(population, "edge", types)
        self.name = name
        self.source, self.target = (population[k + "_node_id"][:].astype(int) for k in ("source", "target"))
        text = lambda s: s.decode() if isinstance(s, bytes) else str(s)
        self.source_population, self.target_population = (text(population[k + "_node_id"].attrs["node_population"])
                                                          for k in ("source", "target"))
        self.index = None
        indices = population.get("indices", population.get("indicies"))
        if indices is not None and "target_to_source" in indices:
            t = indices["target_to_source"]
            nodes = t["node_id_to_range" if "node_id_to_range" in t else "node_id_to_ranges"][:].astype(int)
            self.index = nodes, t["range_to_edge_id"][:].astype(int)

    def onto(self, node):
        """The edges onto a node, in the order of the index."""
        if self.index is None:
            return [int(e) for e in np.flatnonzero(self.target == node)]
        nodes, ranges = self.index
        if node >= len(nodes):
            return []
        a, b = nodes[node]
        return [e for begin, end in ranges[max(a, 0):max(b, 0)] for e in range(begin, end)]


class Circuit:
    def __init__(self, path):
        self.config = config = read_config(path)
        self.base = config["base"]
        self.nodes, self.edges, first = {}, [], 0
        for entry in config["networks"]["nodes"]:
            types = read_types(self.path(entry["node_types_file"]), "node_type_id")
            with h5py.File(self.path(entry["nodes_file"])) as f:
                for name, population in f["nodes"].items():
                    self.nodes[name] = Nodes(name, population, types, first)
                    first += len(self.nodes[name].ids)
        for entry in config["networks"].get("edges", []):
            if entry.get("enabled", True):
                types = read_types(self.path(entry["edge_types_file"]), "edge_type_id")
                with h5py.File(self.path(entry["edges_file"])) as f:
                    self.edges += [Edges(name, population, types) for name, population in f["edges"].items()]
        if config["networks"].get("gap_juncs"):
            raise Problem("networks.gap_juncs: found gap junctions, expected none")

    def path(self, name):
        return self.base / name

    def component(self, folder, name):
        return self.base / self.config["components"][folder] / name

    def select(self, which):
        """The (population, index) of a node set: a name, a list of gids, or conditions."""
        sets = self.config.get("node_sets", {})
        if isinstance(which, str):
            if which in sets:
                return self.select(sets[which])
            which = {} if which == "all" else {"population": which}
            if which and which["population"] not in self.nodes:
                raise Problem(f"node set: found {which['population']}, expected a population or a set of node_sets")
        if isinstance(which, list):
            return [(p, i) for p in self.nodes.values() for i, n in enumerate(p.ids) if p.first + n in which]
        return [(p, i) for p in self.nodes.values() for i in range(len(p.ids)) if p.matches(i, which)]

    def spikes(self, entry, population):
        """{node: sorted times [ms]} of an input."""
        path = self.path(entry.get("input_file", entry.get("file")))
        if path.suffix == ".csv":
            with open(path, newline="") as f:
                rows = [r for r in csv.DictReader(f, delimiter=" ") if r.get("population") in (None, population)]
            ids = np.array([int(float(r["node_ids"])) for r in rows], int)
            times = np.array([float(r["timestamps"]) for r in rows])
        else:
            with h5py.File(path) as f:
                g = f["spikes"]
                if "timestamps" not in g:
                    g = g[population]
                ids, times = g["gids" if "gids" in g else "node_ids"][:].astype(int), g["timestamps"][:]
        if len(times) and times.min() < 0:
            raise Problem(f"{path}: found a spike at {times.min()} ms, expected none before 0")
        return {int(n): np.sort(times[ids == n]) for n in np.unique(ids)}


def as_list(text):
    """A list in a cell of a table; a single number d is [0, d]."""
    if text is None:
        return None
    value = ast.literal_eval(text.replace("1e+20", "1e20")) if isinstance(text, str) else text
    return value if isinstance(value, (list, tuple)) else [0.0, float(value)]
