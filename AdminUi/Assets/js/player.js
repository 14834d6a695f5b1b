// The player: the browser's own audio element with our controls, a wave to seek in, and words that follow the sound.
const clock = s => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

// Speed and volume stay as a person left them, in this browser. Without storage (private windows) they start anew.
const memory = {
  read() {
    try { return JSON.parse(localStorage.getItem("player")) ?? {}; } catch { return {}; }
  },
  write(values) {
    try { localStorage.setItem("player", JSON.stringify({ ...memory.read(), ...values })); } catch { /* not kept */ }
  },
};

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
    this.recall();
    for (const type of ["play", "pause", "ended"]) this.audio.addEventListener(type, () => this.state());
    for (const type of ["timeupdate", "seeked"]) this.audio.addEventListener(type, () => this.paint());
    this.audio.addEventListener("loadedmetadata", () => this.measure());
    this.audio.addEventListener("error", () => this.fail());
    this.audio.addEventListener("volumechange", () => this.loudness());
  }

  controls() {
    const on = (selector, type, run) => this.ui.querySelector(selector).addEventListener(type, run);
    on("[data-play]", "click", () => this.toggle());
    for (const button of this.ui.querySelectorAll("[data-skip]")) {
      button.addEventListener("click", () => this.skip(+button.dataset.skip));
    }
    on("[data-position]", "input", event => this.seek(+event.target.value));
    on("[data-rate]", "change", event => this.speed(+event.target.value));
    on("[data-mute]", "click", () => { this.audio.muted = !this.audio.muted; });
    on("[data-volume]", "input", event => {
      this.audio.volume = +event.target.value;
      this.audio.muted = false;
    });
  }

  recall() {
    const { rate, volume, muted } = memory.read();
    const select = this.ui.querySelector("[data-rate]");
    if ([...select.options].some(option => +option.value === rate)) {
      select.value = String(rate);
      this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    }
    if (volume >= 0 && volume <= 1) this.audio.volume = volume;
    this.audio.muted = muted === true;
    this.loudness();
  }

  speed(rate) {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    memory.write({ rate });
  }

  loudness() {
    const { volume, muted } = this.audio, mute = this.ui.querySelector("[data-mute]");
    this.classList.toggle("muted-now", muted || volume === 0);
    this.ui.querySelector("[data-volume]").value = muted ? 0 : volume;
    mute.setAttribute("aria-pressed", String(muted));
    memory.write({ volume, muted });
  }

  // play() rejects when a pause overtakes it or there is nothing to play; neither is worth an unhandled rejection.
  start() { this.audio.play().catch(() => this.state()); }
  toggle() { this.audio.paused ? this.start() : this.audio.pause(); }
  skip(seconds) { this.seek(Math.min(+this.range.max, Math.max(0, this.audio.currentTime + seconds))); }

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
    if (t > 0 || !this.audio.paused) this.follow(t);
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

function playFrom(element) {
  const player = element?.closest("[data-recording]")?.querySelector("voice-player");
  if (player?.ready) player.seek(+(element.dataset.s ?? element.dataset.seek), true);
}

document.addEventListener("click", event => {
  playFrom(event.target.closest?.(".words .w[data-s], [data-seek]"));
});

// By keyboard a transcript is one stop, however long it is: arrows, Home and End go from word to word, Enter plays.
function stopAt(word) {
  for (const old of word.closest(".words").querySelectorAll(".w[tabindex]")) old.removeAttribute("tabindex");
  word.tabIndex = 0;
}

function addStops() {
  for (const text of document.querySelectorAll(".words")) {
    const first = text.querySelector(".w[data-s]");
    if (first && text.closest("[data-recording]").querySelector("voice-player")
      && !text.querySelector(".w[tabindex]")) first.tabIndex = 0;
  }
}

addStops();
document.addEventListener("live:updated", () => {
  addStops();
  for (const player of document.querySelectorAll("voice-player")) if (player.ready) player.paint();
});

const moves = {
  ArrowRight: (at, last) => Math.min(last, at + 1), ArrowLeft: at => Math.max(0, at - 1),
  Home: () => 0, End: (at, last) => last,
};
document.addEventListener("keydown", event => {
  const word = event.target.closest?.(".words .w[tabindex]");
  if (!word || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") playFrom(word);
  else if (Object.hasOwn(moves, event.key)) {
    const words = [...word.closest(".words").querySelectorAll(".w[data-s]")];
    const next = words[moves[event.key](words.indexOf(word), words.length - 1)];
    stopAt(next);
    next.focus({ focusVisible: true });
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the arrows would also wind the recording, see keys.js
});
