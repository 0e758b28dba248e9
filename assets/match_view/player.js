// Time itself: the video's where there is one, a plain clock otherwise. Both play, seek, step and change speed. All
// times are the part's; only the video element knows those of its file, and it never shows more of it than the part.

import { Stretch } from "../shared/time.js";

const RATES = [0.25, 0.5, 1, 1.5, 2, 4];
// A time on the very edge of a frame may show the frame before; a whole millisecond and this much shows its own.
const HAIR_MS = 0.01;
// The last frame is on screen this long before the end.
const LAST_MS = 10;

export class Player {
  constructor(video, onTick, onState) {
    this.video = video;
    this.onTick = onTick;
    this.onState = onState;
    this.url = null;
    this.stretch = new Stretch(null);
    this.rate = 1;
    this.at = 0;
    this.duration = 0;
    this.playing = false;
    this.pending = null; // where to go once the video can be sought
    this.failure = ""; // why the video cannot be played
    this.frameMs = 40;
    this.shownMs = null; // when the frame on screen begins, on the file's clock
    video.addEventListener("loadedmetadata", () => {
      if (this.pending !== null) this.seek(this.pending);
      video.playbackRate = this.rate;
    });
    video.addEventListener("play", () => this.setPlaying(true));
    video.addEventListener("pause", () => {
      this.settle();
      this.setPlaying(false);
    });
    video.addEventListener("ended", () => this.finish());
    video.addEventListener("timeupdate", () => this.keepInside()); // a hidden page draws no frames
    video.addEventListener("seeked", () => !this.playing && this.onTick());
    video.addEventListener("error", () => this.url && this.fail());
    const onFrame = (_, { mediaTime }) => {
      this.shownMs = mediaTime * 1000;
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback?.(onFrame);
  }

  get hasVideo() {
    return this.url !== null;
  }

  get time() {
    if (!this.hasVideo || this.pending !== null) return this.at;
    const shown = Math.min(Math.max(0, this.stretch.inPart(this.video.currentTime * 1000)), this.last);
    // While the video stands where it was sent, the requested time is the exact one.
    return !this.playing && Math.abs(shown - this.at) < 30 ? this.at : shown;
  }

  // The latest time that the video can show of the part, or the clock can reach.
  get last() {
    const fileEnd = this.hasVideo && this.video.duration ? this.video.duration * 1000 : Infinity;
    const end = this.stretch.inPart(Math.min(fileEnd, this.stretch.end ?? Infinity)) - LAST_MS;
    return Math.max(0, Math.min(this.duration - 1, end));
  }

  // video: { url, fps, start_ms, end_ms }, or null; duration: of the part, as it is drawn.
  load(video, duration) {
    const at = this.time;
    const url = video?.url ?? null;
    this.duration = duration;
    this.frameMs = 1000 / (video?.fps || 25);
    const { start, end } = this.stretch;
    this.stretch = new Stretch(video);
    if (url === this.url) {
      if (start !== this.stretch.start || end !== this.stretch.end) this.seek(at);
      return;
    }
    this.pause();
    this.url = url;
    this.failure = "";
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
    const t = Math.round(Math.min(Math.max(0, ms), Math.max(0, this.duration - 1)));
    this.at = t;
    if (this.hasVideo) {
      if (this.video.readyState >= 1 && !this.failure) {
        this.pending = null;
        this.video.currentTime = (this.stretch.inFile(Math.min(t, this.last)) + HAIR_MS) / 1000;
      } else {
        this.pending = t;
      }
    }
    this.onTick();
  }

  // To the first whole millisecond of a frame, since labels and pictures know no smaller times.
  step(frames) {
    this.pause();
    const to = this.frameStart + frames * this.frameMs;
    this.seek(this.stretch.inPart(Math.ceil(to - HAIR_MS)));
  }

  // When the frame at the playhead begins, on the file's clock: as the browser has told, else counted from the file's 0.
  get frameStart() {
    const file = this.stretch.inFile(this.time);
    const told = this.shownMs !== null && this.shownMs <= file + HAIR_MS && file < this.shownMs + this.frameMs - HAIR_MS;
    return told ? this.shownMs : Math.floor(file / this.frameMs + 1e-4) * this.frameMs;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.failure) {
      this.failure = "";
      this.video.load();
    }
    // From the end it starts anew, as browsers do at a file's end.
    if (this.pending === null && this.time >= this.last) this.seek(0);
    if (this.hasVideo) this.video.play().catch(() => {}); // what went wrong comes as an event
    else this.setPlaying(true);
  }

  pause() {
    if (this.hasVideo) this.video.pause();
    if (!this.hasVideo) this.setPlaying(false);
  }

  // The file may go on after the part, and begin before it.
  keepInside() {
    if (!this.hasVideo) {
      if (this.playing && this.at >= this.duration) this.finish();
      return;
    }
    if (this.pending !== null || this.video.seeking) return;
    const shown = this.stretch.inPart(this.video.currentTime * 1000);
    if (shown < 0) this.seek(0);
    else if (this.playing && this.stretch.end !== null && shown >= this.last) this.finish();
  }

  // A browser pauses a frame before or after what its clock says: the clock goes to the frame that is seen.
  settle() {
    if (this.pending !== null || this.video.seeking || this.video.readyState < 1) return;
    this.seek(this.shownMs === null ? this.time : this.stretch.inPart(Math.ceil(this.shownMs - HAIR_MS)));
  }

  finish() {
    this.pause();
    this.seek(this.last);
    this.onState("ended");
  }

  // The server says what is wrong with a file; of what it sends, only the browser knows whether it can play it.
  async fail() {
    const { url } = this;
    this.pending = this.time;
    this.pause();
    this.failure = "This browser cannot play the video; lanes and frames work without it.";
    try {
      const answer = await fetch(url, { headers: { Range: "bytes=0-1" } });
      if (answer.status === 422) this.failure = await answer.text();
      else if (answer.status === 404) this.failure = "The video is no longer there; lanes work without it.";
    } catch {
      this.failure = "The server does not answer; play again when it does.";
    }
    if (url === this.url) this.onState("error");
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
    const run = (this.run = {}); // another one when it was paused and plays again
    let before = performance.now();
    const frame = (now) => {
      if (!this.playing || this.run !== run) return;
      if (!this.hasVideo) this.at = Math.min(this.duration, this.at + (now - before) * this.rate);
      before = now;
      this.onTick();
      this.keepInside();
      requestAnimationFrame(frame);
    };
    if (playing) requestAnimationFrame(frame);
  }
}
