// The names beside the lanes: the class in focus with its figures, and a button for each lane.
// rows: of the lanes; tall: height of the lane in focus; gap: from there to the first lane. Pixels.
export function drawGutter(view, rows, tall, gap) {
  const { payload, model, focus } = view;
  const gutter = view.painter.gutter;
  const signature = JSON.stringify([focus, rows, payload.ap, payload.judged, model.lanes.map((l) => [l.hit, l.false, l.truths.length, l.spots.length])]);
  if (signature === gutter.signature) return;
  gutter.signature = signature;
  const head = document.createElement("div");
  head.className = "tl-focus-name";
  head.style.height = `${tall}px`;
  const lane = model.lanes[focus];
  const title = document.createElement("strong");
  title.textContent = payload.classes[focus];
  const counts = document.createElement("span");
  const each = [[lane.truths.length, "truth"], [lane.spots.length, "spot"]];
  // What is not judged may be without labels: no truths known is not "0 truths".
  const said = each.filter(([n]) => payload.judged || n > 0).map(([n, what]) => number(n, what));
  counts.textContent = said.join(" · ") || "–";
  const detail = document.createElement("span");
  detail.textContent = !payload.judged ? "not judged" : `${lane.hit} hit · ${lane.false} false · ${lane.missed} missed`;
  head.append(title, counts, detail);
  const spacer = document.createElement("div");
  spacer.style.height = `${gap}px`;
  if (view.why.open) spacer.className = "tl-why-label";
  spacer.textContent = view.why.open ? "why this score" : "";
  const buttons = rows.map(({ c, h, small }) => {
    const name = payload.classes[c];
    const button = document.createElement("button");
    button.className = small ? "tl-class tl-small" : "tl-class";
    button.style.height = `${h}px`;
    button.setAttribute("role", "option");
    button.setAttribute("aria-selected", String(c === focus));
    const ap = payload.ap?.[c];
    const figure = ap === null || ap === undefined ? "" : `, AP in this match ${ap.toFixed(3)}`;
    const { hit, truths } = model.lanes[c];
    const found = payload.judged ? `${hit} of ${number(truths.length, "truth")} found` : number(truths.length, "truth");
    button.title = `${name}: ${found}${figure}`;
    const label = document.createElement("span");
    label.textContent = name;
    const count = document.createElement("em");
    count.textContent = payload.judged ? `${hit}/${truths.length}` : truths.length || "–";
    button.append(label, count);
    button.onclick = () => view.setFocus(c);
    return button;
  });
  gutter.replaceChildren(head, spacer, ...buttons);
}

function number(n, what) {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
