"""Sentences for the core's error codes. A code without a sentence of its own gets the general one of its kind."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from hotline.errors import HotlineError
from triage.labels import label

SENTENCES: Mapping[str, Any] = {
    "lead.changed": lazy_gettext("Somebody was faster: this lead has changed since you opened it."),
    "lead.leased": lazy_gettext("A colleague is working on this lead."),
    "session.ended": lazy_gettext("Your session has ended."),
    "item.not_granted": lazy_gettext("Your unit was not given this."),
    "signin.wrong": lazy_gettext("Login and password do not fit together."),
    "signin.wait": lazy_gettext("Too many tries. Wait %(seconds)s seconds."),
    "signin.step_up": lazy_gettext("Confirm first that it is you."),
    "signin.factor_wanted": lazy_gettext("Use your second factor."),
    "factor.wrong": lazy_gettext("That did not fit, or was used before. Try the next one."),
    "factor.none": lazy_gettext("There is no such factor."),
    "factor.last": lazy_gettext("This is your last second factor. Add another one first."),
    "password.length": lazy_gettext("A password has %(least)s to %(most)s characters."),
    "password.common": lazy_gettext("Everybody tries this password first. Choose another one."),
    "password.name": lazy_gettext("This password is made of a name. Choose another one."),
    "password.differs": lazy_gettext("The two passwords differ."),
    "invite.gone": lazy_gettext("This link was used already, is older than 24 hours, or is none of ours."),
    "officer.login_form": lazy_gettext("A login has 2 to 60 letters without marks, digits, dots or dashes."),
    "officer.login_taken": lazy_gettext("This login is taken."),
    "officer.name_form": lazy_gettext("A name has 1 to 120 characters."),
    "officer.no_colleague": lazy_gettext("Nobody else of the unit could hand this officer its key once more."),
    "officer.role": lazy_gettext("There is no such role."),
    "officer.role_kind": lazy_gettext("This role belongs to another kind of unit."),
    "officer.not_enrolled": lazy_gettext("This officer has not enrolled yet."),
    "officer.not_invited": lazy_gettext("This officer has enrolled already."),
    "officer.other_unit": lazy_gettext("Only a colleague of the same unit can do this."),
    "officer.code": lazy_gettext("These are not the characters of his key. Stop, and find out who is asking."),
    "officer.self": lazy_gettext("Nobody does this to his own account."),
    "officer.revoked": lazy_gettext("This account has been revoked."),
    "officer.unknown": lazy_gettext("There is no such officer."),
    "four_eyes.same": lazy_gettext("This takes two people, and neither is the one concerned."),
    "complaint.own": lazy_gettext("Whoever took a complaint down neither decides it nor takes it back."),
    "approval.own": lazy_gettext("Nobody approves his own proposal."),
    "approval.one_maker": lazy_gettext(
        "One person made both your accounts, and nobody else stands for one of them: somebody else has to decide."
    ),
    "approval.made_account": lazy_gettext("One of you made the other's account: somebody else has to decide."),
    "approval.acted_before": lazy_gettext("You have acted on this lead before: somebody else has to decide."),
    "approval.decided": lazy_gettext("This has been decided meanwhile."),
    "unit.name_taken": lazy_gettext("There is a unit of this name."),
    "unit.commune": lazy_gettext("A commune's unit has a commune, and no other unit has one."),
    "unit.not_held": lazy_gettext("You do not hold this unit's key."),
    "unit.unknown": lazy_gettext("There is no such unit."),
    "unit.kind": lazy_gettext("There is no such kind of unit."),
    "lead.absent": lazy_gettext("This lead is not there, or not for your unit."),
    "lead.field": lazy_gettext("There is no such field."),
    "lead.value": lazy_gettext("This value is not possible here."),
    "lead.review_date": lazy_gettext("The day must lie ahead, within a year."),
    "lead.not_classified": lazy_gettext("Set category and urgency first."),
    "lead.no_place": lazy_gettext("Set the place first, or say that there is none."),
    "lead.no_unit": lazy_gettext("Choose the unit."),
    "lead.reason": lazy_gettext("Choose a reason."),
    "lead.outcome": lazy_gettext("Choose an outcome that is possible here."),
    "lead.not_verified": lazy_gettext("This outcome needs a verification first: send the lead to a unit."),
    "lead.own_result": lazy_gettext("You submitted this result yourself: somebody else must decide."),
    "lead.needs_supervisor": lazy_gettext("This outcome is a supervisor's to decide."),
    "lead.needs_release": lazy_gettext("A commune gets a release, never the tip itself."),
    "lead.amount": lazy_gettext("The amount must be a number of grams, and only for drugs that were seized."),
    "workflow.state": lazy_gettext("This is not possible in the lead's present state."),
    "workflow.role": lazy_gettext("Your role does not include this."),
    "alarm.absent": lazy_gettext("There is no alarm on this lead."),
    "alarm.acknowledged": lazy_gettext("A colleague has acknowledged this alarm already."),
    "code.form": lazy_gettext("A lead's code has five letters or digits, as it stands beside its name."),
    "code.unknown": lazy_gettext("No open lead that you may see has this code."),
    "code.twice": lazy_gettext("Two open leads have this code. Open the other one and act from there."),
    "keeping.role": lazy_gettext("Only a supervisor decides how long something is kept."),
    "keeping.reason": lazy_gettext("Give a reason."),
    "keeping.not_substantiated": lazy_gettext("Only a closed lead that was substantiated is kept longer."),
    "keeping.renewed": lazy_gettext("It was kept longer within the last year already."),
    "group.itself": lazy_gettext("A lead cannot be joined to itself."),
    "group.tips": lazy_gettext("Choose at least one tip of this lead, and leave one."),
    "group.last_tip": lazy_gettext("It is the last tip of that lead: join the whole lead instead."),
    "group.routes": lazy_gettext("These leads belong to different units."),
    "undo.already": lazy_gettext("This was taken back already."),
    "undo.final": lazy_gettext("This cannot be taken back."),
    "undo.overtaken": lazy_gettext("Somebody has changed the same since: it cannot be taken back by itself."),
    "undo.left_house": lazy_gettext("This has left the house: withdraw it instead."),
    "undo.sent": lazy_gettext("The question has been sent already."),
    "decision.absent": lazy_gettext("There is no such decision."),
    "words.missing": lazy_gettext("Write something first."),
    "words.too_long": lazy_gettext("This is too long: %(longest)s characters at most."),
    "form.number": lazy_gettext("The form was incomplete."),
    "release.marked": lazy_gettext(
        "%(n)s phrases in it could only come from the sender. Leave them out, or confirm that they are safe."
    ),
    "release.senders_contact": lazy_gettext("The sender's own number or account stands in it. It never goes out."),
    "release.conflict": lazy_gettext("The lead may name somebody of a commune's police: supervision keeps it."),
    "release.unit": lazy_gettext("Choose a commune's unit."),
    "ask.unknown": lazy_gettext("Choose a question."),
    "ask.no_way_back": lazy_gettext("There is no way back to this sender any more."),
    "ask.link": lazy_gettext("A question holds no link."),
    "ask.number": lazy_gettext("A question holds no number that the sender did not write."),
    "ask.name": lazy_gettext("A question names nobody whom the sender did not name."),
    "link.already": lazy_gettext("This was noted already."),
    "link.waits": lazy_gettext("This link waits for a second officer already."),
    "link.absent": lazy_gettext("There is no such link."),
    "link.not_a_mention": lazy_gettext("This link is confirmed already."),
    "record.absent": lazy_gettext("This record is not there, or not for your unit."),
    "record.already": lazy_gettext("This is in the registry already."),
    "edit.document": lazy_gettext("A change needs a document: its kind and its number."),
    "edit.identity": lazy_gettext(
        "A status or a link stands here, or waits for a second officer: it belongs to whom this record names. "
        "End or withdraw it, change the record, propose it anew."
    ),
    "record.changed": lazy_gettext("Somebody was faster: this record has changed since you opened it."),
    "record.fields": lazy_gettext("Some fields cannot stand like this: %(troubles)s"),
    "record.itself": lazy_gettext("This is the record itself: choose another one."),
    "record.kinds": lazy_gettext("These records are of different kinds or states."),
    "record.told_apart": lazy_gettext(
        "An officer has said that these two are not the same. Take that back first, in the record's history."
    ),
    "record.state": lazy_gettext("This is not possible in the record's present state."),
    "period.document": lazy_gettext("A status needs a document and its number. A tip is none."),
    "period.complaint": lazy_gettext("A complaint about this record is open: decide that first."),
    "period.day": lazy_gettext("The day cannot lie ahead."),
    "period.status": lazy_gettext("There is no such status."),
    "period.reason": lazy_gettext("Choose a reason."),
    "period.already": lazy_gettext("This status is in force already."),
    "period.ended": lazy_gettext("This period has ended already."),
    "approval.absent": lazy_gettext("There is no such proposal."),
    "approval.kind": lazy_gettext("There is no such proposal."),
    "handover.own": lazy_gettext("Nobody takes over from himself."),
    "handover.lines": lazy_gettext("%(n)s lines are not acknowledged yet."),
    "handover.acknowledged": lazy_gettext("A colleague has taken this line already."),
    "handover.absent": lazy_gettext("There is no such handover."),
    "entry.kind": lazy_gettext("Choose how it reached us."),
    "entry.time": lazy_gettext("The time cannot lie ahead, nor more than a year back."),
    "entry.form": lazy_gettext("The form was incomplete."),
    "search.empty": lazy_gettext("There is nothing to search for in it."),
    "search.role": lazy_gettext("Your role does not include searching."),
    "queue.tab": lazy_gettext("There is no such tab."),
    "queue.cursor": lazy_gettext("The queue has moved on. Begin again at its top."),
    "filter.too_many": lazy_gettext("%(most)s saved views are enough. Remove one first."),
    "filter.terms": lazy_gettext("This view cannot be saved."),
    "filter.absent": lazy_gettext("There is no such view."),
    "preferences.unknown": lazy_gettext("There is no such setting."),
    "tip.absent": lazy_gettext("This tip is not there, or not for your unit."),
    "unit.absent": lazy_gettext("There is no such unit."),
    "export.format": lazy_gettext("There is no such format."),
    "database.unavailable": lazy_gettext("The database does not answer at the moment."),
}


def sentence(error: HotlineError) -> str:
    """The sentence for an error, in the officer's language, with its parameters."""
    found = SENTENCES.get(error.code)
    if found is None:
        return gettext("This cannot be done (%(code)s).", code=error.code)
    params = {**error.params}
    if "troubles" in params:
        params["troubles"] = _troubles(str(params["troubles"]))
    return str(found % params if params else found)


def _troubles(codes: str) -> str:
    """`born:year, commune:unknown` in words."""
    pairs = (part.partition(":") for part in codes.split(", "))
    return ", ".join(f"{label('field', field)} ({label('trouble', code)})" for field, _, code in pairs)
