: SPDX-License-Identifier: BSD-3-Clause
: NMDA receptors blocked by magnesium: i = g (v - e) / (1 + [Mg] / 3.57 exp(-0.062 v)), g = B - A peaks at the weight.
: Jahr & Stevens 1990 (doi:10.1523/JNEUROSCI.10-09-03178.1990).
NEURON {
  POINT_PROCESS NMDA
  NONSPECIFIC_CURRENT i
  RANGE tau1, tau2, e, mg, g, i
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (nA) = (nanoamp)
  (uS) = (microsiemens)
  (mM) = (milli/liter)
}
PARAMETER {
  tau1 = 0.29 (ms)
  tau2 = 43 (ms)
  e = 0 (mV)
  mg = 1 (mM)
}
ASSIGNED {
  v (mV)
  i (nA)
  g (uS)
  factor
}
STATE {
  A (uS)
  B (uS)
}
INITIAL {
  LOCAL tp
  A = 0
  B = 0
  tp = log(tau2 / tau1) * tau1 * tau2 / (tau2 - tau1)
  factor = 1 / (exp(-tp / tau2) - exp(-tp / tau1))
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  g = B - A
  i = g * (v - e) / (1 + mg / 3.57(mM) * exp(-0.062(/mV) * v))
}
DERIVATIVE states {
  A' = -A / tau1
  B' = -B / tau2
}
NET_RECEIVE(weight (uS)) {
  A = A + weight * factor
  B = B + weight * factor
}
