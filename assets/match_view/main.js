// The entry: one node keeps video, lanes, playhead, list and keys together. Python sends payloads and gets reports of
// discrete events. The default export is called again with each payload, without cleanup between, so
// everything lives on the node and every call may come twice.

import { MatchView } from "./view.js";

let current = null; // the view of this page

export default function mount({ data, parentElement, setStateValue, setTriggerValue }) {
  const slot = parentElement.querySelector(".tl-slot");
  if (!slot || !data || typeof data !== "object") return undefined;
  const view = slot.__touchline ?? adopted(slot) ?? new MatchView(slot);
  current = slot.__touchline = view;
  view.reporter.send = { setStateValue, setTriggerValue };
  view.reporter.answered();
  view.update(data);
  return () => view.leave(slot);
}

// The view of a node that is gone, moved into the new one with zoom, playhead and video as they were.
function adopted(slot) {
  if (!current || current.destroyed || current.slot.isConnected) return null;
  current.moveTo(slot);
  return current;
}
