// Reports to Python: where the view is (for the URL), and what the user asks for. Nothing on screen waits for them.

// How long a report waits: hardly after a click or key, until the pointer rests while it drags.
const AT_ONCE_MS = 30;
const AT_REST_MS = 350;
// The next report waits for the answer to the last, at most this long.
const ANSWER_MS = 600;
// A dragged threshold is sent at most this often.
const DRAG_MS = 120;

export class Reporter {
  constructor(view) {
    this.view = view;
    this.send = null;
  }

  get at() {
    const { scale, payload, player, focus, menu, list } = this.view;
    return {
      half: payload.half.id,
      time_ms: Math.round(player.time),
      focus,
      from_ms: scale.whole ? 0 : Math.round(scale.from),
      to_ms: scale.whole ? 0 : Math.round(scale.to),
      lanes: menu.state,
      list: list.state,
    };
  }

  report(dragging) {
    clearTimeout(this.timer);
    // While labels are mended the URL names the moment, and every edit carries the playhead.
    if (this.view.player.playing || this.view.review.on) return;
    this.timer = setTimeout(() => {
      const { at } = this;
      const text = JSON.stringify(at);
      if (text === this.reported) return;
      if (this.waiting) {
        this.again = true;
        return;
      }
      this.reported = text;
      this.waiting = setTimeout(() => this.answered(), ANSWER_MS);
      this.send.setStateValue("at", at);
    }, dragging ? AT_REST_MS : AT_ONCE_MS);
  }

  answered() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (!this.again) return;
    this.again = false;
    this.report(false);
  }

  // The part after this one, the first after the last.
  nextPart() {
    const { number, parts } = this.view.payload.half;
    this.send.setTriggerValue("half", parts[(parts.indexOf(number) + 1) % parts.length]);
  }

  // A threshold while its line is dragged, and once more when it is let go.
  threshold(c, value, last) {
    const transmit = () => {
      this.thresholdTimer = null;
      this.send.setTriggerValue("threshold", { c, value: this.draggedTo });
    };
    this.draggedTo = value;
    if (last) {
      clearTimeout(this.thresholdTimer);
      transmit();
    } else {
      this.thresholdTimer ??= setTimeout(transmit, DRAG_MS);
    }
  }

  end() {
    clearTimeout(this.timer);
    clearTimeout(this.waiting);
    clearTimeout(this.thresholdTimer);
  }
}
