: SPDX-License-Identifier: BSD-3-Clause
: T-type Ca2+ as a permeability: ica = m^2 h ghk(pcabar, cai, cao, v). Huguenard & McCormick 1992
: (doi:10.1152/jn.1992.68.4.1373), as Destexhe, Neubig, Ulrich & Huguenard 1998 (doi:10.1523/JNEUROSCI.18-10-03574.1998) have it.
NEURON {
  SUFFIX itGHK
  USEION ca READ cai, cao WRITE ica
  RANGE pcabar, shift
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (mA) = (milliamp)
  (mM) = (milli/liter)
  FARADAY = (faraday) (coulombs)
  R = (k-mole) (joule/degC)
}
PARAMETER {
  pcabar = 2e-4 (cm/s)
  shift = 2 (mV)
}
ASSIGNED {
  v (mV)
  cai (mM)
  cao (mM)
  ica (mA/cm2)
  celsius (degC)
  m_inf (1)
  m_tau (ms)
  h_inf (1)
  h_tau (ms)
  qm (1)
  qh (1)
}
STATE { m h }
BREAKPOINT {
  SOLVE gates METHOD cnexp
  ica = pcabar * m * m * h * ghk(v, cai, cao)
}
DERIVATIVE gates {
  rates(v)
  m' = (m_inf - m) / m_tau
  h' = (h_inf - h) / h_tau
}
INITIAL {
  qm = 5^((celsius - 24) / 10(degC))
  qh = 3^((celsius - 24) / 10(degC))
  rates(v)
  m = m_inf
  h = h_inf
}
UNITSOFF
PROCEDURE rates(v (mV)) {
  LOCAL u
  u = v + shift
  m_inf = 1 / (1 + exp(-(u + 57) / 6.2))
  m_tau = (0.612 + 1 / (exp(-(u + 132) / 16.7) + exp((u + 16.8) / 18.2))) / qm
  h_inf = 1 / (1 + exp((u + 81) / 4))
  if (u < -80) {
    h_tau = exp((u + 467) / 66.6) / qh
  } else {
    h_tau = (28 + exp(-(u + 22) / 10.5)) / qh
  }
}
FUNCTION ghk(v (mV), in (mM), out (mM)) {  : mA/cm2 for 1 cm/s
  LOCAL u
  u = 2e-3 * FARADAY * v / (R * (celsius + 273.15))
  ghk = 2e-3 * FARADAY * (in * ratio(-u) - out * ratio(u))
}
FUNCTION ratio(u) {  : u / (exp(u) - 1), its limit at 0
  if (fabs(u) < 1e-4) {
    ratio = 1 - u / 2
  } else {
    ratio = u / (exp(u) - 1)
  }
}
UNITSON
