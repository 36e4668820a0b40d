: SPDX-License-Identifier: BSD-3-Clause
: Depression with a facilitation p that does not enter the conductance. Hennig 2013, eqs 3 and 4 (doi:10.3389/fncom.2013.00045).
NEURON {
  POINT_PROCESS stp4syn
  NONSPECIFIC_CURRENT i
  RANGE e, p0, tau_1, tau_r, i
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (nA) = (nanoamp)
  (uS) = (microsiemens)
  (mM) = (milli/liter)
}
PARAMETER {
  e = 0 (mV)
  p0 = 0.3
  tau_1 = 10 (ms)
  tau_r = 100 (ms)
}
ASSIGNED {
  v (mV)
  i (nA)
}
STATE {
  n
  p
  g (uS)
}
INITIAL {
  n = 1
  p = 1
  g = 0
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  i = g * (v - e)
}
DERIVATIVE states {
  n' = (1 - n) / tau_r
  g' = -g / tau_1
  p' = 0
}
NET_RECEIVE(weight (uS)) {
  g = g + weight * n * p0
  n = n - n * p0
  p = p + p0 * (1 - p)
}
