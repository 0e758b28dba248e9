// The list of moments: spots and missed truths, filtered, sorted, drawn row by row as it scrolls.

import { clock, offset } from "./time.js";
import { outcomeStyle } from "./theme.js";

const ROW = 24;

const SORTS = {
  time: (a, b) => a.t - b.t || a.c - b.c,
  class: (a, b) => a.c - b.c || a.t - b.t,
  conf: (a, b) => (b.p ?? -1) - (a.p ?? -1) || a.t - b.t,
};

export class MomentList {
  constructor(root, onPick) {
    this.onPick = onPick;
    this.body = root.querySelector(".tl-rows");
    this.inner = root.querySelector(".tl-rows-inner");
    this.chips = root.querySelector(".tl-chips");
    this.empty = root.querySelector(".tl-empty");
    this.heads = [...root.querySelectorAll(".tl-head [data-sort]")];
    this.hidden = new Set();
    this.focusOnly = false;
    this.differing = false;
    this.sort = "time";
    this.reversed = false;
    this.rows = [];
    this.here = -1;
    this.wanted = { class: "", visible: "", least: 0 };
    for (const field of root.querySelectorAll("[data-filter]")) {
      field.addEventListener("input", () => {
        const name = field.dataset.filter;
        this.wanted[name] = name === "least" ? Number(field.value) : field.value;
        this.least.textContent = this.wanted.least.toFixed(2);
        this.drawChips();
        this.refresh(true);
      });
    }
    this.least = root.querySelector(".tl-filters output");
    this.classes = root.querySelector('[data-filter="class"]');
    this.body.addEventListener("scroll", () => this.draw());
    this.inner.addEventListener("click", (event) => {
      const row = event.target.closest("[data-row]");
      if (row) this.onPick(this.rows[Number(row.dataset.row)]);
    });
    for (const head of this.heads) {
      head.addEventListener("click", () => {
        this.reversed = this.sort === head.dataset.sort && !this.reversed;
        this.sort = head.dataset.sort;
        this.refresh(true);
      });
    }
  }

  update(view) {
    this.view = view;
    if (!this.classes.options.length) {
      this.classes.add(new Option("all classes", ""));
      view.payload.classes.forEach((name, c) => this.classes.add(new Option(name, String(c))));
    }
    this.drawChips();
    this.refresh(false);
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
        this.drawChips();
        this.refresh(true);
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
      this.drawChips();
      this.refresh(true);
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
      this.drawChips();
      this.refresh(true);
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

  // The row that the playhead has reached; the list follows it while it plays.
  follow(t, playing) {
    if (!this.view) return;
    let here = -1;
    if (this.sort === "time" && !this.reversed) {
      let low = 0;
      let high = this.rows.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.rows[middle].t <= t + 1) low = middle + 1;
        else high = middle;
      }
      here = low - 1;
    }
    if (here === this.here) return;
    this.here = here;
    if (playing && here >= 0) this.reveal(this.rows[here]);
    else this.draw();
  }

  refresh(toTop) {
    const { model } = this.view;
    this.rows = model.moments.filter((m) => !this.hidden.has(m.outcome) && this.inScope(m));
    this.rows.sort(SORTS[this.sort]);
    if (this.reversed) this.rows.reverse();
    this.here = -1;
    for (const head of this.heads) {
      head.setAttribute("aria-sort", head.dataset.sort !== this.sort ? "none" : this.reversed ? "descending" : "ascending");
    }
    this.inner.style.height = `${this.rows.length * ROW}px`;
    this.empty.hidden = this.rows.length > 0;
    if (toTop) this.body.scrollTop = 0;
    this.draw();
  }

  // The moments that keys walk through: those listed, in time order, from the chosen one or the playhead.
  neighbour(step, errorsOnly) {
    const rows = this.rows.filter((m) => !errorsOnly || (this.view.payload.judged && m.outcome !== "hit")).sort(SORTS.time);
    const at = rows.indexOf(this.view.selected);
    let index = at + step;
    if (at < 0) {
      const after = rows.findIndex((m) => m.t > this.view.player.time + 1);
      index = step > 0 ? after : (after < 0 ? rows.length : after) - 1;
    }
    return rows[index];
  }

  // Bring the moment into view; used when it was chosen elsewhere.
  reveal(moment) {
    const index = this.rows.indexOf(moment);
    if (index < 0) return;
    const top = index * ROW;
    const { scrollTop, clientHeight } = this.body;
    if (top < scrollTop || top + ROW > scrollTop + clientHeight) {
      this.body.scrollTop = top - clientHeight / 2;
    }
    this.draw();
  }

  draw() {
    if (!this.view) return;
    const first = Math.max(0, Math.floor(this.body.scrollTop / ROW) - 4);
    const last = Math.min(this.rows.length, first + Math.ceil(this.body.clientHeight / ROW) + 9);
    const drawn = [];
    for (let i = first; i < last; i++) drawn.push(this.row(i));
    this.inner.replaceChildren(...drawn);
  }

  row(index) {
    const moment = this.rows[index];
    const { payload, theme, selected } = this.view;
    const style = outcomeStyle(moment.outcome, theme.dark);
    const row = document.createElement("div");
    row.className = `tl-row${moment === selected ? " tl-selected" : ""}${index === this.here ? " tl-here" : ""}`;
    row.dataset.row = String(index);
    row.style.top = `${index * ROW}px`;
    row.setAttribute("role", "row");
    row.style.setProperty("--tl-colour", style.colour);
    const cells = [
      [clock(moment.t), "tl-num"],
      [payload.classes[moment.c], "tl-name"],
      [moment.p === null || moment.p === undefined ? "–" : moment.p.toFixed(3), "tl-num"],
      [this.remark(moment), "tl-num tl-soft"],
    ];
    const mark = document.createElement("i");
    mark.className = `tl-mark tl-mark-${style.mark}`;
    mark.title = style.name;
    row.append(mark);
    for (const [text, name] of cells) {
      const cell = document.createElement("span");
      cell.className = name;
      cell.textContent = text;
      cell.setAttribute("role", "cell");
      row.append(cell);
    }
    return row;
  }

  remark(moment) {
    if (moment.kind === "truth") return moment.visible ? "visible" : "unshown";
    return moment.offset === null ? "" : offset(moment.offset);
  }
}
