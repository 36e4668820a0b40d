# SPDX-License-Identifier: BSD-3-Clause
"""Spikes and reports as SONATA files."""
import gzip

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


def text(path, lines):
    """A gzip file of these lines whose bytes depend on nothing else."""
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as f:
        f.write("".join(line + "\n" for line in lines).encode())


def store(prefix, network, spikes, reports, nodes=None):
    """PREFIX_spikes.csv; PREFIX_v.csv.gz: v [mV] of the somata each ms until all that fire have fired, then
    each 5 ms; besides each 0.1 ms in the first 20 ms, and each step in the 20 ms before a cell's first spike;
    PREFIX_placements.csv.gz, where synapses were drawn. nodes: traces and places of these only."""
    prefix.parent.mkdir(parents=True, exist_ok=True)
    rows = sorted((t, p, n) for p, (ids, times) in spikes.items() for n, t in zip(ids, times))
    prefix.with_name(prefix.name + "_spikes.csv").write_text(
        "t_ms,node_id,population\n" + "".join(f"{t:.10g},{n},{p}\n" for t, p, n in rows))
    for report, columns, traces in reports.values():
        if report["variable_name"] != "v":
            continue
        mine = [k for k, c in enumerate(columns) if nodes is None or c[1] in nodes]
        steps, per_ms = len(traces[0]), int(round(1 / network.dt))
        keep, last = np.zeros(steps, bool), 0
        keep[5 * per_ms - 1::5 * per_ms] = True
        keep[:20 * per_ms:max(per_ms // 10, 1)] = True
        for k in mine:
            ids, times = spikes[columns[k][0]]
            first = times[ids == columns[k][1]].min(initial=np.inf)
            if first < np.inf:
                end = int(round(first * per_ms))
                keep[max(end - 20 * per_ms, 0):end] = True
                last = max(last, end)
        keep[per_ms - 1:last or None:per_ms] = True
        names = [f"{columns[k][0]}:{columns[k][1]}" for k in mine]
        lines = [",".join([f"{(n + 1) * network.dt:.10g}", *(f"{traces[k][n]:.5f}" for k in mine)]) for n in np.flatnonzero(keep)]
        text(prefix.with_name(prefix.name + "_v.csv.gz"), [",".join(["t_ms", *names]), *lines])
        break
    placements = [row for row in network.placements if nodes is None or row[2] in nodes]
    if placements:
        text(prefix.with_name(prefix.name + "_placements.csv.gz"),
             ["edges,edge,target_gid,section,x", *(f"{name},{e},{gid},{k},{x:.10g}" for name, e, gid, k, x in placements)])
