"""The sender's own number or account in the words: known only to the worker, which has both for a moment.

What equals the return address is `mine`: it gets no posting, no suggestion and no prefill (design 2, not findable).
"""

from dataclasses import replace

from hotline.text.findings import Contact, Span, Understanding


def belongs_to_sender(found: Understanding, sender: str) -> Understanding:
    """The findings with every contact that equals the sender's address marked as his own and its span exposed."""
    if not sender:
        return found
    own = _digits(sender)
    contacts = tuple(replace(one, mine=True) if _same(one, own, sender) else one for one in found.contacts)
    spans: list[Span] = [span for one in contacts if one.mine for span in one.spans]
    words = tuple(word for word in found.words if not (own and own in _digits(word)))
    if spans:  # written in groups, each of them is a word
        words = tuple(word for word in words if not (word.isdigit() and own and word in f"84{own} 0{own}"))
    return replace(found, contacts=contacts, words=words, exposed=tuple(sorted({*found.exposed, *spans})))


def _same(contact: Contact, own: str, sender: str) -> bool:
    if contact.kind == "phone":
        return bool(own) and _digits(contact.value) == own
    return contact.kind == "account" and contact.value.rpartition(":")[2].casefold() == sender.casefold()


def _digits(number: str) -> str:
    """The national digits without the leading zero; "" for what is no number."""
    digits = "".join(c for c in number if c.isdigit())
    return digits.removeprefix("84").lstrip("0") if len(digits) >= 8 else ""
