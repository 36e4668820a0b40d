: SPDX-License-Identifier: BSD-3-Clause
: Depression, and recovery that speeds up with use. Hennig 2013, eqs 3 and 5 (doi:10.3389/fncom.2013.00045).
NEURON {
  POINT_PROCESS stp2syn
  NONSPECIFIC_CURRENT i
  RANGE e, p0, tau_1, tau_r0, tau_FDR, a_FDR, Pmax, i
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
  tau_1 = 5 (ms)
  tau_r0 = 1000 (ms)
  tau_FDR = 1000 (ms)
  a_FDR = 0.5
}
ASSIGNED {
  v (mV)
  i (nA)
  Pmax
}
STATE {
  n
  tau_r (ms)
  g (uS)
}
INITIAL {
  n = 1
  tau_r = tau_r0
  g = 0
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  i = g * (v - e)
  Pmax = n * p0
}
DERIVATIVE states {
  g' = -g / tau_1
  n' = (1 - n) / tau_r
  tau_r' = (tau_r0 - tau_r) / tau_FDR
}
NET_RECEIVE(weight (uS)) {
  g = g + weight * Pmax
  n = n - n * p0
  tau_r = tau_r - a_FDR * tau_r
}
