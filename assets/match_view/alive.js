// A server that was restarted does not know this page's parts: load the page again from its address.

const POLL_MS = 3000;
const UNSAVED = "touchline-unsaved";

export function watchServer(view) {
  const poll = async () => {
    if (document.hidden || !view.payload?.boot) return;
    try {
      const response = await fetch("/touchline/boot", { cache: "no-store" });
      if (response.ok && (await response.text()) !== view.payload.boot && !view.destroyed) reload(view.review);
    } catch {
      // Not reachable now; the next poll may reach it.
    }
  };
  const timer = setInterval(poll, POLL_MS);
  return () => clearInterval(timer);
}

// The new server cannot take the edits that wait here; the page that is loaded shows how many there were.
function reload(review) {
  const count = review.waiting.length + (review.sent ? 1 : 0);
  if (count) sessionStorage.setItem(UNSAVED, String(count));
  window.removeEventListener("beforeunload", review.guard);
  location.reload();
}

// A sentence about edits that a restart may have lost, once; empty when there were none.
export function lostEdits() {
  const count = Number(sessionStorage.getItem(UNSAVED));
  sessionStorage.removeItem(UNSAVED);
  if (!count) return "";
  const edits = count === 1 ? "the last edit" : `the last ${count} edits`;
  return `The server was restarted: ${edits} may not be saved. Check, and repeat what is missing.`;
}
