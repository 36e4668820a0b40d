// SPDX-License-Identifier: BSD-3-Clause
// Pallium's half of benchmarks/peers/neuron/run. It writes down what it simulates, then answers orders, one line of JSON each:
// trace, time, on, facts, each with a time in ms or without.
#include "scene.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <sstream>

int main(int argc, char** argv) {
  peers::options o;
  CLI::App app{"Pallium's half of the comparison with NEURON", "peer_pallium"};
  app.add_option("--model", o.model, "perisomatic, all_active (both grown), allen, allen_all_active, w3_K200, w3_K1000 (these from --data)")
      ->check(CLI::IsMember({"perisomatic", "all_active", "allen", "allen_all_active", "w3_K200", "w3_K1000"}));
  app.add_option("--data", o.data, "folder with cells/ and networks/");
  app.add_option("--cells", o.cells, "how many")->check(CLI::Range(1, 1000000));
  app.add_option("--synapses", o.synapses, "for each cell, on average, from random others")->check(CLI::Range(0., 1e5));
  app.add_option("--dt", o.dt, "step [ms]")->check(CLI::PositiveNumber);
  app.add_option("--tstop", o.tstop, "length of a run [ms]")->check(CLI::PositiveNumber);
  app.add_option("--real", o.real)->check(CLI::IsMember({"double", "float"}));
  app.add_option("--coordinates", o.coordinates, "rounding of SWC numbers: bmtk (6 digits), neuron (8), exact")
      ->check(CLI::IsMember({"bmtk", "neuron", "exact"}));
  app.add_option("--amps", o.amps, "current into the first and into the last cell, the others between [nA]")->expected(2)->check(CLI::Range(-1e3, 1e3));
  app.add_option("--until", o.until, "when the currents end [ms]")->check(CLI::NonNegativeNumber);
  app.add_option("--copies", o.copies, "of the network of a file")->check(CLI::Range(1, 1000));
  app.add_option("--threads", o.threads)->check(CLI::Range(1, 1024));
  app.add_option("--describe", o.describe, "PREFIX of the files with what is simulated");
  try {
    app.parse(argc, argv);
    peers::scene const s = peers::make_scene(o);
    if (!o.describe.empty()) peers::describe(s, o.describe);
    auto const player = o.threads > 1 ? peers::make_threaded_player(s)
                        : o.real == "float" ? peers::make_player<float>(s)
                                            : peers::make_player<double>(s);
    for (std::string line; std::getline(std::cin, line);) {
      std::istringstream words(line);
      std::string order;
      double ms = o.tstop;
      words >> order;
      if (!(words >> std::ws).eof() && (!(words >> ms) || !(ms >= 0) || !(words >> std::ws).eof())) order.clear();
      nlohmann::json answer;
      if (order == "trace") answer = player->trace(ms);
      else if (order == "time") answer = player->time(ms);
      else if (order == "on") answer = player->on(ms);
      else if (order == "facts") answer = player->facts(ms);
      else throw pallium::input_error("peer_pallium", "the order \"" + line + '"', "trace, time, on or facts, and a time >= 0 [ms] if it is not --tstop");
      std::cout << answer << std::endl;
    }
    return 0;
  } catch (CLI::CallForHelp const& e) {
    return app.exit(e);
  } catch (std::exception const& e) {
    std::fprintf(stderr, "peer_pallium: %s\n", e.what());
    return 2;
  }
}
