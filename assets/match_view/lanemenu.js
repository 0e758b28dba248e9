// Which lanes are shown, how high and in which order; and the menu to choose it.

import { element } from "../shared/dom.js";
import { matching, searchField } from "./names.js";

export const LANES = 408; // pixels for all lanes together; what does not fit scrolls
const USUAL = 24; // of a lane
const LEAST = 18; // its name can be read
const MOST = 48;
const SMALL = 12; // collapsed
const MANY = 20; // classes: from here on the menu has a field to find one

const ORDERS = {
  listed: { name: "as listed", key: null },
  first: { name: "first event", key: (lane) => firstTime(lane) },
  count: { name: "most events", key: (lane) => -(lane.truths.length * 1000 + lane.spots.length) },
  ap: { name: "lowest AP first", key: (lane, ap) => ap?.[lane.c] ?? 2 },
};

// How high a lane is. Sets of few classes keep their height when lanes are hidden.
export function laneHeight(classes, shown) {
  const lanes = Math.max(shown, Math.min(classes, LANES / USUAL), 1);
  return Math.min(MOST, Math.max(LEAST, Math.floor(LANES / lanes)));
}

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
    this.sought = ""; // in the names that the menu lists
    this.head = element("div", "tl-menu-head");
    this.find = searchField("Find a class");
    this.find.oninput = () => {
      this.sought = this.find.value;
      this.drawRows();
    };
    this.body = element("div", "tl-menu-rows");
    this.place.append(this.head, this.find, this.body);
  }

  // The rows from top to bottom: { c, y, h, small }, beginning at `top`.
  rows(top) {
    const { model, payload } = this.view;
    if (payload.classes.length === 1) return []; // the tall lane shows it
    const { key } = ORDERS[this.order];
    const shown = model.lanes.filter((lane) => !this.hidden.has(lane.c));
    if (key) {
      const keys = new Map(shown.map((lane) => [lane, key(lane, payload.ap)]));
      shown.sort((a, b) => (keys.get(a) === keys.get(b) ? a.c - b.c : keys.get(a) - keys.get(b)));
    }
    const height = laneHeight(payload.classes.length, shown.length);
    let y = top;
    return shown.map((lane) => {
      const small = this.small.has(lane.c);
      const row = { c: lane.c, y, h: small ? SMALL : height, small };
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
    this.head.replaceChildren(
      element("label", "", "order ", order),
      forAll("show all", () => (this.hidden.clear(), this.small.clear())),
      forAll("hide empty", () => model.lanes.filter(empty).forEach((lane) => this.hidden.add(lane.c))),
      forAll("collapse others", () => model.lanes.forEach((l) => l.c === this.view.focus || this.small.add(l.c))),
    );
    if (payload.classes.length >= MANY) this.head.append(forAll("only those listed", () => this.showOnly(this.listed)));
    this.find.hidden = payload.classes.length < MANY;
    this.drawRows();
  }

  get listed() {
    return matching(this.view.payload.classes, this.find.hidden ? "" : this.sought);
  }

  showOnly(listed) {
    this.hidden = new Set(this.view.payload.classes.keys());
    for (const c of listed) this.hidden.delete(c);
  }

  drawRows() {
    const rows = this.listed.map((c) => {
      const name = this.view.payload.classes[c];
      const boxes = [this.box(name, c, "show", this.hidden, true), this.box(name, c, "small", this.small, false)];
      return element("div", "tl-menu-row", element("span", "", name), ...boxes);
    });
    this.body.replaceChildren(...rows);
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
