// Drawing of lanes. Pure functions of context, geometry and model.

import { drawCurve, drawSpot, drawTruth } from "../shared/marks.js";
import { ticks, clock } from "../shared/time.js";
import { ROOM, drawDifference, drawUnderLine, drawUnderTicks } from "./second.js";

export const RULER = 20; // pixels

// A lane: curve, the second run, spots from the weakest up, truths on top.
export function drawLane(ctx, scale, box, view, c, tall) {
  const { model, curves, theme, payload } = view;
  const lane = model.lanes[c];
  const room = roomOf(box, view, tall);
  const base = room.y + room.h;
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
  for (const spot of strongest(onScreen(lane.spots, scale), scale, strong).sort((a, b) => a.p - b.p)) {
    drawSpot(ctx, scale.x(spot.t), base, room.h, spot, theme, strong(spot));
  }
  const r = tall ? 5.5 : box.small ? 2.6 : 3.6;
  for (const truth of onScreen(lane.truths, scale)) {
    const y = box.y + (tall ? 8 : box.small ? 4.5 : 6.5);
    drawTruth(ctx, scale.x(truth.t), y, r, truth, theme, strong(truth));
    if (truth.differs && payload.second) {
      drawDifference(ctx, scale.x(truth.t), y, r, truth.outcome !== "missed", theme);
    }
  }
}

// Those of items in time order of which anything shows.
function onScreen(items, scale) {
  const margin = (12 * (scale.to - scale.from)) / scale.width;
  return items.slice(firstFrom(items, scale.from - margin), firstFrom(items, scale.to + margin));
}

// The place of the first item in time order at t or later.
function firstFrom(items, t) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].t < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Where spots are dense: the strongest on each pixel, whose tick hides the others.
function strongest(spots, scale, always) {
  if (spots.length < scale.width / 2) return spots;
  const seen = [];
  let column = NaN;
  for (const spot of spots) {
    const x = Math.floor(scale.x(spot.t));
    if (x !== column || always(spot)) seen.push(spot);
    else if (spot.p > seen.at(-1).p && !always(seen.at(-1))) seen[seen.length - 1] = spot;
    column = x;
  }
  return seen;
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
