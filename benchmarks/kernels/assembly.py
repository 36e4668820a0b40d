# SPDX-License-Identifier: BSD-3-Clause
"""Finds the inner loops of the kernels in a compiler's assembly, counts what they are made of, and asks llvm-mca what they take.

A kernel is a function pallium::bench::<Role>::run<Lane, number>. Its inner loops are the natural loops that
contain no other loop and compute with floating-point numbers; of a loop with branches inside the shortest way round is taken. Of
a sweep over a tree, which has a loop for each kind of piece and direction, those that its role runs through are taken, by the way of a
node that is no branch point.
"""
import collections
import json
import os
import re
import shutil
import subprocess

KERNEL = re.compile(r"^void pallium::bench::(.*)::run<(pallium::.*), (double|float)>\(")
LABEL = re.compile(r"^([.\w$]+):")
ISA_NAMES = {
    "scalar": "scalar", "libm": "libm", "fma3<sse4_2>": "128 bits", "fma3<avx2>": "AVX2", "avx512bw": "AVX-512", "neon64": "NEON",
}
SVE = re.compile(r"^sve<(\d+)u?l?>$")


def isa_name(isa):
    sve = SVE.match(isa)
    return f"SVE-{sve.group(1)}" if sve else ISA_NAMES.get(isa, isa)


def without_namespaces(name):
    return re.sub(r"\w+::", "", name).replace(" ", "")


def template_arguments(text):
    """'a<b, c>, d>(...' -> ['a<b, c>', 'd']"""
    depth, arguments, now = 0, [], ""
    for c in text:
        if c == "<":
            depth += 1
        elif c == ">":
            if depth == 0:
                return arguments + [now.strip()]
            depth -= 1
        if c == "," and depth == 0:
            arguments.append(now.strip())
            now = ""
        else:
            now += c
    return arguments


def demangled(names):
    if not names:
        return []
    filt = shutil.which("c++filt") or shutil.which("llvm-cxxfilt-19") or shutil.which("llvm-cxxfilt")
    if not filt:
        raise SystemExit("assembly.py: neither c++filt nor llvm-cxxfilt is there")
    return subprocess.run([filt], input="\n".join(names), text=True, capture_output=True, check=True).stdout.splitlines()


class Instruction:
    __slots__ = ("text", "op", "arguments", "on_stack")

    def __init__(self, text):
        self.text = text
        self.op, _, rest = text.partition("\t")
        self.arguments = rest.strip()
        self.on_stack = False  # whether its operand in memory is in the function's own frame


def functions(path, comment):
    """name -> lines of its body (labels and instructions), of every function in the file, .cold parts apart."""
    found, name, body = {}, None, []
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            label = LABEL.match(line)
            if label and not label.group(1).startswith(".L"):
                name, body = label.group(1), []
                found[name] = body
            elif label and name:
                body.append(label.group(1) + ":")
            elif name and line.startswith("\t.cfi_endproc"):
                name = None
            elif name and line.startswith("\t") and not line.startswith("\t."):
                text = line.partition(comment)[0].strip()
                if text:
                    body.append(Instruction(re.sub(r"\s+", "\t", text, count=1)))
    return found


