// What lies over the lanes: the line under the pointer, the suppression window, the playhead, the loop.

import { RULER } from "./lanes.js";

export function drawOver(ctx, view, painter) {
  const { scale, theme, player } = view;
  const { tall, height } = painter;
  if (painter.pointer !== null) {
    ctx.strokeStyle = theme.muted;
    ctx.globalAlpha = 0.5;
    drawLine(ctx, painter.pointer, height);
    ctx.globalAlpha = 1;
  }
  drawWindow(ctx, view, painter);
  const x = scale.x(player.time);
  if (x >= -1 && x <= scale.width + 1) {
    ctx.strokeStyle = ctx.fillStyle = theme.primary;
    ctx.lineWidth = 1.5;
    drawLine(ctx, x, height);
    ctx.beginPath();
    ctx.moveTo(x - 5, tall + 1);
    ctx.lineTo(x + 5, tall + 1);
    ctx.lineTo(x, tall + 8);
    ctx.fill();
  }
  drawLoop(ctx, view, tall + RULER);
}

function drawLine(ctx, x, height) {
  ctx.beginPath();
  ctx.moveTo(x, 0);
  ctx.lineTo(x, height);
  ctx.stroke();
}

// The stretch that is played again and again.
function drawLoop(ctx, { loop, scale, theme }, bottom) {
  if (!loop.seconds) return;
  ctx.fillStyle = theme.primary;
  ctx.globalAlpha = 0.35;
  ctx.fillRect(scale.x(loop.from), bottom - 3, scale.x(loop.to) - scale.x(loop.from), 3);
  ctx.globalAlpha = 1;
}

// What non-maximum suppression clears around the spot under the pointer, in its lane and in the tall one.
function drawWindow(ctx, { hovered, payload, scale, theme, focus }, { tall, rowsInView }) {
  if (!hovered || hovered.kind !== "spot" || !payload.settings.window_s) return;
  const half = payload.settings.window_s[hovered.c] * 500;
  const ends = [
    [scale.x(hovered.t - half), 4],
    [scale.x(hovered.t + half), -4],
  ];
  ctx.strokeStyle = theme.primary;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  const places = rowsInView.filter((row) => row.c === hovered.c).map((row) => [row.y + 2, row.y + row.h - 2]);
  if (hovered.c === focus) places.push([18, tall - 2]);
  for (const [top, bottom] of places) {
    for (const [x, inward] of ends) {
      ctx.moveTo(x + inward, top);
      ctx.lineTo(x, top);
      ctx.lineTo(x, bottom);
      ctx.lineTo(x + inward, bottom);
    }
  }
  ctx.stroke();
}
