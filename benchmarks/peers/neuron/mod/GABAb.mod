: SPDX-License-Identifier: BSD-3-Clause
: GABA_B receptors: transmitter (C = Cmax for Cdur from an event on; a later event makes it last longer) binds to receptors R,
: these make G-protein s, four of which open a K+ channel. Each step is the exact solution. Destexhe & Sejnowski 1995
: (doi:10.1073/pnas.92.21.9515).
NEURON {
  POINT_PROCESS GABAb
  NONSPECIFIC_CURRENT i
  RANGE K1, K2, K3, K4, KD, Cmax, Cdur, Erev, g, i
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (nA) = (nanoamp)
  (uS) = (microsiemens)
  (mM) = (milli/liter)
}
PARAMETER {
  K1 = 0.52 (/ms/mM)
  K2 = 0.0013 (/ms)
  K3 = 0.098 (/ms)
  K4 = 0.033 (/ms)
  KD = 100
  Cmax = 0.5 (mM)
  Cdur = 0.3 (ms)
  Erev = -95 (mV)
}
ASSIGNED {
  v (mV)
  i (nA)
  C (mM)
  w (uS)
  until (ms)
  g (uS)
}
STATE {
  R
  s
}
INITIAL {
  R = 0
  s = 0
  C = 0
  w = 0
  until = 0
}
BREAKPOINT {
  SOLVE onward
  g = w * s^4 / (s^4 + KD)
  i = g * (v - Erev)
}
PROCEDURE onward() {
  LOCAL rate, bound, left
  rate = K1 * C + K2
  bound = K1 * C / rate  : where R goes
  left = R - bound
  s = s * exp(-K4 * dt) + bound * K3 / K4 * (1 - exp(-K4 * dt)) + left * K3 * (exp(-rate * dt) - exp(-K4 * dt)) / (K4 - rate)
  R = bound + left * exp(-rate * dt)
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
