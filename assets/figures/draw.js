// From values to a table. Names from data are only ever set as text, never as HTML.

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
  table.root = document.createElement("div");
  table.grid = document.createElement("table");
  table.grid.setAttribute("role", "grid");
  const top = document.createElement("thead");
  table.groups = data.groups.map(() => document.createElement("th"));
  table.heads = data.head.map(() => document.createElement("th"));
  if (table.groups.length) top.append(rowOf(table.groups));
  top.append(rowOf(table.heads));
  const body = document.createElement("tbody");
  table.cells = data.rows.map((row, r) => row.cells.map((_, c) => cellAt(r, c)));
  table.rows = table.cells.map(rowOf);
  body.append(...table.rows);
  table.grid.append(top, body);
  table.root.append(table.grid);
  slot.replaceChildren(table.root);
}

function rowOf(cells) {
  const row = document.createElement("tr");
  row.append(...cells);
  return row;
}

function cellAt(r, c) {
  const cell = document.createElement("td");
  cell.setAttribute("role", "gridcell");
  cell.dataset.at = `${r},${c}`;
  cell.append(document.createElement("span"));
  return cell;
}

function fillGroup(node, { text, span, title }) {
  node.textContent = text;
  node.colSpan = span;
  node.title = title ?? "";
  node.className = text ? "fg-group" : "";
}

function fillHead(node, { text, title, kind }) {
  const inner = document.createElement("span");
  inner.textContent = text;
  node.replaceChildren(inner);
  node.title = title ?? "";
  node.className = kind ?? "";
  node.scope = "col";
}

// A cell is [text, key, shade, tone, title]; what follows the last that is said is left out. Cells that say what
// they said before are left alone: most of a table stays when a setting moves.
function fill(node, cell) {
  const said = JSON.stringify(cell);
  if (node.__said === said) return;
  node.__said = said;
  const [text, key = "", shade = 0, tone = "", title = ""] = cell;
  node.firstChild.textContent = text;
  node.dataset.key = key;
  node.title = title;
  node.className = [key ? "fg-link" : "", tone ? `fg-${tone}` : "", shade ? "fg-shaded" : ""].join(" ");
  node.style.setProperty("--fg-shade", `${Math.round(1000 * shade) / 10}%`);
}

// The chosen cells; a click marks its own at once, before anybody answers.
export function mark(table, keys) {
  const chosen = new Set(keys);
  for (const cell of table.cells.flat()) {
    const on = Boolean(cell.dataset.key) && chosen.has(cell.dataset.key);
    cell.classList.toggle("fg-chosen", on);
    if (cell.getAttribute("aria-selected") !== String(on)) cell.setAttribute("aria-selected", String(on));
  }
}

// One cell takes the focus of the Tab key: where the user was, else the chosen one, else the first link.
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
