// SPDX-License-Identifier: BSD-3-Clause
// Data, colours and time: what all parts of the report share.
"use strict";
const report = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  const types = { u16: Uint16Array, u32: Uint32Array, f32: Float32Array };
  const decode = (x) => {
    const text = atob(x.base64), bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
    return new types[x.type](bytes.buffer);
  };
  data.areaClass = decode(data.areaClass);
  data.areaCourses = decode(data.areaCourses);
  data.kindCourses = decode(data.kindCourses);
  data.spectrum.psd = decode(data.spectrum.psd);
  data.correlation = decode(data.correlation);
  const sample = data.sample;
  const stamps = decode(sample.time);
  sample.neuron = decode(sample.neuron);
  sample.t = Float32Array.from(stamps, (x) => (x / 65535) * data.duration);
  sample.area = new Uint8Array(sample.neurons);
  sample.cls = new Uint8Array(sample.neurons);
  {
    let n = 0;
    for (const [area, cls, count] of sample.shares)
      for (let k = 0; k < count; ++k, ++n) { sample.area[n] = area; sample.cls[n] = cls; }
  }
  if (sample.positions) {
    const parts = decode(sample.positions), { low, high } = sample.positions;
    sample.xyz = new Float32Array(parts.length);
    for (let i = 0; i < parts.length; ++i) sample.xyz[i] = low[i % 3] + (parts[i] / 65535) * (high[i % 3] - low[i % 3]);
  }

  // --- Colours: excitatory neurons warm, by layer; inhibitory kinds cool. Distinct for red-green blind eyes too (after Okabe and Ito). --------
  const root = document.documentElement;
  const dark = () => root.dataset.theme === "dark";
  const kinds = {
    light: { E: "#c9620a", PV: "#0067a8", SST: "#00805c", VIP: "#a8427f", other: "#6b4fa8" },
    dark: { E: "#f5a540", PV: "#5bb8f2", SST: "#3fd0a0", VIP: "#f08cc4", other: "#b39bff" },
  };
  const layers = {
    light: { "1": "#8a5a00", "2/3": "#e39a00", "4": "#d97a08", "5": "#c4500c", "6": "#8f2d0a" },
    dark: { "1": "#fff0b8", "2/3": "#ffd66b", "4": "#ffb340", "5": "#ff8a3c", "6": "#f0663a" },
  };
  const modules = {
    light: ["#b87900", "#1f86c7", "#00805c", "#8f7d00", "#5146b0", "#b34a86"],
    dark: ["#f2a93b", "#62c0f5", "#2fc796", "#efe25a", "#9d8cff", "#f08cc4"],
  };
  const mode = (always) => (always || (dark() ? "dark" : "light"));
  const kindColour = (kind, always) => {
    const of = kinds[mode(always)];
    return of[kind === "inh" ? "VIP" : kind] || of.other;
  };
  const classColour = (c, always) => {
    const { kind, name } = data.classes[c];
    if (kind !== "E") return kindColour(kind, always);
    const layer = name.slice(1, name.indexOf(" "));
    return layers[mode(always)][layer] || kindColour("E", always);
  };
  const moduleColour = (m, always) => modules[mode(always)][m % 6];
  const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  /// The areas of a module differ in lightness.
  const areaColour = (a, always) => {
    const m = data.areas[a].module, mine = data.areas.map((x, i) => i).filter((i) => data.areas[i].module === m);
    const k = mine.indexOf(a) / Math.max(1, mine.length - 1);
    return rgb(moduleColour(m, always)).map((x) => Math.round(x * (0.62 + 0.38 * k)));
  };
  const css = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  // Maps of numbers to colours: viridis (Smith and van der Walt) at nine places, and blue - white - red for what has a sign.
  const between = (stops) => {
    const table = new Uint8ClampedArray(256 * 3), all = stops.map(rgb);
    for (let i = 0; i < 256; ++i) {
      const x = (i / 255) * (all.length - 1), k = Math.min(all.length - 2, Math.floor(x));
      for (let c = 0; c < 3; ++c) table[3 * i + c] = all[k][c] + (x - k) * (all[k + 1][c] - all[k][c]);
    }
    return table;
  };
  const viridis = between(["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"]);
  const signed = between(["#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"]);

  // --- Numbers as text ---------------------------------------------------------------------------------------------------------
  const grouped = (n) => Math.round(n).toLocaleString("en-US");
  const hz = (x) => (x === null || !Number.isFinite(x) ? "–" : x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2)) + (x === null || !Number.isFinite(x) ? "" : " Hz");
  const ms = (t) => (data.duration >= 10000 ? (t / 1000).toFixed(3) + " s" : t.toFixed(data.duration < 20 ? 2 : 1) + " ms");
  const nice = (x) => {
    const p = Math.pow(10, Math.floor(Math.log10(x)));
    return p * ([1, 2, 5].find((m) => m * p >= x * 0.999) || 10);
  };
  const side = (name) => (name.endsWith("_R") ? 1 : 0);
  const base = (name) => name.replace(/_[LR]$/, "");

  // --- Time: one cursor for all --------------------------------------------------------------------------------------------------
  const clock = {
    t: 0, playing: false, speed: 50, listeners: [],
    set(t, jump) {
      this.t = Math.min(Math.max(t, 0), data.duration);
      for (const f of this.listeners) f(this.t, jump);
    },
  };

  // --- A canvas that is as sharp as its screen, drawn anew when its width or the theme changes -------------------------------------
  const drawers = [];
  const draw = (id, height, paint) => {
    const canvas = document.getElementById(id);
    let last = 0;
    const redraw = () => {
      const width = canvas.parentElement.clientWidth;
      if (width === 0) return;
      last = width;
      const h = typeof height === "function" ? height(width) : height, ratio = window.devicePixelRatio || 1;
      canvas.style.height = h + "px";
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(h * ratio);
      const g = canvas.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.font = "12px system-ui, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";
      g.textBaseline = "middle";
      paint(g, width, h, ratio, canvas);
    };
    drawers.push(redraw);
    new ResizeObserver(() => { if (canvas.parentElement.clientWidth !== last) redraw(); }).observe(canvas.parentElement);
    redraw();
    return redraw;
  };
  const redrawAll = () => { for (const f of drawers) f(); };

  /// The axis of time below a picture.
  const timeAxis = (g, left, right, y, t0, t1) => {
    const seconds = data.duration >= 10000, unit = seconds ? 1000 : 1, step = nice((t1 - t0) / unit / Math.max(3, (right - left) / 110)) || 1;
    g.fillStyle = css("--soft"), g.strokeStyle = css("--soft"), g.lineWidth = 1;
    g.textAlign = "center";
    for (let k = Math.ceil(t0 / unit / step - 1e-9); k * step * unit <= t1 + 1e-9; ++k) {
      const x = left + ((k * step * unit - t0) / (t1 - t0)) * (right - left);
      g.beginPath(), g.moveTo(x, y), g.lineTo(x, y + 4), g.stroke();
      g.fillText(String(+(k * step).toPrecision(8)), x, y + 13);
    }
    g.textAlign = "left";
    g.fillText(seconds ? "s" : "ms", right + 22, y + 13);
  };

  const tip = document.getElementById("tip");
  const tell = (event, text) => {
    tip.hidden = !text;
    if (!text) return;
    tip.textContent = text;
    tip.style.left = Math.min(event.clientX + 14, window.innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = Math.max(8, event.clientY - 36) + "px";
  };
  const element = (tag, attributes, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes || {})) {
      if (k === "style") e.style.cssText = v;
      else e.setAttribute(k, v);
    }
    e.append(...children);
    return e;
  };

  return { data, sample, dark, kindColour, classColour, moduleColour, areaColour, rgb, css, viridis, signed, grouped, hz, ms, nice, side, base, clock, draw, timeAxis, redrawAll, drawers, tell, element };
})();
