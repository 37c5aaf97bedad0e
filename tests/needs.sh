#!/bin/sh
# What the tests need besides Python: PostgreSQL, Redis, Chromium, a font with Vietnamese letters.
# As root they are installed from Debian; otherwise one line says how, and the exit code is 2.
set -eu
missing=""
has() { command -v "$1" >/dev/null 2>&1; }

has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
has redis-server || has valkey-server || missing="$missing redis-server"
has chromium || has chromium-browser || missing="$missing chromium"
has fc-list && [ -n "$(fc-list :lang=vi family)" ] || missing="$missing fontconfig fonts-noto-core"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && has apt-get; then
    echo "Installing$missing ..."
    log=$(mktemp)
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1
    then
        tail -n 5 "$log" >&2
        echo "The tests need:$missing; apt-get could not install them" >&2
        exit 2
    fi
    rm -f "$log"
    exit 0
fi
echo "The tests need packages that are not installed: sudo apt-get install -y --no-install-recommends$missing" >&2
exit 2
