# SPDX-License-Identifier: BSD-3-Clause
"""Rallpack 3 (Bhalla, Bilitch & Bower 1992, doi:10.1016/0166-2236(92)90009-W): the squid axon of 1000 compartments, 0.1 nA into
the first, v of the first and the last. Fixed steps of 50 us, and the times of the spikes by variable steps."""
from common import clamp, h, run, write

axon = h.Section(name="axon")
axon.L, axon.diam, axon.nseg, axon.cm, axon.Ra = 1000, 1, 1000, 1, 100
axon.insert("hh")
axon.ena, axon.ek = 50, -77
for segment in axon:
    segment.hh.gnabar, segment.hh.gkbar, segment.hh.gl, segment.hh.el = 0.12, 0.036, 1 / 40000, -65
h.usetable_hh = 0
near, far = axon(0.0005), axon(0.9995)
stimulus = clamp(axon, 0, 1e9, 0.1, x=0.0005)
what = "Rallpack 3: hh without its table, cable 1000 x 1 um, 1000 segments, Ra 100, gl 2.5e-5 S/cm2, el = v_init = -65, 0.1 nA, 6.3 degC"

for name, order in (("backward_euler", 0), ("crank_nicolson", 2)):
    rows = run({"near": near._ref_v, "far": far._ref_v}, tstop=250, v_init=-65, dt=0.05, every=20, celsius=6.3, secondorder=order)
    write("rallpack3_" + name, rows, f"{what}, dt 0.05 ms, secondorder {order}")

h.secondorder = 0
h.cvode_active(1)
h.cvode.atol(1e-9)
h.cvode.condition_order(2)
times, watch = [h.Vector(), h.Vector()], []
for segment, into in zip((near, far), times):
    watch.append(h.NetCon(segment._ref_v, None, sec=axon))
    watch[-1].threshold = 0
    watch[-1].record(into)
h.finitialize(-65)
h.cvode.solve(252)
write("rallpack3_spikes", {"t": times[0], "far": times[1]}, what + ", cvode with atol 1e-9: upward crossings of 0 mV in the first and the last segment")
