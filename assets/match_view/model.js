// What the view shows: the payload from Python turned into lanes and moments.

import { layUnder } from "./second.js";
import { unpack } from "./unpack.js";

// Truths and spots by class, moments (spots and missed truths) in time order, and counts by class:
// hit, missed, and false for every other spot that the evaluator counts. Where nothing is judged, all truths and
// spots are moments with the outcomes "truth" and "spot".
export function buildModel(payload) {
  const n = payload.classes.length;
  const lanes = Array.from({ length: n }, (_, c) => ({ c, truths: [], spots: [], hit: 0, false: 0, missed: 0 }));
  const moments = [];
  const { truths, outcomes } = payload;
  const spots = unpack(payload.spots);
  const late = new Map(payload.spots.late);
  const rows = [];
  for (let i = 0; i < truths.t.length; i++) {
    const outcome = !payload.judged ? "truth" : truths.o[i] < 0 ? "missed" : outcomes[truths.o[i]];
    const truth = { kind: "truth", t: truths.t[i], c: truths.c[i], visible: truths.v[i] === 1, team: truths.g[i], outcome, p: truths.p[i], row: i, id: truths.id?.[i] };
    const lane = lanes[truth.c];
    lane.truths.push(truth);
    rows.push(truth);
    if (outcome === "missed") lane.missed += 1;
    if (outcome === "missed" || outcome === "truth") moments.push(truth);
  }
  for (let i = 0; i < spots.n; i++) {
    const match = payload.judged ? rows[spots.m[i]] : undefined; // the truth it is matched with
    const spot = {
      kind: "spot",
      t: spots.t[i],
      c: spots.c[i],
      p: spots.p[i] / 10_000,
      outcome: payload.judged ? outcomes[spots.o[i]] : "spot",
      offset: match ? (late.get(i) ?? spots.t[i] - match.t) : null,
      other: match && match.c !== spots.c[i] ? match.c : -1,
      visible: match ? match.visible : null,
    };
    const lane = lanes[spot.c];
    lane.spots.push(spot);
    if (spot.outcome === "hit") lane.hit += 1;
    else if (payload.judged && spot.outcome !== "merged") lane.false += 1;
    moments.push(spot);
  }
  moments.sort((a, b) => a.t - b.t || a.c - b.c);
  for (const lane of lanes) lane.truths.sort((a, b) => a.t - b.t); // as spots are
  const model = { lanes, moments };
  layUnder(model, payload.second);
  return model;
}

// The nearest truth or spot of a lane within `reach` ms; a spot wins over a truth at the same distance.
export function nearest(lane, t, reach) {
  let best = null;
  let distance = reach;
  for (const item of [...lane.truths, ...lane.spots]) {
    const d = Math.abs(item.t - t);
    // A faint spot must not hide a truth or a strong spot beside it.
    const cost = d + (item.kind === "spot" ? (1 - item.p) * reach * 0.4 : 0);
    if (d <= reach && cost <= distance) {
      distance = cost;
      best = item;
    }
  }
  return best;
}

// The moment or truth of another model at the same place, of the same kind where possible.
export function sameMoment(model, old) {
  // A label being mended is itself wherever it was moved.
  if (old.id) return model.lanes.flatMap((lane) => lane.truths).find((truth) => truth.id === old.id) ?? null;
  const items = itemsAt(model, old.t, old.c);
  return items.find((item) => item.kind === old.kind) ?? items[0] ?? null;
}

export function momentAt(model, ms, c) {
  return ms > 0 ? (itemsAt(model, ms, c)[0] ?? null) : null;
}

// Moments first, then truths that were found.
function itemsAt(model, t, c) {
  return [...model.moments, ...model.lanes[c].truths].filter((item) => item.t === t && item.c === c);
}

// The next (1) or previous (-1) of some moments or truths in time order, from the chosen one or the playhead.
export function neighbour(items, step, chosen, time) {
  const order = [...items].sort((a, b) => a.t - b.t || a.c - b.c);
  const at = order.indexOf(chosen);
  if (at >= 0) return order[at + step];
  const after = order.findIndex((item) => item.t > time + 1);
  return order[step > 0 ? after : (after < 0 ? order.length : after) - 1];
}
