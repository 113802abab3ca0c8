// What every page does: keys that press its buttons, dialogs, drafts, signing in again in the middle of something, live changes.
// @ts-check
import {viewer} from "./viewer.js";

const htmx = /** @type {any} */ (window).htmx;
const QUIET_MS = 2500; // after something of one's own, what is told is one's own change
let quietUntil = Date.now() + QUIET_MS;

/** @type {(selector: string, root?: ParentNode) => HTMLElement | null} */
const one = (selector, root = document) => root.querySelector(selector);
/** @type {(selector: string, root?: ParentNode) => HTMLElement[]} */
const all = (selector, root = document) => [...root.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement || found instanceof SVGElement).map((found) => /** @type {HTMLElement} */ (found));

// --- The token that every form carries

const meta = () => /** @type {HTMLMetaElement} */ (one("meta[name=csrf]"));
document.addEventListener("htmx:configRequest", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (detail.verb !== "get") {
    detail.headers["X-CSRF-Token"] = meta().content;
    quietUntil = Date.now() + QUIET_MS;
  }
});

/** @param {string} token */
function renew(token) {
  meta().content = token;
  for (const input of document.querySelectorAll("input[name=csrf]")) /** @type {HTMLInputElement} */ (input).value = token;
}

// --- Signed out in the middle of something: sign in here, and go on

/** @type {HTMLElement | null} */
let interrupted = null;
document.addEventListener("htmx:responseError", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if (detail.xhr.status !== 401) return;
  interrupted = detail.requestConfig?.triggeringEvent?.submitter ?? detail.elt;
  const dialog = /** @type {HTMLDialogElement} */ (one("#signing"));
  const elsewhere = /** @type {HTMLAnchorElement | null} */ (one("[data-next]", dialog));
  // By the office's own sign-in one leaves the page and comes back; what was written is kept as a draft.
  if (elsewhere) elsewhere.href = `/sign-in/oidc?next=${encodeURIComponent(location.pathname + location.search)}`;
  if (!dialog.open) dialog.showModal();
});
one("#signing form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const page = new DOMParser().parseFromString(await (await fetch("/sign-in")).text(), "text/html");
  const token = /** @type {HTMLMetaElement} */ (page.querySelector("meta[name=csrf]")).content;
  const answer = await fetch("/sign-in", {
    method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(form))), headers: {"HX-Request": "true", "X-CSRF-Token": token},
  });
  const wrong = /** @type {HTMLElement} */ (one(".alert", form));
  wrong.hidden = answer.status === 204;
  if (answer.status !== 204) return;
  renew(answer.headers.get("x-csrf-token") ?? "");
  form.reset();
  /** @type {HTMLDialogElement} */ (one("#signing")).close();
  const goOn = interrupted;
  interrupted = null;
  if (goOn instanceof HTMLFormElement) goOn.requestSubmit();
  else goOn?.click();
});

// --- Drafts: what is written outlives a lost session, a reload, a closed lid

/** @param {ParentNode} root */
function restoreDrafts(root) {
  for (const found of all("textarea[data-draft]", root)) {
    const area = /** @type {HTMLTextAreaElement} */ (found);
    const kept = sessionStorage.getItem(`draft ${area.dataset.draft}`);
    if (kept) area.value = kept;
    area.addEventListener("input", () => sessionStorage.setItem(`draft ${area.dataset.draft}`, area.value));
  }
}
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  // Before what comes back is put in: its own empty field must not find the old draft.
  if (detail.xhr.status >= 400 || !(detail.elt instanceof HTMLFormElement)) return;
  for (const area of all("textarea[data-draft]", detail.elt)) sessionStorage.removeItem(`draft ${area.dataset.draft}`);
});

