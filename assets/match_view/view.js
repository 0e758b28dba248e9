// The match view: its state, payloads in, reports out. Its parts are in the modules below.

import { buildModel, momentAt, neighbour, sameMoment } from "./model.js";
import { Curves } from "./curves.js";
import { readTheme, watchTheme } from "../shared/theme.js";
import { TimeScale } from "../shared/time.js";
import { Player } from "./player.js";
import { MomentList } from "./list.js";
import { markup } from "./markup.js";
import { Painter } from "./painter.js";
import { connectPointer } from "./pointer.js";
import { Sheet, connectKeys } from "./keys.js";
import { watchServer } from "./alive.js";
import { Strip } from "./strip.js";
import { Reporter } from "./reporter.js";
import { LaneMenu } from "./lanemenu.js";
import { Loop } from "./loop.js";
import { Why } from "./why.js";
import { connectSave } from "./save.js";
import { Review } from "./review.js";

// A view whose node is gone waits this long for another node.
const PARKED_MS = 1500;

export class MatchView {
  constructor(slot) {
    this.slot = slot;
    this.root = markup(slot);
    this.scale = new TimeScale(1);
    this.focus = 0;
    this.hovered = null;
    this.selected = null;
    this.curves = null; // of the run
    this.under = null; // of the second run
    this.loaded = new Curves(this);
    this.draft = null; // the threshold while its line is dragged: { c, value }
    this.reporter = new Reporter(this);
    this.player = new Player(
      this.root.querySelector("video"),
      () => this.tick(),
      (state) => this.playerState(state),
    );
    this.theme = readTheme(this.root);
    this.list = new MomentList(this.root, (moment) => this.select(moment, "list"));
    this.strip = new Strip(this.root, (ms) => this.seek(ms));
    this.menu = new LaneMenu(this);
    this.why = new Why(this);
    this.loop = new Loop(this);
    this.review = new Review(this);
    this.sheet = new Sheet(this);
    this.painter = new Painter(this);
    const endTheme = watchTheme(this.root, (theme) => this.setTheme(theme));
    this.cleanups = [connectKeys(this), watchServer(this), endTheme, () => this.review.end()];
    connectPointer(this);
    connectSave(this);
    this.resizer = new ResizeObserver(() => this.draw());
    this.resizer.observe(this.root.querySelector(".tl-plot"));
    this.repaints = 0;
  }

  setTheme(theme) {
    this.theme = theme;
    if (this.payload) {
      this.list.update(this);
      this.painter.layout();
    }
    this.draw();
  }

  update(payload) {
    if (this.destroyed) return;
    if (this.payload && payload.rev === this.payload.rev) return;
    const anotherHalf = this.payload?.half.id !== payload.half.id;
    const before = this.selected;
    this.payload = payload;
    if (!this.reporter.thresholdTimer) this.draft = null;
    this.model = buildModel(payload);
    this.selected = before && !anotherHalf ? sameMoment(this.model, before) : null;
    this.hovered = null;
    this.player.load(payload.video, payload.half.duration_ms);
    const commanded = anotherHalf || this.command !== payload.command.nonce;
    if (commanded) {
      this.command = payload.command.nonce;
      this.root.querySelector(".tl-tip").hidden = true; // it describes what was shown before
      this.restoreLayout(payload.command);
      this.scale.duration = payload.half.duration_ms;
      const { from_ms, to_ms, time_ms, focus } = payload.command;
      if (to_ms > from_ms) this.scale.set(from_ms, to_ms);
      else this.scale.reset();
      this.focus = focus;
      this.player.pause();
      this.player.seek(time_ms);
      this.strip.show(null);
      this.selected = momentAt(this.model, time_ms, this.focus);
      if (this.selected) this.strip.show(payload.frames, this.selected.t);
      this.revealAfter = this.selected;
    }
    this.loaded.update(payload, anotherHalf);
    this.root.querySelector('[data-do="still"]').hidden = !payload.frames;
    this.root.querySelector('[data-do="clip"]').hidden = !payload.clip;
    this.painter.layout();
    if (commanded) this.painter.revealFocus();
    this.why.update();
    this.list.update(this);
    if (this.revealAfter) this.list.reveal(this.revealAfter);
    this.revealAfter = null;
    this.review.update(commanded);
    this.draw();
  }

