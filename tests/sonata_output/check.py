# SPDX-License-Identifier: BSD-3-Clause
"""check.py FOLDER SHARED: looks at the files of play.hpp with h5py, as BMTK's and libsonata's readers do, and beside files
that those wrote, where there are any."""
import csv
import pathlib
import sys

import h5py
import numpy as np

folder, shared = (pathlib.Path(a) for a in sys.argv[1:3])
wrong, checked = [], 0


def check(what, says):
    global checked
    checked += 1
    if not what:
        wrong.append(says)


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def enum_of(attributes, name):
    return h5py.check_enum_dtype(attributes.get_id(name).dtype)


# Spikes.
with h5py.File(folder / "spikes.h5") as h5:
    check(h5.attrs["magic"] == 0x0A7A and h5.attrs["magic"].dtype == np.uint32, "magic")
    check(list(h5.attrs["version"]) == [0, 1] and h5.attrs["version"].dtype == np.uint32, "version")
    check(sorted(h5["spikes"]) == ["cortex", "thalamus"], "populations of spikes")
    rows = []
    for name, group in h5["spikes"].items():
        times, nodes = group["timestamps"], group["node_ids"]
        check(times.dtype == np.float64 and nodes.dtype == np.uint64 and times.shape == nodes.shape and times.ndim == 1, f"{name}: columns")
        check(text(times.attrs["units"]) == "ms", f"{name}: units")
        check(enum_of(group.attrs, "sorting") == {"none": 0, "by_id": 1, "by_time": 2} and group.attrs["sorting"] == 2, f"{name}: sorting")
        check(len(times) > 3 and np.all(np.diff(times[:]) >= 0), f"{name}: not by time")
        rows += [(t, name, int(n)) for t, n in zip(times[:], nodes[:])]
with open(folder / "spikes.csv") as lines:
    check(next(lines) == "timestamps population node_ids\n", "names of the columns of spikes.csv")
    table = [line.split(" ") for line in lines]
    check(sorted(rows) == sorted((float(t), p, int(n)) for t, p, n in table), "spikes.csv and spikes.h5 differ")
    check([float(t) for t, _, _ in table] == sorted(float(t) for t, _, _ in table), "spikes.csv is not by time")
    check(all(repr(float(t)) == t for t, _, _ in table), "times of spikes.csv are not Python's words")

# Nodes.
with h5py.File(folder / "nodes.h5") as h5:
    check(h5.attrs["magic"] == 0x0A7A, "nodes: magic")
    group = h5["nodes/cortex"]
    for name in ("node_id", "node_type_id", "node_group_id", "node_group_index"):
        check(group[name].shape == (16,) and group[name].dtype.kind == "u", f"nodes: {name}")
    check(list(group["node_id"][:]) == list(range(16)) and list(group["node_group_index"][:]) == list(range(16)), "nodes: numbers")
    check(list(group["node_type_id"][:]) == [100] * 8 + [101] * 8 and not group["node_group_id"][:].any(), "nodes: types")
    check(sorted(group["0"]) == ["x", "y", "z"] and list(group["0/x"][:]) == [10.0 * k for k in range(16)], "nodes: places")
with open(folder / "node_types.csv", newline="") as lines:  # as pandas reads it for BMTK: sep=" "
    table = list(csv.reader(lines, delimiter=" "))
    check(table == [["node_type_id", "pop_name", "model_type"], ["100", "a", "biophysical"], ["101", "of two words", "biophysical"]], "node_types.csv")

# Reports.
for file, rows, unit in (("v.h5", 400, "mV"), ("im.h5", 70, "nA")):
    with h5py.File(folder / file) as h5:
        check(h5.attrs["magic"] == 0x0A7A, f"{file}: magic")
        for name, group in h5["report"].items():
            where, data, mapping = f"{file}: {name}", group["data"], group["mapping"]
            nodes = mapping["node_ids"]
            check(data.dtype == np.float64 and data.shape[0] == rows and data.chunks is not None, f"{where}: data")
            check(np.all(np.isfinite(data[:])), f"{where}: not all numbers")
            check(text(data.attrs["units"]) == unit and text(data.attrs["variable"]) == ("v" if file == "v.h5" else "i_membrane"), f"{where}: attributes")
            check(np.array_equal(mapping["index_pointer"], mapping["index_pointers"]), f"{where}: two names")
            pointers = mapping["index_pointers"][:]
            check(pointers[0] == 0 and pointers[-1] == data.shape[1] and len(pointers) == len(nodes) + 1 and np.all(np.diff(pointers.astype(int)) > 0), f"{where}: pointers")
            check(np.all(np.diff(nodes[:].astype(int)) > 0) and nodes.attrs["sorted"] == 1, f"{where}: nodes not in order")
            check(mapping["element_ids"].shape == mapping["element_pos"].shape == (data.shape[1],), f"{where}: elements")
            start, stop, dt = mapping["time"][:]
            check(len(np.arange(start, stop - 1e-6, dt)) == rows and text(mapping["time"].attrs["units"]) == "ms", f"{where}: time")
            check(("swc_ids_beg" in mapping) == (file == "im.h5"), f"{where}: columns about the SWC file")

