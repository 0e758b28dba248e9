// Finding classes by name, since a set may have two hundred.

import { element } from "../shared/dom.js";

// The classes whose names contain a text, whatever its case; the one alone that is the text; all for none.
export function matching(classes, text) {
  const whole = classes.indexOf(text.trim());
  if (whole >= 0) return [whole];
  const sought = text.trim().toLowerCase();
  const names = classes.map((name) => name.toLowerCase());
  if (names.includes(sought)) return [names.indexOf(sought)];
  return [...names.keys()].filter((c) => names[c].includes(sought));
}

// A field to type a part of a name in.
export function searchField(label) {
  const field = element("input");
  field.type = "search";
  field.placeholder = field.ariaLabel = label;
  return field;
}
