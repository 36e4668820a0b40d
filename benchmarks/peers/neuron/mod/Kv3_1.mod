: SPDX-License-Identifier: BSD-3-Clause
: Kv3.1-like K+: ik = gbar m (v - ek); no temperature factor.
NEURON {
  SUFFIX Kv3_1
  USEION k READ ek WRITE ik
  RANGE gbar, g
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (mA) = (milliamp)
  (S) = (siemens)
  (mM) = (milli/liter)
  (um) = (micron)
}
PARAMETER {
  gbar = 1e-5 (S/cm2)
}
ASSIGNED {
  v (mV)
  ek (mV)
  ik (mA/cm2)
  g (S/cm2)
  m_inf (1)
  m_tau (ms)
}
STATE { m }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m
  ik = g * (v - ek)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
}
INITIAL {
  rates(v)
  m = m_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  m_inf = 1 / (1 + exp(-(v - 18.7) / 9.7))
  m_tau = 4 / (1 + exp(-(v + 46.56) / 44.14))
}
UNITSON
