// The keyboard. Keys act while the view has the focus or the pointer is over it, never while typing.

// Whether the focus rests on a button or tick box elsewhere that has no use for this key: while labels are mended
// the keys stay with the view that the pointer is over.
function idle(target, key) {
  if (!(target instanceof HTMLElement) || [" ", "Enter", "Tab", "Escape"].includes(key) || key.startsWith("Arrow")) return false;
  return target.tagName === "BUTTON" || (target.tagName === "INPUT" && /^(checkbox|radio)$/.test(target.type));
}

export function connectKeys(view) {
  const { root } = view;
  let over = false;
  root.addEventListener("pointerenter", () => (over = true));
  root.addEventListener("pointerleave", () => (over = false));

  const zoom = (factor) => {
    const { scale, player } = view;
    const t = player.time;
    scale.zoom(factor, t >= scale.from && t <= scale.to ? t : (scale.from + scale.to) / 2);
    view.draw();
    view.report();
  };
  const whole = () => {
    view.scale.reset();
    view.draw();
    view.report();
  };
  const sheet = (show) => {
    const element = root.querySelector(".tl-sheet");
    element.hidden = show === undefined ? !element.hidden : !show;
  };
  const move = (ms) => {
    view.seek(view.player.time + ms);
    view.scale.reveal(view.player.time);
    view.draw();
  };
  const to = (ms) => {
    view.seek(ms);
    view.scale.reveal(view.player.time);
    view.draw();
  };
  const arrow = (event, sign) => {
    if (event.ctrlKey || event.metaKey) move(sign * 5000);
    else if (event.shiftKey) move(sign * 1000);
    else {
      view.player.step(sign);
      view.report();
    }
  };
  const neighbour = (step) => {
    const order = view.painter.rows.map((row) => row.c);
    if (!order.length) return;
    const at = order.indexOf(view.focus);
    view.setFocus(order[(Math.max(at, at < 0 && step > 0 ? -1 : 0) + step + order.length) % order.length]);
  };

  const actions = {
    play: () => view.player.toggle(),
    previous: () => view.next(-1, false),
    next: () => view.next(1, false),
    out: () => zoom(1.6),
    in: () => zoom(1 / 1.6),
    reset: whole,
    sheet: () => sheet(),
    why: () => view.why.toggle(),
    lanes: () => view.menu.toggle(),
    rate: () => view.player.cycle(),
  };
  for (const button of root.querySelectorAll("[data-do]")) {
    const act = actions[button.dataset.do];
    if (act) button.addEventListener("click", () => act());
  }

  const keys = {
    " ": () => view.player.toggle(),
    ArrowLeft: (event) => arrow(event, -1),
    ArrowRight: (event) => arrow(event, 1),
    ArrowUp: () => neighbour(-1),
    ArrowDown: () => neighbour(1),
    e: () => view.next(1, true),
    E: () => view.next(-1, true),
    "+": () => zoom(1 / 1.6),
    "=": () => zoom(1 / 1.6),
    "-": () => zoom(1.6),
    0: whole,
    h: () => view.otherHalf(),
    H: () => view.otherHalf(),
    Home: () => to(0),
    End: () => to(view.scale.duration),
    ",": () => view.player.speed(-1),
    ".": () => view.player.speed(1),
    l: () => view.loop.next(),
    L: () => view.loop.next(),
    w: () => view.why.toggle(),
    W: () => view.why.toggle(),
    "?": () => sheet(),
  };

  const onKey = (event) => {
    if (!view.payload || event.altKey || !root.isConnected) return;
    const target = event.composedPath()[0];
    const inside = event.composedPath().includes(root);
    // Elsewhere on the page keys belong to whatever has the focus: fields, sliders, tables.
    const pressed = view.review.on && idle(target, event.key);
    if (!inside && (!over || (target !== document.body && !pressed))) return;
    if (!pressed && target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) {
      return;
    }
    const onButton = target instanceof HTMLElement && target.tagName === "BUTTON";
    if (onButton && (event.key === " " || event.key === "Enter")) return;
    if (event.key === "Escape") {
      // Tab walks through moments while the view has the focus; Escape gives Tab back to the page.
      if (root.querySelector(".tl-sheet").hidden && view.menu.place.hidden) root.blur();
      sheet(false);
      view.menu.toggle(false);
      return;
    }
    if (view.review.key(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const modified = event.ctrlKey || event.metaKey;
    let act = keys[event.key];
    if (event.key === "Tab" && target === root) act = () => view.next(event.shiftKey ? -1 : 1, false);
    if (/^[1-9]$/.test(event.key) && Number(event.key) <= view.payload.classes.length) {
      act = () => view.setFocus(Number(event.key) - 1);
    }
    if (!act || (modified && !event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  };
  document.addEventListener("keydown", onKey, true);
  return () => document.removeEventListener("keydown", onKey, true);
}
