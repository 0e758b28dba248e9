// The names beside the lanes: the class in focus with its figures, and a button for each lane.

import { element } from "../shared/dom.js";

// rows: of the lanes; tall: height of the lane in focus; gap: from there to the first lane. Pixels.
export function drawGutter(view, rows, tall, gap) {
  const { payload, model, focus } = view;
  const { gutter } = view.painter;
  const figures = model.lanes.map((lane) => [lane.hit, lane.false, lane.truths.length, lane.spots.length]);
  const signature = JSON.stringify([focus, rows, payload.ap, payload.judged, view.why.open, figures]);
  if (signature === gutter.signature) return;
  gutter.signature = signature;
  const spacer = element("div", view.why.open ? "tl-why-label" : "", view.why.open ? "why this score" : "");
  spacer.style.height = `${gap}px`;
  const head = element("div", "tl-gutter-head", focusHead(view, tall), spacer);
  gutter.replaceChildren(head, ...rows.map((row) => classButton(view, row)));
}

function focusHead({ payload, model, focus }, height) {
  const { truths, spots, hit, false: wrong, missed } = model.lanes[focus];
  // Where nothing is judged labels may be unknown, which is not "0 truths".
  const known = [[truths.length, "truth"], [spots.length, "spot"]].filter(([n]) => payload.judged || n > 0);
  const head = element(
    "div",
    "tl-focus-name",
    element("strong", "", ...swatch(payload, focus), payload.classes[focus]),
    element("span", "", known.map(([n, noun]) => counted(n, noun)).join(" · ") || "–"),
    element("span", "", payload.judged ? `${hit} hit · ${wrong} false · ${missed} missed` : "not judged"),
  );
  head.style.height = `${height}px`;
  return head;
}

function classButton(view, { c, h, small }) {
  const { payload, model } = view;
  const { hit, truths } = model.lanes[c];
  const name = payload.classes[c];
  const count = payload.judged ? `${hit}/${truths.length}` : String(truths.length || "–");
  const label = element("span", "", ...swatch(payload, c), name);
  const button = element("button", small ? "tl-class tl-small" : "tl-class", label, element("em", "", count));
  button.style.height = `${h}px`;
  button.setAttribute("role", "option");
  button.setAttribute("aria-selected", String(c === view.focus));
  const ap = payload.ap?.[c] ?? null;
  const figure = ap === null ? "" : `, AP in this match ${(100 * ap).toFixed(2)}`;
  const total = counted(truths.length, "truth");
  button.title = `${name}: ${payload.judged ? `${hit} of ${total} found` : total}${figure}`;
  button.onclick = () => view.setFocus(c);
  return button;
}

// The colour that a label set gives a class.
function swatch({ colours }, c) {
  if (!colours?.[c]) return [];
  const node = element("i", "tl-swatch");
  node.style.background = colours[c];
  return [node];
}

function counted(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
