// The entry of the gallery. The default export is called again with new data, without cleanup between, so
// everything lives on the node and every call may come twice.

import { Gallery } from "./gallery.js";

export default function mount({ data, parentElement, setTriggerValue }) {
  const slot = parentElement.querySelector(".tg-slot");
  if (!slot || !data || typeof data !== "object") return undefined;
  const gallery = (slot.__gallery ??= new Gallery(slot));
  gallery.send = setTriggerValue;
  gallery.update(data);
  return () => gallery.leave();
}
