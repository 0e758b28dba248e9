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
    if (this.seconds) {
      this.view.player.seek(this.from);
      this.view.player.play();
    }
    this.view.draw();
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
    return Math.min(this.view.player.duration - 1, this.around + this.seconds * 1000);
  }

  tick() {
    const { player } = this.view;
    if (this.seconds && player.playing && (player.time > this.to || player.time < this.from - 1500)) {
      player.seek(this.from);
    }
  }
}
