"""How an officer likes his screen; kept with the account, so that no cookie and no browser storage tells anything."""

from sqlalchemy import Boolean, ForeignKey
from sqlalchemy.orm import Mapped

from hotline.db.tables.base import Base, choice, number, plain


class Preference(Base):
    """One officer's screen. Absent means the defaults."""

    __tablename__ = "preference"
    officer_id: Mapped[int] = number(
        ForeignKey("officer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    language: Mapped[str] = choice("language", "vi", "en", default="vi")
    theme: Mapped[str] = choice("theme", "system", "dark", "light", default="system")
    keys: Mapped[bool] = plain(Boolean, default=True)
