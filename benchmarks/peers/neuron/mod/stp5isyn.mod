: SPDX-License-Identifier: BSD-3-Clause
: stp5syn as a current, i = g e; p begins at its baseline.
: Hennig 2013, eqs 3, 4, 5, 8 and 10 (doi:10.3389/fncom.2013.00045).
NEURON {
  POINT_PROCESS stp5isyn
  NONSPECIFIC_CURRENT i
  RANGE e, tau_1, tau_r0, tau_FDR, a_FDR, tau_D, a_D, tau_i, a_i, tau_f, a_f, pbtilde, Pmax, i
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
  tau_1 = 10 (ms)
  tau_r0 = 1000 (ms)
  tau_FDR = 1000 (ms)
  a_FDR = 0.5
  tau_D = 100 (ms)
  a_D = 0.5
  tau_i = 100 (ms)
  a_i = 0.5
  tau_f = 10 (ms)
  a_f = 0.5
  pbtilde = 0.5
}
ASSIGNED {
  v (mV)
  i (nA)
  Pmax
}
STATE {
  n
  p
  tau_r (ms)
  D
  pb
  g (uS)
}
INITIAL {
  n = 1
  p = pbtilde
  tau_r = tau_r0
  D = 1
  pb = pbtilde
  g = 0
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  i = g * e
  Pmax = n * p * D
}
DERIVATIVE states {
  n' = (1 - n) / tau_r
  p' = (pb - p) / tau_f
  tau_r' = (tau_r0 - tau_r) / tau_FDR
  D' = (1 - D) / tau_D
  pb' = (pbtilde - pb) / tau_i
  g' = -g / tau_1
}
NET_RECEIVE(weight (uS)) {
  g = g + weight * Pmax
  n = n - n * p
  p = p + a_f * (1 - p)
  tau_r = tau_r - a_FDR * tau_r
  D = D - a_D * p * n * D
  pb = pb - a_i * pb
}
