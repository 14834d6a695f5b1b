// The player: the browser's own audio element with our controls, a wave to seek in, and words that follow the sound.
const clock = s => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
const rates = [1, 1.25, 1.5, 2, .75];

customElements.define("voice-player", class extends HTMLElement {
  connectedCallback() {
    this.audio = this.querySelector("audio");
    this.ui = this.querySelector(".player-ui");
    if (!this.audio || this.ready) return;
    this.ready = true;
    this.audio.controls = false;
    this.ui.hidden = false;
    this.range = this.ui.querySelector("[data-position]");
    this.controls();
    for (const type of ["play", "pause", "ended"]) this.audio.addEventListener(type, () => this.state());
    for (const type of ["timeupdate", "seeked"]) this.audio.addEventListener(type, () => this.paint());
    this.audio.addEventListener("loadedmetadata", () => this.measure());
    this.audio.addEventListener("error", () => this.fail());
  }

  controls() {
    const on = (selector, type, run) => this.ui.querySelector(selector).addEventListener(type, run);
    on("[data-play]", "click", () => this.toggle());
    on("[data-skip]", "click", () => this.skip(-5));
    on("[data-position]", "input", event => this.seek(+event.target.value));
    on("[data-rate]", "click", () => {
      const next = rates[(rates.indexOf(this.audio.playbackRate) + 1) % rates.length];
      this.audio.playbackRate = next;
      this.ui.querySelector("[data-rate-text]").textContent = next + "×";
    });
  }

  // play() rejects when a pause overtakes it, or when there is nothing to play; neither is worth an unhandled rejection.
  start() { this.audio.play().catch(() => this.state()); }
  toggle() { this.audio.paused ? this.start() : this.audio.pause(); }
  skip(seconds) { this.seek(Math.max(0, this.audio.currentTime + seconds)); }

  seek(seconds, play) {
    this.audio.currentTime = seconds; // before anything is loaded, this sets where it will start
    this.paint();
    if (play) this.start();
  }

  measure() {
    if (!Number.isFinite(this.audio.duration)) return;
    this.range.max = this.audio.duration;
    this.ui.querySelector("[data-total]").textContent = clock(this.audio.duration);
    this.paint();
  }

  fail() {
    this.ui.hidden = true;
    this.querySelector(".player-error").hidden = false;
  }

  state() {
    const playing = !this.audio.paused;
    this.classList.toggle("playing", playing);
    this.ui.querySelector("[data-play]").setAttribute("aria-label", playing ? "Pause" : "Play");
    const frame = () => {
      if (this.audio.paused || !this.isConnected) return;
      this.paint();
      requestAnimationFrame(frame);
    };
    if (playing) requestAnimationFrame(frame);
  }

  paint() {
    const t = this.audio.currentTime;
    this.range.value = t;
    this.range.setAttribute("aria-valuetext", clock(t));
    this.style.setProperty("--at", t / (+this.range.max || 1) * 100);
    this.ui.querySelector("[data-now]").textContent = clock(t);
    this.follow(t);
  }

  follow(t) {
    const words = this.closest("[data-recording]").querySelectorAll(".words .w[data-s]");
    let now = null;
    for (const word of words) if (t >= +word.dataset.s && t < +(word.dataset.e ?? Infinity) + .12) now = word;
    if (now === this.now && (now === null || now.classList.contains("now"))) return;
    for (const word of words) word.classList.toggle("now", word === now);
    this.now = now;
  }
});

document.addEventListener("click", event => {
  const from = event.target.closest?.(".words .w[data-s], [data-seek]");
  const player = from?.closest("[data-recording]")?.querySelector("voice-player");
  if (player?.ready) player.seek(+(from.dataset.s ?? from.dataset.seek), true);
});
