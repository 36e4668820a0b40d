: SPDX-License-Identifier: BSD-3-Clause
: AMPA and NMDA receptors opened by the same events; weight is the peak of the AMPA part, NMDA_ratio * weight that of the
: NMDA part before its block by magnesium. Kinetics of Markram et al. 2015 (doi:10.1016/j.cell.2015.09.029).
NEURON {
  POINT_PROCESS AMPANMDA
  NONSPECIFIC_CURRENT i
  RANGE tau_r_AMPA, tau_d_AMPA, tau_r_NMDA, tau_d_NMDA, NMDA_ratio, e, mg, g_AMPA, g_NMDA, i
  THREADSAFE
}
UNITS {
  (mV) = (millivolt)
  (nA) = (nanoamp)
  (uS) = (microsiemens)
  (mM) = (milli/liter)
}
PARAMETER {
  tau_r_AMPA = 0.2 (ms)
  tau_d_AMPA = 1.7 (ms)
  tau_r_NMDA = 0.29 (ms)
  tau_d_NMDA = 43 (ms)
  NMDA_ratio = 0.71
  e = 0 (mV)
  mg = 1 (mM)
}
ASSIGNED {
  v (mV)
  i (nA)
  g_AMPA (uS)
  g_NMDA (uS)
  factor_AMPA
  factor_NMDA
}
STATE {
  A_AMPA (uS)
  B_AMPA (uS)
  A_NMDA (uS)
  B_NMDA (uS)
}
INITIAL {
  LOCAL tp
  A_AMPA = 0
  B_AMPA = 0
  A_NMDA = 0
  B_NMDA = 0
  tp = log(tau_d_AMPA / tau_r_AMPA) * tau_r_AMPA * tau_d_AMPA / (tau_d_AMPA - tau_r_AMPA)
  factor_AMPA = 1 / (exp(-tp / tau_d_AMPA) - exp(-tp / tau_r_AMPA))
  tp = log(tau_d_NMDA / tau_r_NMDA) * tau_r_NMDA * tau_d_NMDA / (tau_d_NMDA - tau_r_NMDA)
  factor_NMDA = 1 / (exp(-tp / tau_d_NMDA) - exp(-tp / tau_r_NMDA))
}
BREAKPOINT {
  SOLVE states METHOD cnexp
  g_AMPA = B_AMPA - A_AMPA
  g_NMDA = B_NMDA - A_NMDA
  i = (g_AMPA + g_NMDA / (1 + mg / 3.57(mM) * exp(-0.062(/mV) * v))) * (v - e)
}
DERIVATIVE states {
  A_AMPA' = -A_AMPA / tau_r_AMPA
  B_AMPA' = -B_AMPA / tau_d_AMPA
  A_NMDA' = -A_NMDA / tau_r_NMDA
  B_NMDA' = -B_NMDA / tau_d_NMDA
}
NET_RECEIVE(weight (uS)) {
  A_AMPA = A_AMPA + weight * factor_AMPA
  B_AMPA = B_AMPA + weight * factor_AMPA
  A_NMDA = A_NMDA + NMDA_ratio * weight * factor_NMDA
  B_NMDA = B_NMDA + NMDA_ratio * weight * factor_NMDA
}
