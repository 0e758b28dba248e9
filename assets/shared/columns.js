// A curve on the screen: no more points than pixels, and no peak lost.

import { coarse } from "./levels.js";

// Calls put(x, value) along the curve of a class. With several samples to a pixel the highest is put.
export function columns(scale, curves, c, put) {
  const samples = ((scale.to - scale.from) * curves.fps) / 1000 / scale.width; // to a pixel
  const { values, step } = coarse(curves.values(c), samples / 2);
  const perMs = curves.fps / 1000 / step;
  const first = Math.max(0, Math.floor(scale.from * perMs) - 1);
  const last = Math.min(values.length - 1, Math.ceil(scale.to * perMs) + 1);
  if ((last - first) / scale.width <= 1.5) {
    for (let i = first; i <= last; i++) put(scale.x(i / perMs), values[i]);
    return;
  }
  let column = Math.floor(scale.x(first / perMs));
  let top = 0;
  for (let i = first; i <= last; i++) {
    const x = Math.floor(scale.x(i / perMs));
    if (x !== column) {
      put(column + 0.5, top);
      column = x;
      top = 0;
    }
    if (values[i] > top) top = values[i];
  }
  put(column + 0.5, top);
}

// The line of a curve in a box, values cut to 0..1: { path, from, to }, from and to in pixels, NaN for no samples.
export function trace(scale, box, curves, c) {
  const path = new Path2D();
  let from = NaN;
  let to = NaN;
  columns(scale, curves, c, (x, value) => {
    path.lineTo(x, box.y + box.h - Math.min(1, Math.max(0, value)) * box.h);
    if (Number.isNaN(from)) from = x;
    to = x;
  });
  return { path, from, to };
}
