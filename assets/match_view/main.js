// The match view: one node that keeps video, lanes, playhead, list and keys together. Python sends a payload
// and hears only discrete events. The default export is called again with each payload, without cleanup
// between, so everything lives on the node and every call may come twice.

import { buildModel, fetchCurves } from "./model.js";
import { readTheme } from "./theme.js";
import { TimeScale } from "./time.js";
import { Player } from "./player.js";
import { MomentList } from "./list.js";
import { markup } from "./markup.js";
import { Painter } from "./painter.js";
import { connectPointer } from "./pointer.js";
import { connectKeys } from "./keys.js";
import { Strip } from "./strip.js";

// How long to wait before Python hears: hardly after a click or key, until the hand rests while it drags.
const AT_ONCE_MS = 30;
const AT_REST_MS = 350;
// A report is not followed by another before its answer is back, or this long.
const ANSWER_MS = 600;
// So long a view whose node is gone waits for another node.
const PARKED_MS = 1500;

let current = null; // the view of this page

export default function mount({ data, parentElement, setStateValue, setTriggerValue }) {
  const slot = parentElement.querySelector(".tl-slot");
  if (!slot || !data || typeof data !== "object") return undefined;
  const view = slot.__touchline ?? adopted(slot) ?? new MatchView(slot);
  current = slot.__touchline = view;
  view.send = { setStateValue, setTriggerValue };
  view.answered();
  view.update(data);
  return () => view.leave(slot);
}

// The view of a node that is gone, moved into the new one with zoom, playhead and video as they were.
function adopted(slot) {
  if (!current || current.destroyed || current.slot.isConnected) return null;
  current.moveTo(slot);
  return current;
}

class MatchView {
  constructor(slot) {
    this.slot = slot;
    this.root = markup(slot);
    this.scale = new TimeScale(1);
    this.focus = 0;
    this.hovered = null;
    this.selected = null;
    this.curves = null;
    this.player = new Player(
      this.root.querySelector("video"),
      () => this.tick(),
      (state) => this.playerState(state),
    );
    this.theme = readTheme(this.root);
    this.list = new MomentList(this.root, (moment) => this.select(moment, "list"));
    this.strip = new Strip(this.root, (ms) => this.seek(ms));
    this.painter = new Painter(this);
    this.undo = [connectPointer(this), connectKeys(this)];
    this.resizer = new ResizeObserver(() => this.draw());
    this.resizer.observe(this.root.querySelector(".tl-plot"));
    // Streamlit changes the theme's variables without telling anyone.
    this.watch = setInterval(() => {
      const theme = readTheme(this.root);
      if (theme.key === this.theme.key) return;
      this.theme = theme;
      if (this.payload) this.list.update(this);
      this.draw();
    }, 400);
    this.repaints = 0;
  }

  update(payload) {
    if (this.destroyed) return;
    if (this.payload && payload.rev === this.payload.rev) return;
    const anotherHalf = this.payload?.half.id !== payload.half.id;
    const kept = this.selected;
    this.payload = payload;
    this.model = buildModel(payload);
    this.selected = kept && !anotherHalf ? this.sameMoment(kept) : null;
    this.hovered = null;
    this.player.load(payload.video?.url ?? null, payload.half.duration_ms, payload.video?.fps);
    if (anotherHalf || this.command !== payload.command.nonce) {
      this.command = payload.command.nonce;
      this.scale.duration = payload.half.duration_ms;
      const { from_ms, to_ms, time_ms, focus } = payload.command;
      if (to_ms > from_ms) this.scale.set(from_ms, to_ms);
      else this.scale.reset();
      this.focus = focus;
      this.player.pause();
      this.player.seek(time_ms);
      this.strip.show(null);
      this.selected = this.momentAt(time_ms);
      if (this.selected) this.strip.show(payload.frames, this.selected.t);
      this.revealAfter = this.selected;
    }
    this.strip.available = payload.frames;
    this.loadCurves(payload.curves);
    this.painter.layout();
    this.list.update(this);
    if (this.revealAfter) this.list.reveal(this.revealAfter);
    this.revealAfter = null;
    this.draw();
  }

