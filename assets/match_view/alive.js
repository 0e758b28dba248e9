// A server that was started anew knows nothing of this page's parts: load the page again from its address.

const LOOK_MS = 3000;

export function watchServer(view) {
  const look = async () => {
    if (document.hidden || !view.payload?.boot) return;
    try {
      const response = await fetch("/touchline/boot", { cache: "no-store" });
      if (response.ok && (await response.text()) !== view.payload.boot && !view.destroyed) location.reload();
    } catch {
      // Not there at the moment; the next look may find it.
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}
