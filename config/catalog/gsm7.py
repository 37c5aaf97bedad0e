"""The alphabet of a plain text message (GSM 03.38): what fits one segment of 160 septets."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
SEGMENT = 160


def septets(text: str) -> int | None:
    """How many septets the text takes, an extended character two; None when it is not in the alphabet."""
    if not set(text) <= BASIC | EXTENDED:
        return None
    return sum(2 if char in EXTENDED else 1 for char in text)


def one_segment(text: str) -> bool:
    """Whether the text goes out as a single plain segment."""
    size = septets(text)
    return size is not None and size <= SEGMENT
