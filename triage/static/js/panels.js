// Panels that a key or a button opens, focus after the screen was replaced, and scrolling that survives it.

let scrolled = 0;

export function startPanels() {
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:beforeSwap", () => {
    scrolled = document.querySelector("#queue")?.scrollTop ?? 0;
  });
  document.addEventListener("htmx:afterSwap", afterSwap);
  openFromAddress();
}

function onClick(event) {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) {
    event.preventDefault();
    open(document.getElementById(opener.dataset.opens));
    return;
  }
  for (const menu of document.querySelectorAll(".menu[open], .pick[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

/** Opens a panel, brings it into view and puts the focus on its first field or choice. */
export function open(panel) {
  if (!panel) return;
  if (panel.matches("details")) panel.open = true;
  panel.scrollIntoView({ block: "nearest" });
  (panel.querySelector("[data-first]") ?? firstIn(panel)).focus();
}

/** Puts the focus on the first field or choice of an opened list or panel. */
export function focusIn(panel) {
  firstIn(panel).focus();
}

function firstIn(panel) {
  const fields = "input:not([type=hidden]), select:not([hidden]), textarea";
  return panel.querySelector(".pick-list button[aria-pressed=true]") ?? panel.querySelector(`${fields}, .pick-list button`) ?? panel.querySelector("summary") ?? panel;
}

function openFromAddress() {
  const id = location.hash.slice(1);
  const panel = id ? document.getElementById(id) : null;
  if (panel?.matches("details")) panel.open = true;
}

function afterSwap(event) {
  const desk = document.querySelector("#desk");
  const queue = document.querySelector("#queue");
  if (queue) queue.scrollTop = scrolled;
  document.querySelector("#rows [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (event.detail.target?.id === "notice" || event.detail.elt?.id === "notice") {
    document.querySelector("#notice button, #notice a")?.focus();
    return;
  }
  if (event.detail.target?.id !== "desk" && event.detail.elt?.id !== "desk") return;
  document.querySelector("#notice")?.replaceChildren();
  document.querySelector("#officer-menu")?.removeAttribute("open");
  (document.querySelector("#lead-title") ?? document.querySelector("#main"))?.focus({ preventScroll: true });
  say([desk?.dataset.said, document.querySelector("#lead-title")?.textContent].filter(Boolean).join(" "));
}

/** Tells the live region; the same words twice are said twice. */
export function say(words) {
  const live = document.querySelector("#live");
  if (!live || !words) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words.replace(/\s+/g, " ").trim(); });
}
