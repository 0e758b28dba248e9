// Puts the model on the screen: layout, labels, the two canvases (lanes below, playhead and pointer above).

import { fit } from "../shared/canvas.js";
import { drawFocusAxis, drawFocusFigures, drawLane, drawRuler, roomOf } from "./lanes.js";
import { drawMinimap } from "./minimap.js";
import { clock } from "../shared/time.js";
import { drawGutter } from "./gutter.js";

const TALL = 116;
const RULER = 20;
const GAP = 6;

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
    this.under = find(".tl-under");
    this.rate = find('[data-do="rate"]');
    this.rate.addEventListener("click", () => view.player.cycle());
    this.play = find('[data-do="play"]');
    this.pointer = null;
    this.rows = [];
  }

  get lanesTop() {
    return TALL + RULER + GAP + this.view.why.height;
  }

  get height() {
    const last = this.rows[this.rows.length - 1];
    return last ? last.y + last.h : this.lanesTop;
  }

  // Where the values of the tall lane are drawn.
  get focusRoom() {
    return roomOf({ y: 0, h: TALL }, this.view, true);
  }

  // The threshold of the class in focus: as it is being dragged, else as it is.
  get threshold() {
    const { draft, focus, payload } = this.view;
    return draft?.c === focus ? draft.value : payload.settings.threshold[focus];
  }

  // Whether y is on the threshold's line.
  onThreshold(y) {
    const room = this.focusRoom;
    return !this.view.review.on && y < TALL && Math.abs(y - (room.y + room.h - this.threshold * room.h)) <= 4;
  }

  // The value that y stands for in the tall lane.
  valueAt(y) {
    const room = this.focusRoom;
    return Math.min(1, Math.max(0, Math.round(((room.y + room.h - y) / room.h) * 100) / 100));
  }

  // Which lane is at y: { c, tall } or null on the ruler.
  laneAt(y) {
    if (y < TALL) return { c: this.view.focus, tall: true };
    const row = this.rows.find((each) => y >= each.y && y < each.y + each.h);
    return row ? { c: row.c, tall: false } : null;
  }

  onRuler(y) {
    return y >= TALL && y < TALL + RULER;
  }

  layout() {
    const { payload } = this.view;
    this.rows = this.view.menu.rows(this.lanesTop);
    this.plot.style.height = `${this.height}px`;
    this.screenNote();
    this.view.setNote(payload.curves_note);
    this.under.textContent = payload.second ? `below: ${payload.second.title} · ${this.view.model.differences} differ` : "";
    this.under.style.color = this.view.theme.second;
    this.under.parentElement.classList.toggle("tl-has-under", Boolean(payload.second));
    this.under.title = "Thin line and ticks below the lanes; carets: a truth that only the first (up) or the second (down) found";
    this.labels();
    this.controls();
  }

  // A sentence in the place of a video that there is not, or that cannot be played.
  screenNote() {
    const { payload, player } = this.view;
    const note = payload.video ? player.failure : payload.video_note;
    this.screen.classList.toggle("tl-no-video", !payload.video || note !== "");
    this.screen.querySelector(".tl-screen-note").textContent = note;
  }

  labels() {
    drawGutter(this.view, this.rows, TALL, this.lanesTop - TALL);
  }

  controls() {
    const { player } = this.view;
    this.play.textContent = player.playing ? "❚❚" : "▶";
    this.play.classList.toggle("tl-on", player.playing);
    this.rate.textContent = `${player.rate}×`;
  }

  paint() {
    const { view } = this;
    const { scale, theme, focus } = view;
    const width = this.plot.clientWidth;
    if (width < 10) return;
    scale.width = width;
    const ctx = fit(this.canvas, width, this.height);
    drawLane(ctx, scale, { y: 0, h: TALL }, view, focus, true);
    drawFocusAxis(ctx, this.focusRoom, width, this.threshold, theme);
    drawFocusFigures(ctx, this.focusRoom, theme);
    const times = drawRuler(ctx, scale, TALL, RULER, theme);
    ctx.strokeStyle = theme.border;
    ctx.lineWidth = 1;
    for (const { c, y, h } of this.rows) {
      if (c === focus) {
        ctx.fillStyle = theme.focus;
        ctx.fillRect(0, y, width, h);
      }
      ctx.beginPath();
      ctx.moveTo(0, y + h - 0.5);
      ctx.lineTo(width, y + h - 0.5);
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
    for (const row of this.rows) drawLane(ctx, scale, row, view, row.c, false);
    this.drawMini();
    view.why.draw();
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
    const value = row >= 0 ? ` ${curves.values(focus)[row].toFixed(3)}` : "";
    this.readout.textContent = `${payload.classes[focus]}${value}`;
    this.loopBand(ctx);
  }

  line(ctx, x) {
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, this.height);
    ctx.stroke();
  }

  // The stretch that is played again and again.
  loopBand(ctx) {
    const { loop, scale, theme } = this.view;
    if (!loop.seconds) return;
    ctx.fillStyle = theme.primary;
    ctx.globalAlpha = 0.35;
    ctx.fillRect(scale.x(loop.from), TALL + RULER - 3, scale.x(loop.to) - scale.x(loop.from), 3);
    ctx.globalAlpha = 1;
  }

  // What non-maximum suppression clears around the spot under the pointer, in its lane and in the tall one.
  nmsWindow(ctx) {
    const { hovered, payload, scale, theme, focus } = this.view;
    if (!hovered || hovered.kind !== "spot" || !payload.settings.window_s) return;
    const half = payload.settings.window_s[hovered.c] * 500;
    const ends = [
      [scale.x(hovered.t - half), 4],
      [scale.x(hovered.t + half), -4],
    ];
    ctx.strokeStyle = theme.primary;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    const places = this.rows.filter((row) => row.c === hovered.c).map((row) => [row.y + 2, row.y + row.h - 2]);
    if (hovered.c === focus) places.push([18, TALL - 2]);
    for (const [top, bottom] of places) {
      for (const [x, inward] of ends) {
        ctx.moveTo(x + inward, top);
        ctx.lineTo(x, top);
        ctx.lineTo(x, bottom);
        ctx.lineTo(x + inward, bottom);
      }
    }
    ctx.stroke();
  }
}
