# SPDX-License-Identifier: BSD-3-Clause
"""A run beside a stored output."""
import h5py
import numpy as np


def stored_spikes(path, population):
    with h5py.File(path) as f:
        g = f["spikes"][population]
        return g["node_ids"][:].astype(int), g["timestamps"][:]


def stored_report(path, population):
    with h5py.File(path) as f:
        g = f["report"][population]
        return g["mapping/node_ids"][:].astype(int), g["data"][:]


def compare(folder, spikes, reports, dt):
    """Prints how many spikes are equal (the k-th of a node within half a step) and the largest differences of the traces. Returns
    whether all spikes are."""
    first, same = {}, True
    for population, (ids, times) in spikes.items():
        other_ids, other = stored_spikes(folder / "spikes.h5", population)
        equal, worst = 0, 0.0
        for n in np.union1d(ids, other_ids):
            a, b = np.sort(times[ids == n]), np.sort(other[other_ids == n])
            k = min(len(a), len(b))
            off = np.abs(a[:k] - b[:k])
            equal += int(np.sum(off < 0.5 * dt))
            worst = max(worst, off.max() if k else 0.0)
            first[population, int(n)] = min(a[:1].min(initial=np.inf), b[:1].min(initial=np.inf))
            if len(a) != len(b) or (k and off.max() >= 0.5 * dt):
                same = False
                bad = np.flatnonzero(off >= 0.5 * dt)
                print(f"  {population} {n}: {len(a)} spikes, stored {len(b)}; the first that differs: "
                      f"{(bad[0] + 1, a[bad[0]], b[bad[0]]) if len(bad) else k + 1}")
        print(f"{population}: {len(times)} spikes, stored {len(other)}, {equal} in the same step; at most {worst:.3g} ms apart")
    for name, (report, columns, traces) in reports.items():
        path = folder / (report.get("file_name") or name + ".h5")
        if not path.exists():
            continue
        for population in dict.fromkeys(c[0] for c in columns):
            ids, data = stored_report(path, population)
            mine = [(c[1], traces[k]) for k, c in enumerate(columns) if c[0] == population]
            before = whole = 0.0
            for n, trace in mine:
                off = np.abs(trace - data[:, list(ids).index(n)][:len(trace)])
                end = int(round(min(first.get((population, n), np.inf), len(off) * dt) / dt))
                before, whole = max(before, off[:end].max()), max(whole, off.max())
            print(f"{name} of {population}: {len(mine)} traces, largest difference up to the first spike {before:.2g}, "
                  f"whole run {whole:.2g}")
    return same