  loadCurves(curves) {
    if (!curves) {
      this.curves = null;
      this.curvesUrl = null;
      return;
    }
    if (curves.url === this.curvesUrl) return;
    this.curvesUrl = curves.url;
    this.curves = null;
    fetchCurves(curves.url).then(
      (values) => {
        if (this.curvesUrl !== curves.url || this.destroyed) return;
        this.curves = values;
        this.draw();
      },
      (error) => this.note(error.message),
    );
  }

  note(text) {
    const place = this.root.querySelector(".tl-note");
    place.textContent = text ?? "";
    place.hidden = !text;
  }

  sameMoment(old) {
    return (
      this.model.moments.find((m) => m.c === old.c && m.t === old.t && m.kind === old.kind) ??
      this.model.moments.find((m) => m.c === old.c && m.t === old.t) ??
      null
    );
  }

  momentAt(ms) {
    return ms > 0 ? (this.model.moments.find((m) => m.t === ms && m.c === this.focus) ?? null) : null;
  }

  // Move the playhead; `select` also marks the moment, shows its frames and tells Python.
  seek(ms, dragging = false) {
    this.player.seek(ms);
    this.report(dragging);
  }

  select(moment, from) {
    this.selected = moment;
    if (moment) {
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

  setFocus(c, tell = true) {
    if (c === this.focus) return;
    this.focus = c;
    this.painter.labels();
    if (this.list.focusOnly) {
      this.list.drawChips();
      this.list.refresh(true);
    }
    this.draw();
    if (tell) this.report(false);
  }

  // The moments that keys walk through: those of the list as it is filtered, in time order.
  next(step, errorsOnly) {
    const rows = this.list.rows
      .filter((m) => !errorsOnly || m.outcome !== "hit")
      .sort((a, b) => a.t - b.t || a.c - b.c);
    if (!rows.length) return;
    const at = this.selected ? rows.indexOf(this.selected) : -1;
    const t = this.player.time;
    let index = at + step;
    if (at < 0) {
      const after = rows.findIndex((m) => m.t > t + 1);
      index = step > 0 ? after : (after < 0 ? rows.length : after) - 1;
    }
    if (rows[index]) this.select(rows[index], "key");
  }

  playerState(state) {
    if (state === "error") this.note("This browser cannot play the video; lanes and frames work without it.");
    if (state === "paused") this.report(false);
    this.painter.controls();
  }

  tick() {
    if (!this.payload) return;
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
      this.repaints += 1;
    });
  }

  // Tell Python where we are, for the URL; nothing on screen depends on it.
  report(dragging = true) {
    clearTimeout(this.reporting);
    if (this.player.playing) return;
    this.reporting = setTimeout(() => {
      const { from, to, whole } = this.scale;
      const at = {
        half: this.payload.half.id,
        time_ms: Math.round(this.player.time),
        focus: this.focus,
        from_ms: whole ? 0 : Math.round(from),
        to_ms: whole ? 0 : Math.round(to),
      };
      const text = JSON.stringify(at);
      if (text === this.reported) return;
      if (this.waiting) {
        this.reportAgain = true;
        return;
      }
      this.reported = text;
      this.waiting = setTimeout(() => this.answered(), ANSWER_MS);
      this.send.setStateValue("at", at);
    }, dragging ? AT_REST_MS : AT_ONCE_MS);
  }

  answered() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (!this.reportAgain) return;
    this.reportAgain = false;
    this.report(false);
  }

  otherHalf() {
    this.send.setTriggerValue("half", this.payload.half.number === 1 ? 2 : 1);
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

  // Called when the node goes, but also, with the node still there, when one payload overtakes another.
  leave(slot) {
    if (this.slot !== slot) return;
    this.playOn = this.player.playing;
    clearTimeout(this.parked);
    this.parked = setTimeout(() => this.slot.isConnected || this.destroy(), PARKED_MS);
  }

  destroy() {
    if (this.destroyed) return;
    this.destroyed = true;
    clearTimeout(this.waiting);
    clearInterval(this.watch);
    clearTimeout(this.reporting);
    this.resizer.disconnect();
    for (const undo of this.undo) undo();
    this.player.pause();
    delete this.slot.__touchline;
  }
}
