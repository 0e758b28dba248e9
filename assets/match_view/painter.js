// Puts the model on the screen: layout, labels, the two canvases (lanes below, playhead and pointer above).

import { drawFocusAxis, drawFocusFigures, drawLane, drawMinimap, drawRuler } from "./lanes.js";
import { clock } from "./time.js";

const TALL = 116;
const LANE = 24;
const RULER = 20;
const GAP = 6;

function fit(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const w = Math.round(width * ratio);
  const h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return ctx;
}

export class Painter {
  constructor(view) {
    this.view = view;
    const find = (name) => view.root.querySelector(name);
    this.gutter = find(".tl-gutter");
    this.plot = find(".tl-plot");
    this.canvas = find(".tl-canvas");
    this.over = find(".tl-over");
    this.minimap = find(".tl-minimap");
    this.clock = find(".tl-clock");
    this.readout = find(".tl-readout");
    this.span = find(".tl-span");
    this.screen = find(".tl-screen");
    this.play = find('[data-do="play"]');
    this.pointer = null;
    this.lanesTop = TALL + RULER + GAP;
  }

  get height() {
    return this.lanesTop + this.view.payload.classes.length * LANE;
  }

  // Which lane is at y: { c, tall } or null on the ruler.
  laneAt(y) {
    if (y < TALL) return { c: this.view.focus, tall: true };
    const c = Math.floor((y - this.lanesTop) / LANE);
    return c >= 0 && c < this.view.payload.classes.length ? { c, tall: false } : null;
  }

  onRuler(y) {
    return y >= TALL && y < this.lanesTop;
  }

  layout() {
    const { payload } = this.view;
    this.plot.style.height = `${this.height}px`;
    this.screen.classList.toggle("tl-no-video", !payload.video);
    this.screen.querySelector(".tl-screen-note").textContent = payload.video ? "" : payload.video_note;
    this.view.note(payload.curves ? null : payload.curves_note);
    this.labels();
    this.controls();
  }

  labels() {
    const { payload, model, focus } = this.view;
    const signature = JSON.stringify([focus, model.lanes.map((l) => [l.hit, l.truths.length])]);
    if (signature === this.signature) return;
    this.signature = signature;
    const head = document.createElement("div");
    head.className = "tl-focus-name";
    head.style.height = `${TALL}px`;
    const lane = model.lanes[focus];
    const title = document.createElement("strong");
    title.textContent = payload.classes[focus];
    const lines = [`${lane.truths.length} truths · ${lane.spots.length} spots`];
    const counts = document.createElement("span");
    counts.textContent = lines.join("");
    const detail = document.createElement("span");
    detail.textContent = `${lane.hit} hit · ${lane.false} false · ${lane.missed} missed`;
    head.append(title, counts, detail);
    const spacer = document.createElement("div");
    spacer.style.height = `${RULER + GAP}px`;
    const buttons = payload.classes.map((name, c) => {
      const button = document.createElement("button");
      button.className = "tl-class";
      button.style.height = `${LANE}px`;
      button.setAttribute("role", "option");
      button.setAttribute("aria-selected", String(c === focus));
      button.title = `${name}: ${model.lanes[c].hit} of ${model.lanes[c].truths.length} truths found`;
      const label = document.createElement("span");
      label.textContent = name;
      const count = document.createElement("em");
      count.textContent = `${model.lanes[c].hit}/${model.lanes[c].truths.length}`;
      button.append(label, count);
      button.onclick = () => this.view.setFocus(c);
      return button;
    });
    this.gutter.replaceChildren(head, spacer, ...buttons);
  }

  controls() {
    const { player } = this.view;
    this.play.textContent = player.playing ? "❚❚" : "▶";
    this.play.classList.toggle("tl-on", player.playing);
  }

