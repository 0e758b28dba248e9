// The curves of the run and of what lies under it: fetched once, drawn as suppression saw them.

import { smoothed } from "./smooth.js";

const MAGIC = 0x31534c54; // "TLS1", little endian
const fetched = new Map(); // url -> promise of curves; a half's curves are asked for once a page

// Curves of a half: { fps, rows, of(class) -> Float32Array }.
function fetchCurves(url) {
  if (!fetched.has(url)) {
    const work = fetch(url).then(async (response) => {
      if (!response.ok) throw new Error(`the curves could not be loaded (HTTP ${response.status})`);
      return parseCurves(await response.arrayBuffer());
    });
    work.catch(() => fetched.delete(url));
    fetched.set(url, work);
    if (fetched.size > 8) fetched.delete(fetched.keys().next().value);
  }
  return fetched.get(url);
}

function parseCurves(buffer) {
  const head = new DataView(buffer);
  if (buffer.byteLength < 16 || head.getUint32(0, true) !== MAGIC) throw new Error("the curves are not readable");
  const rows = head.getUint32(4, true);
  const classes = head.getUint32(8, true);
  const fps = head.getFloat32(12, true);
  const values = new Float32Array(buffer, 16, rows * classes);
  return { fps, rows, classes, of: (c) => values.subarray(c * rows, (c + 1) * rows) };
}

// Sets view.curves and view.under; null until they are there.
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

  // Those of the same half stay on screen until the new ones are there.
  load(name, url, anotherHalf) {
    if (!url || anotherHalf) this.raw[name] = null;
    if (url === this.urls[name] && (this.raw[name] || !url)) return;
    this.urls[name] = url;
    if (!url) return;
    const { view } = this;
    fetchCurves(url).then(
      (values) => {
        if (this.urls[name] !== url || view.destroyed) return;
        this.raw[name] = values;
        this.smooth();
        view.why.follow();
        view.draw();
      },
      (error) => view.say(error.message),
    );
  }

  smooth() {
    const { view, raw } = this;
    view.curves = smoothed(raw.curves, view.payload.settings.smoothing_s);
    view.under = smoothed(raw.under, view.payload.second?.smoothing_s);
  }
}
