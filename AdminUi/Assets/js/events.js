// Announcements of the server. <live-region data-topics="a,b"> reads itself again when one of its topics is announced.
// One EventSource per visible tab: a hidden tab gives its connection back (browsers allow six per host on HTTP/1.1).
import { busy, load } from "./regions.js";

const regions = new Set();
let source, timer, retry = 1000;

function state(value) {
  for (const status of document.querySelectorAll("live-status")) {
    status.dataset.state = value;
    status.textContent = value === "live" ? "Live" : "Not live";
  }
}

function connect() {
  clearTimeout(timer);
  source?.close();
  source = undefined;
  if (document.hidden || regions.size === 0) return state("off");
  source = new EventSource("live");
  source.addEventListener("hello", () => {
    if (retry > 1000) regions.forEach(region => region.announce()); // something may have been missed
    retry = 1000;
    state("live");
  });
  for (const topic of ["voicemails", "operations"]) {
    source.addEventListener(topic, () => regions.forEach(r => r.listens(topic) && r.announce()));
  }
  // EventSource gives up for good on an HTTP error (a proxy's 502 during a restart): start over, ever more slowly.
  source.onerror = () => {
    state("off");
    retry = Math.min(retry * 2, 30000);
    if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, retry);
  };
}

document.addEventListener("visibilitychange", () => {
  connect();
  if (!document.hidden) regions.forEach(region => region.announce());
});

customElements.define("live-region", class extends HTMLElement {
  connectedCallback() {
    regions.add(this);
    queueMicrotask(connect);
  }

  disconnectedCallback() {
    regions.delete(this);
    queueMicrotask(connect);
  }

  listens(topic) {
    return (this.dataset.topics ?? "").split(",").includes(topic);
  }

  // Nothing moves under a person's hands: an open dialog or menu and ticked rows postpone the update.
  get held() {
    return this.querySelector("dialog[open], :popover-open, [data-row] :checked") !== null;
  }

  announce() {
    clearTimeout(this.wait);
    this.wait = setTimeout(() => {
      if (!this.isConnected) return;
      if (this.held || busy()) {
        this.wait = setTimeout(() => this.announce(), 600);
        return;
      }
      load(location.href, "#" + this.id, { quiet: true });
    }, 120);
  }
});
