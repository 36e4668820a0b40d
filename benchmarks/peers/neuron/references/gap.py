# SPDX-License-Identifier: BSD-3-Clause
"""Gap junctions: three spiking cells in a row, soma to dendrite and dendrite to dendrite, v and the currents through them."""
from common import clamp, h, run, write


def cell():
    s, d = h.Section(name="soma"), h.Section(name="dend")
    s.L = s.diam = 20
    d.L, d.diam, d.nseg = 200, 1.5, 11
    d.connect(s(1))
    for x in (s, d):
        x.Ra, x.cm = 120, 1
        x.insert("pas")
        x.g_pas, x.e_pas = 1e-4, -70
    for name, gbar in (("NaTs", 0.5), ("Kv3_1", 0.2)):
        s.insert(name)
        setattr(s(0.5), "gbar_" + name, gbar)
    s.ena, s.ek = 53, -107
    return s, d


cells = [cell() for _ in range(3)]
context = h.ParallelContext()
ends = []


def join(a, b, g):
    """a, b: segments."""
    for me, peer in ((a, b), (b, a)):
        number = len(ends)
        end = h.Gap(me)
        end.g = g
        context.source_var(peer._ref_v, number, sec=peer.sec)
        context.target_var(end, end._ref_vgap, number)
        ends.append(end)


join(cells[0][0](0.5), cells[1][1](0.5), 2e-3)
join(cells[1][1](0.9), cells[2][1](0.9), 5e-3)
context.setup_transfer()
context.set_maxstep(10)
steps = [clamp(cells[0][0], 5, 60, 0.3), clamp(cells[2][0], 30, 20, -0.1)]
for order, name in ((0, "gap"), (2, "gap_cn")):
    rows = run(
        {**{f"v{k}": c[0](0.5)._ref_v for k, c in enumerate(cells)}, **{f"d{k}": c[1](0.5)._ref_v for k, c in enumerate(cells)}},
        tstop=80, v_init=-70, secondorder=order)
    write(name, rows, "three cells in a row, gap junctions 2 and 5 nS")