class Machine:
    """How to read the instructions of one architecture."""

    def __init__(self, name):
        self.x86 = name == "x86"

    def target(self, i):
        """The label a jump goes to, and whether it may also fall through. (None, True) is no jump; ('', False) leaves."""
        op, args = i.op, i.arguments
        if self.x86:
            if op.startswith("ret"):
                return "", False
            if op.startswith("j"):
                return (args if args.startswith(".L") else ""), op != "jmp"
            return None, True
        if op in ("ret", "br"):
            return "", False
        if op == "b":
            return args, False
        if re.match(r"^b\.?(eq|ne|lt|le|gt|ge|cs|cc|hs|lo|hi|ls|mi|pl|vs|vc|any|none|first|last|nfrst|nlast|pmore|plast|tcont|tstop)$", op):
            return args, True
        if op in ("cbz", "cbnz", "tbz", "tbnz"):
            return args.split(",")[-1].strip(), True
        return None, True

    def is_call(self, i):
        return i.op.startswith("call") if self.x86 else i.op in ("bl", "blr")

    def computes(self, i):
        """Whether it is floating-point arithmetic."""
        return self.kind(i) in ("fma", "mul", "add", "div")

    def kind(self, i):
        op, args = i.op, i.arguments
        if self.x86:
            memory = "(" in args
            if re.match(r"^vf(n?m(add|sub)|maddsub|msubadd)", op):
                return "fma"
            if re.match(r"^v?(div|sqrt)[sp][sd]$", op):
                return "div"
            if re.match(r"^v?mul[sp][sd]$", op):
                return "mul"
            if re.match(r"^v?(add|sub|max|min|cmp\w*|u?comi)[sp][sd]$", op):
                return "add"
            if memory and re.match(r"^v?mov", op):
                return "store" if args.rstrip().endswith(")") else "load"
            if memory and re.match(r"^vbroadcast", op):
                return "load"
            return "other"
        if re.match(r"^f(n?m(la|ls|add|sub|ad|sb))$", op):
            return "fma"
        if re.match(r"^f(div|divr|sqrt|recpe)$", op):  # with frecpe begins a division by multiplication (simd/quotient.hpp)
            return "div"
        if op in ("fmul", "fnmul"):
            return "mul"
        if re.match(r"^f(add|sub|subr|max|min|maxnm|minnm|cm\w+|acg[te]|acl[te]|cmp\w*)$", op):
            return "add"
        if re.match(r"^(ld|st)", op):
            return "load" if op.startswith("ld") else "store"
        return "other"

    def loads(self, i):
        """Whether it reads memory: also arithmetic with an operand in memory."""
        if not self.x86:
            return i.op.startswith("ld")
        if "(" not in i.arguments or i.op.startswith("lea"):
            return False
        return self.kind(i) != "store"

    def mark_stack(self, body):
        """Notes which operands in memory are in the function's frame: based on the stack pointer, or on a register that was last set, in
        the order of the text, to an address in the frame."""
        bases = set()
        for i in body:
            if isinstance(i, str):
                continue
            names = re.findall(r"%r\w+" if self.x86 else r"\b(?:x\d+|sp)\b", i.arguments)
            memory = re.search(r"\(([^)]*)\)" if self.x86 else r"\[([^\]]*)\]", i.arguments)
            frame = {"%rsp", "%rbp"} if self.x86 else {"sp", "x29"}
            in_frame = lambda text: any(n in frame or n in bases for n in re.findall(r"%r\w+|\bx\d+\b|\bsp\b", text))
            i.on_stack = bool(memory and in_frame(memory.group(1)))
            if not names:
                continue
            if self.x86:
                target, sets = names[-1], not i.arguments.endswith(")")
                address = i.op.startswith("lea") and i.on_stack or i.op in ("mov", "movq") and not memory and in_frame(names[0])
            else:
                target = i.arguments.split(",")[0].strip()
                sets = bool(re.match(r"^x\d+$", target)) and not i.op.startswith("st")
                address = i.op in ("add", "mov", "addvl", "addpl", "sub") and in_frame(i.arguments.partition(",")[2])
            if sets:
                (bases.add if address else bases.discard)(target)

    def is_spill(self, i):
        """A vector register to or from the stack."""
        return i.on_stack and bool(re.search(r"%[xyz]mm" if self.x86 else r"^\{?[zqdsv]\d", i.arguments))

    def is_scalar_arithmetic(self, i):
        if self.x86:
            return bool(re.match(r"^v(f\w+|add|sub|mul|div|sqrt|max|min)s[sd]$", i.op))
        return self.kind(i) in ("fma", "mul", "add", "div") and bool(re.match(r"^[dsh]\d", i.arguments))

    def is_vector(self, i):
        return bool(re.search(r"%[yz]mm" if self.x86 else r"\bz\d+\.", i.arguments))


