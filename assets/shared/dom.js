// Elements of the page. Names come from data, so text is only ever set as text, never as HTML.

// children: nodes and texts.
export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

// Sets a text; the same text again costs no new layout of the page.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// The mark of an outcome (`outcomeStyle` of theme.js) in its colour.
export function markOf({ mark, colour }) {
  const node = element("i", `tl-mark tl-mark-${mark}`);
  node.style.setProperty("--tl-colour", colour);
  return node;
}
