"""A phone, a call and a messenger on one page, for the demo and the tests: they post really signed provider requests.

The requests go to the application's own public endpoints over HTTP, and what it answers or sends later is shown.
Refused outside demo mode, since whoever can open the page can sign as the providers do.
"""

from flask import Flask

from channels.simulator.apis import provider_apis
from channels.simulator.pages import pages
from channels.simulator.providers import Providers
from channels.simulator.state import State
from config.errors import ConfigError
from config.settings import Settings

LARGEST = 12 * 1024 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_simulator(settings: Settings) -> Flask:
    """The simulator under /simulator. Raises ConfigError outside demo mode."""
    if not settings.demo:
        raise ConfigError("the simulator runs with HOTLINE_MODE=demo only")
    settings.require("public_base_url")
    app = Flask("channels.simulator", static_folder=None, template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST)
    state = State()
    app.register_blueprint(pages(settings, state, Providers(settings, state)), url_prefix="/simulator")
    app.register_blueprint(provider_apis(settings, state), url_prefix="/simulator")
    app.after_request(lambda response: (response.headers.extend(HEADERS), response)[1])
    return app
