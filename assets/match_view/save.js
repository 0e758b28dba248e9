// What can be saved: the link to this view, a still with its caption, a clip around the moment.

import { clock } from "../shared/time.js";
import { THEME } from "../tokens/tokens.js";

const BAND = 46;

export function connectSave(view) {
  const find = (name) => view.root.querySelector(`[data-do="${name}"]`);
  find("link").addEventListener("click", () => copyLink(view));
  find("still").addEventListener("click", () => saveStill(view));
  find("clip").addEventListener("click", () => {
    const { payload, player, loop } = view;
    const around = loop.seconds || 5;
    const url = payload.clip.replace("{ms}", String(Math.round(player.time))).replace("{s}", String(around));
    download(url, `${fileName(view)}-clip.mp4`);
  });
}

function fileName(view) {
  const { payload, player, focus } = view;
  const words = `${payload.half.title}-${payload.half.number}-${clock(player.time)}-${payload.classes[focus]}`;
  return words.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 90);
}

function download(url, name) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

async function copyLink(view) {
  view.reporter.report(false);
  // The URL follows the last report; give it the moment it needs.
  await new Promise((resolve) => setTimeout(resolve, 400));
  try {
    await navigator.clipboard.writeText(location.href);
    view.notify("Link copied.");
  } catch {
    view.notify("The browser did not allow copying; the address bar has the link.");
  }
}

// The frame at the playhead with a caption.
export async function saveStill(view) {
  const { payload, player, selected, focus } = view;
  const image = new Image();
  image.src = payload.frames.replace("{ms}", String(Math.round(player.time)));
  try {
    await image.decode();
  } catch {
    view.notify("There is no frame at this time.");
    return;
  }
  const scale = 2;
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * scale;
  canvas.height = (image.naturalHeight + BAND) * scale;
  const ctx = canvas.getContext("2d");
  ctx.scale(scale, scale);
  ctx.fillStyle = THEME.dark.background;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(image, 0, 0);
  const moment = selected && Math.abs(selected.t - player.time) < 500 ? selected : null;
  const caption = [payload.classes[moment ? moment.c : focus]];
  if (moment && view.payload.judged) caption.push(moment.outcome);
  if (moment?.p !== null && moment?.p !== undefined) caption.push(`confidence ${moment.p.toFixed(3)}`);
  const { title, number, parts, noun } = payload.half;
  const lines = [
    [[title, ...(parts.length > 1 ? [`${noun} ${number}`] : []), clock(player.time, true)].join(" · "), "600 13px", THEME.dark.text],
    [caption.join(" · "), "400 12px", THEME.dark.muted],
  ];
  lines.forEach(([text, font, colour], i) => {
    ctx.font = `${font} ${view.theme.font}`;
    ctx.fillStyle = colour;
    ctx.fillText(text, 10, image.naturalHeight + 18 + i * 18, image.naturalWidth - 20);
  });
  canvas.toBlob((blob) => {
    const url = URL.createObjectURL(blob);
    download(url, `${fileName(view)}.png`);
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    view.lastStill = { width: canvas.width, height: canvas.height, caption: lines.map((line) => line[0]) };
  }, "image/png");
}
