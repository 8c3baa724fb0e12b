"""Every error a user can act on, with its exit code. A bug is never one of these and keeps its traceback.

    KieloError                1   kielo failed
    +- InputError             3   what was given is not there or not what it claims to be
    +- StoreError             4   the archive is missing, in use, or of another schema
    +- SettingsError          5   kielo.toml or a KIELO_ variable says something that cannot be
    +- EngineError            6   a search engine is not installed, or refuses its index
    +- ServerError            7   the web view cannot listen where it was told to
    +- UnsoundError           8   `kielo doctor` has found what is not in order, and was not to repair it

Exit code 2 is wrong usage of the command line, which click reports by itself. Nothing in `corpus`, `indexer` or
`search` knows of click: `cli.py` prints these errors and exits.
"""


class KieloError(Exception):
    """What went wrong, where, and what to do about it; `str()` joins the three into one message."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.what}{cure}"


class InputError(KieloError):
    """What was given to read is not there, or none of it could be used."""

    exit_code = 3


class StoreError(KieloError):
    """The archive is missing, damaged, in use by another writer, or of a schema this version does not know."""

    exit_code = 4


class SettingsError(KieloError):
    """A setting has a name or value that cannot be."""

    exit_code = 5


class EngineError(KieloError):
    """A search engine, or another library that is asked for, is not installed; or an engine refuses its index."""

    exit_code = 6


class ServerError(KieloError):
    """The web view cannot listen at an address."""

    exit_code = 7


class UnsoundError(KieloError):
    """Something in an archive or its index is not as it should be."""

    exit_code = 8
