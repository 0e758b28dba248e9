// Curves as suppression saw them: under the gaussian of each class. The same as core.post.nms.gaussian: cut at
// 4 sigma, edges reflected (a b c | c b a), summed in double precision.

const made = new WeakMap(); // curves -> per class { sigma, values }

// Curves with each class smoothed by its sigma in seconds; the curves themselves where nothing is.
export function smoothed(curves, sigmas_s) {
  if (!curves || !sigmas_s?.some((sigma) => sigma > 0)) return curves;
  if (!made.has(curves)) made.set(curves, { classes: new Map(), key: null, result: null });
  const kept = made.get(curves);
  const key = sigmas_s.join();
  if (kept.key === key) return kept.result;
  const of = (c) => {
    const sigma = sigmas_s[c] * curves.fps;
    if (sigma <= 0) return curves.of(c);
    let own = kept.classes.get(c);
    if (own?.sigma !== sigma) {
      own = { sigma, values: gaussian(curves.of(c), sigma) };
      kept.classes.set(c, own);
    }
    return own.values;
  };
  kept.key = key;
  kept.result = { ...curves, of };
  return kept.result;
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
