// SPDX-License-Identifier: BSD-3-Clause
// NeuroML as a fit file.
#include <pallium/io/sonata/nml.hpp>

#include "files.hpp"

namespace {

using namespace pallium;
using namespace std::string_literals;

std::string const density = R"(<channelDensity id="p" ionChannel="pas" condDensity="1e-5 S_per_cm2" erev="-80 mV" segmentGroup="dend"/>)";
std::string const capacitance = R"(<specificCapacitance value="1.5 uF_per_cm2" segmentGroup="all"/>)";
std::string const resistance = R"(<resistivity value="0.1 kohm_cm"/>)";

io::allen_fit read(std::string const& membrane, std::string const& inside = resistance, std::string const& beside = "") {
  temp_file const file("<?xml version=\"1.0\"?><neuroml><cell id=\"c\"><biophysicalProperties id=\"b\"><membraneProperties>" + membrane +
                           "</membraneProperties><intracellularProperties>" + inside + "</intracellularProperties></biophysicalProperties></cell>" + beside + "</neuroml>",
                       ".nml");
  return io::sonata::read_nml(file.path());
}

TEST_CASE("densities, capacitance, resistivity and the calcium shell become rows of a fit") {
  auto const fit = read(density + capacitance + R"(<channelDensity id="n" ionChannel="NaV" condDensity="20 mS_per_cm2" erev="0.053 V" segmentGroup="soma" ion="na"/>
    <channelDensityNernst id="c" ionChannel="Ca_LVA" condDensity="1 S_per_m2" segmentGroup="soma" ion="ca"/>)",
                        resistance, R"(<concentrationModel id="q" type="CaDynamics" segmentGroup="soma" gamma="0.01 ms" decay="0.08 s"/>)");
  CHECK(fit.ra == 100);
  CHECK(fit.cm.size() == 4);
  CHECK(fit.cm.at(branch::apical) == 1.5);
  CHECK(fit.e_pas == -80);
  REQUIRE(fit.genome.size() == 6);
  CHECK(fit.genome[0].name == "g_pas");
  CHECK(fit.genome[0].kind == branch::dendrite);
  CHECK(fit.genome[1].value == -80);
  CHECK(fit.genome[2].name == "gbar_NaV");
  CHECK(fit.genome[2].value == 20 * 1e-3);
  CHECK(fit.erev.at(branch::soma).at("ena") == 53);
  CHECK(fit.genome[3].value == 1e-4);
  CHECK(!fit.erev.at(branch::soma).contains("eca"));
  CHECK(fit.genome[4].name == "decay_CaDynamics");
  CHECK(fit.genome[4].value == 80);
  CHECK(fit.genome[5].value == 0.01);
}

TEST_CASE("biophysicalProperties may stand beside the cell, as BMTK's files have them") {
  temp_file const file("<neuroml><cell id=\"c\"/><biophysicalProperties><membraneProperties>" + density + capacitance + "</membraneProperties><intracellularProperties>" + resistance +
                           "</intracellularProperties></biophysicalProperties></neuroml>",
                       ".nml");
  CHECK(io::sonata::read_nml(file.path()).ra == 100);
}

TEST_CASE("NeuroML that is none is refused with file and element") {
  temp_file const text("not xml", ".nml"), cut("<neuroml><cell", ".nml"), other("<neuroml><cell/></neuroml>", ".nml"), nothing("", ".nml");
  REFUSED(io::sonata::read_nml(text.path()), "expected (XML|a NeuroML 2 file)");
  REFUSED(io::sonata::read_nml(cut.path()), " at byte 1\\d, expected XML");
  REFUSED(io::sonata::read_nml(nothing.path()), "expected (XML|a NeuroML 2 file)");
  REFUSED(io::sonata::read_nml(other.path()), "found no neuroml with biophysicalProperties");
  REFUSED(read(capacitance, ""), "intracellularProperties: found no resistivity");
  REFUSED(read(density), "membraneProperties: found no specificCapacitance");
  REFUSED(read(R"(<specificCapacitance value="1 pF" segmentGroup="all"/>)"), "<specificCapacitance id=\"\">: value: found '1 pF', expected a number of uF_per_cm2 or F_per_m2");
  REFUSED(read(R"(<specificCapacitance value="much uF_per_cm2" segmentGroup="all"/>)"), "found 'much uF_per_cm2'");
  REFUSED(read(R"(<channelDensity id="z" ionChannel="NaV" condDensity="1e999 S_per_cm2" segmentGroup="soma"/>)"), "<channelDensity id=\"z\">: condDensity: found '1e999 S_per_cm2'");
  REFUSED(read(R"(<channelDensity id="z" ionChannel="NaV" condDensity="1 S_per_cm2" segmentGroup="spines"/>)"), "segmentGroup: found 'spines', expected soma, axon, dend, apic or all");
  REFUSED(read("<channelDensity id=\"a&#10;b\" ionChannel=\"NaV\" condDensity=\"1\" segmentGroup=\"soma\"/>"), "<channelDensity id=\"a\\?b\">: condDensity: found '1'");
}

}  // namespace