  paint() {
    const { view } = this;
    const { scale, theme, payload, focus } = view;
    const width = this.plot.clientWidth;
    if (width < 10) return;
    scale.width = width;
    const ctx = fit(this.canvas, width, this.height);
    drawFocusAxis(ctx, { y: 0, h: TALL }, width, payload.settings.threshold[focus], theme);
    drawLane(ctx, scale, { y: 0, h: TALL }, view, focus, true);
    drawFocusFigures(ctx, { y: 0, h: TALL }, theme);
    const times = drawRuler(ctx, scale, TALL, RULER, theme);
    ctx.strokeStyle = theme.border;
    ctx.lineWidth = 1;
    for (let c = 0; c < payload.classes.length; c++) {
      const y = this.lanesTop + c * LANE;
      if (c === focus) {
        ctx.fillStyle = theme.focus;
        ctx.fillRect(0, y, width, LANE);
      }
      ctx.beginPath();
      ctx.moveTo(0, y + LANE - 0.5);
      ctx.lineTo(width, y + LANE - 0.5);
      ctx.stroke();
    }
    ctx.globalAlpha = 0.5;
    for (const t of times) {
      const x = Math.round(scale.x(t)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(x, this.lanesTop);
      ctx.lineTo(x, this.height);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    for (let c = 0; c < payload.classes.length; c++) {
      drawLane(ctx, scale, { y: this.lanesTop + c * LANE, h: LANE }, view, c, false);
    }
    this.drawMini();
    this.span.textContent = scale.whole ? "" : `${clock(scale.from)} – ${clock(scale.to)}`;
    this.playhead();
  }

  drawMini() {
    const width = this.minimap.parentElement.clientWidth - this.gutter.clientWidth;
    const ctx = fit(this.minimap, Math.max(10, width), 34);
    drawMinimap(ctx, this.view.scale, width, 34, this.view);
  }

  // Everything that moves with the playhead or the pointer; cheap enough for every frame.
  playhead() {
    const { view } = this;
    const { scale, theme, player, payload, curves, focus } = view;
    const ctx = fit(this.over, scale.width, this.height);
    if (this.pointer !== null) {
      ctx.strokeStyle = theme.muted;
      ctx.globalAlpha = 0.5;
      this.line(ctx, this.pointer);
      ctx.globalAlpha = 1;
    }
    this.nmsWindow(ctx);
    const t = player.time;
    const x = scale.x(t);
    if (x >= -1 && x <= scale.width + 1) {
      ctx.strokeStyle = ctx.fillStyle = theme.primary;
      ctx.lineWidth = 1.5;
      this.line(ctx, x);
      ctx.beginPath();
      ctx.moveTo(x - 5, TALL + 1);
      ctx.lineTo(x + 5, TALL + 1);
      ctx.lineTo(x, TALL + 8);
      ctx.fill();
    }
    this.clock.textContent = clock(t, true);
    const row = curves ? Math.min(curves.rows - 1, Math.floor((t * curves.fps) / 1000 + 1e-6)) : -1;
    const value = row >= 0 ? ` ${curves.of(focus)[row].toFixed(3)}` : "";
    const rate = player.rate === 1 ? "" : `  ·  ${player.rate}×`;
    this.readout.textContent = `${payload.classes[focus]}${value}${rate}`;
  }

  line(ctx, x) {
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, this.height);
    ctx.stroke();
  }

  // What non-maximum suppression clears around the spot under the pointer.
  nmsWindow(ctx) {
    const { hovered, payload, scale, theme, focus } = this.view;
    if (!hovered || hovered.kind !== "spot" || hovered.c !== focus || !payload.settings.window_s) return;
    const half = payload.settings.window_s[focus] * 500;
    const a = scale.x(hovered.t - half);
    const b = scale.x(hovered.t + half);
    ctx.strokeStyle = theme.primary;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    for (const [x, inward] of [
      [a, 4],
      [b, -4],
    ]) {
      ctx.moveTo(x + inward, 18);
      ctx.lineTo(x, 18);
      ctx.lineTo(x, TALL - 2);
      ctx.lineTo(x + inward, TALL - 2);
    }
    ctx.stroke();
  }
}
