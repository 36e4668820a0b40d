: SPDX-License-Identifier: BSD-3-Clause
: One side of a gap junction: i = g (v - vgap). ParallelContext.target_var sets vgap to the other side's v.

NEURON {
  POINT_PROCESS Gap
  NONSPECIFIC_CURRENT i
  RANGE g, i, vgap
}
UNITS {
  (nA) = (nanoamp)
  (mV) = (millivolt)
  (uS) = (microsiemens)
}
PARAMETER {
  g = 0 (uS)
}
ASSIGNED {
  v (mV)
  vgap (mV)
  i (nA)
}
BREAKPOINT {
  i = g * (v - vgap)
}
