// Which lanes are shown, how high and in which order; and the menu to choose it.

import { element } from "../shared/dom.js";

export const LANE = 24;
export const SMALL = 12;

const ORDERS = {
  listed: { name: "as listed", key: null },
  first: { name: "first event", key: (lane) => firstTime(lane) },
  count: { name: "most events", key: (lane) => -(lane.truths.length * 1000 + lane.spots.length) },
  ap: { name: "lowest AP first", key: (lane, ap) => ap?.[lane.c] ?? 2 },
};

function firstTime(lane) {
  return Math.min(lane.truths[0]?.t ?? Infinity, lane.spots[0]?.t ?? Infinity);
}

export class LaneMenu {
  constructor(view) {
    this.view = view;
    this.hidden = new Set();
    this.small = new Set();
    this.order = "listed";
    this.place = view.root.querySelector(".tl-menu");
    this.button = view.root.querySelector('[data-do="lanes"]');
    this.button.addEventListener("click", () => this.toggle());
  }

  // The rows from top to bottom: { c, y, h, small }, beginning at `top`.
  rows(top) {
    const { model, payload } = this.view;
    const { key } = ORDERS[this.order];
    const shown = model.lanes.filter((lane) => !this.hidden.has(lane.c));
    if (key) {
      const keys = new Map(shown.map((lane) => [lane, key(lane, payload.ap)]));
      shown.sort((a, b) => (keys.get(a) === keys.get(b) ? a.c - b.c : keys.get(a) - keys.get(b)));
    }
    let y = top;
    return shown.map((lane) => {
      const small = this.small.has(lane.c);
      const row = { c: lane.c, y, h: small ? SMALL : LANE, small };
      y += row.h;
      return row;
    });
  }

  // As in app/state/match_layout.py.
  get state() {
    const sorted = (set) => [...set].sort((a, b) => a - b);
    return { order: this.order, hidden: sorted(this.hidden), small: sorted(this.small) };
  }

  restore({ order = "listed", hidden = [], small = [] }) {
    this.order = order;
    this.hidden = new Set(hidden);
    this.small = new Set(small);
  }

  toggle(show = this.place.hidden) {
    this.place.hidden = !show;
    this.button.setAttribute("aria-expanded", String(show));
    if (show) this.draw();
  }

  changed() {
    this.view.painter.layout();
    this.view.draw();
    this.draw();
    this.view.report(false);
  }

  draw() {
    const { payload, model } = this.view;
    const order = document.createElement("select");
    order.setAttribute("aria-label", "Order of lanes");
    for (const [id, { name }] of Object.entries(ORDERS)) order.add(new Option(name, id, false, id === this.order));
    order.onchange = () => {
      this.order = order.value;
      this.changed();
    };
    const forAll = (text, act) => {
      const button = element("button", "tl-chip", text);
      button.onclick = () => {
        act();
        this.changed();
      };
      return button;
    };
    const empty = (lane) => !lane.truths.length && !lane.spots.length;
    const head = element(
      "div",
      "tl-menu-head",
      element("label", "", "order ", order),
      forAll("show all", () => (this.hidden.clear(), this.small.clear())),
      forAll("hide empty", () => model.lanes.filter(empty).forEach((lane) => this.hidden.add(lane.c))),
      forAll("collapse others", () => model.lanes.forEach((l) => l.c === this.view.focus || this.small.add(l.c))),
    );
    const rows = payload.classes.map((name, c) => {
      const boxes = [this.box(name, c, "show", this.hidden, true), this.box(name, c, "small", this.small, false)];
      return element("div", "tl-menu-row", element("span", "", name), ...boxes);
    });
    this.place.replaceChildren(head, ...rows);
  }

  box(name, c, what, set, inverted) {
    const input = document.createElement("input");
    input.type = "checkbox";
    input.checked = set.has(c) !== inverted;
    input.setAttribute("aria-label", `${what} ${name}`);
    input.onchange = () => {
      if (input.checked === inverted) set.delete(c);
      else set.add(c);
      this.changed();
    };
    return element("label", "", input, what);
  }
}
