"""Every page of the board: who opens it, and where. A route that shows no page is named with the reason.

`missing(app)` compares both lists with the URL map, so that a new page cannot be forgotten by axe and Lighthouse.
"""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update

from hotline import factors, handover, preferences, registry, releases, sessions
from hotline.db.engine import writing
from hotline.db.tables import Officer, OfficerSession
from hotline.preferences import Preferences
from hotline.registry import Status
from tests.builders import PASSWORD
from tests.journeys.conftest import DANGER, TEXTS, Desk
from tests.registry.acting import version as version_of
from tests.shift import RAW_HOTSPOT, RAW_PERSON

STRANGER = "a stranger"
HALFWAY = "bob"  # his password was right, his second factor is still wanted
UNGRANTED = "charlie"  # enrolled, and no colleague has handed him his unit's key
NEIGHBOURS = (
    "o quan karaoke Anh Trang phuong Thanh Sen thang Thu coi ban ma tuy da cho hoc sinh, toi nao cung co",
    "Quán karaoke Ánh Trăng phường Thành Sen: Nguyễn Văn Thử sinh 1990 bán hàng đá, khuya nào cũng đông",
    "Con tôi nghiện đá hai năm nay, đang đập phá đồ đạc, gia đình ở xóm 3 xã Cẩm Xuyên sợ lắm",
    "KHUYEN MAI vay tien nhanh lai suat 0% lien he http://vay-nhanh.example.com hom nay",
)
WORDINGS = (
    "Gia đình ở xã Kỳ Anh có người nghiện ma túy, mong được hướng dẫn cai nghiện tự nguyện.",
    "Ở bãi biển xã Thạch Khê có người bán thuốc lắc cho khách vào buổi tối.",
)
NO_PAGE = {
    "static_file": "files",
    "live.stream": "an endless stream",
    "live.changes": "JSON",
    "queue.block": "a part of the screen, for live changes",
    "lead.picture": "a picture",
    "metrics.metrics": "numbers for monitoring",
}
# What is opened, by route: (who, path); `{lead}` and the like are ids of `furnish`.
PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "signin.sign_in": ((STRANGER, "/board/sign-in"),),
    "signin.second": ((HALFWAY, "/board/second-factor"),),
    "signin.step_up": (("super", "/board/step-up"),),
    "enrol.begin": ((STRANGER, "/board/enrol"),),
    "enrol.factor": (("super", "/board/enrol/factor"),),
    "enrol.waiting": ((UNGRANTED, "/board/enrol/waiting"),),
    "profile.own": (("super", "/board/profile"),),
    "officers.people": (("super", "/board/officers"),),
    "officers.waiting": (("super", "/board/officers/waiting"),),
    "audit.events": (("super", "/board/audit"),),
    "audit.insiders": (("super", "/board/audit/looks"),),
    "preferences.help_page": (("super", "/board/help"),),
    "queue.desk": (("super", "/board/"), ("super", "/board/?tab=closed")),
    "lead.show": (("super", "/board/leads/{lead}"),),
    "releases.inbox": (("commune", "/board/releases"),),
    "releases.show": (("commune", "/board/releases/{release}"),),
    "approvals.waiting": (("super", "/board/approvals"),),
    "search.find": (("super", "/board/search"),),
    "registry.records": (("super", "/board/registry"), ("super", "/board/registry?kind=person")),
    "registry.record": (("super", "/board/registry/{person}"), ("super", "/board/registry/{hotspot}")),
    "registry.new": (("super", "/board/registry/new/person"), ("super", "/board/registry/new/hotspot")),
    "registry.edit_form": (("super", "/board/registry/{person}/edit"),),
    "entry.form": (("super", "/board/entry"),),
    "handover.sheets": (("super", "/board/handover"),),
    "handover.sheet": (("super", "/board/handover/{handover}"),),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One page to look at; `name` is a short word for it, the same in every run."""

    route: str
    who: str
    path: str
    name: str


def missing(app: Flask) -> set[str]:
    """Routes that can be opened and stand in neither list, and names in the lists that are no route."""
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    return routes ^ (set(PAGES) | set(NO_PAGE))


def stops(ids: dict[str, int]) -> list[Stop]:
    """Every page, those of one officer together."""
    found = [Stop(route, who, path.format(**ids), _name(path)) for route, ways in PAGES.items() for who, path in ways]
    return sorted(found, key=lambda stop: stop.who)


def _name(path: str) -> str:
    return re.sub(r"\W+", "-", path.removeprefix("/board/")).strip("-") or "queue"


def furnish(desk: Desk) -> dict[str, int]:
    """Sample tips, an alarm, two records, a status, a release that waits and one that went, a handover; some ids."""
    shift = desk.shift
    ids = {"hotspot": shift.record(RAW_HOTSPOT), "person": shift.record(RAW_PERSON)}
    shift.record({**RAW_PERSON, "hamlet": "TDP 9"})  # who may be the same person
    paper = "Mẫu nước tiểu dương tính với chất ma túy nhóm ATS, có chữ ký của người được xét nghiệm."
    wanted, seen = Status("user", None, "test", "KQXN 77/2026"), version_of(shift, ids["person"])
    registry.propose_period(shift.board, shift.viewer("registry"), ids["person"], seen, wanted, paper, "mới có kết quả")
    leads = desk.tips((*NEIGHBOURS, *TEXTS[1:], DANGER))
    unit = shift.raised.units["Phường Thành Sen"]
    for lead_id, wording in ((leads[5], WORDINGS[0]), (leads[6], WORDINGS[1])):
        version = shift.claim("alice", lead_id)
        releases.propose(shift.board, shift.viewer("alice"), lead_id, version, unit, wording)
    release = shift.open("lead", leads[5]).releases[0]
    releases.decide(shift.board, shift.viewer("lead"), release.approval_id, approve=True)
    shift.clock.now += 30
    ids["release"] = releases.for_unit(shift.board, shift.viewer("commune"))[0][0].release_id
    ids["handover"] = handover.give(shift.board, shift.viewer("lead"), "Ca đêm yên tĩnh.")
    return ids | {"lead": leads[0]}


def speak(desk: Desk, language: str) -> None:
    """Every officer reads this language from now on."""
    with writing(desk.shift.front.db) as session:
        for officer_id in desk.shift.raised.officers.values():
            preferences.keep(session, officer_id, Preferences(language=language))


def come(desk: Desk, who: str, language: str, **options: Any) -> Page:
    """A page of somebody who has come as far as the sign-in, the second factor, the grant or the board."""
    page = desk.page("bob" if who == STRANGER else who, **options)
    if who == STRANGER:
        page.context.clear_cookies()
    if who in (HALFWAY, UNGRANTED):
        _hold_back(desk, who)
    if who in (STRANGER, HALFWAY, UNGRANTED):
        page.goto(f"{desk.base}/board/sign-in?lang={language}")
    return page


def _hold_back(desk: Desk, who: str) -> None:
    officer_id, front = desk.shift.raised.officers[who], desk.shift.front
    if who == HALFWAY:
        signed = sessions.load(front, sessions.sign_in(front, who, PASSWORD).cookie)
        assert signed is not None
        if not signed.has_factor:
            secret = factors.new_secret(signed)
            factors.add_totp(front, signed, factors.code_at(secret, front.clock()))
    with writing(front.db) as session:
        if who == HALFWAY:
            mine = OfficerSession.officer_id == officer_id
            session.execute(update(OfficerSession).where(mine).values(state="pending"))
        else:
            session.execute(update(Officer).where(Officer.id == officer_id).values(state="enrolled"))
