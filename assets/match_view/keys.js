// The keyboard, and the sheet that lists it. Keys act while the view has the focus or the pointer is over it, never
// while typing. The keys themselves are in keytable.js.

import { element } from "../shared/dom.js";
import { entryFor, keysOf } from "./keytable.js";

// The list of keys.
export class Sheet {
  constructor(view) {
    this.view = view;
    this.place = view.root.querySelector(".tl-sheet");
  }

  get shown() {
    return !this.place.hidden;
  }

  toggle(show = !this.shown) {
    this.place.hidden = !show;
    if (show) this.draw();
  }

  draw() {
    this.place.classList.toggle("tl-wide-sheet", this.view.review.on);
    const lines = keysOf(this.view).filter(({ words }) => words);
    const cells = lines.flatMap(({ keys, name = keys[0].toUpperCase(), button, words }) => {
      const line = words.replace("*", this.view.payload.half.noun);
      const text = button ? `${button.toLowerCase()}: ${line}` : line;
      return [element("kbd", "", name), element("span", "", text)];
    });
    this.place.replaceChildren(...cells);
  }
}

// Whether the focus rests on a button or tick box elsewhere that has no use for this key: while labels are mended
// the keys stay with the view that the pointer is over.
function idle(target, key) {
  if (!(target instanceof HTMLElement) || [" ", "Enter", "Tab", "Escape"].includes(key) || key.startsWith("Arrow")) return false;
  return target.tagName === "BUTTON" || (target.tagName === "INPUT" && /^(checkbox|radio)$/.test(target.type));
}

function isField(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function connectKeys(view) {
  const { root } = view;
  let over = false;
  root.addEventListener("pointerenter", () => (over = true));
  root.addEventListener("pointerleave", () => (over = false));

  // A button presses its key.
  for (const button of root.querySelectorAll("[data-key]")) {
    const event = { key: button.dataset.key, shiftKey: "shift" in button.dataset };
    button.addEventListener("click", () => entryFor(view, event).act(view, event));
  }

  // Elsewhere on the page keys belong to whatever has the focus: fields, sliders, tables.
  const isOurs = (event, target) => {
    const pressed = view.review.on && idle(target, event.key);
    if (event.composedPath().includes(root)) return pressed || !isField(target);
    return over && (target === document.body || pressed);
  };

  const onKey = (event) => {
    if (!view.payload || event.altKey || !root.isConnected) return;
    const target = event.composedPath()[0];
    if (!isOurs(event, target)) return;
    if (target instanceof HTMLElement && target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter")) return;
    const entry = entryFor(view, event);
    if (!entry || (entry.focused && target !== root)) return;
    const done = event.repeat && entry.mode === "review" && !entry.repeats ? false : entry.act(view, event);
    if (done === true) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", onKey, true);
  return () => document.removeEventListener("keydown", onKey, true);
}
