"""A file that is one page.

Lives here: an HTML page or a plain text file -> one Capture or one Drop. Not here: containers of many pages.
"""

from collections.abc import Iterator

from corpus.model import Capture, Drop, Media
from corpus.readers.addresses import file_address, saved_from
from corpus.readers.folders import FoundFile
from corpus.readers.sniffing import PAGE_LIMIT, media_of, refusal


def read_page(found: FoundFile, place: str) -> Iterator[Capture | Drop]:
    """The page; its address is the URL that a browser left in it, else its path. Lets OSError through."""
    with found.path.open("rb") as file:
        body = file.read(PAGE_LIMIT + 1)
    if drop := refusal(body, place):
        yield drop
        return
    claimed: Media = "html" if found.form == "html" else "text"
    media = media_of(body, claimed)
    url = saved_from(body) if media == "html" else None
    yield Capture(
        address=url or file_address(found.source.name, found.relative),
        body=body,
        media=media,
        source=found.source.name,
        place=place,
        url=url,
    )
