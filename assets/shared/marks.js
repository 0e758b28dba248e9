// Drawing of the actionness curve, truths and spots, as the lanes and the gallery's cards show them.

import { trace } from "./columns.js";
import { outcomeStyle } from "./theme.js";

// The curve of a class, filled.
export function drawCurve(ctx, scale, box, curves, c, theme, line = 1) {
  const { path, from, to } = trace(scale, box, curves, c);
  const area = new Path2D(path);
  area.lineTo(to, box.y + box.h);
  area.lineTo(from, box.y + box.h);
  area.closePath();
  ctx.fillStyle = theme.fill;
  ctx.fill(area);
  ctx.strokeStyle = theme.curve;
  ctx.lineWidth = line;
  ctx.stroke(path);
}

// A spot: a tick as high as its confidence, with the mark of its outcome on top where there is room.
export function drawSpot(ctx, x, base, height, spot, theme, strong) {
  const style = outcomeStyle(spot.outcome, theme.dark);
  const top = base - Math.max(1.5, spot.p * height);
  ctx.strokeStyle = ctx.fillStyle = style.colour;
  ctx.globalAlpha = strong ? 1 : 0.35 + 0.65 * Math.min(1, spot.p * 1.5);
  ctx.lineWidth = strong ? 2.5 : 1.5;
  ctx.beginPath();
  ctx.moveTo(x, base);
  ctx.lineTo(x, top);
  ctx.stroke();
  if (spot.p * height > 5 || strong) drawMark(ctx, style.mark, x, top, height > 40 ? 3.6 : 2.6);
  ctx.globalAlpha = 1;
}

function drawMark(ctx, mark, x, y, r) {
  ctx.beginPath();
  if (mark === "dot") {
    ctx.arc(x, y, r, 0, 7);
    ctx.fill();
  } else if (mark === "triangle") {
    ctx.moveTo(x, y - r - 0.5);
    ctx.lineTo(x + r + 0.5, y + r);
    ctx.lineTo(x - r - 0.5, y + r);
    ctx.closePath();
    ctx.fill();
  } else if (mark === "square") {
    ctx.fillRect(x - r + 0.3, y - r + 0.3, 2 * r - 0.6, 2 * r - 0.6);
  } else if (mark === "bars") {
    ctx.fillRect(x - r, y - r + 0.5, 2 * r, 1.4);
    ctx.fillRect(x - r, y + 0.8, 2 * r, 1.4);
  } else if (mark === "ring") {
    ctx.lineWidth = 1.5;
    ctx.arc(x, y, r, 0, 7);
    ctx.stroke();
  } else {
    ctx.lineWidth = 1.5;
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x - r, y + r);
    ctx.lineTo(x + r, y - r);
    ctx.stroke();
  }
}

// A truth: a diamond, filled when the broadcast shows it, hollow when not; a missed truth wears a ring.
export function drawTruth(ctx, x, y, r, truth, theme, strong) {
  const missed = outcomeStyle("missed", theme.dark);
  const colour = truth.outcome !== "missed" ? theme.text : missed.colour;
  ctx.beginPath();
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r, y);
  ctx.lineTo(x, y + r);
  ctx.lineTo(x - r, y);
  ctx.closePath();
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = ctx.fillStyle = colour;
  if (truth.visible) {
    ctx.fill();
  } else {
    ctx.fillStyle = theme.background;
    ctx.fill();
  }
  ctx.stroke();
  if (truth.outcome === "missed" || strong) {
    ctx.strokeStyle = truth.outcome !== "missed" ? theme.primary : missed.colour;
    ctx.lineWidth = strong ? 2 : 1.2;
    ctx.beginPath();
    ctx.arc(x, y, r + (strong ? 4 : 2.6), 0, 7);
    ctx.stroke();
  }
}
