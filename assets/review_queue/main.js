// The queue of moments: a list to pick from, the one shown kept in sight. Names are only ever set as text.

import { isDark, outcomeStyle } from "../shared/theme.js";

const STATES = { "": ["○", "waiting"], confirmed: ["✓", "confirmed"], mended: ["✎", "mended"] };

export default function mount({ data, parentElement, setTriggerValue }) {
  const slot = parentElement.querySelector(".rq");
  if (!slot || !data || typeof data !== "object") return undefined;
  const held = (slot.__queue ??= { at: null, text: "" });
  held.pick = (name) => setTriggerValue("pick", name);
  const text = JSON.stringify([data.rows, data.at]);
  if (text === held.text) return undefined;
  held.text = text;
  const dark = isDark(slot);
  slot.replaceChildren(...data.rows.map((row) => line(row, row.name === data.at, held, dark)));
  slot.hidden = data.rows.length === 0;
  if (held.at !== data.at) {
    held.at = data.at;
    reveal(slot);
  }
  return undefined;
}

function line(row, here, held, dark) {
  const button = document.createElement("button");
  button.className = `rq-row rq-${row.state || "waiting"}`;
  button.dataset.name = row.name;
  button.setAttribute("aria-current", String(here));
  const [sign, said] = STATES[row.state] ?? STATES[""];
  const style = outcomeStyle(row.kind, dark);
  const state = part("i", "rq-state", sign);
  state.title = said;
  const mark = part("i", `tl-mark tl-mark-${style.mark}`);
  mark.style.setProperty("--tl-colour", style.colour);
  const kind = part("span", "rq-kind", row.kind);
  kind.style.color = style.colour;
  const first = part("div", "rq-line");
  first.append(mark, part("b", "rq-class", row.label), kind, part("span", "rq-conf", row.conf));
  const second = part("div", "rq-line rq-soft");
  second.append(part("span", "rq-game", row.game), part("span", "rq-clock", row.clock));
  const both = part("div", "rq-both");
  both.append(first, second);
  button.append(state, both);
  button.title = `${row.game} · ${row.clock} · ${row.kind}${row.cause ? `, ${row.cause}` : ""} · ${said}`;
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keys stay with the match view
  button.addEventListener("click", () => held.pick(row.name));
  return button;
}

function part(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function reveal(slot) {
  const here = slot.querySelector('[aria-current="true"]');
  if (!here) return;
  const top = here.offsetTop - slot.offsetTop;
  if (top < slot.scrollTop || top + here.offsetHeight > slot.scrollTop + slot.clientHeight) {
    slot.scrollTop = top - slot.clientHeight / 3;
  }
}
