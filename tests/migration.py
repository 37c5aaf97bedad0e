"""`make migration MESSAGE=...`: the next migration out of the models; `python -m tests.migration --first`: 0001 anew"""

import subprocess
import sys
import tempfile
from pathlib import Path

from hotline.db.engine import make_engine
from hotline.db.migrate import MIGRATIONS, revise, upgrade

VERSIONS = MIGRATIONS / "versions"


def make(message: str, *, first: bool) -> str:
    """Writes the migration against an empty database (the first one) or a migrated one; returns its path."""
    there = sorted(VERSIONS.glob("[0-9]*.py"))
    aside = [path.rename(path.with_suffix(".aside")) for path in there] if first else []
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/models.db")
        if not first:
            upgrade(engine)
        made = revise(engine, message, "0001" if first else f"{len(there) + 1:04d}", batch=not first)
        engine.dispose()
    for path in aside:
        if path.with_suffix(".py") == Path(made) or path.name.startswith("0001"):
            path.unlink()
        else:
            path.rename(path.with_suffix(".py"))
    _tidy(Path(made))
    return made


def _tidy(path: Path) -> None:
    text = "\n".join(line for line in path.read_text().splitlines() if "commands auto generated" not in line)
    path.write_text(text.replace("    # ### end Alembic commands ###", "") + "\n")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", "--no-force-exclude", str(path)], check=True)


if __name__ == "__main__":
    sys.stdout.write(make(" ".join(sys.argv[1:]).replace("--first", "First"), first="--first" in sys.argv) + "\n")
