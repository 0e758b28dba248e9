// Levels of detail of a curve: a whole match at 25 frames a second has more samples than a repaint can visit.

const FOLD = 4; // samples of a level that become one of the next
const levels = new WeakMap(); // values -> [values, the highest of each 4, of each 16, ..], made when first asked for

// The coarsest level with at most `most` samples to each of its own: { values, step }, step in samples.
export function coarse(values, most) {
  if (most < FOLD) return { values, step: 1 };
  if (!levels.has(values)) levels.set(values, [values]);
  const made = levels.get(values);
  let level = 0;
  let step = 1;
  for (; step * FOLD <= most; step *= FOLD) {
    level += 1;
    made[level] ??= highest(made[level - 1]);
  }
  return { values: made[level], step };
}

function highest(values) {
  const out = new Float32Array(Math.ceil(values.length / FOLD)).fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    const place = Math.floor(i / FOLD);
    if (values[i] > out[place]) out[place] = values[i];
  }
  return out;
}
