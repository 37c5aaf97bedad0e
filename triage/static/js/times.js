// Keeps "14 minutes ago" true and counts the quick undo down.

const STEPS = [[60, "second"], [3600, "minute"], [86400, "hour"], [Infinity, "day"]];
const SIZE = { second: 1, minute: 60, hour: 3600, day: 86400 };

export function startTimes() {
  setInterval(refresh, 20_000);
  setInterval(countDown, 1_000);
}

function refresh() {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = Math.round((Date.parse(time.dateTime) - Date.now()) / 1000);
    if (Math.abs(seconds) < 45) continue;
    const [, unit] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
    time.textContent = format.format(Math.round(seconds / SIZE[unit]), unit);
  }
}

function countDown() {
  const what = document.querySelector(".undo-what[data-left]");
  if (!what) return;
  const left = Number(what.dataset.left) - 1;
  what.dataset.left = left;
  const shown = document.querySelector(".undo-bar .left");
  if (left <= 0) {
    what.nextElementSibling?.remove();
    what.remove();
  } else if (shown) {
    shown.textContent = left;
  }
}
