// SPDX-License-Identifier: BSD-3-Clause
// The cortex in three dimensions: a point a neuron, bright when it fires.
"use strict";
(() => {
  const { data, sample, clock, element, grouped } = report;
  const at = (id) => document.getElementById(id);
  const stage = at("stage"), canvas = at("cortex"), state = document.documentElement.dataset;
  const without = (why, word) => {
    stage.hidden = true;
    at("no-three").hidden = false;
    at("no-three").textContent = why;
    at("turn").closest("label").hidden = true, at("colour").closest("label").hidden = true;
    at("three-note").textContent = "";
    state.three = word;
  };
  if (typeof THREE === "undefined") return without("No view in three dimensions: this report was made by a program that was built without three.js.", "absent");
  if (!sample.xyz) return without("No view in three dimensions: the run says nothing of where its neurons are.", "no-places");
  let renderer;
  try {
    const quiet = console.error;
    console.error = () => {};  // of what follows; said in the page instead
    try { renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true }); } finally { console.error = quiet; }
  } catch (e) {
    return without("No view in three dimensions: this browser offers no WebGL.", "no-webgl");
  }
  state.three = "yes";
  const n = sample.neurons, some = n < data.neurons;
  at("three-note").textContent = `Each point is a neuron${some ? ` (${grouped(n)} of ${grouped(data.neurons)}, drawn evenly from every group)` : ""}; it lights up when it fires and fades. Drag to turn, scroll or pinch to come closer; arrow keys, + and - do the same.`;

  // CCF's axes: ap from the front, dv from the top, ml to the right. Here: x to the right, y up, z towards who looks from behind.
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < sample.xyz.length; ++i) { low[i % 3] = Math.min(low[i % 3], sample.xyz[i]); high[i % 3] = Math.max(high[i % 3], sample.xyz[i]); }
  const centre = low.map((x, d) => (x + high[d]) / 2);
  centre[2] = 0;
  const place = new Float32Array(3 * n);
  for (let i = 0; i < n; ++i) {
    place[3 * i] = sample.xyz[3 * i + 2] - centre[2];
    place[3 * i + 1] = -(sample.xyz[3 * i + 1] - centre[1]);
    place[3 * i + 2] = sample.xyz[3 * i] - centre[0];
  }
  const radius = 0.5 * Math.hypot(...low.map((x, d) => high[d] - x)) || 1;
  const spacing = radius / Math.cbrt(Math.max(n, 8));

  const scene = new THREE.Scene(), camera = new THREE.PerspectiveCamera(34, 1, 0.05 * radius, 20 * radius);
  const geometry = new THREE.BufferGeometry(), tint = new Float32Array(3 * n), lit = new Float32Array(n).fill(-1e9);
  geometry.setAttribute("position", new THREE.BufferAttribute(place, 3));
  geometry.setAttribute("tint", new THREE.BufferAttribute(tint, 3));
  geometry.setAttribute("lit", new THREE.BufferAttribute(lit, 1));
  const uniforms = { now: { value: 0 }, fade: { value: 1 }, size: { value: 1 }, rest: { value: Math.min(0.45, Math.max(0.1, 0.16 * Math.sqrt(20000 / n))) } };
  const material = new THREE.ShaderMaterial({
    uniforms, transparent: true, depthWrite: false, depthTest: false, blending: THREE.AdditiveBlending,
    vertexShader: `
      attribute vec3 tint; attribute float lit;
      uniform float now, fade, size, rest;
      varying vec3 colour; varying float strength;
      void main() {
        vec4 p = modelViewMatrix * vec4(position, 1.0);
        float age = now - lit, glow = age < 0.0 ? 0.0 : exp(-age / fade);
        colour = tint + vec3(0.25 * glow);
        strength = rest + 0.85 * glow;
        gl_PointSize = max(1.6, size * (1.0 + 1.1 * glow) / -p.z);
        gl_Position = projectionMatrix * p;
      }`,
    fragmentShader: `
      varying vec3 colour; varying float strength;
      void main() {
        float r = length(gl_PointCoord - 0.5);
        if (r > 0.5) discard;
        gl_FragColor = vec4(colour, strength * smoothstep(0.5, 0.12, r));
      }`,
  });
  const points = new THREE.Points(geometry, material);
  points.frustumCulled = false;
  scene.add(points);

  // Outlines of each hemisphere, from above and from the side: convex hulls of where its neurons are.
  const hull = (of) => {
    of.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    const half = (list) => {
      const h = [];
      for (const p of list) {
        while (h.length > 1 && turn(h[h.length - 2], h[h.length - 1], p) <= 0) h.pop();
        h.push(p);
      }
      return h.slice(0, -1);
    };
    return half(of).concat(half(of.slice().reverse()));
  };
  for (const right of [false, true]) {
    const mine = [];
    for (let i = 0; i < n; ++i) if (place[3 * i] > 0 === right) mine.push(i);
    if (mine.length < 3) continue;
    const mean = (d) => mine.reduce((s, i) => s + place[3 * i + d], 0) / mine.length;
    for (const [u, v, w, opacity] of [[0, 2, 1, 0.3], [1, 2, 0, 0.13]]) {
      const level = mean(w), corners = [];
      for (const [a, b] of hull(mine.map((i) => [place[3 * i + u], place[3 * i + v]]))) {
        const p = [0, 0, 0];
        p[u] = a * 1.03, p[v] = b * 1.03, p[w] = level;
        corners.push(new THREE.Vector3(...p));
      }
      if (corners.length > 2) scene.add(new THREE.LineLoop(new THREE.BufferGeometry().setFromPoints(corners), new THREE.LineBasicMaterial({ color: 0x6f83a6, transparent: true, opacity })));
    }
  }
  const half = [(high[2] - low[2]) / 2, (high[1] - low[1]) / 2, (high[0] - low[0]) / 2];
  const labels = [["left", -1.18, 0, 0], ["right", 1.18, 0, 0], ["front", 0, 0, -1.12], ["back", 0, 0, 1.12]].map(([text, x, y, z]) => {
    const e = element("span", {}, text);
    at("labels").append(e);
    return [e, new THREE.Vector3(x * half[0], y * half[1], z * half[2])];
  });

  // --- Who looks from where -------------------------------------------------------------------------------------------------------
  const eye = { around: 0.55, above: 0.72, far: 2.25 };
  const aim = () => {
    const d = eye.far * radius;
    camera.position.set(d * Math.sin(eye.around) * Math.cos(eye.above), d * Math.sin(eye.above), d * Math.cos(eye.around) * Math.cos(eye.above));
    camera.lookAt(0, 0, 0);
  };
  const turn = (around, above) => { eye.around += around; eye.above = Math.min(1.55, Math.max(-1.2, eye.above + above)); dirty = true; };
  const closer = (factor) => { eye.far = Math.min(7, Math.max(0.7, eye.far * factor)); dirty = true; };
  report.look = (around, above) => { eye.around = around, eye.above = above; dirty = true; };
  let dirty = true;
  const held = new Map();
  canvas.addEventListener("pointerdown", (e) => { held.set(e.pointerId, [e.clientX, e.clientY]); canvas.setPointerCapture(e.pointerId); at("turn").checked = false; });
  canvas.addEventListener("pointermove", (e) => {
    const last = held.get(e.pointerId);
    if (!last) return;
    const now = [e.clientX, e.clientY];
    if (held.size === 1) turn((last[0] - now[0]) * 0.006, (now[1] - last[1]) * 0.006);
    else {
      const other = [...held].find(([id]) => id !== e.pointerId)[1], gap = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
      closer(gap(last) / gap(now));
    }
    held.set(e.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (e) => held.delete(e.pointerId));
  canvas.addEventListener("wheel", (e) => { e.preventDefault(); closer(Math.exp(e.deltaY * 0.001)); }, { passive: false });
  canvas.addEventListener("keydown", (e) => {
    const act = { ArrowLeft: () => turn(-0.1, 0), ArrowRight: () => turn(0.1, 0), ArrowUp: () => turn(0, 0.1), ArrowDown: () => turn(0, -0.1), "+": () => closer(0.9), "=": () => closer(0.9), "-": () => closer(1.1) }[e.key];
    if (act) act(), e.preventDefault();
  });

  // --- Colours -------------------------------------------------------------------------------------------------------------------------
  const paint = () => {
    const by = at("colour").value, table = (by === "area" ? data.areas : data.classes).map((x, k) => (by === "area" ? report.areaColour(k, "dark") : report.rgb(report.classColour(k, "dark"))));
    for (let i = 0; i < n; ++i) {
      const c = table[by === "area" ? sample.area[i] : sample.cls[i]];
      for (let d = 0; d < 3; ++d) tint[3 * i + d] = c[d] / 255;
    }
    geometry.attributes.tint.needsUpdate = true;
    const rows = by === "area"
      ? data.modules.map((m, k) => [m.name, report.moduleColour(k, "dark")])
      : data.classes.filter((c) => c.kind === "E").map((c) => [c.name, report.classColour(data.classes.indexOf(c), "dark")])
          .concat(data.kinds.filter((k) => k.kind !== "E").map((k) => [k.name, report.kindColour(k.kind, "dark")]));
    at("legend").replaceChildren(...rows.map(([name, colour]) => element("div", {}, element("i", { style: `background:${colour}` }), name)));
    dirty = true;
  };
  at("colour").addEventListener("change", paint);
  paint();

  // --- Time ------------------------------------------------------------------------------------------------------------------------------
  let shown = 0;
  const fill = (t, jump) => {
    if (jump || t < shown) {
      lit.fill(-1e9);
      shown = t - 6 * uniforms.fade.value;
    }
    for (let i = report.lowerBound(shown + 1e-9), end = report.lowerBound(t + 1e-9); i < end; ++i) lit[sample.neuron[i]] = sample.t[i];
    geometry.attributes.lit.needsUpdate = true;
    shown = t;
    uniforms.now.value = t;
    dirty = true;
  };
  report.fading = () => {  // about an eighth of a second for who looks
    uniforms.fade.value = Math.max(0.12 * clock.speed, data.duration / 5000);
    fill(clock.t, true);
  };
  report.fading();
  clock.listeners.push((t, jump) => { fill(t, jump); at("stage-time").textContent = report.ms(t); });
  at("stage-time").textContent = report.ms(0);

  const resize = () => {
    const w = stage.clientWidth, h = stage.clientHeight, ratio = Math.min(2, window.devicePixelRatio || 1);
    if (w === 0 || h === 0) return;
    renderer.setPixelRatio(ratio);
    renderer.setSize(w, h, false);
    camera.aspect = w / h;
    camera.fov = Math.min(80, camera.aspect > 1.3 ? 34 : (34 * 1.3) / camera.aspect);
    camera.updateProjectionMatrix();
    uniforms.size.value = (1.15 * spacing * h * ratio) / (2 * Math.tan((camera.fov * Math.PI) / 360)) * 0.3;
    dirty = true;
  };
  new ResizeObserver(resize).observe(stage);
  resize();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  at("turn").checked = !still;
  report.frame = (seconds) => {
    if (at("turn").checked) eye.around += 0.12 * seconds, dirty = true;
    if (!dirty) return;
    dirty = false;
    aim();
    renderer.render(scene, camera);
    for (const [e, p] of labels) {
      const q = p.clone().project(camera);
      e.style.left = 50 * (q.x + 1) + "%", e.style.top = 50 * (1 - q.y) + "%";
    }
  };
  report.stage = stage;
})();
