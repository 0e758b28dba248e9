// From values to a table.

import { element } from "../shared/dom.js";

export function draw(table) {
  const { slot, data } = table;
  const shape = JSON.stringify([data.groups.length, data.head.length, data.rows.map((row) => row.cells.length)]);
  if (table.shape !== shape) build(table);
  table.shape = shape;
  slot.style.setProperty("--fg-most", data.most ? `${data.most}px` : "none");
  table.root.className = `fg ${data.kind ?? ""}`;
  table.grid.setAttribute("aria-label", data.label);
  data.groups.forEach((group, n) => fillGroup(table.groups[n], group));
  data.head.forEach((head, n) => fillHead(table.heads[n], head));
  data.rows.forEach((row, r) => {
    table.rows[r].className = row.kind ?? "";
    row.cells.forEach((cell, c) => fill(table.cells[r][c], cell));
  });
  mark(table, data.chosen);
  settle(table);
}

function build(table) {
  const { slot, data } = table;
  table.groups = data.groups.map(() => element("th"));
  table.heads = data.head.map(() => element("th"));
  table.cells = data.rows.map((row, r) => row.cells.map((_, c) => cellAt(r, c)));
  table.rows = table.cells.map(rowOf);
  const heads = [table.groups, table.heads].filter((cells) => cells.length).map(rowOf);
  table.grid = element("table", "", element("thead", "", ...heads), element("tbody", "", ...table.rows));
  table.grid.setAttribute("role", "grid");
  table.root = element("div", "", table.grid);
  slot.replaceChildren(table.root);
}

function rowOf(cells) {
  return element("tr", "", ...cells);
}

function cellAt(r, c) {
  const cell = element("td", "", element("span"));
  cell.setAttribute("role", "gridcell");
  cell.dataset.at = `${r},${c}`;
  return cell;
}

function fillGroup(node, { text, span, title }) {
  node.textContent = text;
  node.colSpan = span;
  node.title = title ?? "";
  node.className = text ? "fg-group" : "";
}

function fillHead(node, { text, title, kind }) {
  node.replaceChildren(element("span", "", text));
  node.title = title ?? "";
  node.className = kind ?? "";
  node.scope = "col";
}

// A cell is [text, key, shade, tone, title]; empty values at its end are left out. Cells that did not change are left
// alone: most of a table stays when a setting moves.
function fill(node, cell) {
  const content = JSON.stringify(cell);
  if (node.__content === content) return;
  node.__content = content;
  const [text, key = "", shade = 0, tone = "", title = ""] = cell;
  node.firstChild.textContent = text;
  node.dataset.key = key;
  node.title = title;
  node.className = [key ? "fg-link" : "", tone ? `fg-${tone}` : "", shade ? "fg-shaded" : ""].join(" ");
  node.style.setProperty("--fg-shade", `${Math.round(1000 * shade) / 10}%`);
}

// The chosen cells; a click marks its cell at once, before Python answers.
export function mark(table, keys) {
  const chosen = new Set(keys);
  for (const cell of table.cells.flat()) {
    const on = Boolean(cell.dataset.key) && chosen.has(cell.dataset.key);
    cell.classList.toggle("fg-chosen", on);
    if (cell.getAttribute("aria-selected") !== String(on)) cell.setAttribute("aria-selected", String(on));
  }
}

// A single cell takes the focus of the Tab key: where the user was, else the chosen one, else the first link.
export function settle(table) {
  const cells = table.cells.flat();
  const here = table.at && table.cells[table.at[0]]?.[table.at[1]];
  const stop =
    here ?? cells.find((cell) => cell.classList.contains("fg-chosen")) ?? cells.find((cell) => cell.dataset.key);
  for (const cell of cells) {
    const index = cell === stop ? 0 : -1;
    if (cell.getAttribute("tabindex") !== String(index)) cell.tabIndex = index;
  }
}
