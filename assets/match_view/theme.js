// Colours: the surface comes from Streamlit's theme, the outcomes are ours and safe for colour-blind eyes.

// Each outcome is told apart by colour and by `mark`, the shape drawn on it.
const OUTCOMES = {
  hit: { name: "hit", mark: "dot", light: "#00806a", dark: "#35c9a6" },
  localisation: { name: "early/late", mark: "triangle", light: "#1f6fc4", dark: "#74b3f5" },
  duplicate: { name: "duplicate", mark: "bars", light: "#6b6f1e", dark: "#c6c765" },
  "wrong class": { name: "wrong class", mark: "square", light: "#b07a00", dark: "#f0c14d" },
  background: { name: "background", mark: "cross", light: "#c2410c", dark: "#f0875a" },
  missed: { name: "missed", mark: "ring", light: "#a03083", dark: "#e58cc8" },
  spot: { name: "spot", mark: "dot", light: "#46617a", dark: "#a9bccb" }, // where nothing is judged
  truth: { name: "truth", mark: "diamond", light: "#17212b", dark: "#dfe7ec" },
  merged: { name: "merged", mark: "bars", light: "#7b8794", dark: "#8b98a5" },
};

export function outcomeStyle(id, dark) {
  const style = OUTCOMES[id] ?? { name: id, mark: "cross", light: "#6b7280", dark: "#9ca3af" };
  return { ...style, colour: dark ? style.dark : style.light };
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

export function readTheme(element) {
  const style = getComputedStyle(element);
  const value = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const background = value("--st-background-color", "#ffffff");
  const dark = luminance(background) < 0.5;
  return {
    dark,
    background,
    panel: value("--st-secondary-background-color", dark ? "#171e24" : "#f2f5f6"),
    text: value("--st-text-color", dark ? "#dfe7ec" : "#17212b"),
    border: value("--st-border-color", dark ? "#2b363f" : "#dbe2e7"),
    primary: value("--st-primary-color", "#0b7a64"),
    font: value("--st-font", "sans-serif"),
    muted: dark ? "#8b9aa6" : "#64737f",
    curve: dark ? "#6ea8dc" : "#3a76ab",
    second: dark ? "#d7a6f2" : "#7b3fa8",
    fill: dark ? "rgba(110, 168, 220, 0.26)" : "rgba(58, 118, 171, 0.20)",
    band: dark ? "rgba(223, 231, 236, 0.07)" : "rgba(23, 33, 43, 0.055)",
    focus: dark ? "rgba(60, 194, 163, 0.09)" : "rgba(11, 122, 100, 0.06)",
    key: `${background}|${value("--st-text-color", "")}`,
  };
}
