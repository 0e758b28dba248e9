// Every key of the match view, and those of mending labels. A key is an entry of KEYS: what is pressed, its line on the
// sheet, what it does.
//
// keys    as in KeyboardEvent.key, letters small: Shift with a letter means the other direction
// hold    "Shift" or "Ctrl" (or Meta), when that must be pressed too
// name    on the sheet, when it is not the first of the keys
// words   on the sheet; an entry without them is not on it
// act     (view, event) -> what to do; true leaves the key to the page too
//         * stands for what a part of the game is called: half, part, match
// mode    "match" or "review" (labels are mended), when only there
// when    (payload) -> whether there is anything to do
// focused only while the view itself has the focus, since the page needs the key as well
// op      of the edit that Review asks for, with `button`, its word there; repeats: also while the key is held down

const back = (event) => (event.shiftKey ? -1 : 1);
const left = (event) => (event.key === "ArrowLeft" ? -1 : 1);

export const KEYS = [
  { keys: [" "], name: "Space", words: "play, pause", act: (view) => view.player.toggle() },
  { keys: ["ArrowLeft", "ArrowRight"], name: "← →", words: "one frame", act: (view, event) => step(view, left(event)) },
  { keys: ["ArrowLeft", "ArrowRight"], hold: "Shift", name: "Shift ← →", words: "1 second", act: (view, event) => move(view, left(event) * 1000) },
  { keys: ["ArrowLeft", "ArrowRight"], hold: "Ctrl", name: "Ctrl ← →", words: "5 seconds", act: (view, event) => move(view, left(event) * 5000) },
  { keys: ["Tab"], name: "Tab", focused: true, words: "next moment (Shift: previous)", act: (view, event) => view.next(back(event), view.list.rows) },
  { keys: ["e"], words: "next error (Shift: previous)", act: (view, event) => view.next(back(event), errors(view)) },
  { keys: ["o"], words: "next unshown truth (Shift: previous)", when: ({ visibility }) => visibility, act: (view, event) => view.next(back(event), unshown(view)) },
  { keys: [..."123456789"], name: "1 … 9", words: "class in focus", act: (view, event) => focusOn(view, Number(event.key) - 1) },
  { keys: ["ArrowUp", "ArrowDown"], name: "↑ ↓", words: "neighbouring class", act: (view, event) => neighbour(view, event.key === "ArrowUp" ? -1 : 1) },
  { keys: ["+", "=", "-"], name: "+ −", words: "zoom in, out", act: (view, event) => zoom(view, event.key === "-" ? 1.6 : 1 / 1.6) },
  { keys: ["0"], words: "whole *", act: (view) => view.showWhole() },
  { keys: ["h"], mode: "match", when: ({ half }) => half.parts.length > 1, words: "next *", act: (view) => view.reporter.nextPart() },
  { keys: ["Home", "End"], name: "Home End", words: "start, end of the *", act: (view, event) => moveTo(view, event.key === "Home" ? 0 : view.scale.duration) },
  { keys: [",", "."], name: ", .", words: "slower, faster", act: (view, event) => view.player.speed(event.key === "," ? -1 : 1) },
  { keys: ["l"], words: "loop around the moment: ±5 s, ±10 s, off", act: (view) => view.loop.next() },
  { keys: ["w"], words: "why this score", act: (view) => view.why.toggle() },
  { keys: ["?"], words: "this sheet", act: (view) => view.sheet.toggle() },
  { keys: ["Escape"], name: "Esc", words: "close it, leave the view", act: (view) => leave(view) },

  edit("c", "confirm", "Confirm", "the labels are right, the model is wrong"),
  edit("a", "add", "Add", "a label of the class in focus at the playhead"),
  edit("m", "move", "Move", "the label to the playhead"),
  edit("d", "delete", "Delete", "the label"),
  edit("t", "team", "Team", "the label's other team"),
  { ...edit("v", "visible", "Visible", "the label: visible or unshown"), when: ({ visibility }) => visibility },
  edit("f", "class", "Class", "the label gets the class in focus"),
  { keys: ["n"], op: "note", button: "Note", mode: "review", words: "write a note", act: (view) => view.review.writeNote() },
  { ...edit("u", "undo", "Undo", "take the last edit back (also Ctrl Z)"), repeats: true },
  { ...edit("y", "redo", "Redo", "make it again (also Ctrl Y, Ctrl Shift Z)"), repeats: true },
  { ...edit("k", "previous", "Back", "the previous moment of the queue"), repeats: true },
  { ...edit("j", "next", "Next", "the next moment of the queue"), repeats: true },
  { keys: ["Delete"], mode: "review", act: (view) => view.review.request("delete") },
  { keys: ["z"], hold: "Ctrl", mode: "review", repeats: true, act: (view, event) => view.review.request(event.shiftKey ? "redo" : "undo") },
  { keys: ["y"], hold: "Ctrl", mode: "review", repeats: true, act: (view) => view.review.request("redo") },
];

function edit(key, op, button, words) {
  return { keys: [key], op, button, mode: "review", words, act: (view) => view.review.request(op) };
}

// The entries that hold now.
export function keysOf(view) {
  const here = KEYS.filter(({ mode }) => !mode || (mode === "review") === view.review.on);
  return here.filter(({ when }) => !when || when(view.payload));
}

// The entry for a key, or undefined. event: { key, shiftKey, ctrlKey, metaKey }.
export function entryFor(view, event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const modifier = event.ctrlKey || event.metaKey ? "Ctrl" : event.shiftKey ? "Shift" : "";
  const entries = keysOf(view).filter(({ keys }) => keys.includes(key));
  return entries.find(({ hold }) => hold === modifier) ?? entries.find(({ hold }) => !hold && modifier !== "Ctrl");
}

function errors({ list, payload }) {
  return payload.judged ? list.rows.filter((moment) => moment.outcome !== "hit") : [];
}

// In the lanes that are shown, whether found or missed.
function unshown({ painter, model }) {
  return painter.rows.flatMap(({ c }) => model.lanes[c].truths.filter((truth) => !truth.visible));
}

function moveTo(view, ms) {
  view.seek(ms);
  view.scale.reveal(view.player.time);
  view.draw();
}

function move(view, ms) {
  moveTo(view, view.player.time + ms);
}

function step(view, frames) {
  view.player.step(frames);
  view.report();
}

function zoom(view, factor) {
  const { scale, player } = view;
  const t = player.time;
  scale.zoom(factor, t >= scale.from && t <= scale.to ? t : (scale.from + scale.to) / 2);
  view.draw();
  view.report();
}

function focusOn(view, c) {
  if (c < view.payload.classes.length) view.setFocus(c);
}

function neighbour(view, step) {
  const order = view.painter.rows.map((row) => row.c);
  if (!order.length) return;
  const at = order.indexOf(view.focus);
  view.setFocus(order[(Math.max(at, at < 0 && step > 0 ? -1 : 0) + step + order.length) % order.length]);
}

// Tab walks through moments while the view has the focus; Escape gives Tab back to the page.
function leave(view) {
  if (!view.sheet.shown && view.menu.place.hidden) view.root.blur();
  view.sheet.toggle(false);
  view.menu.toggle(false);
  return true;
}
