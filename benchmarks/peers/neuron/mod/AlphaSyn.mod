: SPDX-License-Identifier: BSD-3-Clause
: The alpha function, one for each event: g = weight (t / tau) exp(1 - t / tau). Each step is the exact solution of
: a' = -a / tau, g' = (a - g) / tau. Rall 1967 (doi:10.1152/jn.1967.30.5.1138).
NEURON {
  POINT_PROCESS AlphaSyn
  NONSPECIFIC_CURRENT i
  RANGE tau, e, i
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (nA) = (nanoamp)
  (uS) = (microsiemens)
  (mM) = (milli/liter)
}
PARAMETER {
  tau = 0.1 (ms)
  e = 0 (mV)
}
ASSIGNED {
  v (mV)
  i (nA)
}
STATE {
  a (uS)
  g (uS)
}
INITIAL {
  a = 0
  g = 0
}
BREAKPOINT {
  SOLVE onward
  i = g * (v - e)
}
PROCEDURE onward() {
  LOCAL shrunk
  shrunk = exp(-dt / tau)
  g = (g + a * dt / tau) * shrunk
  a = a * shrunk
}
NET_RECEIVE(weight (uS)) {
  a = a + weight * exp(1)
}
