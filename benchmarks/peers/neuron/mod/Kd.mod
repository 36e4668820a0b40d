: SPDX-License-Identifier: BSD-3-Clause
: Slowly inactivating K+: ik = gbar m h (v - ek); no temperature factor. Foust et al. 2011 (doi:10.1523/JNEUROSCI.0752-11.2011).
NEURON {
  SUFFIX Kd
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
  h_inf (1)
  h_tau (ms)
}
STATE { m h }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m * h
  ik = g * (v - ek)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
  h' = (h_inf - h) / h_tau
}
INITIAL {
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  m_inf = 1 - 1 / (1 + exp((v + 43) / 8))
  m_tau = 1
  h_inf = 1 / (1 + exp((v + 67) / 7.3))
  h_tau = 1500
}
UNITSON
