// Which moments are listed: a chip for each outcome, the fields below them.

import { element, markOf } from "../shared/dom.js";
import { outcomeStyle } from "../shared/theme.js";
import { matching } from "./names.js";

const SEEN = { "": "", 1: "visible", 0: "unshown" }; // value of the field -> name in the URL

export class Filters {
  constructor(root, changed) {
    this.changed = changed;
    this.chips = root.querySelector(".tl-chips");
    this.hidden = new Set();
    this.focusOnly = false;
    this.differing = false;
    this.values = { class: "", visible: "", least: 0 }; // class: a name, or a part of some
    this.fields = [...root.querySelectorAll("[data-filter]")];
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        const name = field.dataset.filter;
        this.values[name] = name === "least" ? Number(field.value) : field.value;
        this.least.textContent = this.values.least.toFixed(2);
        this.changed(name === "least");
      });
    }
    this.least = root.querySelector(".tl-filters output");
    this.names = root.querySelector("datalist");
    this.classes = []; // that are offered
  }

  // The classes that are listed.
  get labels() {
    return matching(this.classes, this.values.class);
  }

  // As in app/state/match_layout.py.
  get state() {
    const { values, differing, focusOnly: focus } = this;
    return {
      without: [...this.hidden].sort(),
      label: values.class && this.labels.length === 1 ? this.labels[0] : null,
      seen: SEEN[values.visible],
      least: values.least,
      focus,
      differing,
    };
  }

  restore({ without = [], label = null, seen = "", least = 0, focus = false, differing = false }) {
    const visible = Object.keys(SEEN).find((key) => SEEN[key] === seen) ?? "";
    this.hidden = new Set(without);
    this.values = { class: "", visible, least };
    Object.assign(this, { focusOnly: focus, differing, restored: { label } });
  }

  update(view) {
    this.view = view;
    const { classes } = view.payload;
    if (this.classes.join() !== classes.join()) this.names.replaceChildren(...classes.map((name) => new Option(name, name)));
    this.classes = classes;
    if (this.restored) this.fillFields();
    this.drawChips();
  }

  // The fields show what came from a URL.
  fillFields() {
    this.values.class = this.classes[this.restored.label] ?? "";
    for (const field of this.fields) field.value = this.values[field.dataset.filter];
    this.least.textContent = this.values.least.toFixed(2);
    this.restored = null;
  }

  // Those of the moments that are listed.
  listed(moments) {
    const inScope = this.scope();
    return moments.filter((moment) => !this.hidden.has(moment.outcome) && inScope(moment));
  }

  drawChips() {
    const { model, payload } = this.view;
    const outcomes = payload.judged ? [...payload.outcomes, "missed"] : ["spot", "truth"];
    const present = outcomes.filter((id) => id !== "merged" || model.moments.some((m) => m.outcome === id));
    const inScope = this.scope();
    const counts = {};
    for (const moment of model.moments) if (inScope(moment)) counts[moment.outcome] = (counts[moment.outcome] ?? 0) + 1;
    const chips = present.map((id) => this.outcomeChip(id, counts[id] ?? 0));
    if (payload.second) chips.push(this.scopeChip("differing", "differing", "List only what differs from the run below"));
    chips.push(this.scopeChip("focusOnly", "focus only", "List only the class in focus"));
    this.chips.replaceChildren(...chips);
  }

  outcomeChip(id, count) {
    const style = outcomeStyle(id, this.view.theme.dark);
    const toggle = () => this.hidden.delete(id) || this.hidden.add(id);
    const chip = this.chip("tl-chip", `Show or hide: ${style.name}`, !this.hidden.has(id), toggle);
    chip.dataset.outcome = id;
    chip.append(markOf(style), element("b", "", String(count)), ` ${style.name}`);
    return chip;
  }

  // field: of this object, true or false.
  scopeChip(field, name, title) {
    const chip = this.chip("tl-chip tl-scope", title, this[field], () => (this[field] = !this[field]));
    chip.append(name);
    return chip;
  }

  chip(className, title, pressed, toggle) {
    const chip = element("button", className);
    chip.title = title;
    chip.setAttribute("aria-pressed", String(pressed));
    chip.onclick = () => {
      toggle();
      this.changed();
    };
    return chip;
  }

  // A test whether a moment passes the fields and what is in scope.
  scope() {
    const { values, view, focusOnly } = this;
    const labels = values.class ? new Set(this.labels) : null;
    const differing = this.differing && view.payload.second;
    return (moment) => {
      if (focusOnly && moment.c !== view.focus) return false;
      if (differing && !moment.differs) return false;
      if (labels && !labels.has(moment.c)) return false;
      if (values.visible !== "" && moment.visible !== (values.visible === "1")) return false;
      return moment.kind === "truth" || moment.p >= values.least;
    };
  }
}
