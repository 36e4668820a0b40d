# SPDX-License-Identifier: BSD-3-Clause
"""The processes that are compared: Pallium's half (peer_pallium) and NEURON's (neuron_side.py), which answer orders."""
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import mechanisms

HERE = Path(__file__).resolve().parent
FLAGS = "-O2"  # of the .mod files, Debian's own; -O3 -march=native makes no difference
DT = 0.1
SPINS = "30000"


class Failure(Exception):
    """One sentence for the reader of standard error."""


class Side:
    """A process that answers orders."""

    def __init__(self, command, **environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment | os.environ)

    def send(self, order):
        try:
            self.process.stdin.write(order + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # the answer that does not come tells why

    def answer(self, order):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"{Path(self.process.args[0]).name} gave no answer to {order} (status {self.process.wait()})")
        return json.loads(line)

    def ask(self, order):
        self.send(order)
        return self.answer(order)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait()


def pallium(program, model, real="double", data=None, **more):
    """more: options of peer_pallium; a list is several words, True a flag, None is left out."""
    command = [program, "--model", model, "--real", real, "--dt", str(DT)]
    for key, value in {"data": data, **more}.items():
        if value is None or value is False:
            continue
        command.append("--" + key.replace("_", "-"))
        command += [] if value is True else map(str, value if isinstance(value, (list, tuple)) else [value])
    # Threads that wait for each other look for a while, then sleep: left to itself GNU's OpenMP looks until its time slice ends where
    # another program wants the processor, and a run takes ten times as long.
    return Side(command, **({"GOMP_SPINCOUNT": SPINS} if more.get("threads", 1) > 1 and "OMP_WAIT_POLICY" not in os.environ else {}))


def neuron(prefix, merge=False, cells=None):
    return Side([sys.executable, str(HERE / "neuron_side.py"), prefix, "--flags=" + FLAGS] + (["--merge"] if merge else []) +
                (["--cells", str(cells)] if cells else []))


def neuron_version():
    return mechanisms.h.nrnversion().split("VERSION")[1].split()[0].removesuffix(".dev0")


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def machine():
    return f"{processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
