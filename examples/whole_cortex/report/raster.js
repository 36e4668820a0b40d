// SPDX-License-Identifier: BSD-3-Clause
// The raster of spikes by area, with the rates of the kinds below it.
"use strict";
(() => {
  const { data, sample, draw, css, clock, ms, element, grouped, base } = report;
  const canvas = document.getElementById("raster");
  const left = 66, rightRoom = 92, top = 6, below = 118, axisRoom = 24;
  let view = [0, data.duration], drag = null, backdrop = null, box = null;

  // Rows: areas by module, the left hemisphere above the right; heights between equal and proportional to numbers of neurons.
  const count = new Float64Array(data.areas.length), first = new Float64Array(data.areas.length);
  for (let n = 0; n < sample.neurons; ++n) {
    if (count[sample.area[n]]++ === 0) first[sample.area[n]] = n;
  }
  const share = Array.from(count, (c) => 0.7 / Math.max(1, data.areas.length) + (0.3 * c) / Math.max(1, sample.neurons));
  const sum = share.reduce((a, b) => a + b, 0) || 1, begin = [];
  share.reduce((a, s, i) => { begin[i] = a / sum; return a + s; }, 0);

  const paint = (g, w, h, ratio) => {
    const right = w - rightRoom, height = h - below - axisRoom - top;
    box = { left, right, top, height, w, h };
    g.fillStyle = css("--paper");
    g.fillRect(0, 0, w, h);
    // Spikes, as pixels of the screen.
    const pw = Math.max(1, Math.round((right - left) * ratio)), ph = Math.round(height * ratio);
    const image = new ImageData(pw, ph), ground = report.rgb(report.dark() ? "#10141d" : "#fafbfc");
    for (let y = 0; y < ph; ++y) for (let x = 0; x < pw; ++x) { const i = 4 * (y * pw + x); image.data[i] = ground[0], image.data[i + 1] = ground[1], image.data[i + 2] = ground[2], image.data[i + 3] = 255; }
    const colours = data.classes.map((c, k) => report.rgb(report.classColour(k)));
    const row = new Uint16Array(sample.neurons);
    for (let n = 0; n < sample.neurons; ++n) {
      const a = sample.area[n];
      row[n] = Math.min(ph - 1, Math.floor(ph * (begin[a] + (share[a] / sum) * ((n - first[a] + 0.5) / count[a]))));
    }
    const shown = lowerBound(view[1]) - lowerBound(view[0]), density = shown / (pw * ph);
    const size = density < 0.01 ? Math.ceil(2.2 * ratio) : density < 0.1 ? Math.ceil(1.4 * ratio) : Math.max(1, Math.round(ratio * 0.9)), ink = density > 0.25 ? 0.6 : 0.9;
    for (let i = lowerBound(view[0]), end = lowerBound(view[1] + 1e-6); i < end; ++i) {
      const x = Math.floor(((sample.t[i] - view[0]) / (view[1] - view[0])) * (pw - 1)), y = row[sample.neuron[i]], c = colours[sample.cls[sample.neuron[i]]];
      for (let dy = 0; dy < size && y + dy < ph; ++dy)
        for (let dx = 0; dx < size && x + dx < pw; ++dx) {
          const k = 4 * ((y + dy) * pw + x + dx);
          for (let d = 0; d < 3; ++d) image.data[k + d] += (c[d] - image.data[k + d]) * ink;
        }
    }
    const small = document.createElement("canvas");
    small.width = pw, small.height = ph;
    small.getContext("2d").putImageData(image, 0, 0);
    g.drawImage(small, left, top, right - left, height);
    // Names and lines.
    g.save();
    g.font = "10.5px system-ui, Arial, 'Liberation Sans', sans-serif";
    for (let a = 0; a < data.areas.length;) {
      let b = a + 1;
      while (b < data.areas.length && base(data.areas[b].name) === base(data.areas[a].name) && data.areas[b].module === data.areas[a].module) ++b;
      const y0 = top + height * begin[a], y1 = top + (b < begin.length ? height * begin[b] : height);
      g.fillStyle = css("--soft"), g.textAlign = "right";
      g.fillText(base(data.areas[a].name), left - 6, (y0 + y1) / 2);
      g.fillStyle = css("--line");
      if (a > 0) g.fillRect(left, y0 - 0.25, right - left, 0.5);
      a = b;
    }
    g.restore();
    data.modules.forEach((m, k) => {
      const mine = data.areas.map((x, i) => i).filter((i) => data.areas[i].module === k);
      if (!mine.length) return;
      const last = mine[mine.length - 1] + 1, y0 = top + height * begin[mine[0]], y1 = top + (last < begin.length ? height * begin[last] : height);
      g.fillStyle = report.moduleColour(k);
      g.fillRect(right + 4, y0 + 1, 4, y1 - y0 - 2);
      g.fillStyle = css("--soft"), g.textAlign = "left";
      g.save();
      g.translate(right + 18, (y0 + y1) / 2), g.rotate(Math.PI / 2), g.textAlign = "center";
      g.fillText(m.name, 0, 0, Math.max(10, y1 - y0 - 4));
      g.restore();
      if (mine[0] > 0) { g.fillStyle = css("--soft"); g.fillRect(left, y0 - 0.5, right - left, 1); }
    });
    // The start that statistics leave out, and the scenario's events.
    const x_of = (t) => left + ((t - view[0]) / (view[1] - view[0])) * (right - left);
    if (data.begin > view[0]) {
      g.fillStyle = report.dark() ? "rgba(0,0,0,.42)" : "rgba(90,100,114,.16)";
      g.fillRect(left, top, Math.min(right, x_of(data.begin)) - left, height);
    }
    // Rates of the kinds.
    const y0 = top + height + 14, y1 = h - axisRoom, bins = data.kinds.length ? data.kindCourses.length / data.kinds.length : 0;
    const from = Math.max(0, Math.floor(view[0] / data.bin)), to = Math.min(bins, Math.ceil(view[1] / data.bin));
    let most = 0;
    for (let k = 0; k < data.kinds.length; ++k) for (let b = from; b < to; ++b) most = Math.max(most, data.kindCourses[k * bins + b]);
    most = report.nice(most || 1);
    g.strokeStyle = css("--line"), g.fillStyle = css("--soft"), g.textAlign = "right", g.lineWidth = 1;
    for (const v of [0, 0.5, 1]) {
      const y = y1 - v * (y1 - y0);
      g.beginPath(), g.moveTo(left, y), g.lineTo(right, y), g.stroke();
      g.fillText(String(+(v * most).toPrecision(3)), left - 6, y);
    }
    g.textAlign = "left", g.fillText("Hz", 4, (y0 + y1) / 2);
    g.save();
    g.beginPath(), g.rect(left, y0 - 2, right - left, y1 - y0 + 4), g.clip();
    for (let k = data.kinds.length - 1; k >= 0; --k) {
      g.beginPath();
      g.strokeStyle = report.kindColour(data.kinds[k].kind), g.lineWidth = 1.6;
      for (let b = from; b < to; ++b) {
        const y = y1 - (data.kindCourses[k * bins + b] / most) * (y1 - y0);
        g.lineTo(x_of(b * data.bin), y), g.lineTo(x_of(Math.min((b + 1) * data.bin, data.duration)), y);
      }
      g.stroke();
    }
    g.restore();
    report.timeAxis(g, left, right, y1, view[0], view[1]);
    for (const [t, what] of data.marks) {
      if (t < view[0] || t > view[1]) continue;
      g.fillStyle = css("--bad"), g.fillRect(x_of(t) - 0.75, top, 1.5, y1 - top);
      g.textAlign = x_of(t) > (left + right) / 2 ? "right" : "left";
      const dx = x_of(t) > (left + right) / 2 ? -5 : 5, width = g.measureText(what).width;
      g.fillStyle = css("--paper"), g.globalAlpha = 0.85;
      g.fillRect(x_of(t) + (dx < 0 ? dx - width - 3 : dx - 3), top + 3, width + 6, 17);
      g.globalAlpha = 1, g.fillStyle = css("--bad");
      g.fillText(what, x_of(t) + dx, top + 12);
    }
    backdrop = document.createElement("canvas");
    backdrop.width = canvas.width, backdrop.height = canvas.height;
    backdrop.getContext("2d").drawImage(canvas, 0, 0);
    over(clock.t);
  };
  const lowerBound = (t) => {
    let a = 0, b = sample.t.length;
    while (a < b) { const m = (a + b) >> 1; if (sample.t[m] < t) a = m + 1; else b = m; }
    return a;
  };
  report.lowerBound = lowerBound;

  /// The cursor and what is being chosen, over the picture.
  const over = (t) => {
    if (!backdrop) return;
    const g = canvas.getContext("2d"), x_of = (u) => box.left + ((u - view[0]) / (view[1] - view[0])) * (box.right - box.left);
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(backdrop, 0, 0);
    g.restore();
    if (drag && Math.abs(drag.x1 - drag.x0) > 4) {
      g.fillStyle = css("--band");
      g.fillRect(Math.min(drag.x0, drag.x1), top, Math.abs(drag.x1 - drag.x0), box.height);
    }
    if (t >= view[0] && t <= view[1]) {
      g.fillStyle = css("--accent");
      g.fillRect(x_of(t) - 0.75, top, 1.5, box.h - axisRoom - top);
    }
  };
  const redraw = draw("raster", () => Math.max(560, 8 * data.areas.length) + below + axisRoom, paint);
  clock.listeners.push((t) => {
    if (clock.playing && (t < view[0] || t > view[1]) && view[1] - view[0] < data.duration) {  // turn the page
      const width = view[1] - view[0];
      show(t, t + width);
    } else over(t);
  });

  const show = (a, b) => {
    const width = Math.min(data.duration, Math.max(b - a, Math.min(5, data.duration)));
    const from = Math.min(Math.max(0, a), data.duration - width);
    view = [from, from + width];
    redraw();
  };
  const zoom = (factor) => {
    const centre = clock.t >= view[0] && clock.t <= view[1] && clock.t > 0 ? clock.t : (view[0] + view[1]) / 2, width = (view[1] - view[0]) * factor;
    const part = (centre - view[0]) / (view[1] - view[0]);
    show(centre - part * width, centre + (1 - part) * width);
  };
  report.show = show;
  const all = () => show(0, data.duration);
  const button = (id, f) => document.getElementById(id).addEventListener("click", f);
  button("zoom-in", () => zoom(0.5)), button("zoom-out", () => zoom(2)), button("zoom-all", all);
  const t_of = (x) => view[0] + ((Math.min(Math.max(x, box.left), box.right) - box.left) / (box.right - box.left)) * (view[1] - view[0]);
  canvas.addEventListener("pointerdown", (e) => {
    const x = e.clientX - canvas.getBoundingClientRect().left;
    drag = { x0: x, x1: x };
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener("pointermove", (e) => {
    const r = canvas.getBoundingClientRect(), x = e.clientX - r.left, y = (e.clientY - r.top - top) / box.height;
    if (drag) { drag.x1 = Math.min(Math.max(x, box.left), box.right); over(clock.t); }
    let a = -1;
    if (y >= 0 && y < 1 && x >= box.left && x <= box.right) while (a + 1 < begin.length && begin[a + 1] <= y) ++a;
    report.tell(e, a < 0 ? "" : `${data.areas[a].name}, ${ms(t_of(x))}`);
  });
  canvas.addEventListener("pointerleave", () => report.tell(null, ""));
  canvas.addEventListener("pointerup", () => {
    if (!drag) return;
    const d = drag;
    drag = null;
    if (Math.abs(d.x1 - d.x0) > 4) show(t_of(Math.min(d.x0, d.x1)), t_of(Math.max(d.x0, d.x1)));
    else clock.set(t_of(d.x0), true);
  });
  canvas.addEventListener("dblclick", all);
  canvas.addEventListener("keydown", (e) => {
    const step = (view[1] - view[0]) / 100;
    const act = { ArrowLeft: () => clock.set(clock.t - step, true), ArrowRight: () => clock.set(clock.t + step, true), "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), "0": all }[e.key];
    if (act) act(), e.preventDefault();
  });

  const some = sample.neurons < data.neurons;
  let note = `${grouped(sample.spikes)} spikes of ${some ? `${grouped(sample.neurons)} of ${grouped(data.neurons)} neurons, drawn evenly from every area, layer and class` : `all ${grouped(data.neurons)} neurons`}`;
  if (sample.every > 1) note += `; of their ${grouped(sample.of)} spikes every ${sample.every}${sample.every === 2 ? "nd" : sample.every === 3 ? "rd" : "th"} is shown`;
  document.getElementById("raster-note").textContent = note + ". Each area: left hemisphere above right, layers from the surface down. Below: spikes per neuron and second, all neurons."
    + (data.begin > 0 ? ` The first ${ms(data.begin)}, in shade, are left out of the statistics.` : "");
  const legend = () => {
    const kinds = data.kinds.map((k) => element("span", {}, element("i", { style: `background:${report.kindColour(k.kind)}` }), k.kind === "E" ? "excitatory (lighter above, darker below)" : k.name));
    document.getElementById("raster-legend").replaceChildren(...kinds);
  };
  report.drawers.push(legend);
  legend();
})();
