// The keyboard map. A control says its key by data-key; nothing fires while a word is being composed, in a field, or when
// the officer has switched the map off. Backspace and Alt with a letter are never looked at: input methods send them.

import { focusIn } from "./panels.js";

const DIGIT = /^(?:Digit|Numpad)([0-9])$/;
const FIELD = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const INTERACTIVE = "a[href], button, summary, input, select, textarea";

/** The name of a key press as data-key spells it, or "" for one that is never bound. */
export function nameOf(event) {
  if (event.altKey || event.metaKey || event.getModifierState?.("AltGraph")) return "";
  if (event.code === "Backspace" || event.code === "Delete") return "";
  const code = event.code === "NumpadEnter" ? "Enter" : event.code;
  const parts = [];
  if (event.ctrlKey) parts.push("Ctrl");
  if (event.shiftKey) parts.push("Shift");
  return [...parts, code].join("+");
}

/** Whether the event belongs to an input method that is composing a letter. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229 || event.key === "Process" || event.key === "Unidentified";
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
}

function onKey(event) {
  if (event.defaultPrevented || event.repeat || isComposing(event)) return;
  const name = nameOf(event);
  if (!name) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (name === "Escape") return onEscape(event, target);
  if (name === "Ctrl+Enter" || name === "Ctrl+NumpadEnter") return onSend(event, target);
  if (name === "Enter" && target.matches("input") && target.form?.id === "deed") return onRow(event, target);
  if (document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
  const typing = target.matches(FIELD);
  if (name === "Ctrl+KeyZ" && typing) return; // the field's own undo
  if (typing && !/^(?:Shift\+)?F\d+$|^Ctrl\+/.test(name)) return;
  if ((name === "Enter" || name === "Space") && target.closest(INTERACTIVE)) return;
  const control = find(name, event);
  if (!control) return;
  event.preventDefault();
  use(control);
}

function find(name, event) {
  const digit = DIGIT.exec(event.code);
  if (digit && !event.ctrlKey) {
    const open = document.querySelector(".pick[open], .panel-box[open]:has([data-digit])");
    if (open && !event.shiftKey) return open.querySelector(`[data-digit="${digit[1]}"]`);
    return visible(`[data-key="${event.shiftKey ? "Shift+" : ""}${digit[1]}"]`);
  }
  if (name === "ArrowDown" || name === "ArrowUp") return rowBeside(name === "ArrowDown" ? 1 : -1);
  // By the letter that is printed, since its place differs between keyboards: only for these two.
  if (event.key === "?" && !event.ctrlKey) return document.querySelector("[data-key='?']");
  if (event.key === "/" && !event.ctrlKey) return document.querySelector("[data-key='/']");
  return visible(`[data-key="${name}"]`);
}

function visible(selector) {
  return [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length > 0 && !one.disabled);
}

/** Clicks a button, follows a link, opens a list of choices, or puts the cursor into a field. */
function use(control) {
  if (control.matches("details")) {
    control.open = !control.open;
    if (control.open) focusIn(control);
  } else if (control.matches(FIELD) || control.hasAttribute("data-row")) {
    control.focus();
  } else {
    control.click();
  }
}

function rowBeside(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  return rows[Math.min(rows.length - 1, Math.max(0, from < 0 ? 0 : from + step))];
}

/** Escape closes what is open, one thing at a time, and gives the focus back to the lead. */
function onEscape(event, target) {
  const notice = document.querySelector("#notice");
  if (notice?.firstChild) return notice.replaceChildren();
  const open = document.querySelector(".pick[open], .menu[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (target.matches(FIELD)) {
    target.blur();
    document.querySelector("#lead-title")?.focus({ preventScroll: true });
  }
}

/** Enter in a field that stands beside its button presses that button, not the first one of the large form around it. */
function onRow(event, target) {
  event.preventDefault();
  target.closest(".row")?.querySelector("button")?.click();
}

/** Ctrl+Enter sends the form that one is writing in; it works with the map switched off as well. */
function onSend(event, target) {
  const form = target.matches("textarea, input") ? target.form : null;
  if (!form || form.id === "deed") return;
  event.preventDefault();
  const button = form.querySelector("button:not([type=button])");
  if (form.reportValidity()) button ? button.click() : form.requestSubmit();
}
