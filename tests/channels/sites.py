"""Public application and simulator together on loopback, as the demo runs them."""

import socket
from collections.abc import Callable
from typing import Any

from channels.app import create_public
from channels.simulator import create_simulator
from config.settings import Settings
from tests.channels.builders import Bare, settings_for


def demo_site(bare: Bare, served: Callable[..., str]) -> tuple[str, Settings]:
    """The address of both, and their settings: the providers' addresses point at the simulator."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    settings = settings_for(
        public_base_url=base,
        twilio_api_url=f"{base}/simulator/twilio",
        telegram_api_url=f"{base}/simulator/telegram",
        gateway_send_url=f"{base}/simulator/gateway",
    )
    simulator, public = create_simulator(settings), create_public(bare.edge, settings)

    def app(environ: Any, start_response: Any) -> Any:
        inner = simulator if environ["PATH_INFO"].startswith("/simulator") else public
        return inner(environ, start_response)

    served(app, port)
    return base, settings
