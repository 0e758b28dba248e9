// Which moments are listed: a chip for each outcome, the fields below them.

import { element, markOf } from "../shared/dom.js";
import { outcomeStyle } from "../shared/theme.js";

const SEEN = { "": "", 1: "visible", 0: "unshown" }; // value of the field -> name in the URL

export class Filters {
  constructor(root, changed) {
    this.changed = changed;
    this.chips = root.querySelector(".tl-chips");
    this.hidden = new Set();
    this.focusOnly = false;
    this.differing = false;
    this.values = { class: "", visible: "", least: 0 };
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
    this.classes = root.querySelector('[data-filter="class"]');
  }

  // As in app/state/match_layout.py.
  get state() {
    const { values, differing, focusOnly: focus } = this;
    return {
      without: [...this.hidden].sort(),
      label: values.class === "" ? null : Number(values.class),
      seen: SEEN[values.visible],
      least: values.least,
      focus,
      differing,
    };
  }

  restore({ without = [], label = null, seen = "", least = 0, focus = false, differing = false }) {
    const visible = Object.keys(SEEN).find((key) => SEEN[key] === seen) ?? "";
    this.hidden = new Set(without);
    this.values = { class: label === null ? "" : String(label), visible, least };
    Object.assign(this, { focusOnly: focus, differing, restored: true });
  }

  update(view) {
    this.view = view;
    if (!this.classes.options.length) {
      this.classes.add(new Option("all classes", ""));
      view.payload.classes.forEach((name, c) => this.classes.add(new Option(name, String(c))));
    }
    if (this.restored) this.fillFields();
    this.drawChips();
  }

  // The fields show what came from a URL.
  fillFields() {
    for (const field of this.fields) field.value = this.values[field.dataset.filter];
    this.least.textContent = this.values.least.toFixed(2);
    this.restored = false;
  }

  lists(moment) {
    return !this.hidden.has(moment.outcome) && this.inScope(moment);
  }

  drawChips() {
    const { model, payload } = this.view;
    const outcomes = payload.judged ? [...payload.outcomes, "missed"] : ["spot", "truth"];
    const present = outcomes.filter((id) => id !== "merged" || model.moments.some((m) => m.outcome === id));
    const chips = present.map((id) => this.outcomeChip(id));
    if (payload.second) chips.push(this.scopeChip("differing", "differing", "List only what differs from the run below"));
    chips.push(this.scopeChip("focusOnly", "focus only", "List only the class in focus"));
    this.chips.replaceChildren(...chips);
  }

  outcomeChip(id) {
    const style = outcomeStyle(id, this.view.theme.dark);
    const count = this.view.model.moments.filter((m) => m.outcome === id && this.inScope(m)).length;
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

  inScope(moment) {
    const { values } = this;
    if (this.focusOnly && moment.c !== this.view.focus) return false;
    if (this.differing && this.view.payload.second && !moment.differs) return false;
    if (values.class !== "" && moment.c !== Number(values.class)) return false;
    if (values.visible !== "" && moment.visible !== (values.visible === "1")) return false;
    return moment.kind === "truth" || moment.p >= values.least;
  }
}
