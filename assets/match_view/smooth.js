// Curves as they are before suppression: under the gaussian of each class. The same as core.spotting.nms.gaussian:
// cut at 4 sigma, edges reflected (a b c | c b a), summed in double precision.

const cache = new WeakMap(); // curves -> { classes: class -> { sigma, values }, key, result }

// Curves with each class smoothed by its sigma in seconds; the curves themselves where no sigma is above 0.
export function smoothed(curves, sigmas_s) {
  if (!curves || !sigmas_s?.some((sigma) => sigma > 0)) return curves;
  if (!cache.has(curves)) cache.set(curves, { classes: new Map(), key: null, result: null });
  const entry = cache.get(curves);
  const key = sigmas_s.join();
  if (entry.key === key) return entry.result;
  const values = (c) => {
    const sigma = sigmas_s[c] * curves.fps;
    if (sigma <= 0) return curves.values(c);
    if (entry.classes.get(c)?.sigma !== sigma) {
      entry.classes.set(c, { sigma, values: gaussian(curves.values(c), sigma) });
    }
    return entry.classes.get(c).values;
  };
  entry.key = key;
  entry.result = { ...curves, values };
  return entry.result;
}

export function gaussian(values, sigma) {
  const n = values.length;
  const reach = Math.trunc(4 * sigma + 0.5);
  if (!n) return values;
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = kernel.reduce((a, b) => a + b, 0);
  const padded = new Float64Array(n + 2 * reach);
  for (let i = 0; i < padded.length; i++) {
    const at = (((i - reach) % (2 * n)) + 2 * n) % (2 * n); // reflection repeats with period 2 n
    padded[i] = values[at < n ? at : 2 * n - 1 - at];
  }
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let total = 0;
    for (let k = 0; k <= 2 * reach; k++) total += kernel[k] * padded[i + k];
    out[i] = total / sum;
  }
  return out;
}
