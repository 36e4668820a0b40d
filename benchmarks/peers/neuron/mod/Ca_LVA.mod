: SPDX-License-Identifier: BSD-3-Clause
: Low-voltage-activated Ca2+: ica = gbar m^2 h (v - eca). Avery & Johnston 1996 (doi:10.1523/JNEUROSCI.16-18-05567.1996), tau: Randall & Tsien 1997.
NEURON {
  SUFFIX Ca_LVA
  USEION ca READ eca WRITE ica
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
  eca (mV)
  ica (mA/cm2)
  g (S/cm2)
  celsius (degC)
  m_inf (1)
  m_tau (ms)
  h_inf (1)
  h_tau (ms)
  q (1)
}
STATE { m h }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m * m * h
  ica = g * (v - eca)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
  h' = (h_inf - h) / h_tau
}
INITIAL {
  q = 2.3^((celsius - 21) / 10(degC))
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL u
  u = v + 10
  m_inf = 1 / (1 + exp(-(u + 30) / 6))
  m_tau = (5 + 20 / (1 + exp((u + 25) / 5))) / q
  h_inf = 1 / (1 + exp((u + 80) / 6.4))
  h_tau = (20 + 50 / (1 + exp((u + 40) / 7))) / q
}
UNITSON
