// Single-key shortcuts, off while typing or while a dialog is open.
const rows = () => [...document.querySelectorAll("[data-row] .row-link")];
const player = () => document.querySelector("voice-player.playing") ?? document.querySelector("voice-player");
const typing = event => event.target.closest?.("input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]");
const to = path => location.assign(new URL(path, document.baseURI));
let prefix = "";

function move(step) {
  const links = rows();
  if (!links.length) return false;
  const at = links.indexOf(document.activeElement?.closest("[data-row]")?.querySelector(".row-link"));
  const next = links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + step))];
  next.focus({ focusVisible: true });
  next.scrollIntoView({ block: "nearest" });
}

function search() {
  const box = document.querySelector("[data-hotkey='/']");
  if (!box) return to("voicemails");
  box.focus();
  box.select();
}

function second() { // g, then a letter
  prefix = "g";
  setTimeout(() => { prefix = ""; }, 900);
}

const keys = {
  "/": search,
  "?": () => document.getElementById("shortcuts")?.showModal(),
  g: second,
  x: () => document.activeElement?.closest("[data-row]")?.querySelector("input[type=checkbox]")?.click(),
  j: () => move(1),
  k: () => move(-1),
  c: () => document.querySelector("[data-hotkey=c]")?.click(),
  " ": event => !event.target.closest("button, a, summary, input") && player() ? player().toggle() : false,
  ArrowLeft: event => player() && event.target.type !== "range" ? player().skip(-5) : false,
  ArrowRight: event => player() && event.target.type !== "range" ? player().skip(5) : false,
};

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.id === "q") return event.target.blur();
  if (typing(event) || document.querySelector("dialog:modal")) return;
  const was = prefix;
  prefix = "";
  if (was === "g" && event.key === "v") return to("voicemails");
  if (Object.hasOwn(keys, event.key) && keys[event.key](event) !== false) event.preventDefault();
});
