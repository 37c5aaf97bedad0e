"""Which lane a message takes: the main one, or quarantine for adverts, robots, floods. Pure; nothing is dropped.

The words decide only together: an advert without a drug matter is quarantined, a drug matter with a link is not.
"""

import re
from dataclasses import dataclass

from hotline.text.findings import Category, Understanding, Urgency
from hotline.text.letters import fold

MAIN, QUARANTINE = "main", "quarantine"
SPAM_CUES = re.compile(
    r"\b(otp|ma xac thuc|so du|\btk \w{2,20} [+-]|vay (von|tien|nhanh|tin chap)|giai ngan|lai suat|khuyen mai|uu dai|"
    r"trung thuong|nhan (qua|thuong)|tri an|giam gia|giam \d{1,2} ?%|voucher|freeship|don hang|buu (pham|kien)|"
    r"soan \w{1,12} gui \d{3,5}|goi cuoc|nap the|data 4g|truy cap link|dang ky ngay|nha cai|ca cuoc|casino|nohu|no hu|"
    r"tai xiu|lo de online|tuyen (dung|ctv|cong tac vien)|viec nhe luong cao|kiem tien online|crypto|bitcoin|forex|"
    r"zalo oa|tong dai|quy khach|dear customer|your code is|verification code|one[- ]time password|click here|"
    r"winner|prize|loan|unsubscribe)\b"
)
LINK = re.compile(
    r"https?://|www\.|\bbit\.ly\b|\bt\.me/|\b[a-z0-9-]{2,40}\.(com|vn|net|top|xyz|vip|club|info|shop|online|site|cc)\b"
)
ROBOT = re.compile(
    r"\b(tin nhan tu dong|tra loi tu dong|auto ?reply|automatic reply|out of office|xin vui long khong tra loi|"
    r"do not reply|message could not be delivered|thue bao (quy khach|nay))\b"
)
REPEATED = re.compile(r"(.)\1{14,}")


@dataclass(frozen=True, slots=True)
class Pressure:
    """How much came lately: from this sender (within the source tag's epoch), from all, in this conversation."""

    by_sender: int = 0
    by_all: int = 0
    sender_most: int = 20
    all_most: int = 600
    parts_most: int = 40


CALM = Pressure()


def lane(understood: Understanding, words: str, *, parts: int = 1, pressure: Pressure = CALM) -> str:
    """ "main" or "quarantine". Danger to life is always in the main lane: a flood must not hide it."""
    if understood.urgency.value is Urgency.DANGER:
        return MAIN
    if pressure.by_sender > pressure.sender_most or parts > pressure.parts_most:
        return QUARANTINE
    if pressure.by_all > pressure.all_most and not _substance(understood):
        return QUARANTINE
    return QUARANTINE if unwanted(understood, words) else MAIN


def unwanted(understood: Understanding, words: str) -> bool:
    """Whether the words are an advert's, a robot's or nobody's; never when they speak of a drug matter with a place."""
    text = fold(words)
    if _substance(understood):
        return False
    cues = len({match[0] for match in SPAM_CUES.finditer(text)}) + bool(LINK.search(text))
    if ROBOT.search(text) or cues >= 2:
        return True
    if cues == 1 and understood.category.value is Category.IRRELEVANT:
        return True
    return bool(REPEATED.search(text)) and understood.category.value is Category.IRRELEVANT


def _substance(understood: Understanding) -> bool:
    """A drug matter that names somebody, something or somewhere."""
    if understood.category.value is Category.IRRELEVANT:
        return False
    return bool(understood.places or understood.hamlets or understood.landmarks or understood.persons)
