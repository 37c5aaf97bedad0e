"""Drives any adapter: size, authenticity, parsing, commands, keeping, answering; the same order for every provider.

Answers 200 kept (or known), 403 not authentic, 400/415/413 malformed, 503 could not be kept. Never 429, never 500. It
counts what it answered and logs nothing: no line a message, no id, no address.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from channels import commands
from channels.adapter import SILENCE, Adapter, Answer, Aside, Malformed, Reply, Request
from channels.commands import Command, Name
from channels.replies import to_kept
from config.catalog.channels import ChannelRules
from hotline import intake, receipts
from hotline.errors import HotlineError
from hotline.intake import Edge
from hotline.tips import Inbound, Kind, Receipt

NOTICES = {Name.SUPPORT: "support", Name.HELP: "help", Name.START: "welcome"}
RETRY = Answer(503, headers={"Retry-After": "10"})


def _uncounted(_provider: str, _outcome: str) -> None:
    """For whoever drives adapters without a log."""


@dataclass(frozen=True, slots=True)
class Driver:
    """What every webhook shares. `note` counts by provider and outcome, for one log line a minute."""

    edge: Edge
    rules: ChannelRules
    note: Callable[[str, str], None] = _uncounted
    keep: Callable[[Edge, Inbound], Receipt] = intake.keep

    def answer(self, adapter: Adapter, request: Request) -> Answer:
        """The answer to one request of a provider."""
        answer = self._answer(adapter, request)
        self.note(adapter.name, str(answer.status))
        return answer

    def _answer(self, adapter: Adapter, request: Request) -> Answer:
        if len(request.body) > self.rules.bodies[adapter.name]:
            return Answer(413)
        if not adapter.authentic(request):
            return Answer(403)
        try:
            heard = adapter.parse(request)
        except Malformed as problem:
            return Answer(problem.status)
        try:
            heard, reply = self.act(heard)
        except HotlineError:
            return RETRY  # the database or a key is not there now: the provider tries again, nothing was kept
        return adapter.acknowledge(request, heard, reply)

    def act(self, heard: Inbound | Aside) -> tuple[Inbound | Aside, Reply]:
        """Obeys a command or keeps a tip; what was heard (a command gone from its text) and the reply to it.

        Raises HotlineError when it could not be kept.
        """
        if isinstance(heard, Aside):
            return heard, self._aside(heard)
        command = None if heard.media or heard.kind is not Kind.TIP else commands.read(heard.text)
        if command is None:
            return heard, self._kept(heard)
        return self._command(heard, command)

    def _command(self, heard: Inbound, command: Command) -> tuple[Inbound | Aside, Reply]:
        if command.name in NOTICES:
            with suppress(HotlineError):  # whoever asks for help is answered even then; the copy is lost to us
                self._copies(heard)
            return heard, Reply(NOTICES[command.name], heard.lang)
        if command.name is Name.STATUS:
            self._copies(heard)
            return heard, self._status([command.code] if command.code else [], heard)
        if command.name is Name.ADD:
            return self._add(heard, command)
        if command.name is Name.DONE:
            done = replace(heard, kind=Kind.DONE, text="")
            return done, self._kept(done)
        erased = replace(heard, kind=Kind.ERASE, text="")
        reply = self._kept(erased)
        return erased, SILENCE if command.name is Name.STOP else reply

    def _copies(self, heard: Inbound) -> None:
        """Of a command that is answered at once, only what the provider still holds of it: that is to be deleted."""
        if heard.copies:
            bare = replace(heard, kind=Kind.REPORT, sender="", conversation="", text="", media=())
            self.keep(self.edge, replace(bare, provider_id=f"{heard.provider_id}/copies"))

    def _add(self, heard: Inbound, command: Command) -> tuple[Inbound, Reply]:
        """THEM: to the report of that code; with an unknown code it is a report of its own."""
        found, _ = receipts.status(self.edge, [command.code], _asker(heard), self._limits)
        if found == receipts.UNKNOWN:
            fresh = replace(heard, text=command.text)
            return fresh, self._kept(fresh, code_found=False)
        added = replace(heard, kind=Kind.ADD, code=command.code, text=command.text)
        return added, self._kept(added)

    def _kept(self, message: Inbound, *, code_found: bool = True) -> Reply:
        receipt = self.keep(self.edge, message)
        if receipt.known:
            self.note(message.provider, "known")
        return to_kept(message, receipt, self.rules.replies_per_conversation, code_found=code_found)

    def _aside(self, aside: Aside) -> Reply:
        if aside.asker:
            return self.status_of(list(aside.codes), aside.asker, aside.lang)
        return Reply(aside.reply, aside.lang)

    def _status(self, codes: list[str], heard: Inbound) -> Reply:
        return self.status_of(codes, _asker(heard), heard.lang)

    def status_of(self, codes: list[str], asker: str, lang: str) -> Reply:
        """The status reply for one of `codes`, within the limits on guessing."""
        state, code = receipts.status(self.edge, codes, asker, self._limits)
        return Reply(f"status_{state}", lang, code)

    @property
    def _limits(self) -> receipts.Limits:
        return receipts.Limits(self.rules.wrong_per_sender, self.rules.wrong_for_all)


def _asker(heard: Inbound) -> str:
    return f"{heard.channel} {heard.sender or heard.conversation or heard.provider_id}"
