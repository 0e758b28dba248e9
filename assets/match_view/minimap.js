// The whole part in one strip under the lanes.

import { outcomeStyle } from "../shared/theme.js";

// Missed truths and false alarms (all that is not judged) above, hits below, and what is on screen.
export function drawMinimap(ctx, scale, width, height, view) {
  const { model, theme, payload } = view;
  const bins = Math.max(1, Math.floor(width / 3));
  const bin = (t) => Math.min(bins - 1, Math.floor((t / scale.duration) * bins));
  const wrong = new Float32Array(bins);
  const right = new Float32Array(bins);
  const lost = new Float32Array(bins);
  for (const moment of model.moments) {
    if (moment.kind === "truth") lost[bin(moment.t)] += 1;
    else if (moment.outcome === "hit") right[bin(moment.t)] += moment.p;
    else if (moment.outcome !== "merged") wrong[bin(moment.t)] += moment.p;
  }
  const middle = Math.round(height * 0.6);
  const bar = (counts, id, up) => {
    const room = up ? middle : height - middle;
    const unit = Math.min(7, (room - 3) / Math.max(...counts)); // the highest bar still tells how high it is
    ctx.fillStyle = outcomeStyle(id, theme.dark).colour;
    for (let i = 0; i < bins; i++) {
      if (!counts[i]) continue;
      const h = 3 + counts[i] * unit;
      ctx.fillRect((i * width) / bins, up ? middle - h : middle + 1, 2, h);
    }
  };
  bar(wrong, payload.judged ? "background" : "spot", true);
  bar(lost, payload.judged ? "missed" : "truth", true);
  bar(right, "hit", false);
  const a = (scale.from / scale.duration) * width;
  const b = (scale.to / scale.duration) * width;
  ctx.fillStyle = theme.background;
  ctx.globalAlpha = 0.65;
  ctx.fillRect(0, 0, a, height);
  ctx.fillRect(b, 0, width - b, height);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = theme.primary;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(a + 0.75, 0.75, Math.max(3, b - a - 1.5), height - 1.5);
}
