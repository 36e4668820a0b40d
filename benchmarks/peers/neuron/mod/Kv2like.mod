: SPDX-License-Identifier: BSD-3-Clause
: Kv2-like K+: ik = gbar m^2 (h1 + h2) / 2 (v - ek). After Keren et al. 2005 and Liu & Bean 2014, as in the Allen models.
: tau of h2 turns negative below -119 mV: held at 1e-3 ms there, as the copy of the all-active models does.
NEURON {
  SUFFIX Kv2like
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
  celsius (degC)
  m_inf (1)
  m_tau (ms)
  h1_inf (1)
  h1_tau (ms)
  h2_inf (1)
  h2_tau (ms)
  q (1)
}
STATE { m h1 h2 }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  g = gbar * m * m * (0.5 * h1 + 0.5 * h2)
  ik = g * (v - ek)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
  h1' = (h1_inf - h1) / h1_tau
  h2' = (h2_inf - h2) / h2_tau
}
INITIAL {
  q = 2.3^((celsius - 21) / 10(degC))
  rates(v)
  m = m_inf
  h1 = h1_inf
  h2 = h2_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL a, b
  a = 0.12 * linoid(-(v - 43), 11)
  b = 0.02 * exp(-(v + 1.27) / 120)
  m_inf = a / (a + b)
  m_tau = 2.5 / (q * (a + b))
  h1_inf = 1 / (1 + exp((v + 58) / 11))
  h2_inf = h1_inf
  h1_tau = (360 + (1010 + 23.7 * (v + 54)) * exp(-((v + 75) / 48)^2)) / q
  h2_tau = (2350 + 1380 * exp(-0.011 * v) - 210 * exp(-0.03 * v)) / q
  if (h2_tau < 0) {
    h2_tau = 1e-3
  }
}
FUNCTION linoid(x (mV), y (mV)) (mV) {  : x / (exp(x / y) - 1), its limit at 0
  if (fabs(x / y) < 1e-6) {
    linoid = y * (1 - x / y / 2)
  } else {
    linoid = x / (exp(x / y) - 1)
  }
}
UNITSON
