// SPDX-License-Identifier: BSD-3-Clause
// Pallium's half of benchmarks/peers/neuron/run. It writes down what it simulates, then answers orders, one line of JSON each:
// trace, time, facts.
#include "scene.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>

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
  app.add_option("--describe", o.describe, "PREFIX of the files with what is simulated");
  try {
    app.parse(argc, argv);
    peers::scene const s = peers::make_scene(o);
    if (!o.describe.empty()) peers::describe(s, o.describe);
    auto const player = o.real == "float" ? peers::make_player<float>(s) : peers::make_player<double>(s);
    for (std::string order; std::getline(std::cin, order);) {
      nlohmann::json answer;
      if (order == "trace") answer = player->trace();
      else if (order == "time") answer = player->time();
      else if (order == "facts") answer = player->facts();
      else throw pallium::input_error("peer_pallium", "the order \"" + order + '"', "trace, time or facts");
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