  // Lanes and list as a newly opened URL has them. At other times they stay as the user left them.
  restoreLayout({ address, lanes, list }) {
    if (address === this.address) return;
    this.address = address;
    this.menu.restore(lanes);
    this.list.restore(list);
  }

  setNote(text) {
    const place = this.root.querySelector(".tl-note");
    place.textContent = text ?? "";
    place.hidden = !text;
    place.title = text ?? "";
  }

  // A note on what just happened; the lasting note comes back after it.
  notify(text) {
    this.setNote(text);
    clearTimeout(this.noteTimer);
    this.noteTimer = setTimeout(() => this.setNote(this.payload?.curves_note), 6000);
  }

  dragThreshold(value, last) {
    this.draft = { c: this.focus, value };
    this.reporter.threshold(this.focus, value, last);
    this.draw();
  }

  // Move the playhead; `select` also marks the moment and shows its frames.
  seek(ms, dragging = false) {
    this.player.seek(ms);
    this.report(dragging);
  }

  select(moment, from) {
    this.selected = moment;
    if (moment) {
      if (this.loop.seconds) this.loop.centre();
      this.setFocus(moment.c, false);
      this.scale.reveal(moment.t);
      this.player.seek(moment.t);
      this.strip.show(this.payload.frames, moment.t);
      if (from === "list") this.list.draw();
      else this.list.reveal(moment);
    }
    this.draw();
    this.report(false);
  }

  setFocus(c, report = true) {
    if (c === this.focus) return this.painter.revealFocus();
    this.focus = c;
    this.painter.labels();
    this.painter.revealFocus();
    this.why.follow();
    if (this.list.filters.focusOnly) {
      this.list.filters.drawChips();
      this.list.refresh(true);
    }
    this.draw();
    if (report) this.report(false);
  }

  // To the next (1) or previous (-1) of some moments or truths.
  next(step, items) {
    const item = neighbour(items, step, this.selected, this.player.time);
    if (item) this.select(item, "key");
  }

  showWhole() {
    this.scale.reset();
    this.draw();
    this.report();
  }

  playerState(state) {
    if (state === "ended") this.loop.again();
    if (state === "paused") this.report(false);
    this.painter.controls();
  }

  tick() {
    if (!this.payload) return;
    this.loop.tick();
    this.list.follow(this.player.time, this.player.playing);
    this.why.follow();
    if (this.player.playing && this.player.time > this.scale.to && !this.scale.whole) {
      this.scale.reveal(this.player.time);
      this.draw();
    }
    this.painter.playhead();
  }

  draw() {
    if (!this.payload || this.queued) return;
    this.queued = true;
    requestAnimationFrame(() => {
      this.queued = false;
      if (this.destroyed) return;
      this.painter.paint();
      this.review.follow();
      this.repaints += 1;
    });
  }

  // Report where the view is, for the URL; nothing on screen depends on it.
  report(dragging = true) {
    this.reporter.report(dragging);
  }

  moveTo(slot) {
    clearTimeout(this.parked);
    delete this.slot.__touchline;
    this.slot = slot;
    slot.replaceChildren(this.root);
    this.draw();
    if (this.playOn) this.player.play();
    this.playOn = false;
  }

  // Called when the node goes, but also, with the node still in place, when a payload overtakes another.
  leave(slot) {
    if (this.slot !== slot) return;
    this.playOn = this.player.playing;
    clearTimeout(this.parked);
    this.parked = setTimeout(() => this.slot.isConnected || this.destroy(), PARKED_MS);
  }

  destroy() {
    if (this.destroyed) return;
    this.destroyed = true;
    clearTimeout(this.noteTimer);
    this.reporter.end();
    this.resizer.disconnect();
    for (const cleanup of this.cleanups) cleanup();
    this.player.pause();
    delete this.slot.__touchline;
  }
}
