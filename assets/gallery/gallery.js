// The grid: cards in order, keys between them, a button for more, and the card that was opened last.

import { element } from "../shared/dom.js";
import { readTheme, watchTheme } from "../shared/theme.js";
import { makeCard, drawCard } from "./card.js";

// The marked card is kept in view this long after the grid appears: the page above it may still grow.
const HOLD_MS = 4000;
const PARKED_MS = 1500;

export class Gallery {
  constructor(slot) {
    this.slot = slot;
    this.grid = element("div", "tg-grid");
    this.grid.setAttribute("role", "group");
    this.grid.setAttribute("aria-label", "Moments, most costly first. Arrows move, Enter opens.");
    this.more = element("button", "tg-more");
    this.more.type = "button";
    this.more.onclick = () => this.send("more", true);
    this.root = element("div", "tg", this.grid, this.more);
    slot.replaceChildren(this.root);
    this.theme = readTheme(this.root);
    this.shown = new Map(); // id -> { card, text, nodes }
    this.grid.addEventListener("click", (event) => {
      const card = event.target.closest(".tg-card");
      if (card) this.open(card);
    });
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.grid.addEventListener("focusin", (event) => this.rove(event.target.closest(".tg-card")));
    this.resizer = new ResizeObserver(() => this.draw());
    this.resizer.observe(this.grid);
    this.endWatch = watchTheme(this.root, (theme) => {
      this.theme = theme;
      this.draw();
    });
  }

  get cards() {
    return [...this.grid.children];
  }

  update(data) {
    clearTimeout(this.parked);
    const first = !this.data;
    this.data = data;
    const shown = new Map();
    const nodes = data.cards.map((card) => {
      const text = JSON.stringify(card);
      const old = this.shown.get(card.id);
      const entry = old?.text === text ? old : { card, text, nodes: makeCard(card, old?.nodes) };
      entry.nodes.root.dataset.id = card.id;
      const here = card.id === data.at;
      entry.nodes.root.classList.toggle("tg-here", here);
      if (here) entry.nodes.root.setAttribute("aria-current", "true");
      else entry.nodes.root.removeAttribute("aria-current");
      shown.set(card.id, entry);
      return entry.nodes.root;
    });
    const focused = this.slot.getRootNode().activeElement;
    this.shown = shown;
    // Nodes that keep their place are not touched: moving a node takes its focus away.
    nodes.forEach((node, place) => {
      if (this.grid.children[place] !== node) this.grid.insertBefore(node, this.grid.children[place] ?? null);
    });
    while (this.grid.children.length > nodes.length) this.grid.lastChild.remove();
    if (!nodes.includes(focused)) this.rove(shown.get(data.at)?.nodes.root ?? nodes[0]);
    this.more.hidden = !data.more;
    this.more.textContent = `Show ${Math.min(24, data.more)} more`;
    this.draw();
    if (first && data.at) this.hold(shown.get(data.at)?.nodes.root);
  }

  // Tab reaches a single card; the arrows lead on from there.
  rove(card) {
    if (!card) return;
    for (const each of this.cards) each.tabIndex = each === card ? 0 : -1;
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { cards } = this;
    const at = cards.indexOf(event.target.closest(".tg-card"));
    if (at < 0) return;
    const row = getComputedStyle(this.grid).gridTemplateColumns.split(" ").length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row, Home: -at, End: cards.length - 1 - at };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    const to = cards[at + steps[event.key]];
    if (!to) return;
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  }

  open(card) {
    for (const each of this.cards) each.classList.toggle("tg-here", each === card);
    this.send("open", card.dataset.id);
  }

  // Keep a card in view while the page above it still grows, unless the user takes over.
  hold(card) {
    if (!card) return;
    const until = performance.now() + HOLD_MS;
    const stop = new AbortController();
    for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      window.addEventListener(type, () => stop.abort(), { passive: true, signal: stop.signal });
    }
    let top = null;
    const follow = () => {
      if (performance.now() > until || !card.isConnected) stop.abort();
      if (stop.signal.aborted) return;
      if (card.getBoundingClientRect().top !== top) {
        card.scrollIntoView({ block: "center" });
        top = card.getBoundingClientRect().top;
      }
      requestAnimationFrame(follow);
    };
    card.focus({ preventScroll: true });
    follow();
  }

  draw() {
    if (this.queued) return;
    this.queued = true;
    requestAnimationFrame(() => {
      this.queued = false;
      if (this.destroyed) return;
      const { cards, tolerance_s } = this.data;
      // Marks alone need less room than a curve in place of a picture.
      const picture = cards.some((card) => card.thumb || card.curve) ? 9 / 16 : 1 / 5;
      for (const { card, nodes } of this.shown.values()) drawCard(nodes, card, tolerance_s, this.theme, picture);
    });
  }

  // Called when the node goes, but also, with the node still in place, when an update overtakes another.
  leave() {
    clearTimeout(this.parked);
    this.parked = setTimeout(() => this.slot.isConnected || this.destroy(), PARKED_MS);
  }

  destroy() {
    this.destroyed = true;
    this.endWatch();
    this.resizer.disconnect();
    delete this.slot.__gallery;
  }
}
