"""From the key to the next lead on the screen, in a real browser on the same machine; and the server's share of it."""

import statistics

from playwright.sync_api import Page

from tests.journeys.conftest import Desk, desk, matters
from tests.journeys.test_keyboard import act

__all__ = ["desk"]  # a fixture, found by its name
LEADS, SLOWEST = 30, 100  # milliseconds, median
PRESS = """() => new Promise(done => {
  const from = performance.now();
  new MutationObserver((_, watcher) => {
    watcher.disconnect();
    requestAnimationFrame(() => done(performance.now() - from));
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelector('[data-key=F8]').click();
})"""


def server_share(page: Page) -> list[float]:
    """How long the acts' answers took to come, in milliseconds."""
    entries: list[float] = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.endsWith('/close')).map(e => e.duration)"
    )
    return entries


def test_the_next_lead_is_there_within_a_tenth_of_a_second(desk: Desk) -> None:
    desk.tips(matters(LEADS + 2))
    page = desk.page("alice")
    act(page, "Enter")
    times = []
    for _lead in range(LEADS):
        times.append(page.evaluate(PRESS))
        page.wait_for_timeout(30)
    share = server_share(page)

    whole, server = statistics.median(times), statistics.median(share)
    print(f"key to next lead: median {whole:.0f} ms, of it the server {server:.0f} ms")
    assert server <= SLOWEST
