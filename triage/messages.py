"""Sentences for the core's error codes. A code without a sentence of its own gets the general one of its kind."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from hotline.errors import HotlineError

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
    "approval.own": lazy_gettext("Nobody approves his own proposal."),
    "approval.made_account": lazy_gettext("One of you made the other's account: somebody else has to decide."),
    "approval.acted_before": lazy_gettext("You have acted on this lead before: somebody else has to decide."),
    "approval.decided": lazy_gettext("This has been decided meanwhile."),
    "unit.name_taken": lazy_gettext("There is a unit of this name."),
    "unit.commune": lazy_gettext("A commune's unit has a commune, and no other unit has one."),
    "unit.not_held": lazy_gettext("You do not hold this unit's key."),
    "unit.unknown": lazy_gettext("There is no such unit."),
    "unit.kind": lazy_gettext("There is no such kind of unit."),
    "database.unavailable": lazy_gettext("The database does not answer at the moment."),
}


def sentence(error: HotlineError) -> str:
    """The sentence for an error, in the officer's language, with its parameters."""
    found = SENTENCES.get(error.code)
    if found is None:
        return gettext("This cannot be done (%(code)s).", code=error.code)
    return str(found % error.params if error.params else found)
