// Mending labels: keys and buttons, one edit at a time on its way, and "saved" only when Python confirms it.

import { lostEdits } from "./alive.js";
import { KEYS } from "./keytable.js";
import { element, markOf } from "../shared/dom.js";
import { clock } from "../shared/time.js";
import { outcomeStyle } from "../shared/theme.js";

// An edit without an answer is sent again after this long; Python does each only once.
const AGAIN_MS = 4000;

export class Review {
  constructor(view) {
    this.view = view;
    this.place = view.root.querySelector(".tl-review");
    this.tab = Math.random().toString(36).slice(2);
    this.seq = 0;
    this.waiting = []; // edits not yet sent
    this.sent = null; // the one on its way
    this.chosen = null; // id of the label that edits are about
    this.guard = (event) => this.busy && event.preventDefault();
    window.addEventListener("beforeunload", this.guard);
  }

  get on() {
    return Boolean(this.view.payload?.review);
  }

  get busy() {
    return this.sent !== null || this.waiting.length > 0;
  }

  // The label that was chosen, or that the moment is about, as long as it exists.
  get named() {
    const { review } = this.view.payload;
    return this.chosen && (this.chosen === review.other?.id || this.truth(this.chosen)) ? this.chosen : null;
  }

  // The label that an edit is about: the named one, else the nearest of the class in focus within the far window.
  get target() {
    if (this.named) return this.named;
    const { review } = this.view.payload;
    const t = this.view.player.time;
    const near = this.view.model.lanes[this.view.focus].truths.filter((truth) => Math.abs(truth.t - t) <= review.far_ms);
    near.sort((a, b) => Math.abs(a.t - t) - Math.abs(b.t - t));
    return near[0]?.id ?? null;
  }

  // Only a named label is ever deleted: after one delete the next key must not take its neighbour.
  labelFor(op) {
    return op === "delete" ? this.named : this.target;
  }

  truth(id) {
    return this.view.model.lanes.flatMap((lane) => lane.truths).find((truth) => truth.id === id) ?? null;
  }

  writeNote() {
    document.querySelector(".st-key-review_note_place input")?.focus();
  }

  request(op) {
    const { view } = this;
    // Behind an edit that adds a label, the next key is about that label, whose id is not known yet.
    const adding = [this.sent, ...this.waiting].some((edit) => edit?.op === "add");
    this.waiting.push({
      op,
      at: view.payload.review.at,
      id: adding ? undefined : this.labelFor(op),
      time_ms: Math.round(view.player.time),
      focus: view.focus,
      tab: this.tab,
      seq: ++this.seq,
    });
    this.showStatus("saving …", "tl-saving");
    this.sendNext();
  }

  sendNext() {
    if (this.sent || !this.waiting.length) return;
    this.sent = this.waiting.shift();
    this.sent.id ??= this.view.payload.review.at === this.sent.at ? this.labelFor(this.sent.op) : null;
    this.transmit();
  }

