// The second run, under the first: a thin line, ticks below the lane's base, and marks where the two differ.

import { trace } from "../shared/columns.js";
import { unpack } from "./unpack.js";

export const ROOM = { tall: 13, lane: 6, small: 3 };

// Adds the second run to a model: lane.under, and `differs` on moments and truths. A judged truth differs when only
// one run found it, a spot when the other run has none of its class within near_ms.
export function layUnder(model, second) {
  model.differences = 0;
  for (const lane of model.lanes) lane.under = [];
  if (!second) return;
  const { n, t, c, p } = unpack(second.spots);
  for (let i = 0; i < n; i++) model.lanes[c[i]].under.push({ t: t[i], p: p[i] / 10_000, c: c[i], differs: true });
  for (const lane of model.lanes) {
    compare(lane.under, lane.spots, second.near_ms);
    compare(lane.spots, lane.under, second.near_ms);
    for (const truth of lane.truths) {
      const found = truth.outcome !== "missed";
      truth.differs = !["merged", "truth"].includes(truth.outcome) && found !== (second.found[truth.row] === 1);
    }
    for (const item of [...lane.truths, ...lane.spots, ...lane.under]) model.differences += item.differs ? 1 : 0;
  }
}

// Both in time order.
function compare(spots, others, near) {
  let first = 0; // the first of the others that is not too early
  for (const spot of spots) {
    while (first < others.length && others[first].t < spot.t - near) first += 1;
    spot.differs = first === others.length || others[first].t > spot.t + near;
  }
}

export function drawUnderLine(ctx, scale, box, curves, c, theme) {
  ctx.strokeStyle = theme.second;
  ctx.lineWidth = 1;
  ctx.stroke(trace(scale, box, curves, c).path);
}

// Ticks hang from the base, as long as their confidence; those without a counterpart above are full.
export function drawUnderTicks(ctx, scale, base, room, lane, theme) {
  ctx.fillStyle = theme.second;
  for (const spot of lane.under) {
    if (spot.t < scale.from || spot.t > scale.to) continue;
    ctx.globalAlpha = spot.differs ? 1 : 0.4;
    ctx.fillRect(scale.x(spot.t) - (spot.differs ? 1.25 : 0.75), base, spot.differs ? 2.5 : 1.5, 2 + spot.p * (room - 2));
  }
  ctx.globalAlpha = 1;
}

// Beside a truth that only one of the two found: a caret up (the first) or down (the second).
export function drawDifference(ctx, x, y, r, first, theme) {
  ctx.fillStyle = theme.second;
  const sign = first ? -1 : 1;
  ctx.beginPath();
  ctx.moveTo(x + r + 2, y - sign * 2.5);
  ctx.lineTo(x + r + 9, y - sign * 2.5);
  ctx.lineTo(x + r + 5.5, y + sign * 3.5);
  ctx.fill();
}
