/** A short message in the corner. */
export function toast(text, tone = "error") {
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.tone = tone;
  box.textContent = text;
  document.getElementById("toasts")?.append(box);
  setTimeout(() => box.remove(), 6000);
}

document.addEventListener("click", event => event.target.closest?.("[data-dismiss]")?.closest(".toast")?.remove());