  transmit() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.transmit(), AGAIN_MS);
    this.view.reporter.send.setTriggerValue("edit", { ...this.sent });
  }

  // A new payload: the answer to the edit on its way, and the label that edits are about now.
  update(commanded) {
    const { view } = this;
    const { review } = view.payload;
    view.root.classList.toggle("tl-reviewing", Boolean(review));
    this.place.hidden = !review;
    if (review && !this.buttons) this.build();
    if (!review) return;
    if (review.label_version !== this.version || review.at !== this.at) {
      this.version = review.label_version;
      this.at = review.at;
      this.chosen = review.label;
      const truth = this.truth(review.label);
      if (truth && !commanded) view.selected = truth;
    }
    this.last = view.selected;
    if (commanded && !/^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName)) {
      view.root.focus({ preventScroll: true });
    }
    const { answer } = review;
    if (this.sent && answer?.tab === this.tab && answer.seq >= this.sent.seq) {
      clearTimeout(this.timer);
      this.sent = null;
      this.showStatus(answer.ok ? `${answer.saved ? "saved · " : ""}${answer.text}` : answer.text, answer.ok ? "" : "tl-refused");
      if (this.busy) this.showStatus("saving …", "tl-saving");
      this.sendNext();
    }
    this.draw();
  }

  // A truth that was picked in the lanes is the label from here on; called with every repaint.
  follow() {
    if (!this.on) return;
    const { selected } = this.view;
    if (selected !== this.last) {
      this.last = selected;
      if (selected?.kind === "truth" && selected.id && selected.id !== this.chosen) {
        this.chosen = selected.id;
        // Counted, since Streamlit drops a value that is the same as before.
        this.picks = (this.picks ?? 0) + 1;
        this.view.reporter.send.setStateValue("label", { id: selected.id, at: this.view.payload.review.at, n: this.picks });
      }
    }
    this.draw();
  }

  build() {
    const { place } = this;
    const line = (name) => place.appendChild(element("div", name));
    this.heading = line("tl-review-what");
    this.label = line("tl-review-label");
    const row = line("tl-review-buttons");
    this.status = line("tl-review-status");
    this.status.setAttribute("role", "status");
    this.buttons = {};
    for (const entry of KEYS.filter(({ op }) => op)) {
      const key = entry.keys[0].toUpperCase();
      const button = element("button", "tl-icon", entry.button, element("kbd", "", key));
      button.dataset.review = entry.op;
      button.title = `${entry.button}: ${entry.words} (${key})`;
      button.setAttribute("aria-label", button.title);
      // The second click of a double click counts for undo and next alone.
      button.onclick = (event) => (event.detail < 2 || entry.repeats) && entry.act(this.view);
      this.buttons[entry.op] = row.appendChild(button);
    }
    this.showStatus(lostEdits(), "tl-refused");
  }

  // A refusal stays for a while beside the status after it: in a storm of keys it would not be seen.
  showStatus(text, name = "") {
    const now = performance.now();
    const refused = name !== "tl-refused" && now < this.refused?.until;
    if (name === "tl-refused" && text) this.refused = { text, until: now + 6000 };
    this.status.textContent = refused ? `${this.refused.text} ${text}` : text;
    this.status.className = `tl-review-status ${refused ? "tl-refused" : name}`;
  }

  draw() {
    const { payload, theme } = this.view;
    const { review } = payload;
    const id = this.target;
    const truth = this.truth(id);
    const other = review.other?.id === id ? review.other.name : null;
    const signature = JSON.stringify([review, id, this.named, truth?.t, truth?.c, this.view.focus, theme.key]);
    if (signature === this.signature) return;
    this.signature = signature;
    const mark = markOf(outcomeStyle(review.kind, theme.dark));
    this.heading.replaceChildren(mark, review.words, element("em", "", review.state));
    const shown = !payload.visibility ? "" : truth?.visible ? ", visible" : ", unshown";
    this.label.textContent = truth
      ? `${this.named ? "Label" : "Nearest"}: ${payload.classes[truth.c]} ${clock(truth.t, true)}, ${review.teams[truth.row] ?? ""}${shown}`
      : other
        ? `Label: ${other}`
        : "No label of this class nearby; press A to add one.";
    const focus = payload.classes[this.view.focus];
    this.buttons.add.title = `Add a ${focus} at the playhead (A)`;
    this.buttons.class.title = `The label becomes a ${focus} (F)`;
    for (const op of ["move", "delete", "team", "visible", "class"]) this.buttons[op].disabled = !this.labelFor(op);
    this.buttons.visible.hidden = !payload.visibility;
    this.buttons.undo.disabled = !review.can_undo;
    this.buttons.redo.disabled = !review.can_redo;
  }

  end() {
    clearTimeout(this.timer);
    window.removeEventListener("beforeunload", this.guard);
  }
}