// --- Buttons that open, close, ask, dismiss

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const opener = /** @type {HTMLElement | null} */ (target.closest("[data-open]"));
  if (opener) {
    const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById(opener.dataset.open ?? ""));
    if (dialog?.id === "keys") listKeys(dialog);
    dialog?.showModal();
    const area = /** @type {HTMLTextAreaElement | null} */ (dialog?.querySelector("textarea") ?? null);
    area?.focus();
  }
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  if (target.closest("[data-dismiss]")) /** @type {HTMLElement} */ (one("#say")).replaceChildren();
  const judging = /** @type {HTMLButtonElement | null} */ (target.closest(".judge button"));
  if (judging) judge(judging);
  for (const menu of all("details.menu[open]")) if (!menu.contains(target)) menu.removeAttribute("open");
});
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  // The frame stays while pages change inside it: back to where one is by now.
  const back = form.elements.namedItem("back");
  if (back instanceof HTMLInputElement && form.getAttribute("action") === "/preferences") back.value = location.pathname + location.search;
  if (form.dataset.sure && !window.confirm(form.dataset.sure)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

/** @param {HTMLButtonElement} button */
function judge(button) {
  const form = /** @type {HTMLFormElement} */ (button.closest("form"));
  const again = button.getAttribute("aria-pressed") === "true";
  for (const other of all("button", form)) other.setAttribute("aria-pressed", String(other === button && !again));
  /** @type {HTMLInputElement} */ (form.elements.namedItem("right")).value = again ? "" : button.value;
  form.requestSubmit();
}

// A picture that cannot be opened says so.
document.addEventListener("error", (event) => {
  const image = event.target;
  if (!(image instanceof HTMLImageElement)) return;
  const words = document.createElement("span");
  words.className = "unseen";
  words.textContent = document.body.dataset.unseen ?? "";
  image.replaceWith(words);
}, true);

// --- Keys

/** @param {HTMLDialogElement} dialog */
function listKeys(dialog) {
  const list = /** @type {HTMLElement} */ (one(".keys", dialog));
  const extra = [["[data-row], [data-tile]", "j k ↵", list.dataset.rows], [".viewer", "↑ ↓ ← →", list.dataset.pan], [".flag .judge", "y x", list.dataset.judge], ["main[data-up]", "Esc", list.dataset.leave]];
  const said = new Map();
  for (const [selector, key, words] of extra) if (one(/** @type {string} */ (selector)) && words) said.set(key, words);
  for (const found of all("[data-key][data-say]")) if (!said.has(found.dataset.key)) said.set(found.dataset.key === "Enter" ? "↵" : found.dataset.key, found.dataset.say);
  list.replaceChildren(...[...said].map(([key, words]) => {
    const item = document.createElement("li");
    for (const part of String(key).split(" ")) {
      const shown = document.createElement("kbd");
      shown.textContent = part;
      item.append(shown);
    }
    item.append(String(words));
    return item;
  }));
}

/** @param {number} step */
function move(step) {
  const rows = all("[data-row], [data-tile]");
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.hasAttribute("data-at"));
  const next = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
  for (const row of rows) row.removeAttribute("data-at");
  next.setAttribute("data-at", "");
  next.scrollIntoView({block: "nearest"});
  (next.matches("a") ? next : one("a", next))?.focus({preventScroll: true});
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const writing = target.matches("input, textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("textarea")) {
    event.preventDefault();
    // A click, not a submission: htmx sends a button's own value along only where it was clicked.
    /** @type {HTMLElement | null | undefined} */ (target.closest("form")?.querySelector("[data-send]"))?.click();
    return;
  }
  if (event.key === "Escape" && writing && !target.closest("dialog")) {
    target.blur();
    return;
  }
  if (writing || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (press(event.key, target)) event.preventDefault();
});

/** @type {(key: string, target: HTMLElement) => boolean} */
function press(key, target) {
  const keyed = all(`[data-key="${CSS.escape(key)}"]`).find((found) => !found.closest("[hidden]"));
  const rows = one("[data-row], [data-tile]");
  if (key === "Enter" && (target.matches("a, button, summary, [tabindex=\"0\"]") || (!keyed && !rows))) return false;
  if (key === "Enter" && rows && !keyed) {
    (one("[data-tile]") ?? one("[data-row] a"))?.click();
    return true;
  }
  if (keyed) {
    if (keyed.matches("input, textarea")) keyed.focus();
    else keyed.click();
    return true;
  }
  if (rows && (key === "j" || key === "k" || (key.startsWith("Arrow") && one("[data-tile]")))) {
    move(key === "j" || key === "ArrowRight" || key === "ArrowDown" ? 1 : -1);
    return true;
  }
  if (key === "Escape") {
    const up = one("main[data-up]")?.dataset.up;
    if (up) location.assign(up);
    return Boolean(up);
  }
  return viewer.press(key);
}

// --- Live changes

function listen() {
  if (!document.body.dataset.live) return;
  const source = new EventSource("/live");
  source.addEventListener("changed", (event) => told(JSON.parse(event.data)));
  window.addEventListener("pagehide", () => source.close());
}

let refreshing = 0;
/** @param {string[]} ids */
function told(ids) {
  const page = one("[data-live-page]")?.dataset.livePage;
  if (page !== undefined) {
    const fresh = one("#fresh");
    if (ids.includes(page) && Date.now() > quietUntil && fresh) fresh.hidden = false;
    return;
  }
  const list = one("[data-list]");
  if (!list || list.dataset.list === "paged" || refreshing) return;
  refreshing = window.setTimeout(async () => {
    const at = one("[data-row][data-at]")?.dataset.live;
    if (!one("[data-list] tr [hx-get].done") && !one("dialog[open]")) {
      await htmx.ajax("GET", location.pathname + location.search, {target: "[data-list]", select: "[data-list]", swap: "outerHTML"});
    }
    if (at) one(`[data-live="${CSS.escape(at)}"]`)?.setAttribute("data-at", "");
    refreshing = 0;
  }, 400);
}
document.addEventListener("htmx:afterRequest", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  // More rows were loaded: from now on the list is not put back to its beginning.
  if (detail.successful && String(detail.pathInfo?.requestPath).includes("after=")) one("[data-list]")?.setAttribute("data-list", "paged");
});

// --- What comes in by htmx is as new as what came with the page

/** @type {Element | null} */
let leftAt = null; // what had the keyboard when the newest request went out
document.addEventListener("htmx:beforeRequest", () => { leftAt = document.activeElement; });

document.addEventListener("htmx:load", (event) => {
  const root = /** @type {HTMLElement} */ (/** @type {CustomEvent} */ (event).detail.elt);
  restoreDrafts(root.parentElement ?? root);
  if (root.id === "main" || root.matches("body")) {
    quietUntil = Date.now() + QUIET_MS;
    one("#say")?.replaceChildren();
    viewer.open(one("svg.viewer"));
    document.body.classList.toggle("full", Boolean(one("main.wide")));
    // Whoever goes by keyboard or reader stands at the new page's beginning, not at the old one's; who has begun to
    // write elsewhere since the request goes on writing there.
    const at = document.activeElement;
    if (root.id === "main" && (at === document.body || at === leftAt)) {
      root.tabIndex = -1;
      root.focus({preventScroll: true});
    }
  }
});
document.addEventListener("htmx:afterSwap", () => {
  for (const found of all("#say .alert")) found.focus();
});
listen();
