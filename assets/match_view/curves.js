// The curves of the run and of the second run under it: fetched once, smoothed as they were before suppression.

import { smoothed } from "./smooth.js";

const MAGIC = 0x31534c54; // "TLS1", little endian
const cache = new Map(); // url -> promise of curves: each is fetched once a page

// Curves of a half: { fps, rows, values(class) -> Float32Array }.
function fetchCurves(url) {
  if (!cache.has(url)) {
    const curves = fetch(url).then(async (response) => {
      if (!response.ok) throw new Error(`The curves could not be loaded (HTTP ${response.status}).`);
      return parseCurves(await response.arrayBuffer());
    });
    curves.catch(() => cache.delete(url));
    cache.set(url, curves);
    if (cache.size > 8) cache.delete(cache.keys().next().value);
  }
  return cache.get(url);
}

function parseCurves(buffer) {
  const head = new DataView(buffer);
  if (buffer.byteLength < 16 || head.getUint32(0, true) !== MAGIC) throw new Error("The curves cannot be read.");
  const rows = head.getUint32(4, true);
  const classes = head.getUint32(8, true);
  const fps = head.getFloat32(12, true);
  // One array for each class, and always the same: levels of detail are kept by it.
  const all = Array.from({ length: classes }, (_, c) => new Float32Array(buffer, 16 + 4 * c * rows, rows));
  return { fps, rows, classes, values: (c) => all[c] };
}

// Sets view.curves and view.under; null until they are loaded.
export class Curves {
  constructor(view) {
    this.view = view;
    this.raw = { curves: null, under: null };
    this.urls = {};
  }

  update(payload, anotherHalf) {
    this.load("curves", payload.curves?.url, anotherHalf);
    this.load("under", payload.second?.curves, anotherHalf);
    this.smooth();
  }

  // Curves of the same half stay on screen until the new ones are loaded.
  load(name, url, anotherHalf) {
    if (!url || anotherHalf) this.raw[name] = null;
    if (url === this.urls[name] && (this.raw[name] || !url)) return;
    this.urls[name] = url;
    if (!url) return;
    const { view } = this;
    fetchCurves(url).then(
      (curves) => {
        if (this.urls[name] !== url || view.destroyed) return;
        this.raw[name] = curves;
        this.smooth();
        view.why.follow();
        view.draw();
      },
      (error) => view.notify(error.message),
    );
  }

  smooth() {
    const { view, raw } = this;
    view.curves = smoothed(raw.curves, view.payload.settings.smoothing_s);
    view.under = smoothed(raw.under, view.payload.second?.smoothing_s);
  }
}
