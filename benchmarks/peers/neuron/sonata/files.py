# SPDX-License-Identifier: BSD-3-Clause
"""Spikes and reports as SONATA files."""
import h5py
import numpy as np


def by_population(circuit, spikes):
    """{population: (node ids, times [ms])}, by time, then node."""
    found = {}
    for nodes in circuit.nodes.values():
        mine = [(t, int(n)) for n in nodes.ids for t in spikes.get(nodes.first + int(n), [])]
        if any(nodes.first + int(n) in spikes for n in nodes.ids):
            mine.sort()
            found[nodes.name] = np.array([n for _, n in mine], int), np.array([t for t, _ in mine])
    return found


def write(folder, circuit, network, spikes, reports):
    folder.mkdir(parents=True, exist_ok=True)
    with h5py.File(folder / "spikes.h5", "w") as f:
        for name, (ids, times) in spikes.items():
            g = f.create_group("spikes/" + name)
            g.attrs["sorting"] = "by_time"
            g["node_ids"], g["timestamps"] = ids.astype(np.uint64), times
            g["timestamps"].attrs["units"] = "ms"
    for name, (report, columns, traces) in reports.items():
        every = int(round(float(report.get("dt", network.dt)) / network.dt))
        with h5py.File(folder / (report.get("file_name") or name + ".h5"), "w") as f:
            for population in dict.fromkeys(c[0] for c in columns):
                mine = [k for k, c in enumerate(columns) if c[0] == population]
                ids = list(dict.fromkeys(columns[k][1] for k in mine))
                g = f.create_group("report/" + population)
                g["data"] = np.array([traces[k][::every] for k in mine]).T
                g["data"].attrs["variable"] = report["variable_name"]
                m = g.create_group("mapping")
                m["node_ids"] = np.array(ids, np.uint64)
                m["index_pointer"] = np.cumsum([0] + [sum(columns[k][1] == n for k in mine) for n in ids]).astype(np.uint64)
                m["element_ids"] = np.array([columns[k][2] for k in mine], np.uint64)
                m["element_pos"] = np.array([columns[k][3] for k in mine])
                m["time"] = np.array([0.0, network.tstop, every * network.dt])
    if network.placements:
        rows = "".join(f"{name},{e},{gid},{k},{x!r}\n" for name, e, gid, k, x in network.placements)
        (folder / "placements.csv").write_text("edges,edge,target_gid,section,x\n" + rows)
