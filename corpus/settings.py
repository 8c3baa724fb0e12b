"""What an archive is set to: defaults, then its kielo.toml, then KIELO_* variables. Read once, at the edge.

Only `kielo.py` asks for settings; everything below is given just what it needs.
"""

import os
import tomllib
from collections.abc import Mapping
from getpass import getuser
from pathlib import Path

from msgspec import Struct
from msgspec.structs import fields

from corpus.errors import SettingsError

FILE_NAME = "kielo.toml"
PREFIX = "KIELO_"

TEMPLATE = """\
# Settings of this archive; a KIELO_... variable of the same name overrides them. All are optional.

# engine = "tantivy"    # the search engine of a new index: tantivy, or whoosh (pure Python, slower)
"""


ENGINES = ("tantivy", "whoosh")  # those an index can be kept with; a test holds this against the engines there are


class Settings(Struct, frozen=True, kw_only=True):
    """`engine` None: that of the index there is, else the default one."""

    engine: str | None = None


def read_settings(archive: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an archive; a file that is not there sets nothing. Raises SettingsError, naming every problem."""
    file = archive / FILE_NAME
    known = {field.name for field in fields(Settings)}
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        told = {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot be read: {error}", where=str(file), hint="mend or remove it") from error
    problems = [f"there is no setting {name!r}" for name in told if name not in known]
    if "engine" in told and told["engine"] not in ENGINES:
        problems.append(f"engine must be one of {', '.join(ENGINES)}")
    if problems:
        raise SettingsError("; ".join(problems), where=str(file), hint=f"known: {', '.join(sorted(known))}")
    from_environment = {
        name: environment[PREFIX + name.upper()] for name in known if PREFIX + name.upper() in environment
    }
    if from_environment.get("engine", ENGINES[0]) not in ENGINES:
        variable = f"{PREFIX}ENGINE"
        raise SettingsError(f"must be one of {', '.join(ENGINES)}, not {environment[variable]!r}", where=variable)
    return Settings(**{**told, **from_environment})


def user_name(environment: Mapping[str, str] = os.environ) -> str:
    """Who decides where nobody is named: KIELO_USER, else the name they have logged in with."""
    told = environment.get(PREFIX + "USER", "").strip()
    if told:
        return told
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # an account without a name, as in a container
        return "unknown"


def write_template(archive: Path) -> None:
    """Put a settings file that says what can be set into a new archive."""
    file = archive / FILE_NAME
    if not file.exists():
        file.write_text(TEMPLATE, "utf-8")
