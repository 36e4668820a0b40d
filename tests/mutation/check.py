# SPDX-License-Identifier: BSD-3-Clause
"""The mutation check: builds the tests that prove rows against mutants.py's copy, runs every mutant, reports. See run."""
import collections
import concurrent.futures
import fnmatch
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import mutants

ROOT, WORK = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
ONLY = set(sys.argv[3:])
FOLDERS = ("channel", "pool", "synapse", "membrane", "stimulus", "spiking", "neuron", "theory")
ENGINE = re.compile(r"theory/(?!hodgkin_huxley)|neuron/(probes|gap_junctions|all_active)")  # tests that prove the engine or whole cells
ALIASES = {"current_clamp": "IClamp", "se_clamp": "SEClamp"}
JOBS = int(os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", 0)) or min(2, os.cpu_count() or 1)

PROGRESS = open(WORK / f"progress.{os.getpid()}", "w") if WORK.exists() else None

Row = collections.namedtuple("Row", "mechanism oracle what")
Case = collections.namedtuple("Case", "program name")


def proves(file):
    """Whether a test proves rows, itself or by a header beside it."""
    text = file.read_text()
    near = [file.parent / name for name in re.findall(r'#include "(\w+\.hpp)"', text)]
    return any("prove(" in t for t in [text] + [p.read_text() for p in near if p.exists()])


def build():
    """Copies the project, its include/ as mutants.make has it, and builds what proves rows. Returns mutants, programs."""
    copy = WORK / "source"
    copy.mkdir(parents=True, exist_ok=True)
    if os.environ.get("PALLIUM_MUTATION_BUILT"):
        found = mutants.make(ROOT, WORK / "numbers")
        return found, {f: p for f in FOLDERS if (p := copy / "build/release/bin/tests" / ("test_" + f)).exists()}
    before = {p: p.read_bytes() for p in (copy / "include").rglob("*.hpp")} if (copy / "include").exists() else {}
    times = {p: p.stat().st_mtime for p in before}
    found = mutants.make(ROOT, copy)
    for p, text in before.items():  # what is as it was keeps its time: no build
        if p.exists() and p.read_bytes() == text:
            os.utime(p, (times[p], times[p]))
    wanted = set()
    for name in ("CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "cmake", "examples", "benchmarks", "tests"):
        source = ROOT / name
        for f in [source] if source.is_file() else sorted(p for p in source.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            part = f.relative_to(ROOT)
            folder = part.parts[1] if part.parts[0] == "tests" and len(part.parts) > 2 else ""
            if folder and folder not in FOLDERS + ("support", "sim", "channel", "synapse", "install", "layers", "runtime", "single_cell", "whole_cortex", "odr"):
                continue
            if folder in FOLDERS and f.suffix == ".cpp" and (not proves(f) or ENGINE.search(str(part))):
                continue
            wanted.add(part)
            to = copy / part
            if not to.exists() or to.read_bytes() != f.read_bytes():
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(f, to)
                os.utime(to)
    for f in (copy / "tests").rglob("*.cpp"):
        if f.relative_to(copy) not in wanted:
            f.unlink()
    environment = dict(os.environ)
    if (ROOT / "build/deps").exists():
        environment.setdefault("PALLIUM_DEPS", str(ROOT / "build/deps"))
    if shutil.which("ninja"):
        environment.setdefault("CMAKE_GENERATOR", "Ninja")
    programs = [f for f in FOLDERS if any((copy / "tests" / f).glob("*.cpp"))]
    log = open(WORK / "build.log", "w")
    for command in (["cmake", "--preset", "release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1", "-DPALLIUM_SHARED_DIR=" + str(ROOT.parent / "shared")],
                    ["cmake", "--build", "--preset", "release", "--parallel", str(JOBS), "--target"] + ["test_" + p for p in programs]):
        if subprocess.run(["nice", "-n", "5"] + command, cwd=copy, env=environment, stdout=log, stderr=log).returncode:
            sys.exit(f"tests/mutation/run: see {WORK / 'build.log'}")
    return found, {p: copy / "build/release/bin/tests" / ("test_" + p) for p in programs}


def spec(name):
    return re.sub(r'([\\,\["*~])', r"\\\1", name)


def run(program, cases, k, limit):
    """({(case, row): holds}, whether every test passed) of some cases with mutant k."""
    with tempfile.NamedTemporaryFile("r", dir=WORK, suffix=".tsv") as table:
        environment = dict(os.environ, PALLIUM_TABLE=table.name, MUTATION=str(k), OMP_NUM_THREADS="1")
        try:
            with tempfile.NamedTemporaryFile("w", dir=WORK, suffix=".cases") as names:
                arguments = []
                if cases is not None:
                    names.write("\n".join(spec(c) for c in cases) + "\n")
                    names.flush()
                    arguments = ["--input-file", names.name]
                status = subprocess.run([program] + arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        timeout=limit, cwd=WORK).returncode
        except subprocess.TimeoutExpired:
            status = -1
        held = {}
        for line in table.read().splitlines():
            f = line.split("\t")
            if len(f) == 7:
                key = (f[6], Row(*f[:3]))
                held[key] = held.get(key, True) and f[5] == "holds"
    return held, status in (0, 4)


def mechanism_of(header):
    text = (ROOT / "include/pallium" / header).read_text()
    stem = pathlib.Path(header).stem
    named = re.search(r'string_view name = "([^"]+)"', text)
    return named.group(1) if named else ALIASES.get(stem, stem)


def users(found):
    """{header: the mechanisms whose formulas it holds}: its own, or those that include it where it has no name of its own."""
    includes = {}
    base = ROOT / "include/pallium"
    for h in found:
        includes[h] = set(re.findall(r"#include <pallium/([^>]+)>", (base / h).read_text()))
    shared = [h for h in found if "/detail/" in h or h.endswith("concept.hpp") or h.startswith("membrane/")]
    def reaches(h, target, seen):
        return any(i == target or (i not in seen and (seen.add(i) or True) and i in all_includes and reaches(i, target, seen)) for i in all_includes.get(h, ()))
    all_includes = {str(p.relative_to(base)): set(re.findall(r"#include <pallium/([^>]+)>", p.read_text())) for f in ("channel", "pool", "synapse", "spiking", "stimulus", "membrane") for p in (base / f).rglob("*.hpp")}
    out = {}
    for h in found:
        if h.startswith("membrane/"):
            out[h] = [pathlib.Path(h).stem]
        elif h in shared:
            out[h] = sorted({mechanism_of(u) for u in found if u not in shared and reaches(u, h, set())})
        else:
            out[h] = [mechanism_of(h)]
    return out


def common(header):
    return "/detail/" in header or header.endswith("concept.hpp")


def named_in(row):
    return set(re.split(r", | and ", row.mechanism)) | {row.mechanism}


def explained():
    """[(pattern of 'header: code', count or row, reason)] of survivors.txt."""
    lines = [l for l in (ROOT / "tests/mutation/survivors.txt").read_text().splitlines() if l.strip() and not l.startswith("#")]
    return [tuple(x.strip() for x in l.split("|")) for l in lines]


def main():
    began = time.time()
    found, programs = build()
    built = time.time() - began
    rows, seconds = collections.defaultdict(set), {}
    for p, program in programs.items():
        start = time.time()
        held, sound = run(program, None, 0, 900)
        seconds[p] = time.time() - start
        if not sound or not all(held.values()):
            sys.exit(f"tests/mutation/run: {program} fails unchanged")
        for (case, row) in held:
            rows[row].add(Case(p, case))
    whose = users(found)
    text = {h: (ROOT / "include/pallium" / h).read_text().splitlines() for h in found}
    jobs = [(k, h, line, was, m) for h, sites in found.items() for (k, line, was) in sites for m in whose[h] if not ONLY or m in ONLY]
    tries = collections.Counter()
    killed_by_row, killed_by_test = collections.Counter(), collections.Counter()
    kills, alive = collections.Counter(), []
    unmoved, moved = collections.defaultdict(list), set()

    def one(job):
        k, h, line, was, m = job
        shared = h.startswith("membrane/")  # a form of rates or currents: the rows of everything, until one notices
        mine = {row: cases for row, cases in rows.items() if shared or m in named_in(row)}
        by_program = collections.defaultdict(set)
        for cases in mine.values():
            for c in cases:
                by_program[c.program].add(c.name)
        noticed, other = set(), False
        order = ("membrane", "channel", "synapse", "neuron")
        for p, names in [(p, by_program[p]) for p in order if p in by_program] if shared else by_program.items():
            if shared and noticed:
                break
            held, sound = run(programs[p], sorted(names), k, 60 + 3 * seconds[p])
            other |= not sound
            for row, cases in mine.items():
                for c in cases:
                    if c.program == p and not held.get((c.name, row), False):
                        noticed.add(row)
        if not noticed and not other and not common(h):
            for p in sorted(set(by_program) | {h.split("/")[0]} & set(programs)):
                if p not in ("neuron", "theory"):
                    other |= not run(programs[p], None, k, 60 + 3 * seconds[p])[1]
        return job, mine, noticed, other

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for job, mine, noticed, other in pool.map(one, jobs):
            k, h, line, was, m = job
            if common(h) and not noticed and not other:  # m may not use this part: some user must notice
                unmoved[(k, h, line, was)].append(m)
                continue
            moved.add(k)
            tries[m] += 1
            for row in noticed:
                kills[(m, row)] += 1
            if PROGRESS:
                print(k, h, line, was, m, len(noticed), other, file=PROGRESS, flush=True)
            if noticed:
                killed_by_row[m] += 1
            elif other:
                killed_by_test[m] += 1
            else:
                alive.append((h, line, was, m))
    for (k, h, line, was), ms in unmoved.items():
        if k not in moved:
            tries[ms[0]] += 1
            alive.append((h, line, was, ms[0]))
    unexplained = []
    known = explained()
    print("mechanism             mutants  by a row  by a test  survive")
    for m in sorted(tries, key=str.lower):
        print(f"{m:22}{tries[m]:7}{killed_by_row[m]:10}{killed_by_test[m]:11}{tries[m] - killed_by_row[m] - killed_by_test[m]:9}")
    print("\nmutants of its mechanism that a row notices")
    blind = []
    for row, cases in sorted(rows.items()):
        for m in sorted(tries):
            if m in named_in(row) and not (m in ("kinetics", "site")):
                print(f"{kills[(m, row)]:4} of {tries[m]:4}  {row.mechanism} | {row.oracle} | {row.what}")
                if not kills[(m, row)]:
                    blind.append(row)
    without = [m for m in tries if m not in ("kinetics", "site") and not any(m in named_in(r) for r in rows)]
    for m in without:
        print(f"no row names {m}")
    print("\nsurvivors")
    for h, line, was, m in alive:
        code = text[h][line - 1].strip()
        reason = next((r for (where, what, r) in known if fnmatch.fnmatch(h, where) and (what == was or " " in what and what in code)), None)
        print(f"{h}:{line}: {was} in {code[:90]} [{m}]: {reason or 'NOT EXPLAINED'}")
        if not reason:
            unexplained.append((h, line))
    for row in blind:
        reason = next((r for (where, what, r) in known if where == "row" and fnmatch.fnmatch(" ; ".join(row), what)), None)
        print(f"row {' | '.join(row)}: notices none: {reason or 'NOT EXPLAINED'}")
        if not reason:
            unexplained.append(row)
    total = sum(tries.values())
    print(f"\n{total} mutants: {sum(killed_by_row.values())} noticed by a row, {sum(killed_by_test.values())} by another test, {len(alive)} survive; "
          f"{len(unexplained)} not explained. {built:.0f} s to build, {time.time() - began - built:.0f} s to run.")
    sys.exit(1 if unexplained or without else 0)


main()
