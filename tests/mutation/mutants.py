# SPDX-License-Identifier: BSD-3-Clause
"""A copy of include/ in which every number of a mechanism can be changed at run time: see tests/mutation/run.

Number k of the copy is written ::mutation::literal<k>(0.182) for a literal and ::mutation::value<k>(p.gbar) for what is read
from params, constants, the site or a stimulus's members. Each is what it was unless the environment says MUTATION=k; then it
is 1.001 times that (whole numbers that count steps or events: one more).
"""
import pathlib
import re
import shutil

HEADER = r"""// Made by tests/mutation/mutants.py.
#pragma once
#include <concepts>
#include <cstdlib>
#include <type_traits>
namespace mutation {
inline int active() noexcept {
  static int const k = [] { char const* const s = std::getenv("MUTATION"); return s ? std::atoi(s) : 0; }();
  return k;
}
inline constexpr double factor = 1.001;
/// A literal; in a constant expression it stays what it is.
template <int k> [[gnu::noinline]] double changed(double x) noexcept { return active() == k ? x * factor : x; }
template <int k> constexpr double literal(double x) noexcept {
  if (std::is_constant_evaluated()) return x;
  return changed<k>(x);
}
/// A literal where the declaration lost its constexpr.
template <int k> double runtime(double x) noexcept { return changed<k>(x); }
template <int k, class T> constexpr T value(T const& x) noexcept {
  if (std::is_constant_evaluated() || active() != k) return x;
  if constexpr (std::integral<T>) return x + 1;
  else return T(x * factor);
}
}  // namespace mutation
"""

NUMBER = re.compile(r"(?<![\w.])(0x[0-9a-fA-F.]+p[+-]?\d+|\d+\.\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+|\d+)(?![\w.])")
READ = re.compile(r"(?<![\w.>:])((?:p|c|x|constants)\.(\w+))(\([^()]*\))?(?!\s*(?:[-+*/]?=[^=])|\w|\()")
# Numbers that are no physics: what refuses bad input, what never runs, what the compiler needs as it is.
SKIP_LINE = re.compile(r"^\s*(#|//)|static_assert|input_error|to_string|throw |string_view|consteval|requires|concept |^\s*template <(?!class B> static|class B> struct params)")
# Functions whose bodies refuse input.
REFUSES = re.compile(r"^  (void check\(\) const|.*\bneed\w*\(|.*detail::(positive|not_negative|fraction)\()")


def blank(text):
    """The text with comments and strings as blanks, so that places stay."""
    def spaces(m):
        return re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\])\'', spaces, text, flags=re.S)


def statements(code):
    """Ranges of the code that are not touched: checks of input, static_assert, template heads, indices."""
    out = []
    for head in re.finditer(r"\b(static_assert|throw|REQUIRE|decltype)\b|#[^\n]*|\bvoid check\(\) const\b|\b(?:detail::)?(?:need\w*|positive|not_negative|fraction|require)\s*\(", code):
        i, depth = head.start(), 0
        if code[i] == "#":
            out.append((i, head.end()))
            continue
        braces = head.group(0).startswith("void check")
        while i < len(code):
            ch = code[i]
            depth += ch in "({["
            depth -= ch in ")}]"
            i += 1
            if (ch == ";" and depth <= 0) or (braces and ch == "}" and depth == 0) or depth < 0:
                break
        out.append((head.start(), i))
    # conditions of refusals: if (...) throw
    for m in re.finditer(r"\bif \((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)\s*throw", code):
        out.append(m.span())
    out += [m.span() for m in re.finditer(r"\[[^\[\]\n]*\](?!\s*\{)", code) if not re.search(r"&|=", m.group(0))]
    out += [m.span() for m in re.finditer(r"<[^<>;(){}\n]*\b\d+>", code)]  # template arguments
    return out


