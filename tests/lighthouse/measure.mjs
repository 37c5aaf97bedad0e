// Reads [{name, path, url, cookie, form}] from standard input; writes a line of JSON for each: scores 0-100, what failed.
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const CATEGORIES = ["accessibility", "best-practices"];
const [chromePath, ...chromeFlags] = process.argv.slice(2);

let input = "";
for await (const piece of process.stdin) input += piece;

// Of a category's audits only those that weigh in its score.
function failed(report, category) {
  return category.auditRefs
    .filter(({ id, weight }) => weight > 0 && (report.audits[id].score ?? 1) < 1)
    .map(({ id }) => ({ id, items: report.audits[id].details?.items?.slice(0, 5) ?? [] }));
}

const chrome = await launch({ chromePath, chromeFlags, ignoreDefaultFlags: false });
try {
  for (const { name, path, url, cookie, form } of JSON.parse(input)) {
    const { lhr } = await lighthouse(
      url,
      {
        port: chrome.port, onlyCategories: CATEGORIES, throttlingMethod: "simulate", disableFullPageScreenshot: true,
        extraHeaders: cookie ? { Cookie: cookie } : {}, maxWaitForLoad: 20_000, pauseAfterFcpMs: 250,
        pauseAfterLoadMs: 250, networkQuietThresholdMs: 250, cpuQuietThresholdMs: 250, logLevel: "silent",
      },
      form === "desktop" ? desktopConfig : undefined,
    );
    const scores = CATEGORIES.map((id) => Math.round((lhr.categories[id].score ?? 0) * 100));
    const seen = new URL(lhr.finalDisplayedUrl).pathname;
    const problems = CATEGORIES.flatMap((id) => failed(lhr, lhr.categories[id]));
    console.log(JSON.stringify({ name, path, form, seen, scores, problems, warnings: lhr.runWarnings, error: lhr.runtimeError?.code ?? "" }));
  }
} finally {
  chrome.kill();
}
