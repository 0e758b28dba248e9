// Times as people read them, and the scale between time and pixels. Times are milliseconds in the half.

export function clock(ms, tenths = false) {
  const sign = ms < 0 ? "-" : "";
  const all = Math.abs(ms);
  const minutes = Math.floor(all / 60000);
  const seconds = Math.floor((all % 60000) / 1000);
  const text = `${sign}${String(minutes).padStart(2, "0")}:${String(seconds).padStart(2, "0")}`;
  return tenths ? `${text}.${Math.floor((all % 1000) / 100)}` : text;
}

export function offset(ms, digits = 1) {
  return `${ms < 0 ? "−" : "+"}${(Math.abs(ms) / 1000).toFixed(digits)} s`;
}

// Where a part lies in its video file, in ms on the file's clock; end: null at the file's end. Times of moments become
// times of the file here alone, as in core/timebase.py.
export class Stretch {
  constructor(video) {
    this.start = video?.start_ms ?? 0;
    this.end = video?.end_ms ?? null;
  }

  inFile(ms) {
    return ms + this.start;
  }

  inPart(fileMs) {
    return fileMs - this.start;
  }
}

const STEPS_S = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900];

// Tick times between from and to, no closer than `room` pixels.
export function ticks(from, to, width, room = 70) {
  const perPixel = (to - from) / Math.max(1, width);
  const step = 1000 * (STEPS_S.find((s) => (s * 1000) / perPixel >= room) ?? 1800);
  const times = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) times.push(t);
  return { times, tenths: step < 1000 };
}

// The window of time on screen. All changes keep it inside the half and no narrower than two seconds.
export class TimeScale {
  constructor(duration) {
    this.duration = duration;
    this.from = 0;
    this.to = duration;
    this.width = 1;
  }

  x(t) {
    return ((t - this.from) / (this.to - this.from)) * this.width;
  }

  t(x) {
    return this.from + (x / this.width) * (this.to - this.from);
  }

  get whole() {
    return this.to - this.from >= this.duration - 1;
  }

  set(from, to) {
    const span = Math.min(this.duration, Math.max(2000, to - from));
    const middle = (from + to) / 2;
    const start = Math.min(Math.max(0, middle - span / 2), this.duration - span);
    this.from = start;
    this.to = start + span;
  }

  zoom(factor, around) {
    const span = Math.min(this.duration, Math.max(2000, (this.to - this.from) * factor));
    const share = (around - this.from) / (this.to - this.from);
    this.set(around - share * span, around - share * span + span);
  }

  pan(ms) {
    this.set(this.from + ms, this.to + ms);
  }

  reset() {
    this.set(0, this.duration);
  }

  // Bring a time into view without changing the zoom.
  reveal(t) {
    const margin = (this.to - this.from) * 0.1;
    if (t < this.from + margin || t > this.to - margin) {
      const half = (this.to - this.from) / 2;
      this.set(t - half, t + half);
    }
  }
}
