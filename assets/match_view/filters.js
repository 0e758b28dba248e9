// Which moments are listed: a chip for each outcome, the fields below them.

import { outcomeStyle } from "../shared/theme.js";

const SEEN = { "": "", 1: "visible", 0: "unshown" }; // value of the field -> name in addresses

export class Filters {
  constructor(root, changed) {
    this.changed = changed;
    this.chips = root.querySelector(".tl-chips");
    this.hidden = new Set();
    this.focusOnly = false;
    this.differing = false;
    this.wanted = { class: "", visible: "", least: 0 };
    this.fields = [...root.querySelectorAll("[data-filter]")];
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        const name = field.dataset.filter;
        this.wanted[name] = name === "least" ? Number(field.value) : field.value;
        this.least.textContent = this.wanted.least.toFixed(2);
        this.changed(name === "least");
      });
    }
    this.least = root.querySelector(".tl-filters output");
    this.classes = root.querySelector('[data-filter="class"]');
  }

  // As app/state/match_layout.py has it.
  get state() {
    const { wanted, differing, focusOnly: focus } = this;
    return {
      without: [...this.hidden].sort(),
      label: wanted.class === "" ? null : Number(wanted.class),
      seen: SEEN[wanted.visible],
      least: wanted.least,
      focus,
      differing,
    };
  }

  restore({ without = [], label = null, seen = "", least = 0, focus = false, differing = false }) {
    const visible = Object.keys(SEEN).find((key) => SEEN[key] === seen) ?? "";
    this.hidden = new Set(without);
    this.wanted = { class: label === null ? "" : String(label), visible, least };
    Object.assign(this, { focusOnly: focus, differing, restored: true });
  }

  update(view) {
    this.view = view;
    if (!this.classes.options.length) {
      this.classes.add(new Option("all classes", ""));
      view.payload.classes.forEach((name, c) => this.classes.add(new Option(name, String(c))));
    }
    if (this.restored) this.fill();
    this.drawChips();
  }

  // The fields show what came from an address.
  fill() {
    for (const field of this.fields) field.value = this.wanted[field.dataset.filter];
    this.least.textContent = this.wanted.least.toFixed(2);
    this.restored = false;
  }

  lists(moment) {
    return !this.hidden.has(moment.outcome) && this.inScope(moment);
  }

  drawChips() {
    const { model, payload, theme } = this.view;
    const chips = [];
    for (const id of payload.judged ? [...payload.outcomes, "missed"] : ["spot", "truth"]) {
      const count = model.moments.filter((m) => m.outcome === id && this.inScope(m)).length;
      if (id === "merged" && !model.moments.some((m) => m.outcome === id)) continue;
      const style = outcomeStyle(id, theme.dark);
      const chip = document.createElement("button");
      chip.className = "tl-chip";
      chip.dataset.outcome = id;
      chip.setAttribute("aria-pressed", String(!this.hidden.has(id)));
      chip.title = `Show or hide: ${style.name}`;
      chip.style.setProperty("--tl-colour", style.colour);
      const mark = document.createElement("i");
      mark.className = `tl-mark tl-mark-${style.mark}`;
      const number = document.createElement("b");
      number.textContent = String(count);
      chip.append(mark, number, ` ${style.name}`);
      chip.onclick = () => {
        if (!this.hidden.delete(id)) this.hidden.add(id);
        this.changed();
      };
      chips.push(chip);
    }
    const scope = document.createElement("button");
    scope.className = "tl-chip tl-scope";
    scope.setAttribute("aria-pressed", String(this.focusOnly));
    scope.title = "List only the class in focus";
    scope.textContent = "focus only";
    scope.onclick = () => {
      this.focusOnly = !this.focusOnly;
      this.changed();
    };
    if (payload.second) chips.push(this.differChip());
    this.chips.replaceChildren(...chips, scope);
  }

  differChip() {
    const chip = document.createElement("button");
    chip.className = "tl-chip tl-scope";
    chip.setAttribute("aria-pressed", String(this.differing));
    chip.title = "List only what differs from the run below";
    chip.textContent = "differing";
    chip.onclick = () => {
      this.differing = !this.differing;
      this.changed();
    };
    return chip;
  }

  inScope(moment) {
    const { wanted } = this;
    if (this.focusOnly && moment.c !== this.view.focus) return false;
    if (this.differing && this.view.payload.second && !moment.differs) return false;
    if (wanted.class !== "" && moment.c !== Number(wanted.class)) return false;
    if (wanted.visible !== "" && moment.visible !== (wanted.visible === "1")) return false;
    return moment.kind === "truth" || moment.p >= wanted.least;
  }
}
