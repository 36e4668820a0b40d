// SPDX-License-Identifier: BSD-3-Clause
// Rates, maps, spectrum, correlation.
"use strict";
(() => {
  const { data, draw, css, tell, element, hz, ms, nice, side, base, grouped } = report;
  const at = (id) => document.getElementById(id);

  // --- Dots on a logarithmic axis of rates -------------------------------------------------------------------------------------
  const low = 0.03, high = 100;
  const place = (x) => 100 * Math.min(1, Math.max(0, Math.log(Math.max(x, low) / low) / Math.log(high / low)));
  const decades = [0.1, 1, 10];
  const track = (limits) => {
    const t = element("div", { class: "track" });
    for (const d of decades) t.append(element("i", { class: "tick", style: `left:${place(d)}%` }));
    if (limits) t.append(element("i", { class: "band", style: `left:${place(limits[0])}%;width:${place(limits[1]) - place(limits[0])}%` }));
    return t;
  };
  const axis = () => {
    const t = element("div", { class: "track" });
    for (const d of decades) t.append(element("span", { style: `left:${place(d)}%` }, String(d)));
    return element("div", { class: "row axis" }, element("span", {}), t, element("span", { class: "value" }, "Hz"));
  };
  const dot = (percent, colour, hollow) => element("i", { class: "dot " + (hollow ? "hollow" : "filled"), style: `left:${percent}%;color:${colour}` });
  const fill = (id, rows, colour) => {
    const box = at(id);
    box.replaceChildren();
    rows.forEach((r, k) => {
      const limits = r.low !== undefined ? [r.low, r.high] : null, t = track(limits);
      if (r.hz) t.append(dot(place(r.hz), colour(k)));
      const out = limits && r.hz !== null && (r.hz < r.low || r.hz > r.high);
      box.append(element("div", { class: "row", title: `${r.name}: ${hz(r.hz)}, ${grouped(r.neurons)} neurons` },
        element("span", {}, r.name), t, element("span", { class: "value" + (out ? " out" : "") }, r.hz === null ? "–" : r.hz.toFixed(2))));
    });
    box.append(axis());
  };
  const areaMost = nice(Math.max(1e-3, ...data.areas.map((a) => a.hz || 0)) * 1.02);
  at("area-note").append(` hemisphere; the axes go from 0 to ${areaMost} Hz.`);
  const rates = () => {
    fill("by-class", data.classes, (k) => report.classColour(k));
    fill("by-layer", data.layers, () => css("--accent"));
    fill("by-module", data.modules, (k) => report.moduleColour(k));
    const box = at("by-area");
    box.replaceChildren();
    data.modules.forEach((m, k) => {
      const part = element("div", { class: "part" }, element("div", { class: "module" }, m.name));
      box.append(part);
      const names = [...new Set(data.areas.filter((a) => a.module === k).map((a) => base(a.name)))];
      for (const name of names) {
        const mine = data.areas.filter((a) => a.module === k && base(a.name) === name), t = element("div", { class: "track" });
        for (const part of [0, 50, 100]) t.append(element("i", { class: "tick", style: `left:${part}%` }));
        for (const a of mine) if (a.hz !== null) t.append(dot((100 * a.hz) / areaMost, report.moduleColour(k), side(a.name) === 1));
        const text = mine.map((a) => (a.hz === null ? "–" : a.hz.toFixed(2))).join("  ");
        part.append(element("div", { class: "row", title: mine.map((a) => `${a.name}: ${hz(a.hz)}, ${grouped(a.neurons)} neurons`).join("; ") },
          element("span", {}, name), t, element("span", { class: "value" }, text)));
      }
    });
  };

  // --- Maps: rows of areas, columns of anything --------------------------------------------------------------------------------------
  // Pixels of a table, stretched; null is grey.
  const pixels = (g, x, y, w, h, rows, columns, value, table) => {
    const image = new ImageData(columns, rows), grey = report.rgb(report.dark() ? "#2b3240" : "#d9dee6");
    for (let r = 0; r < rows; ++r)
      for (let c = 0; c < columns; ++c) {
        const v = value(r, c), i = 4 * (r * columns + c), k = 3 * Math.round(255 * Math.min(1, Math.max(0, v)));
        for (let d = 0; d < 3; ++d) image.data[i + d] = Number.isNaN(v) ? grey[d] : table[k + d];
        image.data[i + 3] = 255;
      }
    const small = document.createElement("canvas");
    small.width = columns, small.height = rows;
    small.getContext("2d").putImageData(image, 0, 0);
    g.imageSmoothingEnabled = false;
    g.drawImage(small, x, y, w, h);
  };
  const scale = (g, x, y, h, table, labels) => {
    for (let i = 0; i < 128; ++i) {
      const k = 3 * Math.round((255 * (127 - i)) / 127);
      g.fillStyle = `rgb(${table[k]},${table[k + 1]},${table[k + 2]})`;
      g.fillRect(x, y + (h * i) / 128, 12, h / 128 + 0.6);
    }
    g.fillStyle = css("--soft");
    g.textAlign = "left";
    for (const [v, text] of labels) g.fillText(text, x + 17, y + h * (1 - v));
  };
  const pairs = [];  // of hemispheres: name, rows
  data.areas.forEach((a, i) => {
    const last = pairs[pairs.length - 1];
    if (last && last.name === base(a.name) && last.module === a.module) last.rows.push(i);
    else pairs.push({ name: base(a.name), module: a.module, rows: [i] });
  });
  // Names of areas at the left, of modules at the right; both hemispheres are one row of names.
  const names = (g, left, right, top, rowHeight) => {
    g.textAlign = "right";
    g.fillStyle = css("--soft");
    g.save();
    g.font = "10.5px system-ui, Arial, 'Liberation Sans', sans-serif";
    for (const p of pairs) g.fillText(p.name, left - 6, top + rowHeight * (p.rows[0] + p.rows.length / 2));
    g.restore();
    let begin = 0;
    data.modules.forEach((m, k) => {
      const n = data.areas.filter((a) => a.module === k).length, y = top + rowHeight * begin, h = rowHeight * n;
      g.fillStyle = report.moduleColour(k);
      g.fillRect(right + 4, y + 1, 4, h - 2);
      g.save();
      g.translate(right + 18, y + h / 2);
      g.rotate(Math.PI / 2);
      g.textAlign = "center";
      g.fillStyle = css("--soft");
      g.fillText(m.name, 0, 0, Math.max(h - 4, 10));
      g.restore();
      if (begin > 0) { g.fillStyle = css("--paper"); g.fillRect(left, y - 0.75, right - left, 1.5); }
      begin += n;
    });
  };
  const root = (v, most) => Math.sqrt(Math.max(0, v) / most);
  const hover = (id, what) => {
    const canvas = at(id);
    canvas.addEventListener("pointermove", (e) => {
      const box = canvas.getBoundingClientRect();
      tell(e, what(e.clientX - box.left, e.clientY - box.top));
    });
    canvas.addEventListener("pointerleave", () => tell(null, ""));
  };

  const bins = data.areas.length ? data.areaCourses.length / data.areas.length : 0;
  const sorted = Float32Array.from(data.areaCourses).sort();
  const courseMost = Math.max(nice(Math.max(sorted[Math.floor(0.998 * sorted.length)] || 1, 1)), 1);
  const frame = { left: 66, right: 92, top: 6 };
  at("course-note").textContent = `Spikes per neuron and second in bins of ${data.bin} ms, of all neurons; left hemisphere above right in each area. Colours grow with the square root.`;
  let courseBox = null;
  draw("course", () => 13 * pairs.length + 36, (g, w, h, ratio) => {
    const left = frame.left, right = w - frame.right, row = (h - 36) / Math.max(data.areas.length, 1);
    courseBox = { left, right, row };
    pixels(g, left, frame.top, right - left, row * data.areas.length, data.areas.length, bins, (r, c) => root(data.areaCourses[r * bins + c], courseMost), report.viridis);
    names(g, left, right, frame.top, row);
    scale(g, right + 34, frame.top + 16, 150, report.viridis, [0, 0.25, 0.5, 1].map((f) => [Math.sqrt(f), +(f * courseMost).toPrecision(2) + (f === 1 ? " Hz" : "")]));
    report.timeAxis(g, left, right, frame.top + row * data.areas.length, 0, data.duration);
  });
  hover("course", (x, y) => {
    const r = Math.floor((y - frame.top) / courseBox.row), c = Math.floor(((x - courseBox.left) / (courseBox.right - courseBox.left)) * bins);
    if (r < 0 || r >= data.areas.length || c < 0 || c >= bins) return "";
    return `${data.areas[r].name}, ${ms(c * data.bin)}: ${hz(data.areaCourses[r * bins + c])}`;
  });

  const classes = data.classes.length, most = nice(Math.max(1, ...data.areaClass.filter((x) => Number.isFinite(x))));
  let matrixBox = null;
  draw("matrix", () => 6.5 * data.areas.length + 70, (g, w, h) => {
    const left = frame.left, right = w - frame.right, row = (h - 70) / Math.max(data.areas.length, 1), column = (right - left) / Math.max(classes, 1);
    matrixBox = { left, row, column };
    pixels(g, left, frame.top, right - left, row * data.areas.length, data.areas.length, classes, (r, c) => root(data.areaClass[r * classes + c], most), report.viridis);
    names(g, left, right, frame.top, row);
    scale(g, right + 34, frame.top + 16, 150, report.viridis, [0, 0.25, 0.5, 1].map((f) => [Math.sqrt(f), +(f * most).toPrecision(2) + (f === 1 ? " Hz" : "")]));
    g.textAlign = "right";
    data.classes.forEach((c, k) => {
      g.save();
      g.translate(left + (k + 0.5) * column, frame.top + row * data.areas.length + 8);
      g.rotate(-Math.PI / 4);
      g.fillStyle = report.classColour(k);
      g.fillText(c.name, 0, 0);
      g.restore();
    });
  });
  hover("matrix", (x, y) => {
    const r = Math.floor((y - frame.top) / matrixBox.row), c = Math.floor((x - matrixBox.left) / matrixBox.column);
    if (r < 0 || r >= data.areas.length || c < 0 || c >= classes) return "";
    const v = data.areaClass[r * classes + c];
    return `${data.areas[r].name}, ${data.classes[c].name}: ${Number.isNaN(v) ? "nobody" : hz(v)}`;
  });

  // --- Correlation -------------------------------------------------------------------------------------------------------------------
  const n = data.areas.length;
  let top = 0.05;
  {
    const off = [];
    for (let a = 0; a < n; ++a) for (let b = 0; b < a; ++b) if (Number.isFinite(data.correlation[a * n + b])) off.push(Math.abs(data.correlation[a * n + b]));
    off.sort((a, b) => a - b);
    if (off.length) top = Math.min(1, Math.ceil(20 * Math.max(0.05, off[Math.floor(0.98 * (off.length - 1))])) / 20);
    at("correlation-note").textContent = off.length
      ? `Pearson’s, of the numbers of spikes in bins of ${data.countBin} ms, all neurons of an area; mean over pairs of areas ${data.meanCorrelation.toFixed(3)}.`
      : `Not to be had: fewer than ten bins of ${data.countBin} ms, or no spikes.`;
  }
  let correlationBox = null;
  draw("correlation", (w) => Math.min(w - 10, 560), (g, w, h) => {
    const left = frame.left, size = Math.min(w - left - 86, h - frame.top - 6), row = size / Math.max(n, 1);
    correlationBox = { left, row };
    pixels(g, left, frame.top, size, size, n, n, (r, c) => 0.5 + 0.5 * Math.min(1, Math.max(-1, data.correlation[r * n + c] / top)), report.signed);
    g.textAlign = "right";
    let begin = 0;
    data.modules.forEach((m, k) => {
      const count = data.areas.filter((a) => a.module === k).length, y = frame.top + row * begin;
      g.fillStyle = report.moduleColour(k);
      g.fillRect(left - 7, y + 1, 4, row * count - 2);
      g.save();
      g.translate(left - 18, y + (row * count) / 2);
      g.fillStyle = css("--soft");
      g.fillText(m.name.length > 8 ? m.name.slice(0, 7) + "." : m.name, 8, 0, left - 12);
      g.restore();
      if (begin > 0) { g.fillStyle = "#8a93a3"; g.fillRect(left, y - 0.5, size, 1); g.fillRect(left + row * begin - 0.5, frame.top, 1, size); }
      begin += count;
    });
    scale(g, left + size + 14, frame.top + 16, 150, report.signed, [[1, "≥ " + +top.toPrecision(2)], [0.5, "0"], [0, "≤ −" + +top.toPrecision(2)]]);
  });
  hover("correlation", (x, y) => {
    const r = Math.floor((y - frame.top) / correlationBox.row), c = Math.floor((x - correlationBox.left) / correlationBox.row);
    if (r < 0 || r >= n || c < 0 || c >= n) return "";
    const v = data.correlation[r * n + c];
    return `${data.areas[r].name}, ${data.areas[c].name}: ${Number.isNaN(v) ? "–" : v.toFixed(3)}`;
  });

  // --- Spectrum ------------------------------------------------------------------------------------------------------------------------
  const spectrum = data.spectrum, lines = spectrum.names.length, points = lines ? spectrum.psd.length / lines : 0;
  at("spectrum-note").textContent = lines
    ? `Of the population rate in bins of 1 ms: Welch’s method, ${spectrum.segments} segment${spectrum.segments === 1 ? "" : "s"}, ${spectrum.df.toPrecision(3)} Hz apart; drawn are means over a sixth of an octave.`
    : "Not to be had: it takes a run of 64 ms after the start that is left out.";
  /// Means over a sixth of an octave, where there are so many frequencies.
  const thinned = (k) => {
    const out = [];
    for (let i = 1; i < points;) {
      let sum = 0, f = 0, n = 0;
      for (const end = i * 2 ** (1 / 6); i < points && (n === 0 || i < end); ++i, ++n) sum += spectrum.psd[k * points + i], f += i * spectrum.df;
      if (sum > 0) out.push([f / n, sum / n]);
    }
    return out;
  };
  const lineColour = (k) => (spectrum.names[k] === "all" ? css("--ink") : report.moduleColour(data.modules.findIndex((m) => m.name === spectrum.names[k])));
  draw("spectrum", () => 380, (g, w, h) => {
    if (!lines) return;
    const left = 66, right = w - 14, top = 10, bottom = h - 40, f0 = spectrum.df, f1 = 500;
    let least = Infinity, greatest = 0;
    for (let k = 0; k < lines; ++k) for (const [, v] of thinned(k)) { least = Math.min(least, v); greatest = Math.max(greatest, v); }
    if (!(greatest > 0)) return;
    const low = Math.floor(Math.log10(least) - 0.05), high = Math.ceil(Math.log10(greatest) + 0.05);
    const x = (f) => left + (Math.log(f / f0) / Math.log(f1 / f0)) * (right - left), y = (v) => bottom - ((Math.log10(v) - low) / Math.max(1, high - low)) * (bottom - top);
    g.strokeStyle = css("--line"), g.fillStyle = css("--soft"), g.lineWidth = 1;
    g.textAlign = "right";
    for (let d = low; d <= high; ++d) {
      g.beginPath(), g.moveTo(left, y(10 ** d)), g.lineTo(right, y(10 ** d)), g.stroke();
      g.fillText(Math.abs(d) > 3 ? "1e" + d : String(10 ** d), left - 7, y(10 ** d));
    }
    g.textAlign = "center";
    for (const f of [1, 2, 5, 10, 20, 50, 100, 200, 500]) {
      if (f < f0 || f > f1) continue;
      g.beginPath(), g.moveTo(x(f), top), g.lineTo(x(f), bottom), g.stroke();
      g.fillText(String(f), x(f), bottom + 13);
    }
    g.fillText("frequency [Hz]", (left + right) / 2, bottom + 30);
    g.save();
    g.translate(12, (top + bottom) / 2), g.rotate(-Math.PI / 2), g.fillText("power [Hz² / Hz]", 0, 0);
    g.restore();
    for (let k = lines - 1; k >= 0; --k) {
      g.beginPath();
      g.strokeStyle = lineColour(k);
      g.lineWidth = spectrum.names[k] === "all" ? 2.4 : 1.3;
      for (const [f, v] of thinned(k)) g.lineTo(x(f), y(v));
      g.stroke();
    }
  });
  const legend = () => {
    at("spectrum-legend").replaceChildren(...spectrum.names.map((name, k) => element("span", {}, element("i", { style: `background:${lineColour(k)}` }), name === "all" ? "whole cortex" : name)));
  };
  report.drawers.push(rates, legend);
  rates(), legend();
})();
