// The small curve of a card, in the colours and shapes of the match view.

import { fit } from "../shared/canvas.js";
import { trace } from "../shared/columns.js";
import { drawCurve, drawSpot, drawTruth } from "../shared/marks.js";
import { TimeScale } from "../shared/time.js";

// A curve as sent (first, step: ms from the moment; a byte per value) in the form of curves.js, its first value at 0.
function unpacked(curve) {
  const bytes = atob(curve.values);
  const values = Float32Array.from(bytes, (byte) => byte.charCodeAt(0) / 255);
  return { values: () => values, rows: values.length, fps: 1000 / curve.step };
}

function scaleFrom(zero, card, width) {
  const scale = new TimeScale(1);
  scale.from = -card.reach - zero;
  scale.to = card.reach - zero;
  scale.width = width;
  return scale;
}

export function paintCurve(canvas, width, height, card, toleranceS, theme) {
  const ctx = fit(canvas, width, height);
  const scale = scaleFrom(0, card, width);
  const tall = height > 80;
  const head = tall ? 26 : 13;
  const room = { y: head, h: height - head - 1 };
  const base = room.y + room.h;
  if (card.truth !== null && toleranceS) {
    const from = scale.x(card.truth - toleranceS * 500);
    ctx.fillStyle = theme.band;
    ctx.fillRect(from, 0, scale.x(card.truth + toleranceS * 500) - from, height);
  }
  if (tall && card.curve) for (const value of [0.5, 1]) line(ctx, Math.round(base - value * room.h) + 0.5, width, theme.border, []);
  if (card.curve) drawCurve(ctx, scaleFrom(card.curve.first, card, width), room, unpacked(card.curve), 0, theme, 1.2);
  if (card.under) dashed(ctx, scaleFrom(card.under.first, card, width), room, unpacked(card.under), theme);
  line(ctx, base, width, theme.border, []);
  if (card.curve) line(ctx, Math.round(base - card.threshold * room.h) - 0.5, width, theme.primary, [4, 3]);
  else if (height > 110 && !card.around.length) write(ctx, "no curve here", width, room.y + room.h / 2, theme);
  around(ctx, scale, room, card.around, theme);
  const spots = card.spots.map(([time, p, outcome, sameClass]) => ({ time, p, outcome, sameClass, isMoment: sameClass && time === 0 }));
  for (const spot of spots.sort((a, b) => a.p - b.p || a.isMoment - b.isMoment)) {
    ctx.save();
    if (!spot.sameClass) ctx.setLineDash([2, 2]);
    drawSpot(ctx, scale.x(spot.time), base, room.h, spot, theme, spot.isMoment && card.kind !== "missed");
    ctx.restore();
  }
  const r = tall ? 5 : 3.6;
  for (const [time, visible, found, sameClass] of card.truths) {
    const strong = time === card.truth && (sameClass || card.other);
    ctx.globalAlpha = strong || sameClass ? 1 : 0.55;
    drawTruth(ctx, scale.x(time), tall ? 13 : r + 3.5, r, { visible, outcome: found ? "hit" : "missed" }, theme, strong && tall);
    ctx.globalAlpha = 1;
  }
}

// Spots of other classes as ticks, the strongest two by name where there is room.
function around(ctx, scale, room, spots, theme) {
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = theme.muted;
  ctx.font = `10px ${theme.font}`;
  ctx.textBaseline = "bottom";
  spots.forEach(([time, p, name], index) => {
    const x = Math.round(scale.x(time)) + 0.5;
    const top = room.y + room.h - p * (room.h - 12);
    ctx.globalAlpha = 0.6;
    ctx.beginPath();
    ctx.moveTo(x, room.y + room.h);
    ctx.lineTo(x, top);
    ctx.stroke();
    if (index > 1 || room.h < 60 || (index && Math.abs(scale.x(time) - scale.x(spots[0][0])) < scale.width / 3)) return;
    ctx.globalAlpha = 1;
    ctx.textAlign = x < scale.width / 3 ? "left" : x > (2 * scale.width) / 3 ? "right" : "center";
    ctx.fillText(name, x, top - 1);
  });
  ctx.restore();
}

function line(ctx, y, width, colour, dash) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(0, y);
  ctx.lineTo(width, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

function write(ctx, text, width, y, theme) {
  ctx.font = `12px ${theme.font}`;
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, width / 2, y);
}

// The curve of the truth's class where that is another class.
function dashed(ctx, scale, room, curves, theme) {
  ctx.strokeStyle = theme.second;
  ctx.lineWidth = 1.2;
  ctx.setLineDash([3, 2]);
  ctx.stroke(trace(scale, room, curves, 0).path);
  ctx.setLineDash([]);
}
