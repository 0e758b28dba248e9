// Playing around a moment again and again: off, 5 s or 10 s to either side.

const STEPS = [0, 5, 10];

export class Loop {
  constructor(view) {
    this.view = view;
    this.seconds = 0;
    this.around = 0;
    this.button = view.root.querySelector('[data-do="loop"]');
  }

  next() {
    this.seconds = STEPS[(STEPS.indexOf(this.seconds) + 1) % STEPS.length];
    this.centre();
    this.button.textContent = this.seconds ? `loop ±${this.seconds} s` : "loop off";
    this.button.setAttribute("aria-pressed", String(this.seconds > 0));
    this.again();
    this.view.draw();
  }

  // From its beginning, also where the part ends before the loop does.
  again() {
    if (!this.seconds) return;
    this.view.player.seek(this.from);
    this.view.player.play();
  }

  // Around the chosen moment, or where the playhead is.
  centre() {
    const { selected, player } = this.view;
    this.around = selected ? selected.t : player.time;
  }

  get from() {
    return Math.max(0, this.around - this.seconds * 1000);
  }

  get to() {
    return Math.min(this.view.player.last, this.around + this.seconds * 1000);
  }

  tick() {
    const { player } = this.view;
    if (this.seconds && player.playing && (player.time > this.to || player.time < this.from - 1500)) {
      player.seek(this.from);
    }
  }
}
