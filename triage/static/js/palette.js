// Ctrl+K: every command of the page by name, found with or without marks.

import { folded } from "./typeahead.js";

export function startPalette() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    if (event.ctrlKey && event.code === "KeyK" && document.body.dataset.keys !== "off") {
      event.preventDefault();
      show();
    }
  });
}

function commands() {
  const seen = new Set();
  const found = [];
  for (const control of document.querySelectorAll("[data-key], .panel-box > summary, .bar nav a, .tabs a, .sheet a")) {
    const text = (control.matches("details") ? control.querySelector("summary") : control).textContent.replace(/\s+/g, " ").trim();
    if (!text || seen.has(text) || (control.getClientRects().length === 0 && !control.closest(".sheet"))) continue;
    seen.add(text);
    found.push({ text, control });
  }
  return found;
}

function show() {
  const template = document.querySelector("#palette-template");
  if (!template || document.querySelector("dialog[open]")) return;
  const dialog = template.content.firstElementChild.cloneNode(true);
  const input = dialog.querySelector("input");
  const list = dialog.querySelector(".palette-list");
  const all = commands();
  let at = 0;
  const draw = () => {
    const wanted = folded(input.value);
    const fits = all.filter((one) => folded(one.text).includes(wanted)).slice(0, 30);
    at = Math.min(at, Math.max(0, fits.length - 1));
    list.replaceChildren(...fits.map((one, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = one.text;
      button.setAttribute("role", "option");
      button.setAttribute("aria-selected", String(index === at));
      button.addEventListener("click", () => run(dialog, one.control));
      return button;
    }));
    return fits;
  };
  input.addEventListener("input", () => { at = 0; draw(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const fits = draw();
    if (event.code === "Escape") { // a search field would only empty itself
      event.preventDefault();
      input.blur(); // else the next key would still go to the field that is gone
      dialog.close();
    } else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      at = Math.min(fits.length - 1, Math.max(0, at + (event.code === "ArrowDown" ? 1 : -1)));
      draw();
      list.children[at]?.scrollIntoView({ block: "nearest" });
    } else if (event.code === "Enter" && fits[at]) {
      event.preventDefault();
      run(dialog, fits[at].control);
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  draw();
  input.focus();
}

function run(dialog, control) {
  dialog.close();
  if (control.matches("details, summary")) {
    const panel = control.closest("details");
    panel.open = true;
    (panel.querySelector("textarea, input:not([type=hidden]), select, button") ?? control).focus();
  } else {
    control.click();
  }
}
