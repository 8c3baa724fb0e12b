"""A file that is one page.

Lives here: an HTML page or a plain text file -> one Capture or one Drop. Not here: containers of many pages.
"""

from collections.abc import Iterator

from corpus.addresses import saved_from
from corpus.model import Capture, Drop, Media
from corpus.readers.addresses import file_address, mirrored_url
from corpus.readers.folders import FoundFile
from corpus.readers.outcomes import refused
from corpus.sniffing import MAX_BYTES, media_of


def read_page(found: FoundFile, place: str) -> Iterator[Capture | Drop]:
    """The page; its address is the URL that a browser left in it or that its place in a mirror tells, else its path.

    Lets OSError through.
    """
    with found.path.open("rb") as file:
        body = file.read(MAX_BYTES + 1)
    if drop := refused(body, place):
        yield drop
        return
    claimed: Media = "html" if found.form == "html" else "text"
    media = media_of(body, claimed)
    # Scrapes are named as their maker likes, and a folder of them after the host: only pages are mirrored.
    url = saved_from(body) or mirrored_url(found.relative) if media == "html" else None
    yield Capture(
        address=url or file_address(found.source.name, found.relative),
        body=body,
        media=media,
        source=found.source.name,
        place=place,
        url=url,
    )
