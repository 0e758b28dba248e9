// A server that was started anew knows nothing of this page's parts: load the page again from its address.

const LOOK_MS = 3000;
const UNSAVED = "touchline-unsaved";

export function watchServer(view) {
  const look = async () => {
    if (document.hidden || !view.payload?.boot) return;
    try {
      const response = await fetch("/touchline/boot", { cache: "no-store" });
      if (response.ok && (await response.text()) !== view.payload.boot && !view.destroyed) reload(view.review);
    } catch {
      // Not there at the moment; the next look may find it.
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}

// Edits that wait here mean nothing to the new server: the page that comes says how many there were.
function reload(review) {
  const waiting = review.line.length + (review.sent ? 1 : 0);
  if (waiting) sessionStorage.setItem(UNSAVED, String(waiting));
  window.removeEventListener("beforeunload", review.guard);
  location.reload();
}

// What to say of edits that were lost so; nothing when there were none. Said once.
export function unsaved() {
  const waiting = Number(sessionStorage.getItem(UNSAVED));
  sessionStorage.removeItem(UNSAVED);
  if (!waiting) return "";
  const what = waiting === 1 ? "the last edit" : `the last ${waiting} edits`;
  return `The server was started anew: ${what} may not be saved. Look, and repeat what is missing.`;
}
