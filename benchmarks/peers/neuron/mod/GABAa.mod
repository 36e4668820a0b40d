: SPDX-License-Identifier: BSD-3-Clause
: GABA_A receptors that bind transmitter, C = Cmax for Cdur from an event on (a later event makes it last longer), and
: saturate. Destexhe, Mainen & Sejnowski 1994 (doi:10.1162/neco.1994.6.1.14).
NEURON {
  POINT_PROCESS GABAa
  NONSPECIFIC_CURRENT i
  RANGE Alpha, Beta, Cmax, Cdur, Erev, i
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (nA) = (nanoamp)
  (uS) = (microsiemens)
  (mM) = (milli/liter)
}
PARAMETER {
  Alpha = 5 (/ms/mM)
  Beta = 0.18 (/ms)
  Cmax = 1 (mM)
  Cdur = 1 (ms)
  Erev = -80 (mV)
}
ASSIGNED {
  v (mV)
  i (nA)
  C (mM)
  w (uS)
  until (ms)
}
STATE {
  g (uS)
}
INITIAL {
  g = 0
  C = 0
  w = 0
  until = 0
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  i = g * (v - Erev)
}
DERIVATIVE states {
  g' = Alpha * C * (w - g) - Beta * g
}
NET_RECEIVE(weight (uS)) {
  if (flag == 0) {  : transmitter, for Cdur from now on
    C = Cmax
    w = weight
    until = t + Cdur
    net_send(Cdur, 1)
  } else if (t > until - 1e-6) {  : none since has made it last longer
    C = 0
  }
}
