// The list of moments: spots and missed truths, filtered, sorted, drawn row by row as it scrolls.

import { clock, offset } from "../shared/time.js";
import { element, markOf } from "../shared/dom.js";
import { outcomeStyle } from "../shared/theme.js";
import { Filters } from "./filters.js";

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
    this.empty = root.querySelector(".tl-empty");
    this.heads = [...root.querySelectorAll(".tl-head [data-sort]")];
    this.sort = "time";
    this.reversed = false;
    this.rows = [];
    this.here = -1;
    this.filters = new Filters(root, (dragging) => this.changed(dragging));
    this.body.addEventListener("scroll", () => this.draw());
    this.inner.addEventListener("click", (event) => {
      const row = event.target.closest("[data-row]");
      if (row) this.onPick(this.rows[Number(row.dataset.row)]);
    });
    for (const head of this.heads) {
      head.addEventListener("click", () => {
        this.reversed = this.sort === head.dataset.sort && !this.reversed;
        this.sort = head.dataset.sort;
        this.changed();
      });
    }
  }

  // As in app/state/match_layout.py.
  get state() {
    return { ...this.filters.state, sort: this.sort, reversed: this.reversed };
  }

  restore({ sort = "time", reversed = false, ...filters }) {
    Object.assign(this, { sort, reversed });
    this.filters.restore(filters);
  }

  // The user changed what is listed; `dragging` while the pointer still moves.
  changed(dragging = false) {
    this.filters.drawChips();
    this.refresh(true);
    this.view.report(dragging);
  }

  update(view) {
    this.view = view;
    this.filters.update(view);
    this.refresh(false);
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
    this.rows = this.filters.listed(model.moments);
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

  // Bring the row of what was chosen elsewhere into view; a truth that was found has none.
  reveal(moment) {
    const index = this.rows.indexOf(moment);
    const top = index * ROW;
    const { scrollTop, clientHeight } = this.body;
    if (index >= 0 && (top < scrollTop || top + ROW > scrollTop + clientHeight)) {
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
    const mark = markOf(style);
    mark.title = style.name;
    const cells = [
      ["tl-num", clock(moment.t, payload.fine)],
      ["tl-name", payload.classes[moment.c]],
      ["tl-num", moment.p === null || moment.p === undefined ? "–" : moment.p.toFixed(3)],
      ["tl-num tl-soft", this.remark(moment)],
    ].map(([name, text]) => element("span", name, text));
    for (const cell of cells) cell.setAttribute("role", "cell");
    const state = `${moment === selected ? " tl-selected" : ""}${index === this.here ? " tl-here" : ""}`;
    const row = element("div", `tl-row${state}`, mark, ...cells);
    row.dataset.row = String(index);
    row.style.top = `${index * ROW}px`;
    row.setAttribute("role", "row");
    return row;
  }

  remark(moment) {
    const { visibility, fine } = this.view.payload;
    if (moment.kind === "truth") return !visibility ? "" : moment.visible ? "visible" : "unshown";
    return moment.offset === null ? "" : offset(moment.offset, fine ? 2 : 1);
  }
}
