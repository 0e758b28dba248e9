// The queue of moments: a list to pick from, with the moment shown in sight.

import { element, markOf } from "../shared/dom.js";
import { isDark, outcomeStyle } from "../shared/theme.js";

const STATES = { "": ["○", "open"], confirmed: ["✓", "confirmed"], mended: ["✎", "mended"] };

export default function mount({ data, parentElement, setTriggerValue }) {
  const slot = parentElement.querySelector(".rq");
  if (!slot || !data || typeof data !== "object") return undefined;
  const queue = (slot.__queue ??= { at: null, content: "" });
  queue.pick = (name) => setTriggerValue("pick", name);
  const content = JSON.stringify([data.rows, data.at]);
  if (content === queue.content) return undefined;
  queue.content = content;
  const dark = isDark(slot);
  slot.replaceChildren(...data.rows.map((row) => button(row, row.name === data.at, queue, dark)));
  slot.hidden = data.rows.length === 0;
  if (queue.at !== data.at) {
    queue.at = data.at;
    reveal(slot);
  }
  return undefined;
}

function button(row, current, queue, dark) {
  const [sign, state] = STATES[row.state] ?? STATES[""];
  const style = outcomeStyle(row.kind, dark);
  const kind = element("span", "rq-kind", row.kind);
  kind.style.color = style.colour;
  const lines = element(
    "div",
    "rq-both",
    element("div", "rq-line", markOf(style), element("b", "rq-class", row.label), kind, element("span", "rq-conf", row.conf)),
    element("div", "rq-line rq-soft", element("span", "rq-game", row.game), element("span", "rq-clock", row.clock)),
  );
  const node = element("button", `rq-row rq-${row.state || "open"}`, element("i", "rq-state", sign), lines);
  node.firstChild.title = state;
  node.dataset.name = row.name;
  node.setAttribute("aria-current", String(current));
  node.title = `${row.game} · ${row.clock} · ${row.kind}${row.cause ? `, ${row.cause}` : ""} · ${state}`;
  node.addEventListener("pointerdown", (event) => event.preventDefault()); // keys stay with the match view
  node.addEventListener("click", () => queue.pick(row.name));
  return node;
}

function reveal(slot) {
  const current = slot.querySelector('[aria-current="true"]');
  if (!current) return;
  const top = current.offsetTop - slot.offsetTop;
  if (top < slot.scrollTop || top + current.offsetHeight > slot.scrollTop + slot.clientHeight) {
    slot.scrollTop = top - slot.clientHeight / 3;
  }
}