def blocks_of(body, machine):
    """Basic blocks: list of [instructions], list of successors."""
    blocks, labels, now = [[]], {}, 0
    for item in body:
        if isinstance(item, str):
            if blocks[now]:
                blocks.append([])
                now += 1
            labels[item[:-1]] = now
        else:
            blocks[now].append(item)
            if machine.target(item)[0] is not None:
                blocks.append([])
                now += 1
    after = []
    for k, block in enumerate(blocks):
        goes, falls = machine.target(block[-1]) if block else (None, True)
        next_ones = []
        if goes and goes in labels:
            next_ones.append(labels[goes])
        if (goes is None or falls) and k + 1 < len(blocks):
            next_ones.append(k + 1)
        after.append(next_ones)
    return blocks, after


def without_fallbacks(blocks, after):
    """The successors, without the way to an instruction's division where multiplications do it: only operands that no kernel has go there."""
    has = lambda block, op: any(i.op == op and i.arguments.startswith("z") for i in block)
    if not any(has(b, "frecpe") for b in blocks):
        return after
    rare = {k for k, b in enumerate(blocks) if has(b, "fdiv") or has(b, "fdivr")}
    return [[j for j in to if j not in rare] or to for to in after]


def natural_loops(after):
    """(header, last block, members) for every back edge, from dominators by iteration."""
    n = len(after)
    before = [[] for _ in range(n)]
    reached, stack = {0}, [0]
    while stack:
        k = stack.pop()
        for j in after[k]:
            before[j].append(k)
            if j not in reached:
                reached.add(j)
                stack.append(j)
    order = sorted(reached)
    dominators = {k: set(order) for k in order}
    dominators[0] = {0}
    changed = True
    while changed:
        changed = False
        for k in order:
            if k == 0:
                continue
            known = [dominators[p] for p in before[k] if p in reached]
            now = (set.intersection(*known) if known else set()) | {k}
            if now != dominators[k]:
                dominators[k], changed = now, True
    loops = collections.defaultdict(lambda: (set(), []))
    for k in order:
        for head in after[k]:
            if head in dominators[k]:
                members, latches = loops[head]
                latches.append(k)
                members.add(head)
                work = [k]
                while work:
                    m = work.pop()
                    if m not in members:
                        members.add(m)
                        work.extend(before[m])
    return [(head, latches, members) for head, (members, latches) in loops.items()]


def shortest_way(head, latches, members, blocks, after):
    """The instructions of the shortest way from the header back to it."""
    best, done = [(len(blocks[head]), head, [head])], set()
    while best:
        best.sort(key=lambda x: x[0])
        cost, k, path = best.pop(0)
        if k in done:
            continue
        done.add(k)
        if k in latches:
            return [i for b in path for i in blocks[b]]
        best.extend((cost + len(blocks[j]), j, path + [j]) for j in after[k] if j in members and j != head)
    return []


def ways_round(head, latches, members, blocks, after, most=10000):
    """All ways from the header back to it that meet no block twice."""
    found, stack = [], [[head]]
    while stack and len(found) < most:
        path = stack.pop()
        if path[-1] in latches:
            found.append([i for b in path for i in blocks[b]])
        stack.extend(path + [j] for j in after[path[-1]] if j in members and j not in path)
    return found


