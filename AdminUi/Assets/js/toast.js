/** A short message in the corner. */
export function toast(text, tone = "error") {
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.tone = tone;
  box.textContent = text;
  document.getElementById("toasts")?.append(box);
  setTimeout(() => box.remove(), 6000);
}

/** Says that the session has ended, and takes nobody away from what they are typing. */
export function signedOut() {
  if (document.getElementById("signed-out")) return;
  const box = document.createElement("div"), link = document.createElement("a");
  box.id = "signed-out";
  box.className = "toast";
  box.dataset.tone = "error";
  link.href = "login?ReturnUrl=" + encodeURIComponent(location.pathname + location.search);
  link.target = "_blank";
  link.textContent = "Sign in again in a new tab";
  box.append("You are signed out. ", link);
  document.getElementById("toasts")?.append(box);
}

export const signedIn = () => document.getElementById("signed-out")?.remove();

document.addEventListener("click", event => event.target.closest?.("[data-dismiss]")?.closest(".toast")?.remove());
