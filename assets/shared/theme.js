// Colours: surfaces are Streamlit's, all else comes from core/tokens.py as the module that the server makes of it.

import { OUTCOMES, THEME } from "../tokens/tokens.js";

// How an outcome is drawn: { name, mark, colour }. Colour and mark both tell it apart.
export function outcomeStyle(id, dark) {
  const { name, mark, colour } = OUTCOMES[id] ?? { ...OUTCOMES.other, name: id };
  return { name, mark, colour: dark ? colour.dark : colour.light };
}

function luminance(colour) {
  const probe = /rgba?\(([^)]+)\)/.exec(colour);
  const hex = /^#([0-9a-f]{6})/i.exec(colour.trim());
  const [r, g, b] = probe
    ? probe[1].split(",").map(Number)
    : hex
      ? [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16))
      : [255, 255, 255];
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

export function isDark(element) {
  return luminance(getComputedStyle(element).getPropertyValue("--st-background-color")) < 0.5;
}

// #rrggbb with an opacity of 0 to 1.
function faint(colour, opacity) {
  return colour + Math.round(255 * opacity).toString(16).padStart(2, "0");
}

export function readTheme(element) {
  const style = getComputedStyle(element);
  const dark = isDark(element);
  const ours = THEME[dark ? "dark" : "light"];
  const streamlit = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const background = streamlit("background-color") || ours.background;
  return {
    dark,
    background,
    text: streamlit("text-color") || ours.text,
    border: streamlit("border-color") || ours.border,
    primary: streamlit("primary-color") || ours.primary,
    font: streamlit("font") || "sans-serif",
    muted: ours.muted,
    curve: ours.curve,
    second: ours.second,
    fill: faint(ours.curve, dark ? 0.26 : 0.2), // under the curve
    band: faint(ours.text, dark ? 0.07 : 0.055), // a tolerance window
    focus: faint(ours.primary, dark ? 0.09 : 0.06), // the lane in focus
    key: `${background}|${streamlit("text-color")}`,
  };
}

// Calls changed(theme) when Streamlit's theme changes, which fires no event. Returns a function that ends the watch.
export function watchTheme(element, changed) {
  let { key } = readTheme(element);
  const timer = setInterval(() => {
    const theme = readTheme(element);
    if (theme.key === key) return;
    key = theme.key;
    changed(theme);
  }, 400);
  return () => clearInterval(timer);
}
