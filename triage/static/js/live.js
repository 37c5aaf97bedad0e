// Other officers' changes: one stream of ids, polling where streams fail, nothing while the tab is hidden. What changed is
// fetched anew; a lead that somebody else changed is announced, never replaced under the officer's hands.

import { say } from "./panels.js";

const POLL = 4_000;
const BEAT = 30_000;
const RECENT = 60_000;

let source = null;
let last = "";
let poll = null;
let active = Date.now();
let refreshing = false;
let again = false;
let failures = 0;

export function startLive() {
  if (!desk()) return;
  last = desk().dataset.after; // from before the page was made: what has happened since is told by the first answer
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(kind, () => { active = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(beat, BEAT);
  if (!document.hidden) start();
}

const desk = () => document.querySelector("#desk");

function start() {
  stop();
  source = new EventSource(last ? `${desk().dataset.stream}?after=${last}` : desk().dataset.stream);
  source.addEventListener("open", () => { failures = 0; state("on"); });
  source.addEventListener("changes", (event) => onChanges(JSON.parse(event.data)));
  source.addEventListener("bye", () => { source.close(); setTimeout(start, 250 + Math.random() * 1500); });
  source.addEventListener("error", () => {
    failures += 1;
    if (failures < 3 && source.readyState !== EventSource.CLOSED) return;
    source.close();
    startPolling();
  });
}

function stop() {
  source?.close();
  clearTimeout(poll);
  poll = null;
}

function startPolling() {
  state("poll");
  const ask = async () => {
    try {
      const answer = await fetch(`${desk().dataset.poll}?after=${last}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error("no answer");
      onChanges(await answer.json());
      state("poll");
    } catch {
      state("off");
    }
    if (!document.hidden) poll = setTimeout(ask, POLL);
  };
  poll = setTimeout(ask, POLL);
  setTimeout(() => { if (poll && !document.hidden) { failures = 0; start(); } }, 60_000);
}

function state(name) {
  const shown = document.querySelector("#link-state");
  if (shown) shown.textContent = shown.dataset[name];
}

function onChanges({ after, leads, whole }) {
  const first = last === "";
  last = after;
  if (first && !whole && leads.length === 0) return;
  if (leads.length === 0 && !whole) return;
  if (whole || leads.some((one) => !one.mine)) refresh(); // what I did myself, the answer has shown already
  const here = desk().dataset;
  const changed = leads.find((one) => String(one.id) === here.lead && one.version > Number(here.version) && !one.mine);
  if (changed) offer();
}

/** Fetches queue and alarms anew; one request at a time, and one more if something came meanwhile. */
async function refresh() {
  if (refreshing) { again = true; return; }
  refreshing = true;
  try {
    const answer = await fetch(desk().dataset.queue, { headers: { "HX-Request": "true" } });
    if (answer.ok) replace(await answer.text());
  } finally {
    refreshing = false;
    if (again) { again = false; refresh(); }
  }
}

function replace(html) {
  const made = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement?.closest?.("[data-row]")?.getAttribute("href");
  const scroll = document.querySelector("#queue").scrollTop;
  const alarmsBefore = document.querySelectorAll("#alarms .alarm").length;
  for (const id of ["queue", "alarms"]) {
    const fresh = made.getElementById(id);
    const old = document.getElementById(id);
    if (fresh && old) exchange(old, fresh);
  }
  mark();
  document.querySelector("#queue").scrollTop = scroll;
  if (focused) document.querySelector(`[data-row][href="${CSS.escape(focused)}"]`)?.focus();
  const alarms = document.querySelectorAll("#alarms .alarm");
  if (alarms.length > alarmsBefore) say(alarms[0].textContent);
}

/** Puts fresh pieces in the place of the old ones, around the filters: what somebody types or composes there stays. */
function exchange(old, fresh) {
  const filters = old.querySelector(":scope > .filters");
  const placed = [];
  let before = Boolean(filters && fresh.querySelector(":scope > .filters"));
  const kept = before ? filters : null;
  for (const piece of [...old.childNodes]) if (piece !== kept) piece.remove();
  for (const piece of [...fresh.childNodes]) {
    if (kept && piece.matches?.(".filters")) { before = false; continue; }
    before ? kept.before(piece) : old.append(piece);
    if (piece instanceof Element) placed.push(piece);
  }
  for (const piece of placed) window.htmx?.process(piece);
}

/** The lead that is open stays marked in the new rows. */
function mark() {
  const lead = desk().dataset.lead;
  if (!lead) return;
  document.querySelector(`[data-row][href*="/leads/${lead}"]`)?.setAttribute("aria-current", "true");
}

function offer() {
  const template = document.querySelector("#changed-template");
  const notice = document.querySelector("#notice");
  if (!template || notice.firstChild) return;
  notice.append(template.content.cloneNode(true));
  const link = notice.querySelector("a");
  if (link) link.href = location.pathname + location.search;
  window.htmx?.process(notice);
  say(notice.textContent);
}

async function beat() {
  const address = desk()?.dataset.beat;
  if (!address || document.hidden || Date.now() - active > RECENT) return;
  const token = document.querySelector("#deed [name=csrf_token]")?.value;
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
  if (answer?.ok && !(await answer.json()).mine) offer();
}
