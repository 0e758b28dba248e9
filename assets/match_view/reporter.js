// What Python hears: where the view is (for the URL), and what was asked for. Nothing on screen waits for it.

// How long to wait before Python hears: hardly after a click or key, until the hand rests while it drags.
const AT_ONCE_MS = 30;
const AT_REST_MS = 350;
// A report is not followed by another before its answer is back, or this long.
const ANSWER_MS = 600;
// A dragged threshold is told at most this often.
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
    // While labels are mended the address names the moment; every edit says where the playhead is.
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

  otherHalf() {
    this.send.setTriggerValue("half", this.view.payload.half.number === 1 ? 2 : 1);
  }

  // A threshold while its line is dragged, and once more when it is let go.
  threshold(c, value, last) {
    const tell = () => {
      this.thresholdTimer = null;
      this.send.setTriggerValue("threshold", { c, value: this.wanted });
    };
    this.wanted = value;
    if (last) {
      clearTimeout(this.thresholdTimer);
      tell();
    } else {
      this.thresholdTimer ??= setTimeout(tell, DRAG_MS);
    }
  }

  end() {
    clearTimeout(this.timer);
    clearTimeout(this.waiting);
    clearTimeout(this.thresholdTimer);
  }
}
