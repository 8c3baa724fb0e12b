"""The tables that kielo brings along, in `corpus/data`. Not here: what they hold.

Read by plain paths: `importlib.resources` loads zipfile, tempfile and more, for a tenth of what a search takes.
"""

from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


def shipped_lines(name: str) -> list[str]:
    return (DATA / name).read_text("utf-8").splitlines()
