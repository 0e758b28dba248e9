// Why this score: what each frame of the window and each cluster adds to the logit, as bars under the focus lane.

import { outcomeStyle } from "../shared/theme.js";
import { fit } from "../shared/canvas.js";

export const WHY = 74;
const REST_MS = 90;
const CACHED = 400;

export class Why {
  constructor(view) {
    this.view = view;
    this.open = false;
    this.place = view.root.querySelector(".tl-why");
    this.canvas = this.place.querySelector("canvas");
    this.button = view.root.querySelector('[data-do="why"]');
    this.cache = new Map();
    this.reasons = null;
    this.hit = [];
    this.canvas.addEventListener("pointermove", (event) => this.describe(event));
    this.canvas.addEventListener("pointerleave", () => this.text());
    this.canvas.addEventListener("click", (event) => {
      const bar = this.barAt(event);
      if (bar?.offset_ms !== undefined) view.seek(this.time + bar.offset_ms);
    });
  }

  toggle(open = !this.open) {
    this.open = open && Boolean(this.view.payload?.why);
    this.place.hidden = !this.open;
    this.button.setAttribute("aria-pressed", String(this.open));
    this.view.painter.layout();
    this.follow();
    this.view.draw();
  }

  // A new payload: the strip stays open as long as its run can explain scores.
  update() {
    const { payload } = this.view;
    this.button.hidden = !payload.why;
    if (this.open && !payload.why) this.toggle(false);
    this.follow();
  }

  get height() {
    return this.open ? WHY : 0;
  }

  // Fetch the reasons for the frame under the playhead once it rests.
  follow() {
    const { payload, player, focus, curves } = this.view;
    if (!this.open || !payload?.why || !curves || player.playing) return;
    const frame = Math.max(0, Math.min(curves.rows - 1, Math.floor((player.time * curves.fps) / 1000 + 1e-6)));
    const url = payload.why.replace("{c}", String(focus)).replace("{frame}", String(frame));
    if (url === this.url) return;
    this.url = url;
    this.time = (frame * 1000) / curves.fps;
    if (this.cache.has(url)) {
      this.show(this.cache.get(url));
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(url), REST_MS);
  }

  async fetch(url) {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(response.status === 422 ? await response.text() : `HTTP ${response.status}`);
      const reasons = await response.json();
      if (this.cache.size > CACHED) this.cache.clear();
      this.cache.set(url, reasons);
      if (url === this.url) this.show(reasons);
    } catch (error) {
      if (url === this.url) this.place.querySelector("p").textContent = `No reasons: ${error.message}`;
    }
  }

  show(reasons) {
    this.reasons = reasons;
    this.text();
    this.draw();
  }

  text(bar) {
    const place = this.place.querySelector("p");
    const { reasons } = this;
    if (!reasons) return;
    const n = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
    const sum = `logit ${n(reasons.logit)} = bias ${n(reasons.bias)}, before ${n(reasons.before)}, after ${n(reasons.after)}`;
    place.textContent = bar ? `${bar.name}: ${n(bar.value)}` : `score ${reasons.score.toFixed(3)}: ${sum}`;
  }

  draw() {
    if (!this.open) return;
    const { theme, scale } = this.view;
    const ctx = fit(this.canvas, scale.width, WHY);
    if (!this.reasons) return;
    const { frames, before_frames, clusters, fps } = this.reasons;
    this.hit = [];
    const sides = clusters.length === 2 ? ["before", "after"] : ["window"];
    const byFrame = frames.map((value, i) => {
      const offset = (i - before_frames) / fps;
      return { value, offset_ms: offset * 1000, name: `frame ${offset < 0 ? "−" : "+"}${Math.abs(offset).toFixed(1)} s` };
    });
    const byCluster = clusters.flatMap((side, s) => side.map((value, k) => ({ value, name: `cluster ${k + 1}, ${sides[s]}` })));
    const width = scale.width;
    const left = byCluster.length ? width * 0.46 : width;
    this.bars(ctx, byFrame, 8, left - 14, before_frames, "frames before", "frames after", theme);
    if (byCluster.length) {
      const split = clusters.length === 2 ? clusters[0].length : 0;
      this.bars(ctx, byCluster, left + 6, width - 8, split, split ? "clusters before" : "clusters", "clusters after", theme);
    }
  }

  bars(ctx, bars, from, to, split, before, after, theme) {
    const most = Math.max(1e-6, ...bars.map((bar) => Math.abs(bar.value)));
    const middle = 46;
    const step = (to - from) / bars.length;
    const positive = outcomeStyle("hit", theme.dark).colour;
    const negative = outcomeStyle("background", theme.dark).colour;
    ctx.font = `10px ${theme.font}`;
    ctx.fillStyle = theme.muted;
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    const x = from + split * step;
    ctx.fillText(before, from, 17);
    if (split) ctx.fillText(after, x + 4, 17);
    bars.forEach((bar, i) => {
      const h = (bar.value / most) * (bar.value > 0 ? 18 : 22);
      ctx.fillStyle = bar.value > 0 ? positive : negative;
      ctx.fillRect(from + i * step + 0.5, middle - Math.max(0, h), Math.max(1, step - 1), Math.max(0.6, Math.abs(h)));
      this.hit.push({ ...bar, x: from + i * step, width: step });
    });
    ctx.fillStyle = theme.border;
    ctx.fillRect(from, middle, to - from, 1);
    if (split) {
      ctx.fillStyle = theme.muted;
      ctx.fillRect(x, 18, 1, WHY - 22);
    }
  }

  barAt(event) {
    const x = event.clientX - this.canvas.getBoundingClientRect().left;
    return this.hit.find((bar) => x >= bar.x && x < bar.x + bar.width);
  }

  describe(event) {
    this.text(this.barAt(event));
  }
}