class Sweep:
    """The loops of `solve::hines`. Upward over fixed pieces; upward over changing ones, the only loop that divides, and in it one over the
    synapses of a compartment; downward over both kinds, of which the changing one keeps the largest |v|."""

    def __init__(self, loops, blocks, after, machine, registers):
        text = lambda members: [i for b in sorted(members) for i in blocks[b]]
        count = lambda some, kind: sum(machine.kind(i) == kind for i in some)
        dividing = [l for l in loops if count(text(l[2]), "div")]
        leaves = [l for l in loops if not any(o[2] < l[2] for o in loops) and count(text(l[2]), "store") >= registers]
        self.up_changing = next((l for l in dividing if not any(o[2] < l[2] for o in dividing)), None)
        inside = self.up_changing[2] if self.up_changing else set()
        self.synapses = next((l for l in leaves if l[2] < inside), None)
        rest = [l for l in leaves if not l[2] & inside and count(text(l[2]), "fma")]
        still = sorted((l for l in rest if not count(text(l[2]), "add")), key=lambda l: count(text(l[2]), "fma"))
        self.down_fixed, self.up_fixed = (still[0], still[-1]) if len(still) > 1 else (None, None)
        self.down_changing = next((l for l in rest if count(text(l[2]), "add")), None)
        nested = set().union(*(l[2] for l in loops if l[2] < inside))
        self.nodes = ways_round(*self.up_changing[:2], inside - nested, blocks, after) if self.up_changing else []
        self.count = count

    def ways(self, role, simple):
        """The loops that a role runs through, each with one way round it; a compartment has two classes of synapses."""
        if role == "hines_fixed":
            chosen = [(self.up_fixed, None), (self.down_fixed, None)]
        else:
            fma = lambda way: self.count(way, "fma")
            usual = [w for w in self.nodes if fma(w) == max(map(fma, self.nodes))]  # not a bottom: it takes from the node below
            if role == "hines_changing":  # adds what mechanisms left for it
                node = max(usual, key=lambda w: (self.count(w, "add"), -len(w)), default=None)
            else:
                node = min(usual, key=len, default=None)
            chosen = [(self.up_changing, node), (self.down_changing, None)] + [(self.synapses, None)] * 2 * (role == "hines_synapses")
        if any(loop is None for loop, _ in chosen):
            return []
        return [(way or simple(loop), loop) for loop, way in chosen]


class Kernel:
    """One kernel in one file: its name, and the ways round its inner loops."""

    def __init__(self, symbol, text, body, machine):
        self.symbol, self.machine, self.body = symbol, machine, body
        role, lane, self.real = KERNEL.match(text).groups()
        self.role = without_namespaces(role)
        arguments = template_arguments(lane[lane.index("<") + 1:])
        if "lane<" in lane:
            self.isa, self.registers = without_namespaces(arguments[0]), int(arguments[2].rstrip("ul"))
        else:  # plain<T>
            self.isa, self.registers = "libm", 1
        self.is_tree = self.role.startswith("hines")
        machine.mark_stack(body)
        blocks, after = blocks_of(body, machine)
        after = without_fallbacks(blocks, after)
        loops = natural_loops(after)
        inner = [l for l in loops if not any(o is not l and o[2] < l[2] for o in loops)]
        ways = [(shortest_way(*l, blocks, after), [i for b in sorted(l[2]) for i in blocks[b]]) for l in inner]
        ways = [(w, all_of) for w, all_of in ways if any(machine.computes(i) or machine.is_call(i) for i in all_of)]
        if self.is_tree:
            sweep = Sweep(loops, blocks, after, machine, self.registers)
            ways = [(way, [i for b in sorted(l[2]) for i in blocks[b]])
                    for way, l in sweep.ways(self.role, lambda l: shortest_way(*l, blocks, after))]
        elif len(ways) > 1:
            ways = [max(ways, key=lambda w: len(w[0]))]
        self.loops = [w for w, _ in ways]
        self.whole_loops = list({id(a[0]): a for _, a in ways}.values())

    @property
    def name(self):
        return f"{self.role}/{self.real}/{self.isa}/{self.registers}"

    def count(self):
        """Instructions of one way round (of both sweeps together, for a tree) by kind."""
        n = collections.Counter()
        for loop in self.loops:
            for i in loop:
                n[self.machine.kind(i)] += 1
                n["instructions"] += 1
                n["reads"] += self.machine.loads(i)
                n["spills"] += self.machine.is_spill(i)
        return n

    def faults(self):
        """What must not be in an inner loop: calls, spills, scalar arithmetic, no vector register at all. Counts by name."""
        n = collections.Counter()
        for loop in self.whole_loops:
            for i in loop:
                n["calls"] += self.machine.is_call(i)
                n["spills"] += self.machine.is_spill(i)
                n["scalar"] += self.machine.is_scalar_arithmetic(i)
            n["without vectors"] += not any(self.machine.is_vector(i) for i in loop)
        if not self.whole_loops:
            n["without a loop"] += 1
        return +n


def architecture(path):
    """'x86' or 'aarch64', by the words of the file."""
    with open(path, encoding="utf-8") as f:
        head = f.read(4000)
    return "aarch64" if re.search(r"\.arch\s+armv|\.cpu\s|^\s+\.type\s+\S+,\s*%function", head, re.M) else "x86"


