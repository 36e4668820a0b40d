# SPDX-License-Identifier: BSD-3-Clause
"""The .mod files of mod/, compiled for Debian's NEURON.

Debian 12's nrnivmodl does not find its own makefile, so what it would do is done here: nocmodl, the C compiler, one shared
library that registers the mechanisms in alphabetical order (CaDynamics before SK, which must see the new cai).
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MODS = Path(__file__).resolve().parent / "mod"
ABSENT = 77  # exit status where NEURON is not installed: test drivers skip on it

os.environ.setdefault("NEURON_MODULE_OPTIONS", "-nogui")
try:
    from neuron import h
except ImportError:
    h = None


def require():
    """Ends the program with the remedy where NEURON is absent."""
    missing = [p for p, here in (("python3-neuron", h), ("neuron-dev", shutil.which("nocmodl"))) if not here]
    if missing:
        print(f"NEURON is not installed here, no {' and '.join(missing)}: apt install neuron neuron-dev python3-neuron, or "
              "cmake/install-dependencies.sh --with neuron", file=sys.stderr)
        sys.exit(ABSENT)


def library(flags="-O2"):
    """Path of the compiled library. It is kept outside the source tree, in PALLIUM_NEURON_CACHE or ~/.cache/pallium, one
    folder for each content of the files, flags and version of NEURON."""
    require()
    files = sorted(MODS.glob("*.mod"), key=lambda f: f.name)
    digest = hashlib.sha256(f"{h.nrnversion()} {flags}".encode() + Path(__file__).read_bytes())
    for f in files:
        digest.update(f.name.encode() + b"\0" + f.read_bytes())
    cache = os.environ.get("PALLIUM_NEURON_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pallium"
    folder = Path(cache).absolute() / ("neuron-" + digest.hexdigest()[:16])
    if not (folder / "libnrnmech.so").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=folder.parent, prefix="building-"))
        try:
            build(files, work, flags)
            work.rename(folder)
        except OSError:
            if not (folder / "libnrnmech.so").exists():  # else somebody else was faster
                raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return str(folder / "libnrnmech.so")


def build(files, work, flags):
    """Compiles the files into work/libnrnmech.so."""
    def tell(command):
        done = subprocess.run(command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}")

    compiler = [os.environ.get("CC", "cc"), *flags.split(), "-fPIC", "-DHAVE_CONFIG_H", "-w"]

    def one(f):
        shutil.copy(f, work)
        tell([shutil.which("nocmodl"), f.name])
        tell([*compiler, "-c", f.stem + ".c"])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(one, files))
    declarations = "".join(f"void _{f.stem}_reg(void);\n" for f in files)
    calls = "".join(f"  _{f.stem}_reg();\n" for f in files)
    (work / "all.c").write_text(f"{declarations}void modl_reg(void) {{\n{calls}}}\n")
    engine = next(line.split()[-1] for line in open("/proc/self/maps") if "libnrniv.so" in line)  # the one in this process
    tell([*compiler, "-shared", "-o", "libnrnmech.so", "all.c", *(f.stem + ".o" for f in files), engine,
          "-Wl,-rpath," + os.path.dirname(engine), "-lm"])


def load(flags="-O2"):
    """Loads the library into this process, with modern constants and the fixed step."""
    if not h or not h.nrn_load_dll(library(flags)):
        require()
        sys.exit("NEURON cannot load its mechanisms")
    h.load_file("stdrun.hoc")
    h.nrnunit_use_legacy(0)
    h.CVode().active(False)
    return h
