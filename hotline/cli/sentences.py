"""Codes of errors as one English line for the command line. The board has its own, in the reader's language."""

from hotline.errors import HotlineError

SENTENCES = {
    # running
    "cli.no_composition": "this command has to be started as `hotline`",
    "cli.key_only": "this officer has security keys only; the command line needs a time code, set up on the board",
    "database.unavailable": "the database does not answer; see HOTLINE_DATABASE_URL",
    "demo.not_a_demo": "{directory} is not empty and holds no demo; nothing was removed",
    "demo.not_ready": "the demo did not answer on port {port} in time; is the port free?",
    "demo.process_ended": "a process of the demo ended; its last lines are above",
    "audit.head_moved": "another process wrote to the audit chain at the same moment; try again",
    # keys
    "key.missing": "the ring of {process} has no {purpose} key",
    "key.purpose": "{purpose} is not a key that can be rotated like this",
    "key.private_size": "a private key has the wrong length; its ring is damaged",
    "key.public_size": "a public key has the wrong length",
    "ring.absent": "{file} is not there or cannot be read; `hotline keys init` makes the rings",
    "ring.there": "{file} exists already; nothing was overwritten",
    "ring.elsewhere": "{file} is not here, and it holds the {purpose} key too; bring all rings together first",
    "ring.mode": "{file} can be read by others (mode {mode}); chmod 600 it",
    "ring.damaged": "{file} is damaged or of another kind; restore it from its backup",
    "ring.passphrase": "{file} does not open with HOTLINE_KEYRING_PASSPHRASE",
    "sweep.clock": "the clock jumped, or the last sweep is days ago: look at the clock, then run with --clock-is-right",
    "ledger.absent": "{file} is not there: without the ledger of destroyed ids what has expired would come back",
    "ledger.damaged": "{file} is damaged",
    "backup.damaged": "the backup is damaged or cut short",
    "backup.secret": "the backup does not open: another HOTLINE_BACKUP_KEY, or a damaged file",
    "backup.not_empty": "the database is not empty (table {table}); restore into a new one",
    "backup.schema": "the backup is of another schema ({revision}); restore it with the version that made it",
    "envelope.closed": "this does not open with the key given",
    "recovery.other_set": "these shares belong to another set, or have been spent",
    "recovery.shares": "these are not valid shares; check each word",
    "recovery.threshold": "the number of shares needed must be from 1 to the number made, 16 at most",
    # people
    "officer.absent": "there is no officer of that name",
    "officer.code": "the code does not belong to this officer's key; let him read it out again",
    "officer.login_form": "a login is 3 to 60 letters, digits, dots or dashes",
    "officer.login_taken": "that login is taken",
    "officer.name_form": "a name must not be empty or longer than 120 letters",
    "officer.not_enrolled": "this officer has not enrolled yet",
    "officer.not_invited": "this officer is not invited, or has enrolled already",
    "officer.other_unit": "this officer belongs to another unit",
    "officer.revoked": "this officer's access was revoked",
    "officer.no_colleague": "nobody else of the unit could hand this officer its key once more",
    "officer.role": "there is no such role",
    "officer.role_kind": "this role does not fit the kind of unit",
    "officer.self": "nobody may do this to himself",
    "officer.unknown": "there is no officer of that name",
    "invite.gone": "this invitation was used or has run out",
    "unit.absent": "there is no unit of that name",
    "unit.unknown": "there is no unit of that name",
    "unit.commune": "a commune unit needs the code of a commune, and no other unit has one",
    "unit.kind": "a unit is desk, supervision, registry, commune or audit",
    "unit.name_taken": "a unit of that name exists already",
    "unit.mac": "a unit's key is not the one that was enrolled: sealing has stopped; see docs/operate.md",
    "unit.none": "there is no unit with a key to seal to; `hotline unit add` makes one",
    "unit.not_held": "this officer does not hold the key of that unit",
    "password.common": "this password is among the most common ones",
    "password.differs": "the two passwords differ",
    "password.length": "a password has {least} to {most} characters",
    "password.name": "a password must not be made of the officer's, unit's or product's name",
    "signin.wrong": "login or password is wrong",
    "signin.wait": "too many attempts; try again in {seconds} seconds",
    "signin.step_up": "this needs the second factor once more",
    "signin.factor_wanted": "the second factor is missing",
    "factor.wrong": "the second factor is wrong or was used already",
    "factor.none": "this officer has no second factor of that kind",
    "four_eyes.same": "another officer must decide this",
    "approval.own": "nobody decides what he proposed himself",
    "approval.one_maker": "one person made both accounts, and nobody else stands for one of them",
    "approval.absent": "there is nothing of that number to decide",
    "approval.decided": "this was decided already",
    "workflow.role": "this officer's role does not allow it",
    # records
    "import.columns": "the first line must name the columns, each once, kind among them: {columns}",
    "import.csv": "the row that begins on line {line} is no CSV: look for a quotation mark that is not closed",
    "import.empty": "there is no row in it",
    "import.encoding": "the first line is not UTF-8",
    "import.too_large": "the file is too large",
    "import.too_many": "a file may have {most} rows at most",
    "import.xlsx": "this is no workbook that can be read",
    "record.absent": "there is no record of that number",
    "record.changed": "the record has changed in the meantime",
    "record.fields": "the record is not complete: {troubles}",
    "period.document": "a status needs the reference of a document",
    "period.status": "there is no such status for this kind of record",
    "period.day": "a day is written as 2026-01-31",
    "words.missing": "a reason is needed",
    "words.too_long": "a text must not be longer than {longest} letters",
}


class _Missing(dict[str, str | int]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence(error: HotlineError) -> str:
    """One line; a code without a sentence is shown with its parameters."""
    found = SENTENCES.get(error.code)
    if found is None:
        given = ", ".join(f"{name}={value}" for name, value in sorted(error.params.items()))
        return f"{error.code} ({given})" if given else error.code
    return found.format_map(_Missing(error.params))