def mutated(text, first, members=()):
    """The text with its numbers made changeable, numbered from `first`; [(number, place, what it was)]."""
    code = blank(text)
    away = statements(code)
    def skipped(i):
        return any(a <= i < b for a, b in away)
    edits, constant = [], []
    # declarations that lose their constexpr: numbers in them are known to the compiler only
    for m in re.finditer(r"(static |inline )?constexpr ((?:double|q10) [^;]*;)", code):
        if re.search(r"\d", m.group(2)) and not skipped(m.start()):
            constant.append(m.span())
            keep = {"static ": "static inline ", "inline ": "inline "}.get(m.group(1) or "", "")
            start = m.start()
            edits.append((start, code.index("constexpr", start) + len("constexpr"), keep + "const", None))
    for m in NUMBER.finditer(code):
        token, i = m.group(1), m.start(1)
        if skipped(i) or float.fromhex(token) == 0 if token.startswith("0x") else float(token) == 0 or skipped(i):
            continue
        inside = any(a <= i < b for a, b in constant)
        line = code[code.rfind("\n", 0, i) + 1:code.find("\n", i)]
        if token.isdigit():
            before, after = code[:i].rstrip()[-2:], code[m.end():].lstrip()[:2]
            arithmetic = after[:1] in "*/" or before[-1:] in "*/" or after[:2] == "- "
            given = re.search(r"\b(?:double|B|duration) \w+(?: = |\{)$", code[:i].split("\n")[-1]) is not None
            if not (inside or arithmetic or given or re.search(r"\? 1 - ", line)) or "std::size_t" in line or "array<" in line:
                continue
        edits.append((i, m.end(), ("::mutation::runtime" if inside else "::mutation::literal") + "<{k}>(" + token + ")", token))
    for m in READ.finditer(code):
        if not skipped(m.start()) and "&" + m.group(1) not in code:
            edits.append((m.start(), m.end(), "::mutation::value<{k}>(" + text[m.start():m.end()] + ")", m.group(0)))
    for m in re.finditer(r"double\{(\w+)\}", code):  # whole template arguments that are numbers
        edits.append((m.start(), m.end(), "::mutation::value<{k}>(" + m.group(0) + ")", m.group(1)))
    if members:
        bodies = [m.span() for m in re.finditer(r"^  (?:current|electrode_current|state|void|frequency|duration|double|std::size_t) \w+\([^;{]*\) const(?: noexcept)? \{.*?^  \}", code, re.S | re.M)]
        bodies = [(code.index("{", code.index(") const", a)), b) for a, b in bodies]
        names = re.compile(r"(?<![\w.>:])(" + "|".join(members) + r")(\[k\])?(\.value)?(?![\w(\[{.]|\s*=[^=]|->)")
        for m in names.finditer(code):
            if any(a < m.start() < b for a, b in bodies) and not skipped(m.start()):
                edits.append((m.start(), m.end(), "::mutation::value<{k}>(" + m.group(0) + ")", m.group(0)))
    edits.sort(key=lambda e: e[0])
    kept, end = [], -1
    for e in edits:  # one inside another: the outer one
        if e[0] >= end:
            kept.append(e)
            end = e[1]
    out, at, sites, k = [], 0, [], first
    for a, b, new, was in kept:
        out.append(text[at:a])
        if was is None:
            out.append(new)
        else:
            out.append(new.replace("{k}", str(k)))
            sites.append((k, text.count("\n", 0, a) + 1, was))
            k += 1
        at = b
    out.append(text[at:])
    return "".join(out), sites


MEMBER = re.compile(r"^  (?:current|duration|double|frequency|pallium::frequency|std::array<\w+, 3>)((?: \w+(?:\{[^}]*\}|(?: = [^;,]+))?,?)+);", re.M)


def members_of(code):
    names = []
    for m in MEMBER.finditer(code):
        names += re.findall(r"(\w+)(?:\{[^}]*\}| = [^;,]+)?(?:,|$)", m.group(1).strip())
    for m in re.finditer(r"^  (?:duration|frequency) ((?:\w+_(?:\{\})?(?:, )?)+);", code, re.M):
        names += re.findall(r"\w+_", m.group(1))
    return [n for n in dict.fromkeys(names) if n not in ("state", "value")]


def make(root, work):
    """Writes work/include; returns {header: [(number, line, what)]}, header relative to include/pallium."""
    source = root / "include"
    target = work / "include"
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target)
    (target / "mutation.hpp").write_text(HEADER)
    base = target / "pallium"
    headers = [h for folder in ("channel", "pool", "synapse", "spiking", "stimulus") for h in sorted((base / folder).rglob("*.hpp"))]
    headers += [base / "membrane" / n for n in ("ghk.hpp", "kinetics.hpp", "nernst.hpp", "site.hpp")]
    found, k = {}, 1
    for h in headers:
        name = str(h.relative_to(base))
        if h.name == "concept.hpp" and not name.startswith(("synapse", "spiking")):
            continue
        text = h.read_text()
        members = members_of(blank(text)) if name.startswith("stimulus") else ()
        new, sites = mutated(text, k, members)
        k += len(sites)
        found[name] = sites
        h.write_text(new.replace("#pragma once\n", "#pragma once\n#include <mutation.hpp>\n", 1))
    return found


if __name__ == "__main__":
    import sys
    for header, sites in make(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])).items():
        for k, line, was in sites:
            print(f"{k}\t{header}:{line}\t{was}")
