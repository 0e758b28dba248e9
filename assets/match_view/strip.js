// A short strip of frames around the chosen moment, each fetched by itself and cached by the browser.

import { element } from "../shared/dom.js";
import { offset } from "../shared/time.js";

const OFFSETS_MS = [-4000, -2000, -1000, 0, 1000, 2000, 4000];
// Seven frames are work for the server: they wait until the answer to the click has come, and stepping through moments
// faster than this fetches none in between.
const REST_MS = 200;

export class Strip {
  constructor(root, onSeek) {
    this.place = root.querySelector(".tl-strip");
    this.onSeek = onSeek;
    this.shown = null;
  }

  // frames: URL with {ms} for the time, or null when there is no video.
  show(frames, ms) {
    this.place.hidden = !frames;
    if (!frames) return;
    const key = `${frames}${ms}`;
    if (key === this.shown) return;
    this.shown = key;
    const figures = OFFSETS_MS.filter((d) => ms + d >= 0).map((d) => {
      const image = element("img");
      image.alt = d === 0 ? "frame at the moment" : `frame ${offset(d)}`;
      image.dataset.src = frames.replace("{ms}", String(Math.round(ms + d)));
      const label = d === 0 ? "0" : `${d > 0 ? "+" : "−"}${Math.abs(d) / 1000}`;
      const button = element("button", d === 0 ? "tl-frame tl-frame-here" : "tl-frame", image, element("span", "", label));
      button.title = d === 0 ? "the moment itself" : offset(d);
      image.onerror = () => button.remove();
      button.onclick = () => this.onSeek(ms + d);
      return button;
    });
    this.place.replaceChildren(...figures);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      for (const image of this.place.querySelectorAll("img")) image.src = image.dataset.src;
    }, REST_MS);
  }
}
