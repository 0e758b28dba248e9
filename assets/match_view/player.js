// Time itself: the video's where there is one, a plain clock otherwise. Both play, seek, step and change speed.

const RATES = [0.25, 0.5, 1, 1.5, 2, 4];

export class Player {
  constructor(video, onTick, onState) {
    this.video = video;
    this.onTick = onTick;
    this.onState = onState;
    this.url = null;
    this.rate = 1;
    this.at = 0;
    this.duration = 0;
    this.playing = false;
    this.pending = null;
    this.frameMs = 40;
    video.addEventListener("loadedmetadata", () => {
      if (this.pending !== null) this.seek(this.pending);
      video.playbackRate = this.rate;
    });
    video.addEventListener("play", () => this.setPlaying(true));
    video.addEventListener("pause", () => this.setPlaying(false));
    video.addEventListener("ended", () => this.setPlaying(false));
    video.addEventListener("seeked", () => !this.playing && this.onTick());
    video.addEventListener("error", () => this.url && this.onState("error"));
  }

  get hasVideo() {
    return this.url !== null;
  }

  get time() {
    if (!this.hasVideo || this.pending !== null) return this.at;
    const shown = this.video.currentTime * 1000;
    // While the video stands where it was sent, the requested time is the exact one.
    return !this.playing && Math.abs(shown - this.at) < 30 ? this.at : shown;
  }

  load(url, duration, fps) {
    this.duration = duration;
    this.frameMs = 1000 / (fps || 25);
    if (url === this.url) return;
    const at = this.time;
    this.pause();
    this.url = url;
    this.at = at;
    if (url) {
      this.pending = at;
      this.video.src = url;
    } else {
      this.pending = null;
      this.video.removeAttribute("src");
      this.video.load();
    }
  }

  seek(ms) {
    const t = Math.min(Math.max(0, ms), Math.max(0, this.duration - 1));
    this.at = t;
    if (this.hasVideo) {
      if (this.video.readyState >= 1) {
        this.pending = null;
        // A hair inside the frame: a time on its very edge may show the frame before.
        this.video.currentTime = Math.min(t / 1000 + 0.001, Math.max(0, this.video.duration - 0.01));
      } else {
        this.pending = t;
      }
    }
    this.onTick();
  }

  step(frames) {
    this.pause();
    this.seek((Math.round(this.time / this.frameMs) + frames) * this.frameMs);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.hasVideo) this.video.play().catch(() => this.onState("error"));
    else this.setPlaying(true);
  }

  pause() {
    if (this.hasVideo) this.video.pause();
    if (!this.hasVideo) this.setPlaying(false);
  }

  speed(factor) {
    this.setRate(RATES[Math.min(RATES.length - 1, Math.max(0, RATES.indexOf(this.rate) + factor))]);
  }

  // The next speed, the slowest after the fastest.
  cycle() {
    this.setRate(RATES[(RATES.indexOf(this.rate) + 1) % RATES.length]);
  }

  setRate(rate) {
    this.rate = rate;
    this.video.playbackRate = rate;
    this.onState("rate");
  }

  setPlaying(playing) {
    if (playing === this.playing) return;
    this.playing = playing;
    this.onState(playing ? "playing" : "paused");
    let last = performance.now();
    const frame = (now) => {
      if (!this.playing) return;
      if (!this.hasVideo) {
        this.at = Math.min(this.duration, this.at + (now - last) * this.rate);
        if (this.at >= this.duration) this.setPlaying(false);
      }
      last = now;
      this.onTick();
      requestAnimationFrame(frame);
    };
    if (playing) requestAnimationFrame(frame);
  }
}
