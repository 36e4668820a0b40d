# SPDX-License-Identifier: BSD-3-Clause
"""in_browser.py BROWSER FOLDER yes|no: opens FOLDER/report.html in a Chromium without a screen: it must get ready, draw every picture, with
three.js ("yes") or without, light up neurons as time goes on, and say nothing on the console. The page forbids itself every request
(Content-Security-Policy), so that one would be said there too. Screenshots stay in FOLDER."""
import collections
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import zlib

WIDTH, HEIGHT = 1280, 6400
PROBE = """<script>
addEventListener("load", () => setTimeout(() => {
  document.documentElement.dataset.boxes = JSON.stringify([...document.querySelectorAll("canvas")].map((c) => {
    const r = c.getBoundingClientRect();
    return [c.id, r.x, r.y, r.width, r.height];
  }));
}, 800));
</script>"""
wrong = []


def check(what, says):
    if not what:
        wrong.append(says)


def read_png(path):
    """Rows of bytes, and how many bytes a pixel has."""
    data = path.read_bytes()
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and colour in (2, 6), "not the usual kind of PNG"
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    size = 3 if colour == 2 else 4
    raw, stride = zlib.decompress(packed), width * size
    rows, last = [], bytearray(stride)
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        if kind == 1:
            for i in range(size, stride):
                row[i] = (row[i] + row[i - size]) & 255
        elif kind == 2:
            for i in range(stride):
                row[i] = (row[i] + last[i]) & 255
        elif kind == 3:
            for i in range(stride):
                row[i] = (row[i] + ((row[i - size] if i >= size else 0) + last[i]) // 2) & 255
        elif kind == 4:
            for i in range(stride):
                a, b, c = row[i - size] if i >= size else 0, last[i], last[i - size] if i >= size else 0
                p = a + b - c
                pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
                row[i] = (row[i] + (a if pa <= pb and pa <= pc else b if pb <= pc else c)) & 255
        rows.append(row)
        last = row
    return rows, size


def pixels(image, box):
    rows, size = image
    _, x, y, w, h = box
    if int(y + h) > len(rows):
        wrong.append(f"{box[0]} lies below the screenshot")
        return []
    return [bytes(rows[r][c * size : c * size + 3]) for r in range(int(y) + 1, int(y + h) - 1) for c in range(int(x) + 1, int(x + w) - 1)]


def browse(arguments, page, state):
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars",
                   "--disable-background-networking", "--disable-component-update", "--no-first-run", "--enable-logging=stderr", "--disable-dev-shm-usage",
                   f"--window-size={WIDTH},{HEIGHT}", "--virtual-time-budget=3000", f"--user-data-dir={profile}", *arguments, page.as_uri() + "#" + state]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=280)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    check(not said, f"{' '.join(arguments) or 'the page'}: the console says " + "; ".join(said[:3]))
    return done.stdout


def boxes_of(dom):
    text = re.search(r'data-boxes="([^"]*)"', dom)
    return {b[0]: b for b in json.loads(text.group(1).replace("&quot;", '"'))} if text else {}


def attribute(dom, name):
    found = re.search(rf'<html[^>]* data-{name}="([^"]*)"', dom)
    return found.group(1) if found else None


def said_instead(dom):
    found = re.search(r'<p id="no-three"[^>]*>([^<]*)', dom)
    return found.group(1) if found else ""


browser, folder, three = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3] == "yes"
page = folder / "probed.html"
html = (folder / "report.html").read_text(encoding="utf-8", errors="surrogateescape")
page.write_text(html.replace("</body>", PROBE + "</body>"), encoding="utf-8", errors="surrogateescape")
still = "play=0&turn=0&theme=light&t="

dom = browse(["--dump-dom"], page, still + "300")
check(attribute(dom, "state") == "ready", "the page never gets ready")
check(attribute(dom, "three") == ("yes" if three else "absent"), f"three dimensions: {attribute(dom, 'three')}")
boxes = boxes_of(dom)
expected = {"raster", "course", "matrix", "spectrum", "correlation"} | ({"cortex"} if three else set())
check(expected <= set(boxes), f"canvases: {sorted(boxes)}")
check("Is it a living cortex?" in dom and "pulse to VISp_L" in dom and "19 of 19" in dom, "texts are missing")
check(three or "built without three.js" in said_instead(dom), "that three.js is missing is not said")

images = {}
for t in ("300", "520"):
    path = folder / f"at_{t}.png"
    browse([f"--screenshot={path}"], page, still + t)
    images[t] = read_png(path)
for name in sorted(expected & set(boxes)):
    seen = pixels(images["520"], boxes[name])
    colours = set(seen)
    commonest = collections.Counter(seen).most_common(1)
    other = 1 - commonest[0][1] / len(seen) if seen else 0
    check(len(colours) > 20 and other > 0.01, f"{name} is blank: {len(colours)} colours, {other:.2%} not of the commonest")
if three and "cortex" in boxes:
    a, b = (pixels(images[t], boxes["cortex"]) for t in ("300", "520"))
    brighter = [sum(sum(p) > 450 for p in seen) for seen in (a, b)]
    changed = sum(max(abs(i - j) for i, j in zip(p, q)) > 40 for p, q in zip(a, b)) / max(1, len(a))
    check(min(brighter) > 20, f"bright points: {brighter}")
    check(changed > 0.002, f"neurons do not flash: {changed:.3%} of the picture changes")
    dom = browse(["--disable-3d-apis", "--dump-dom"], page, still + "300")
    check(attribute(dom, "state") == "ready" and attribute(dom, "three") == "no-webgl" and "offers no WebGL" in said_instead(dom), "without WebGL")
page.unlink()
for w in wrong:
    print(f"  {w}")
print(f"{len(boxes)} canvases, {len(wrong)} wrong")
sys.exit(1 if wrong else 0)
