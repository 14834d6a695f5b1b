// Partial updates of a page from its own address. Every region (an element with an id) is rendered by the page's own
// GET, so an update is "fetch that page, morph these regions". There are no endpoints for fragments.
//
//   data-live="#results"      on a link or form: fetch instead of navigate, then morph these regions
//   data-live-also="always"   this element is refreshed with every partial update (counts)
//   data-live-also="asked"    ... with those a person asked for (messages)
//   data-live-skip            this element is owned by script; never morph it
//   data-live-skip="open"     ... of a details: not while it is open, nor when something was typed into it
//   data-autosubmit           on a GET form: submit while typing
import { Idiomorph } from "../lib/idiomorph/idiomorph.esm.js";
import { signedIn, signedOut, toast } from "./toast.js";

const inflight = new Map();
export const busy = () => inflight.size > 0;

const isTyped = field => field.type !== "hidden" && field.value !== field.defaultValue;

function isOwned(element) {
  const skip = element.getAttribute("data-live-skip");
  return skip === "open" ? element.open || [...element.querySelectorAll("input, textarea")].some(isTyped) : skip !== null;
}

const callbacks = {
  beforeNodeMorphed: node => !(node.nodeType === 1 && node.isConnected && isOwned(node)),
  // Open dialogs and details stay as the person left them, and so does the word that has the keyboard (player.js).
  beforeAttributeUpdated: (attribute, element) =>
    !(attribute === "open" && element.matches("dialog, details"))
    && !(attribute === "tabindex" && element.matches(".w")),
};

function morph(selector, page) {
  const now = document.querySelector(selector), next = page.querySelector(selector);
  if (now && next) Idiomorph.morph(now, next, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks });
}

const problems = {
  400: "This page is out of date. Please reload it.",
  404: "This does not exist any more.",
  413: "That is too large. Nothing was changed.",
};

function explain(status) {
  toast(problems[status] ?? "That did not work. Please try again.");
  return false;
}

function show(page, response, regions, { entry, quiet, selectors }) {
  if (entry && response.status !== 422 && response.url !== location.href) {
    history[entry === "push" ? "pushState" : "replaceState"]({ regions: selectors }, "", response.url);
  }
  document.title = page.title;
  for (const region of regions) morph(region, page);
  for (const also of document.querySelectorAll("[data-live-also]")) {
    if (!quiet || also.dataset.liveAlso === "always") morph("#" + also.id, page);
  }
  document.dispatchEvent(new CustomEvent("live:updated", { detail: { regions } }));
}

/** Fetches a page and morphs regions of it into this one. True when the answer was a success. */
export async function load(url, selectors, { method = "GET", body, entry, quiet } = {}) {
  inflight.get(selectors)?.abort();
  const abort = new AbortController();
  inflight.set(selectors, abort);
  let regions = selectors.split(",").map(s => s.trim());
  if (!quiet) document.querySelector(regions[0])?.setAttribute("aria-busy", "true");
  try {
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    if (quiet) headers["X-Unattended"] = "1"; // nobody asked: it does not keep a session alive
    const response = await fetch(url, { method, body, signal: abort.signal, headers });
    if (response.status === 401) {
      if (quiet || method !== "GET") signedOut(); // somebody may be typing
      else location.assign("login?ReturnUrl=" + encodeURIComponent(location.pathname + location.search));
      return false;
    }
    signedIn();
    // 422 is a form with its mistakes explained, 503 a page that says what it cannot show: both are pages to see.
    const page = response.ok || response.status === 422 || response.status === 503
      ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
    if (!page) return quiet ? false : explain(response.status);
    if (!regions.every(r => page.querySelector(r))) {
      // A redirect led to another page. Its message would be lost if it were asked for a second time.
      if (quiet || !page.querySelector("#content")) {
        location.assign(response.url);
        return false;
      }
      regions = ["#content"];
      scrollTo(0, 0);
    }
    show(page, response, regions, { entry, quiet, selectors });
    return response.ok;
  } catch (error) {
    if (error.name !== "AbortError" && !quiet) toast("The server cannot be reached.");
    return false;
  } finally {
    if (inflight.get(selectors) === abort) {
      inflight.delete(selectors);
      document.querySelector(regions[0])?.removeAttribute("aria-busy");
    }
  }
}

// The second click of a double click, however quickly the first one was answered.
document.addEventListener("click", event => {
  if (event.detail > 1 && event.target.closest?.("form[method=post] button:not([type=button])")) event.preventDefault();
}, true);

let sending = new WeakSet(); // not an attribute: a live update would take it off again
addEventListener("pageshow", () => { sending = new WeakSet(); }); // the browser may bring a page back as it was left
document.addEventListener("submit", async event => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (sending.has(form)) return event.preventDefault();
  if (!form.dataset.live) {
    if (form.method !== "post") return;
    sending.add(form);
    setTimeout(() => sending.delete(form), 10000); // whoever stopped the page from loading may try again
    return;
  }
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  if (form.method === "get") {
    const url = new URL(form.action);
    url.search = new URLSearchParams([...data].filter(([, value]) => value !== ""));
    load(url, form.dataset.live, { entry: form.dataset.typing ? "replace" : "push" });
    return;
  }
  sending.add(form);
  const body = new URLSearchParams(data);
  const done = await load(form.action, form.dataset.live, { method: "POST", body, entry: "push" });
  sending.delete(form);
  if (done) {
    form.closest("dialog")?.close();
    form.reset();
  }
});

document.addEventListener("click", event => {
  const link = event.target.closest?.("a[data-live]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  load(link.href, link.dataset.live, { entry: "push" });
});

let typing;
document.addEventListener("input", event => {
  const form = event.target.form;
  if (!form?.matches("[data-autosubmit]")) return;
  clearTimeout(typing);
  typing = setTimeout(() => {
    form.dataset.typing = "1";
    form.requestSubmit();
    delete form.dataset.typing;
  }, 180);
});

addEventListener("popstate", event => {
  if (event.state?.regions || history.state === null) load(location.href, "#content");
});
