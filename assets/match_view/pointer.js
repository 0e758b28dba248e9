// The mouse: wheel zooms around the pointer, drag pans (and scrolls the lanes), click seeks (and picks what lies under it),
// double-click shows the whole part, the ruler scrubs, the minimap moves the window.

import { element } from "../shared/dom.js";
import { nearest } from "./model.js";
import { outcomeStyle } from "../shared/theme.js";
import { clock, offset } from "../shared/time.js";

const REACH_PX = 7;
const CLICK_PX = 4;

export function connectPointer(view) {
  const plot = view.root.querySelector(".tl-plot");
  const tip = view.root.querySelector(".tl-tip");
  const mini = view.root.querySelector(".tl-minimap");
  const at = (event) => {
    const box = plot.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  let drag = null;

  plot.addEventListener(
    "wheel",
    (event) => {
      const { scale } = view;
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (sideways) {
        if (scale.whole) return;
        scale.pan(((event.deltaX || event.deltaY) / scale.width) * (scale.to - scale.from));
      } else {
        // Zoomed out already: the wheel is the page's again.
        if (scale.whole && event.deltaY > 0) return;
        scale.zoom(Math.exp(Math.max(-0.6, Math.min(0.6, event.deltaY * 0.0022))), scale.t(at(event).x));
      }
      event.preventDefault();
      view.draw();
      view.report();
    },
    { passive: false },
  );

  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const { x, y } = at(event);
    const line = view.painter.onThreshold(y) && !under(x, view.focus);
    const { scrollTop } = view.painter.stage;
    drag = { x, y, from: view.scale.from, scrollTop, moved: false, ruler: view.painter.onRuler(y), line };
    plot.setPointerCapture(event.pointerId);
    view.root.focus({ preventScroll: true });
    if (drag.ruler) view.seek(view.scale.t(x));
  });

  plot.addEventListener("pointermove", (event) => {
    const { x, y } = at(event);
    if (drag) {
      if (Math.abs(x - drag.x) > CLICK_PX || (view.painter.scrolls && Math.abs(y - drag.y) > CLICK_PX)) drag.moved = true;
      if (drag.line) {
        if (Math.abs(y - drag.y) > 1 || drag.pulled) {
          drag.pulled = true;
          view.dragThreshold(view.painter.valueAt(y), false);
        }
      } else if (drag.ruler) {
        view.seek(view.scale.t(x), true);
      } else if (drag.moved && (view.painter.scrolls || !view.scale.whole)) {
        view.painter.stage.scrollTop = drag.scrollTop - (y - drag.y);
        const span = view.scale.to - view.scale.from;
        const from = drag.from - ((x - drag.x) / view.scale.width) * span;
        view.scale.set(from, from + span);
        plot.classList.add("tl-panning");
        view.draw();
        view.report();
      }
    }
    hover(x, y);
  });

  const release = (event) => {
    if (!drag) return;
    const { x, y } = at(event);
    const { moved, ruler, pulled } = drag;
    drag = null;
    plot.classList.remove("tl-panning");
    if (pulled) {
      view.dragThreshold(view.painter.valueAt(y), true);
      return;
    }
    if (event.type === "pointercancel" || moved || ruler) return;
    const lane = view.painter.laneAt(y);
    if (!lane) return;
    const item = under(x, lane.c);
    if (item) {
      view.select(item, "plot");
    } else {
      view.selected = null;
      view.list.draw();
      view.setFocus(lane.c, false);
      view.seek(view.scale.t(x));
      view.draw();
    }
  };
  plot.addEventListener("pointerup", release);
  plot.addEventListener("pointercancel", release);

  plot.addEventListener("dblclick", () => view.showWhole());

  plot.addEventListener("pointerleave", () => {
    view.painter.pointer = null;
    tip.hidden = true;
    if (view.hovered) {
      view.hovered = null;
      view.draw();
    }
    view.painter.playhead();
  });

  function under(x, c) {
    const reach = (REACH_PX / view.scale.width) * (view.scale.to - view.scale.from);
    return nearest(view.model.lanes[c], view.scale.t(x), reach);
  }

  function hover(x, y) {
    const lane = view.painter.laneAt(y);
    view.painter.pointer = x;
    const item = lane ? under(x, lane.c) : null;
    if (item !== view.hovered) {
      view.hovered = item;
      view.draw();
    }
    plot.classList.toggle("tl-over-item", item !== null);
    plot.classList.toggle("tl-over-line", Boolean(drag?.line) || (!item && view.painter.onThreshold(y)));
    view.painter.playhead();
    describe(lane, item, view.scale.t(x));
    if (tip.hidden) return;
    const width = tip.offsetWidth;
    tip.style.left = `${x + 14 + width > view.scale.width ? x - width - 12 : x + 14}px`;
    tip.style.top = `${Math.min(y + 14, view.painter.height - tip.offsetHeight - 2)}px`;
  }

  function describe(lane, item, t) {
    tip.hidden = false;
    const lines = lane ? [view.payload.classes[lane.c]] : [];
    let colour = "";
    if (item?.kind === "spot") {
      const style = outcomeStyle(item.outcome, view.theme.dark);
      colour = style.colour;
      const whose = item.other >= 0 ? `a ${view.payload.classes[item.other]}` : "the truth";
      const gap = item.offset === null ? "" : ` · ${offset(item.offset, view.payload.fine ? 2 : 1)} from ${whose}`;
      lines.push(`${clock(item.t, true)} · spot ${item.p.toFixed(3)}`, `${view.payload.judged ? style.name : "not judged"}${gap}`);
    } else if (item) {
      const { visibility, teams } = view.payload;
      const what = ["truth"];
      if (visibility) what.push(item.visible ? "visible" : "unshown");
      if (item.team) what.push(teams[item.team]);
      if (item.outcome === "missed") colour = outcomeStyle("missed", view.theme.dark).colour;
      lines.push(
        `${clock(item.t, true)} · ${what.join(", ")}`,
        !view.payload.judged ? "not judged" : item.p === null ? item.outcome : `found, confidence ${item.p.toFixed(3)}`,
      );
    } else {
      const { curves } = view;
      const row = curves ? Math.max(0, Math.min(curves.rows - 1, Math.floor((t * curves.fps) / 1000))) : -1;
      const value = lane && row >= 0 ? ` · actionness ${curves.values(lane.c)[row].toFixed(3)}` : "";
      lines.push(`${clock(t, true)}${value}`);
    }
    const children = lines.map((text, index) => {
      const line = element("div", index === 0 && lane ? "tl-tip-name" : "", text);
      if (index === 2 && colour) line.style.color = colour;
      return line;
    });
    tip.replaceChildren(...children);
  }

  const miniMove = (event) => {
    const box = mini.getBoundingClientRect();
    const t = ((event.clientX - box.left) / box.width) * view.scale.duration;
    const half = (view.scale.to - view.scale.from) / 2;
    if (view.scale.whole) view.seek(t, true);
    else view.scale.set(t - half, t + half);
    view.draw();
    view.report();
  };
  mini.addEventListener("pointerdown", (event) => {
    mini.setPointerCapture(event.pointerId);
    miniMove(event);
    mini.onpointermove = miniMove;
  });
  mini.addEventListener("pointerup", () => (mini.onpointermove = null));
  mini.addEventListener("pointercancel", () => (mini.onpointermove = null));
}
