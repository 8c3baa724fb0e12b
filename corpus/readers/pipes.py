"""Standard input: one page, a list of records or an archive, told by its first bytes.

Lives here: reading it once, keeping it where one can move about in it. Not here: what is in it.

What comes through a pipe has no name. So that two pages never pass for two versions of one, each is called after its
content; a zip is the folder of the source that the user names, else a folder named after its content.
"""

import sys
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO, cast

from corpus.model import Drop, Reason
from corpus.readers.forms import HEAD, form_of_bytes
from corpus.readers.found import FoundFile
from corpus.readers.sources import Source

PLACE = "standard input"
LIMIT = 16_000_000_000  # bytes of disk that a pipe may take: as much as a large crawl
_CHUNK = 1024 * 1024


def piped(source: Source, *, is_named: bool) -> Iterator[FoundFile | Drop]:
    """What standard input holds. `is_named`: the user has named the source. Lets OSError through."""
    with closing(cast(IO[bytes], TemporaryFile())) as kept:
        digest, size = sha256(), 0
        while size <= LIMIT and (piece := sys.stdin.buffer.read(_CHUNK)):
            kept.write(piece)
            digest.update(piece)
            size += len(piece)
        if size == 0 or size > LIMIT:
            detail = f"more than {LIMIT // 1_000_000_000} GB: keep it in a file" if size else ""
            yield Drop(place=PLACE, reason=Reason.TOO_LARGE if size else Reason.EMPTY, detail=detail)
            return
        kept.seek(0)
        form = form_of_bytes(kept.read(HEAD))
        kept.seek(0)
        waiting = [kept]

        def opener() -> IO[bytes]:
            if not waiting:
                raise OSError(None, "standard input can be read only once")
            return waiting.pop()

        folder = PurePath() if is_named else PurePath(digest.hexdigest()[:12])
        yield FoundFile(
            place=PLACE,
            relative=folder if form == "zip" else PurePath("-"),
            source=source,
            form=form,
            opener=opener,
            has_name=form == "zip",
        )