# Potentials.
with h5py.File(folder / "ecp.h5") as h5:
    data, time = h5["ecp/data"], h5["ecp/time"]
    check(data.shape == (400, 2) and data.dtype == np.float64 and data.maxshape[0] is None, "ecp: data")
    check(text(data.attrs["units"]) == "mV" and text(time.attrs["units"]) == "ms", "ecp: units")
    check(list(time[:]) == [0, 40, 0.1] and list(h5["ecp/channel_id"][:]) == [0, 1] and h5["ecp/channel_id"].dtype == np.int64, "ecp: time, channels")


def alike(ours, theirs, where, but=()):
    """All that their file has, ours has too: datasets of the same type and number of dimensions, attributes of the same type."""
    for name, a in theirs.attrs.items():
        there = name in ours.attrs
        check(there, f"{where}: no attribute {name}")
        if there and f"@{name}" not in but:
            check(ours.attrs.get_id(name).dtype.kind == theirs.attrs.get_id(name).dtype.kind, f"{where}: type of attribute {name}")
            check(np.shape(ours.attrs[name]) == np.shape(a), f"{where}: shape of attribute {name}")
    if isinstance(theirs, h5py.Dataset):
        if theirs.name.rsplit("/", 1)[-1] not in but:
            check(ours.dtype == theirs.dtype, f"{where}: {ours.dtype}, theirs {theirs.dtype}")
        check(ours.ndim == theirs.ndim, f"{where}: {ours.ndim} dimensions, theirs {theirs.ndim}")
        return
    for name in theirs:
        check(name in ours, f"{where}: no {name}")
        if name in ours:
            alike(ours[name], theirs[name], f"{where}/{name}", but)


def beside(file, group, their_file, their_group, but=()):
    path = shared / "data" / their_file
    if not path.exists():
        print(f"skipped: no {path}")  # the rest counts
        return
    with h5py.File(folder / file) as ours, h5py.File(path) as theirs:
        alike(ours[group], theirs[their_group], f"{file} beside {their_file}", but)


if (shared / "data").exists():
    bmtk = "circuits/bmtk/bio_1cell/output_syns/"
    for group, theirs in (("/", None), ("report/cortex", "report/biocell")):
        if theirs:
            beside("v.h5", group, bmtk + "membrane_potential.h5", theirs)
    # shorter numbers do
    beside("nodes.h5", "nodes/cortex", "circuits/sonata/9_cells/network/cortex_nodes.h5", "nodes/cortex",
           but=("node_group_id", "node_group_index", "x", "y", "z"))
    beside("v.h5", "report/cortex", "circuits/sonata/9_cells/output/membrane_potential.h5", "report/cortex")
    # BMTK says the order in words, and what pandas had read in signed numbers
    beside("spikes.h5", "spikes/cortex", bmtk + "spikes.h5", "spikes/biocell", but=("@sorting", "node_ids"))
    beside("spikes.h5", "spikes/cortex", "circuits/sonata/9_cells/output/spikes.h5", "spikes/cortex", but=("@sorting",))
    # libsonata's: 32-bit numbers do
    beside("spikes.h5", "spikes/cortex", "readers/libsonata/data/spikes.h5", "spikes/All")
    beside("im.h5", "report/cortex", "readers/libsonata/data/elements.h5", "report/All", but=("data", "element_ids"))
    beside("v.h5", "report/cortex", "readers/libsonata/data/somas.h5", "report/All", but=("data", "element_ids"))

# What BMTK's reader makes of a report: how many rows it counts, and the columns of a node.
with h5py.File(folder / "im.h5") as h5:
    group = h5["report/thalamus"]
    start, stop, dt = (float(t) for t in group["mapping/time"][:])
    check(int((stop - start) / dt) == group["data"].shape[0], "BMTK counts another number of rows")
    where = {n: slice(group["mapping/index_pointer"][k], group["mapping/index_pointer"][k + 1]) for k, n in enumerate(group["mapping/node_ids"][:])}
    n = group["data"].shape[1] // 8
    check(where[6] == slice(2 * n, 3 * n) and np.all(np.diff(group["mapping/element_ids"][where[6]].astype(int)) >= 0), "columns of node 6")

print(f"{checked} checks, {len(wrong)} wrong")
for w in wrong:
    print(f"  {w}")
sys.exit(1 if wrong or checked < 40 else 0)
