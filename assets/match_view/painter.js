// Puts the model on the screen: layout, labels, the two canvases (lanes below, playhead and pointer above). The tall
// lane and the ruler stay on top; where the lanes do not fit below them, they scroll.

import { fit } from "../shared/canvas.js";
import { setText } from "../shared/dom.js";
import { RULER, drawFocusAxis, drawFocusFigures, drawLane, drawRuler, roomOf } from "./lanes.js";
import { drawMinimap } from "./minimap.js";
import { clock } from "../shared/time.js";
import { drawGutter } from "./gutter.js";
import { drawOver } from "./over.js";
import { LANES } from "./lanemenu.js";

const TALL = 116;
const ALONE = 260; // of the tall lane, where there is one class
const GAP = 6;

export class Painter {
  constructor(view) {
    this.view = view;
    const find = (name) => view.root.querySelector(name);
    this.stage = find(".tl-stage");
    this.stage.addEventListener("scroll", () => view.draw());
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
    this.rows = []; // of all lanes, from the top of the first lane's place on, as if none were scrolled away
  }

  get tall() {
    return this.view.payload?.classes.length === 1 ? ALONE : TALL;
  }

  get lanesTop() {
    return this.tall + RULER + GAP + this.view.why.height;
  }

  // Of all that is in view.
  get height() {
    const last = this.rows[this.rows.length - 1];
    return last ? Math.min(last.y + last.h, this.lanesTop + LANES) : this.lanesTop;
  }

  get scrolls() {
    return this.stage.scrollHeight > this.stage.clientHeight + 1;
  }

  // The rows in view, where they are drawn.
  get rowsInView() {
    const { scrollTop } = this.stage;
    const { lanesTop, height } = this;
    const rows = this.rows.map((row) => ({ ...row, y: row.y - scrollTop }));
    return rows.filter((row) => row.y + row.h > lanesTop && row.y < height);
  }

  // Scrolls the lane in focus into view.
  revealFocus() {
    const row = this.rows.find(({ c }) => c === this.view.focus);
    if (!row) return;
    const last = row.y - this.lanesTop;
    const first = row.y + row.h - this.height;
    const { stage } = this;
    stage.scrollTop = Math.min(last, Math.max(first, stage.scrollTop));
  }

  // Where the values of the tall lane are drawn.
  get focusRoom() {
    return roomOf({ y: 0, h: this.tall }, this.view, true);
  }

  // The threshold of the class in focus: as it is being dragged, else as it is.
  get threshold() {
    const { draft, focus, payload } = this.view;
    return draft?.c === focus ? draft.value : payload.settings.threshold[focus];
  }

  // Whether y is on the threshold's line.
  onThreshold(y) {
    const room = this.focusRoom;
    return !this.view.review.on && y < this.tall && Math.abs(y - (room.y + room.h - this.threshold * room.h)) <= 4;
  }

  // The value that y stands for in the tall lane.
  valueAt(y) {
    const room = this.focusRoom;
    return Math.min(1, Math.max(0, Math.round(((room.y + room.h - y) / room.h) * 100) / 100));
  }

  // Which lane is at y: { c, tall } or null on the ruler.
  laneAt(y) {
    if (y < this.tall) return { c: this.view.focus, tall: true };
    if (y < this.lanesTop) return null;
    const row = this.rowsInView.find((each) => y >= each.y && y < each.y + each.h);
    return row ? { c: row.c, tall: false } : null;
  }

  onRuler(y) {
    return y >= this.tall && y < this.tall + RULER;
  }

  layout() {
    const { payload } = this.view;
    this.rows = this.view.menu.rows(this.lanesTop);
    this.plot.style.height = this.stage.style.maxHeight = `${this.height}px`;
    this.stage.style.scrollPaddingTop = `${this.lanesTop}px`;
    this.view.why.place.style.top = `${this.tall + RULER + 1}px`;
    this.view.setNote(payload.curves_note);
    setText(this.under, payload.second ? `below: ${payload.second.title} · ${this.view.model.differences} differ` : "");
    this.under.style.color = this.view.theme.second;
    this.under.parentElement.classList.toggle("tl-has-under", Boolean(payload.second));
    this.under.title = "Thin line and ticks below the lanes; carets: a truth that only the first (up) or the second (down) found";
    for (const node of this.view.root.querySelectorAll("[data-noun]")) {
      setText(node, node.dataset.noun.replace("*", payload.half.noun));
    }
    for (const node of this.view.root.querySelectorAll("[data-needs]")) node.hidden = !payload[node.dataset.needs];
    this.view.root.classList.toggle("tl-fine", payload.fine);
    this.view.menu.button.hidden = payload.classes.length === 1;
    this.labels();
    this.controls();
  }

  // A sentence in the place of a video that there is not, or that cannot be played.
  screenNote() {
    const { payload, player } = this.view;
    const note = payload.video ? player.failure : payload.video_note;
    this.screen.classList.toggle("tl-no-video", !payload.video || note !== "");
    setText(this.screen.querySelector(".tl-screen-note"), note);
  }

  labels() {
    drawGutter(this.view, this.rows, this.tall, this.lanesTop - this.tall);
  }

  controls() {
    const { player } = this.view;
    this.screenNote();
    setText(this.play, player.playing ? "❚❚" : "▶");
    this.play.classList.toggle("tl-on", player.playing);
    setText(this.rate, `${player.rate}×`);
  }

  paint() {
    const { view } = this;
    const { scale, theme, focus } = view;
    const { tall, lanesTop, height, rowsInView } = this;
    const width = this.plot.clientWidth;
    if (width < 10) return;
    scale.width = width;
    const ctx = fit(this.canvas, width, height);
    drawLane(ctx, scale, { y: 0, h: tall }, view, focus, true);
    drawFocusAxis(ctx, this.focusRoom, width, this.threshold, theme);
    drawFocusFigures(ctx, this.focusRoom, theme);
    const times = drawRuler(ctx, scale, tall, RULER, theme);
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, lanesTop, width, height - lanesTop);
    ctx.clip();
    ctx.strokeStyle = theme.border;
    ctx.lineWidth = 1;
    for (const { c, y, h } of rowsInView) {
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
      ctx.moveTo(x, lanesTop);
      ctx.lineTo(x, height);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    for (const row of rowsInView) drawLane(ctx, scale, row, view, row.c, false);
    ctx.restore();
    this.drawMini();
    view.why.draw();
    this.span.textContent = scale.whole ? "" : `${clock(scale.from)} – ${clock(scale.to)}`;
    this.playhead();
  }

  drawMini() {
    const scrollbar = this.stage.offsetWidth - this.stage.clientWidth - 2; // beside two borders
    const width = this.minimap.parentElement.clientWidth - this.gutter.clientWidth - scrollbar;
    const ctx = fit(this.minimap, Math.max(10, width), 34);
    drawMinimap(ctx, this.view.scale, width, 34, this.view);
  }

  // Everything that moves with the playhead or the pointer; cheap enough for every frame.
  playhead() {
    const { view } = this;
    const { player, payload, curves, focus } = view;
    drawOver(fit(this.over, view.scale.width, this.height), view, this);
    const t = player.time;
    this.clock.textContent = clock(t, true);
    const row = curves ? Math.min(curves.rows - 1, Math.floor((t * curves.fps) / 1000 + 1e-6)) : -1;
    const value = row >= 0 ? ` ${curves.values(focus)[row].toFixed(3)}` : "";
    this.readout.textContent = `${payload.classes[focus]}${value}`;
  }
}
