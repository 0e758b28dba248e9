// Keys and clicks: arrows walk from link to link, Home and End along the row, Enter or Space open the cell.

import { mark, settle } from "./draw.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const IN_SIGHT_PX = 260; // so much of what a click opens should be in sight

export function listen(table) {
  table.slot.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-at]");
    if (!cell?.dataset.key) return;
    stand(table, cell);
    open(table, cell);
  });
  table.slot.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-at]");
    if (!cell || event.altKey || event.metaKey) return;
    if ((event.key === "Enter" || event.key === " ") && cell.dataset.key) open(table, cell);
    else {
      const next = neighbour(table, cell, event);
      if (next === undefined) return;
      if (next) stand(table, next);
    }
    event.preventDefault();
    event.stopPropagation();
  });
}

function place(cell) {
  return cell.dataset.at.split(",").map(Number);
}

function stand(table, cell) {
  table.at = place(cell);
  settle(table);
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function open(table, cell) {
  const { key } = cell.dataset;
  if (!table.data.chosen.includes(key)) mark(table, [key]);
  table.pick(key);
  const shown = table.data.reveals && document.querySelector(`.st-key-${table.data.reveals}`);
  if (!shown) return;
  const hidden = shown.getBoundingClientRect().top + IN_SIGHT_PX - window.innerHeight;
  // Bring the start of what the click opens into sight, but keep the cell in sight too.
  const room = cell.getBoundingClientRect().top - 120;
  const top = Math.min(hidden, room);
  if (top > 0) scroller(shown).scrollBy({ top, behavior: "smooth" });
}

function scroller(node) {
  for (let up = node.parentElement; up; up = up.parentElement) {
    if (up.scrollHeight > up.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(up).overflowY)) return up;
  }
  return document.scrollingElement;
}

// The next link in that direction; null at the edge, undefined for any other key.
function neighbour(table, cell, { key, ctrlKey }) {
  const [r, c] = place(cell);
  if (key === "Home" || key === "End") {
    const rows = ctrlKey ? table.cells : [table.cells[r]];
    const links = rows.flat().filter((each) => each.dataset.key);
    return (key === "Home" ? links[0] : links.at(-1)) ?? null;
  }
  if (!STEPS[key]) return undefined;
  const [down, right] = STEPS[key];
  for (let y = r + down, x = c + right; table.cells[y]?.[x]; y += down, x += right) {
    if (table.cells[y][x].dataset.key) return table.cells[y][x];
  }
  return null;
}
