: SPDX-License-Identifier: BSD-3-Clause
: Calcium under the membrane: cai' = -10^4 ica gamma / (2 F depth) - (cai - minCai) / decay. After Destexhe, Mainen & Sejnowski 1994
: (doi:10.1162/neco.1994.6.1.14).
NEURON {
  SUFFIX CaDynamics
  USEION ca READ ica WRITE cai
  RANGE gamma, decay, depth, minCai
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (mA) = (milliamp)
  (mM) = (milli/liter)
  (um) = (micron)
  FARADAY = (faraday) (coulombs)
}
PARAMETER {
  gamma = 0.05 (1)      : share of the calcium that stays free
  decay = 80 (ms)
  depth = 0.1 (um)
  minCai = 1e-4 (mM)
}
ASSIGNED {
  ica (mA/cm2)
}
STATE {
  cai (mM)
}
INITIAL {
  cai = minCai
}
BREAKPOINT {
  SOLVE shell METHOD cnexp
}
DERIVATIVE shell {
  cai' = -(10000) * ica * gamma / (2 * FARADAY * depth) - (cai - minCai) / decay
}
