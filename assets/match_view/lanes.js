// Drawing of lanes: the actionness curve, truths, spots. Pure functions of context, geometry and model.

import { trace } from "./columns.js";
import { outcomeStyle } from "./theme.js";
import { ticks, clock } from "./time.js";
import { ROOM, drawDifference, drawUnderLine, drawUnderTicks } from "./second.js";

// The curve of one class, filled.
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

export function drawMark(ctx, mark, x, y, r) {
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

// A truth: a diamond, filled when the broadcast shows it, hollow when not; a missed one wears a ring.
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

// One lane: curve, what lies under, spots from the weakest up, truths on top.
export function drawLane(ctx, scale, box, view, c, tall) {
  const { model, curves, theme, payload } = view;
  const lane = model.lanes[c];
  const room = roomOf(box, view, tall);
  const base = room.y + room.h;
  const onScreen = (item) => item.t >= scale.from - 5000 && item.t <= scale.to + 5000;
  if (tall && payload.settings.tolerance_s) {
    const half = payload.settings.tolerance_s * 500;
    ctx.fillStyle = theme.band;
    for (const truth of lane.truths) {
      const x = scale.x(truth.t - half);
      ctx.fillRect(x, room.y, scale.x(truth.t + half) - x, room.h);
    }
  }
  if (curves && !box.small) drawCurve(ctx, scale, room, curves, c, theme, tall ? 1.4 : 1);
  if (payload.second) {
    if (view.under && !box.small) drawUnderLine(ctx, scale, room, view.under, c, theme);
    drawUnderTicks(ctx, scale, base + 0.5, underRoom(box, tall), lane, theme);
  }
  const strong = (item) => item === view.hovered || item === view.selected;
  for (const spot of lane.spots.filter(onScreen).sort((a, b) => a.p - b.p)) {
    drawSpot(ctx, scale.x(spot.t), base, room.h, spot, theme, strong(spot));
  }
  const r = tall ? 5.5 : box.small ? 2.6 : 3.6;
  for (const truth of lane.truths.filter(onScreen)) {
    const y = box.y + (tall ? 8 : box.small ? 4.5 : 6.5);
    drawTruth(ctx, scale.x(truth.t), y, r, truth, theme, strong(truth));
    if (truth.differs && payload.second) {
      drawDifference(ctx, scale.x(truth.t), y, r, truth.outcome !== "missed", theme);
    }
  }
}

function underRoom(box, tall) {
  return tall ? ROOM.tall : box.small ? ROOM.small : ROOM.lane;
}

// Where values from 0 to 1 are drawn in a lane: below the truths, above what hangs from the base.
export function roomOf(box, view, tall) {
  const head = tall ? 14 : box.small ? 1 : 7;
  const under = view.payload.second ? underRoom(box, tall) : 0;
  return { y: box.y + head, h: box.h - head - 1 - under };
}

// The axis of the tall lane: lines at quarters, and the threshold as a dashed line with a handle.
export function drawFocusAxis(ctx, room, width, threshold, theme) {
  const y = (v) => room.y + room.h - v * room.h;
  ctx.strokeStyle = theme.border;
  ctx.lineWidth = 1;
  for (const v of [0.25, 0.5, 0.75, 1]) {
    ctx.globalAlpha = v === 0.5 || v === 1 ? 1 : 0.5;
    ctx.beginPath();
    ctx.moveTo(0, Math.round(y(v)) + 0.5);
    ctx.lineTo(width, Math.round(y(v)) + 0.5);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  ctx.strokeStyle = ctx.fillStyle = theme.primary;
  ctx.setLineDash([6, 4]);
  ctx.beginPath();
  ctx.moveTo(0, y(threshold));
  ctx.lineTo(width, y(threshold));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillRect(width - 12, y(threshold) - 3, 12, 6);
}

// The figures of that axis, drawn last so that no curve covers them.
export function drawFocusFigures(ctx, room, theme) {
  ctx.font = `10px ${theme.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const v of [0.5, 1]) {
    const y = room.y + room.h - v * room.h;
    ctx.lineWidth = 3;
    ctx.strokeStyle = theme.background;
    ctx.strokeText(v.toFixed(1), 3, y - 1);
    ctx.fillStyle = theme.muted;
    ctx.fillText(v.toFixed(1), 3, y - 1);
  }
}

export function drawRuler(ctx, scale, y, height, theme) {
  const { times, tenths } = ticks(scale.from, scale.to, scale.width);
  ctx.fillStyle = theme.muted;
  ctx.strokeStyle = theme.border;
  ctx.font = `11px ${theme.font}`;
  ctx.textBaseline = "middle";
  ctx.lineWidth = 1;
  for (const t of times) {
    const x = Math.round(scale.x(t)) + 0.5;
    const text = clock(t, tenths);
    const half = ctx.measureText(text).width / 2;
    ctx.textAlign = x < half ? "left" : x > scale.width - half ? "right" : "center";
    ctx.fillText(text, x, y + height / 2);
  }
  return times;
}
