// A card of the gallery: picture, small curve with its marks, and its figures.

import { element } from "../shared/dom.js";
import { outcomeStyle } from "../shared/theme.js";
import { clock, offset } from "../shared/time.js";
import { paintCurve } from "./curve.js";

const SMALL = 50;

// { root, frame, canvas, large, thumb }: the nodes of a card. Root and picture of a moment stay when a setting moves, so
// that it keeps the focus and its picture does not flash.
export function makeCard(card, old) {
  const root = old?.root ?? element("button", "tg-card");
  root.type = "button";
  const same = old && old.thumb === card.thumb;
  const nodes = { root, thumb: card.thumb, large: same ? old.large : !card.thumb, frame: same ? old.frame : null };
  const when = `${card.half} - ${clock(card.time_ms)}`;
  const classes = card.other ? `${card.label} for ${card.other}` : card.label;
  root.setAttribute("aria-label", `${card.title}: ${classes}, ${when}, ${card.game}`);
  if (same && nodes.frame) nodes.frame.nodes = nodes;
  else if (!same && card.thumb) nodes.frame = picture(card, nodes);
  nodes.canvas = element("canvas", "tg-curve");
  nodes.canvas.setAttribute("aria-hidden", "true");
  const plot = element("div", "tg-plot");
  // Beside the truth, not over it.
  const side = card.truth > card.reach / 2 ? "tg-reach tg-left" : "tg-reach";
  plot.append(nodes.canvas, element("span", side, `±${card.reach / 1000} s`));
  plot.title = hint(card);
  const head = element("div", "tg-head");
  const mark = element("i", `tl-mark tl-mark-${outcomeStyle(card.kind, false).mark}`);
  const title = element("b", "", card.title);
  title.title = `${card.title}: ${card.rule}`;
  head.append(mark, title, element("span", "tg-right", when));
  const name = element("div", "tg-name", card.label);
  name.title = card.label;
  if (card.other) {
    name.append(element("span", "tg-arrow", " → "), element("span", "tg-other", card.other));
    name.title = `${card.label} was spotted where ${card.other} stood`;
  }
  const game = element("div", "tg-game", card.game);
  game.title = card.game;
  root.replaceChildren(...(nodes.frame ? [nodes.frame] : []), plot, head, name, figures(card), game);
  return nodes;
}

// The picture, fetched when the card comes near the screen; without one the curve takes its room.
function picture(card, nodes) {
  const frame = element("div", "tg-picture");
  frame.nodes = nodes; // of the card it belongs to now
  const image = element("img");
  image.alt = "";
  image.loading = "lazy";
  image.decoding = "async";
  image.onload = () => frame.classList.add("tg-loaded");
  image.onerror = () => {
    frame.remove();
    frame.nodes.frame = null;
    frame.nodes.large = true;
    frame.nodes.redraw?.();
  };
  image.src = card.thumb;
  frame.append(image);
  return frame;
}

function figures(card) {
  const row = element("div", "tg-figures");
  const add = (text, title, className = "") => {
    const item = element("span", className, text);
    item.title = title;
    row.append(item);
  };
  if (card.conf !== null) add(card.conf.toFixed(3), "confidence of the spot");
  if (card.offset !== null) add(offset(card.offset), "from the truth to the spot");
  if (card.cause) add(card.cause, "why it was missed");
  if (card.visible === false) add("unshown", "the broadcast does not show it");
  if (card.kind !== "hit") add(cost(card.cost), "points of mAP (of 100, over all classes) that mending this moment alone would gain", "tg-right");
  return row;
}

function cost(points) {
  if (points <= 0) return "0 mAP";
  if (points < 0.001) return "<0.001 mAP";
  return `+${Number(points.toPrecision(2))} mAP`;
}

function hint(card) {
  const parts = [`${card.label}, ±${card.reach / 1000} s around ${clock(card.time_ms)}`];
  if (card.curve === null) parts.push("spots only: this run has no curve");
  if (card.under) parts.push(`dashed: ${card.other}`);
  if (card.around.length) parts.push(`grey: spots of other classes (${card.around.map(([, , name]) => name).join(", ")})`);
  return parts.join("; ");
}

// picture: height of a picture as a share of the width.
export function drawCard(nodes, card, toleranceS, theme, picture) {
  nodes.redraw = () => drawCard(nodes, card, toleranceS, theme, picture);
  nodes.root.style.setProperty("--tl-colour", outcomeStyle(card.kind, theme.dark).colour);
  const width = nodes.canvas.parentElement.clientWidth;
  if (width < 10) return;
  // Without a picture the curve takes its room too, so that all cards are equally high.
  const room = Math.round(width * picture);
  if (nodes.frame) nodes.frame.style.height = `${room}px`;
  paintCurve(nodes.canvas, width, SMALL + (nodes.large ? room : 0), card, toleranceS, theme);
}
