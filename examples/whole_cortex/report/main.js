// SPDX-License-Identifier: BSD-3-Clause
// Texts, the player, and the loop that moves what is in sight.
"use strict";
(() => {
  const { data, clock, element, hz, ms, grouped } = report;
  const at = (id) => document.getElementById(id);
  const state = document.documentElement.dataset;

  at("title").textContent = data.title;
  at("subtitle").textContent = (data.scenario ? `Scenario: ${data.scenario}. ` : "") + `${grouped(data.neurons)} neurons in ${data.areas.length} areas, ${ms(data.duration)}, ${grouped(data.spikes)} spikes.`;
  at("facts").replaceChildren(...data.facts.map(([label, value]) => element("div", value.length > 26 ? { class: "long" } : {}, element("dt", {}, label), element("dd", {}, value))));
  at("window").textContent = `Statistics are of ${ms(data.begin)} to ${ms(data.end)}, of all neurons.`;
  const words = { passed: "✓ within", failed: "✗ outside", open: "not judged" };
  at("verdicts").replaceChildren(...data.verdicts.map((v) => element("li", { class: v.is }, element("span", { class: "mark" }, words[v.is]), element("div", { class: "what" }, v.what),
    element("div", { class: "found" }, v.found), element("div", { class: "expected" }, "expected: " + v.expected))));
  if (data.look) at("look").append(element("p", {}, element("strong", {}, "What to look at. "), data.look));
  if (data.marks.length) {
    at("look").append(element("ul", {}, ...data.marks.map(([t, what]) => {
      const b = element("button", { type: "button", class: "quiet" }, ms(t));
      b.addEventListener("click", () => clock.set(t, true));
      return element("li", {}, b, " " + what);
    })));
  }
  for (const note of data.notes) at("notes").append(element("p", {}, note));
  at("notes").append(element("p", {}, "CV: of the intervals of a neuron, over neurons with at least three of them. Silent: neurons without a spike. Fano: variance over mean of an area’s spikes in bins; 1 if its neurons are independent. Not judged: too few neurons, or too short a run."));

  const cell = (x, digits) => (x === null || x === undefined ? "–" : x.toFixed(digits));
  const line = (name, a) => element("tr", {}, ...[name, grouped(a.neurons), cell(a.hz, 2), a.silent === null ? "–" : (100 * a.silent).toFixed(0) + " %", cell(a.cv, 2), grouped(a.cvNeurons), a.fano === undefined ? "" : cell(a.fano, 2)].map((x) => element("td", {}, x)));
  const heads = ["", "neurons", "rate [Hz]", "silent", "CV", "neurons with one", "Fano"];
  const fill = (id, rows) => at(id).append(element("thead", {}, element("tr", {}, ...heads.map((x) => element("th", { scope: "col" }, x)))), element("tbody", {}, ...rows));
  fill("table", [line("all", data.all), ...data.classes.map((c) => line(c.name, c)), ...data.modules.map((m) => line(m.name, m))]);
  fill("area-table", data.areas.map((a) => line(a.name, a)));

  // --- Player -------------------------------------------------------------------------------------------------------------------
  const time = at("time"), play = at("play"), speed = at("speed");
  time.max = data.duration;
  const speeds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000].filter((s) => s >= data.duration / 200 && s <= Math.max(1, data.duration / 2));
  if (!speeds.length) speeds.push(Math.max(0.1, data.duration / 10));
  const usual = speeds.reduce((a, b) => (Math.abs(Math.log(b / (data.duration / 40))) < Math.abs(Math.log(a / (data.duration / 40))) ? b : a));
  speed.replaceChildren(...speeds.map((s) => element("option", { value: s }, `${s} ms each second`)));
  const set_speed = (s) => { clock.speed = s; speed.value = s; if (report.fading) report.fading(); };
  speed.addEventListener("change", () => set_speed(+speed.value));
  set_speed(usual);
  const set_playing = (on) => {
    clock.playing = on;
    play.textContent = on ? "Pause" : "Play";
    play.setAttribute("aria-pressed", on);
  };
  play.addEventListener("click", () => {
    if (!clock.playing && clock.t >= data.duration) clock.set(0, true);
    set_playing(!clock.playing);
  });
  time.addEventListener("input", () => clock.set(+time.value, true));
  clock.listeners.push((t) => { time.value = t; at("clock").textContent = `${ms(t)} of ${ms(data.duration)}`; });

  let seen = true;
  new IntersectionObserver((entries) => { for (const e of entries) seen = e.isIntersecting; }).observe(at("three-section"));
  let seen_raster = false;
  new IntersectionObserver((entries) => { for (const e of entries) seen_raster = e.isIntersecting; }).observe(at("raster"));
  let last = performance.now();
  const tick = (now) => {
    const seconds = Math.min(0.1, (now - last) / 1000);
    last = now;
    if (!document.hidden && (seen || seen_raster)) {
      if (clock.playing) {
        clock.set(clock.t + seconds * clock.speed);
        if (clock.t >= data.duration) set_playing(false);
      }
      if (seen && report.frame) report.frame(seconds);
    }
    requestAnimationFrame(tick);
  };

  // --- Dark or light: the reader's, until said otherwise ---------------------------------------------------------------------------
  const wish = window.matchMedia("(prefers-color-scheme: dark)");
  const theme = (name) => { state.theme = name; report.redrawAll(); };
  wish.addEventListener("change", () => theme(wish.matches ? "dark" : "light"));
  at("theme").addEventListener("click", () => theme(report.dark() ? "light" : "dark"));

  // --- report.html#t=120&play=1&turn=0&colour=area&theme=dark&from=100&to=200: a link to what one sees -------------------------------
  const wanted = new URLSearchParams(location.hash.slice(1));
  state.theme = wanted.get("theme") || (wish.matches ? "dark" : "light");
  if (wanted.has("turn")) at("turn").checked = wanted.get("turn") === "1";
  if (wanted.has("colour")) { at("colour").value = wanted.get("colour"); at("colour").dispatchEvent(new Event("change")); }
  if (wanted.has("around") && report.look) report.look(+wanted.get("around"), +(wanted.get("above") || 0.7));
  report.redrawAll();
  if (wanted.has("from")) report.show(+wanted.get("from"), +(wanted.get("to") || data.duration));
  clock.set(wanted.has("t") ? +wanted.get("t") : data.begin, true);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  set_playing(wanted.has("play") ? wanted.get("play") === "1" : !still && data.sample.spikes > 0 && report.frame !== undefined);
  requestAnimationFrame(tick);
  state.state = "ready";
})();
