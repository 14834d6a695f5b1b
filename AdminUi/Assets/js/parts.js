// Small elements that improve what the server rendered.
import { toast } from "./toast.js";

const every = new Set();

function relative(at) {
  const distance = (Date.now() - at) / 1000, seconds = Math.abs(distance), ahead = distance < 0;
  if (seconds < 45) return ahead ? "in a moment" : "just now";
  const amount = seconds < 3570 ? `${Math.max(1, Math.round(seconds / 60))} min`
    : seconds < 84600 ? `${Math.round(seconds / 3600)} h` : null;
  if (amount) return ahead ? `in ${amount}` : `${amount} ago`;
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return at.toLocaleString(undefined, { day: "numeric", month: "short", year, hour: "2-digit", minute: "2-digit", hour12: false });
}

/** Times in the words and the zone of whoever looks. */
class LocalTime extends HTMLElement {
  connectedCallback() { every.add(this); this.tick(); }
  disconnectedCallback() { every.delete(this); }
  tick() {
    const time = this.querySelector("time");
    if (!time) return;
    const at = new Date(time.dateTime), text = this.words(at);
    if (time.textContent !== text) time.textContent = text;
    time.title = at.toLocaleString(undefined, { dateStyle: "full", timeStyle: "medium" });
  }
}
customElements.define("time-ago", class extends LocalTime { words(at) { return relative(at); } });
customElements.define("clock-time", class extends LocalTime {
  words(at) { return at.toLocaleTimeString(undefined, { hour12: false }); }
});
/** Each entry brings its day along; it shows where another one begins, if there is more than one. */
customElements.define("day-list", class extends LocalTime {
  tick() {
    const days = [...this.querySelectorAll(".day time")].map(time => {
      const at = new Date(time.dateTime);
      return { item: time.closest(".day"), time, text: at.toLocaleDateString(undefined, { dateStyle: "full" }) };
    });
    const long = days.some(day => day.text !== days[0].text);
    days.forEach(({ item, time, text }, i) => {
      item.hidden = !long || text === days[i - 1]?.text;
      if (time.textContent !== text) time.textContent = text;
    });
  }
});
const tick = () => every.forEach(element => element.tick());
setInterval(tick, 20000);
document.addEventListener("live:updated", tick);

function copyOldWay(text) { // the clipboard needs HTTPS; an intranet often has none
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
customElements.define("copy-button", class extends HTMLElement {
  connectedCallback() { this.addEventListener("click", this); }
  async handleEvent() {
    const text = this.querySelector("button").dataset.copy;
    try { await navigator.clipboard.writeText(text); } catch { copyOldWay(text); }
    toast("Copied", "ok");
  }
});

// A link to a page with a form opens the same form as a dialog where there is one.
document.addEventListener("click", event => {
  const link = event.target.closest?.("a[data-dialog]"), dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  dialog.showModal();
  dialog.querySelector("textarea, input:not([type=hidden])")?.focus();
});

// Invoker commands are built in from Chrome 135, Firefox 144, Safari 26.2; this covers older ones.
if (!("commandForElement" in HTMLButtonElement.prototype)) document.addEventListener("click", event => {
  const button = event.target.closest?.("button[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (dialog) button.getAttribute("command") === "close" ? dialog.close() : dialog.showModal();
});
