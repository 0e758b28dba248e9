// The component's elements, built once.

import { element } from "../shared/dom.js";

const HTML = `
<div class="tl-main">
  <div class="tl-bar">
    <button class="tl-icon" data-do="play" data-key=" " aria-label="Play or pause (Space)" title="Play or pause (Space)"></button>
    <button class="tl-icon" data-key="Tab" data-shift aria-label="Previous moment (Shift+Tab)" title="Previous moment (Shift+Tab)">‹</button>
    <button class="tl-icon" data-key="Tab" aria-label="Next moment (Tab)" title="Next moment (Tab)">›</button>
    <span class="tl-clock" aria-live="off">00:00.0</span>
    <span class="tl-readout"></span>
    <span class="tl-note" role="status" hidden></span>
    <span class="tl-legend"><span class="tl-under"></span><span title="A truth that the broadcast shows">◆ truth</span><span data-needs="visibility" title="A truth that the broadcast does not show">◇ unshown</span></span>
    <span class="tl-span"></span>
    <button class="tl-icon" data-key="-" aria-label="Zoom out (-)" title="Zoom out (-)">−</button>
    <button class="tl-icon" data-key="+" aria-label="Zoom in (+)" title="Zoom in (+)">+</button>
    <button class="tl-icon tl-wide" data-key="0" data-noun="whole *" title="Show all of it (0)"></button>
    <button class="tl-icon tl-wide" data-do="why" data-key="w" aria-pressed="false" hidden aria-label="Why this score (W)" title="Why this score: what each frame and cluster adds (W)">why</button>
    <button class="tl-icon tl-wide" data-do="lanes" aria-expanded="false" aria-label="Lanes: order, hide, collapse" title="Lanes: order, hide, collapse">lanes</button>
    <button class="tl-icon" data-key="?" aria-label="Keys (?)" title="Keys (?)">?</button>
  </div>
  <div class="tl-stage">
    <div class="tl-gutter" role="listbox" aria-label="Class in focus"></div>
    <div class="tl-plot">
      <canvas class="tl-canvas"></canvas>
      <canvas class="tl-over"></canvas>
      <div class="tl-why" hidden><canvas></canvas><p role="status"></p></div>
      <div class="tl-tip" hidden></div>
    </div>
  </div>
  <div class="tl-mini"><div class="tl-mini-label" data-noun="whole *"></div><canvas class="tl-minimap"></canvas></div>
</div>
<aside class="tl-side">
  <div class="tl-screen"><video playsinline muted preload="metadata"></video><p class="tl-screen-note"></p></div>
  <div class="tl-tools">
    <button class="tl-icon" data-do="rate" aria-label="Speed (, and .)" title="Speed (, slower, . faster)">1×</button>
    <button class="tl-icon" data-do="loop" data-key="l" aria-pressed="false" aria-label="Loop around the moment (L)" title="Loop around the moment (L)">loop off</button>
    <button class="tl-icon" data-do="still" aria-label="Save a still with its caption" title="Save the frame with its caption (PNG)">still</button>
    <button class="tl-icon" data-do="clip" aria-label="Save a clip around this time" title="Save a clip around this time (MP4, as long as the loop, else ±5 s)">clip</button>
    <button class="tl-icon" data-do="link" aria-label="Copy the link to this view" title="Copy the link to exactly this view">copy link</button>
  </div>
  <div class="tl-strip" hidden></div>
  <div class="tl-review" hidden></div>
  <div class="tl-chips" role="group" aria-label="Which moments are listed"></div>
  <div class="tl-filters">
    <input data-filter="class" type="search" list="tl-names" placeholder="all classes" aria-label="Listed class" title="A class, or a part of the names of several"><datalist id="tl-names"></datalist>
    <select data-filter="visible" data-needs="visibility" aria-label="Visible or unshown"><option value="">shown or not</option><option value="1">visible</option><option value="0">unshown</option></select>
    <label title="Spots below this confidence are not listed">conf. ≥ <output>0.00</output><input data-filter="least" type="range" min="0" max="1" step="0.01" value="0" aria-label="Least confidence listed"></label>
  </div>
  <div class="tl-head" role="row">
    <span></span>
    <button data-sort="time">time</button><button data-sort="class">class</button>
    <button data-sort="conf" class="tl-right">conf.</button><span class="tl-right">offset</span>
  </div>
  <div class="tl-rows" role="table" aria-label="Spots and missed truths" tabindex="-1">
    <p class="tl-empty" hidden>No moments with these filters.</p>
    <div class="tl-rows-inner"></div>
  </div>
</aside>
<div class="tl-menu" hidden role="dialog" aria-label="Lanes"></div>
<div class="tl-sheet" hidden role="dialog" aria-label="Keys"></div>
`;

export function markup(slot) {
  const root = element("div", "tl");
  root.tabIndex = 0;
  root.setAttribute("role", "application");
  root.setAttribute("aria-label", "Match view: lanes of all classes over time. Press ? for keys.");
  root.innerHTML = HTML;
  slot.replaceChildren(root);
  return root;
}
