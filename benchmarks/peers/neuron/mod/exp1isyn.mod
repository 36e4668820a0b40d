: SPDX-License-Identifier: BSD-3-Clause
: A current that falls exponentially: i = g e.
NEURON {
  POINT_PROCESS exp1isyn
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
  g (uS)
}
INITIAL {
  g = 0
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  i = g * e
}
DERIVATIVE states {
  g' = -g / tau
}
NET_RECEIVE(weight (uS)) {
  g = g + weight
}
