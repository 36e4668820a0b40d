: SPDX-License-Identifier: BSD-3-Clause
: Depression, recovery that speeds up with use, desensitisation. Hennig 2013, eqs 3, 5 and 10 (doi:10.3389/fncom.2013.00045).
NEURON {
  POINT_PROCESS stp3syn
  NONSPECIFIC_CURRENT i
  RANGE e, p0, tau_1, tau_r0, tau_FDR, a_FDR, tau_D, a_D, i
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
  tau_r0 = 1000 (ms)
  tau_FDR = 1000 (ms)
  a_FDR = 0.5
  tau_D = 100 (ms)
  a_D = 0.5
}
ASSIGNED {
  v (mV)
  i (nA)
}
STATE {
  n
  g (uS)
  tau_r (ms)
  D
}
INITIAL {
  n = 1
  tau_r = tau_r0
  D = 1
  g = 0
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  i = g * (v - e)
}
DERIVATIVE states {
  n' = (1 - n) / tau_r
  g' = -g / tau_1
  tau_r' = (tau_r0 - tau_r) / tau_FDR
  D' = (1 - D) / tau_D
}
NET_RECEIVE(weight (uS)) {
  g = g + weight * n * p0 * D
  n = n - n * p0
  tau_r = tau_r - a_FDR * tau_r
  D = D - a_D * p0 * n * D
}
