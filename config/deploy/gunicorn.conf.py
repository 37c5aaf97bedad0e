"""gunicorn for both applications: one process, many threads (each open board page holds one), no access log at all.

`hotline serve` adds address, threads and application. Lines go through the filter of config/logs.py.
"""

import logging
from pathlib import Path
from typing import Any

from config.logs import set_up
from config.settings import load_settings

worker_class = "gthread"
workers = 1
timeout = 60
graceful_timeout = 10
keepalive = 15
accesslog = None  # a line of it is an address with a time
control_socket_disable = True
forwarded_allow_ips = ",".join(str(network) for network in load_settings().trusted_proxies)
forwarder_headers = ""
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a heartbeat file, not data


def _log_through_the_filter() -> None:
    set_up()
    server = logging.getLogger("gunicorn.error")
    server.handlers.clear()
    server.propagate = True


def on_starting(server: Any) -> None:
    """In the master."""
    _log_through_the_filter()


def post_fork(server: Any, worker: Any) -> None:
    """In the process that serves."""
    _log_through_the_filter()
