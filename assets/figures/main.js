// The entry: a table of figures whose cells can be clicked and walked by keys. Called again with each new table,
// without cleanup between, so everything lives on the node and every call may come twice.

import { draw } from "./draw.js";
import { listen } from "./keys.js";

export default function mount({ data, parentElement, setTriggerValue }) {
  const slot = parentElement.querySelector(".fg-slot");
  if (!slot || !data || typeof data !== "object" || !Array.isArray(data.rows)) return;
  const table = (slot.__figures ??= { slot, at: null });
  table.data = data;
  table.pick = (key) => setTriggerValue("picked", key);
  draw(table);
  if (!table.listening) listen(table);
  table.listening = true;
}