def read(path):
    machine = Machine(architecture(path))
    bodies = functions(path, "#" if machine.x86 else "//")
    mangled = [n for n in bodies if "5bench" in n and "3runI" in n]
    kernels = []
    for symbol, text in zip(mangled, demangled(mangled)):
        if KERNEL.match(text):
            kernels.append(Kernel(symbol, text, bodies[symbol], machine))
    return kernels


def mca_program():
    for name in [os.environ.get("LLVM_MCA", ""), "llvm-mca-19", "llvm-mca", *(f"llvm-mca-{v}" for v in range(23, 13, -1))]:
        if name and shutil.which(name):
            return name
    return None


class Simulation:
    """What llvm-mca says of one way round (for a tree of both sweeps together), in cycles."""

    def __init__(self):
        self.cycles = 0.0       # dependences, buffers and ports together
        self.bound = 0.0        # what the busiest kind of port, or the front end, needs at least
        self.without_div = 0.0  # the same with divisions left out, whose rate is better measured than modelled
        self.port = ""          # the busiest one of the simulation


def without_divisions(loop, machine):
    """The loop without them, nor the move that is part of one on SVE."""
    div = [machine.kind(i) == "div" and i.op != "frecpe" for i in loop] + [False]
    return [i for n, i in enumerate(loop) if not div[n] and not (i.op == "movprfx" and div[n + 1])]


def simulate(kernels, cpu, triple):
    """name of a kernel -> Simulation; nothing where llvm-mca is not there, nor of a loop that calls, for what is called is not seen. Long
    loops go round less often: they come to a steady state sooner, and llvm-mca is slow."""
    kernels = [k for k in kernels if not any(k.machine.is_call(i) for loop in k.loops for i in loop)]
    long = lambda k: max(map(len, k.loops), default=0) > 300
    return (simulate_all([k for k in kernels if not long(k)], cpu, triple, 200) | simulate_all([k for k in kernels if long(k)], cpu, triple, 20))


def simulate_all(kernels, cpu, triple, iterations):
    program, result, regions, text = mca_program(), {}, [], []
    for k in kernels:
        for loop in k.loops:
            for instructions in (loop, without_divisions(loop, k.machine)):
                text.append(f"# LLVM-MCA-BEGIN r{len(regions)}")
                text.extend("\t" + i.text for i in instructions)
                text.append("# LLVM-MCA-END")
                regions.append((k.name, instructions, instructions is loop))
    if not program or not regions:
        return result
    run = subprocess.run([program, f"-mtriple={triple}", f"-mcpu={cpu}", f"-iterations={iterations}", "-json", "-"],
                         input="\n".join(text) + "\n", text=True, capture_output=True)
    if run.returncode != 0:
        raise SystemExit(f"{program} -mcpu={cpu}: {run.stderr.strip()[:2000]}")
    out = json.loads(run.stdout)
    resources = [r.replace("\0", "") for r in out["TargetInfo"]["Resources"]]
    most = collections.Counter()
    for region in out["CodeRegions"]:
        name, instructions, whole = regions[int(region["Name"][1:])]
        summary, count = region["SummaryView"], len(region["Instructions"])
        if count != len(instructions):
            raise SystemExit(f"{program}: {count} instructions of {len(instructions)} in a loop of {name}")
        s = result.setdefault(name, Simulation())
        if not whole:
            s.without_div += summary["BlockRThroughput"]
            continue
        s.cycles += summary["TotalCycles"] / summary["Iterations"]
        s.bound += summary["BlockRThroughput"]
        pressure = collections.Counter()
        for use in region["ResourcePressureView"]["ResourcePressureInfo"]:
            if use["InstructionIndex"] == count:  # the sum
                pressure[resources[use["ResourceIndex"]]] += use["ResourceUsage"]
        pressure["front end"] = summary["TotaluOps"] / summary["Iterations"] / summary["DispatchWidth"]
        port, busy = max(pressure.items(), key=lambda x: x[1])
        if busy > most[name]:
            most[name], s.port = busy, port
    return result
