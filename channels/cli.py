"""Which commands of `hotline` speak to providers; each is loaded only when it is called. wsgi.py adds them."""

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {"telegram": "channels.telegram.commands:telegram"}
