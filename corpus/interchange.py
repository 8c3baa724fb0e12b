"""Aligned passages and word translations in the formats of translators: TMX 1.4 and TBX, and CSV. Pure.

Lives here: values -> lines of a file. Not here: where they come from (passages.py), writing files.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from corpus.lexicon import Entry, Lexicon, Place
from corpus.model import Page, PageId
from corpus.passages import Aligned

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LEAST_COUNT, LEAST_STRENGTH = 3, 0.3  # of the entries that are handed out: the rest serve alignment, and half are wrong


def tmx_lines(pairs: Iterable[Aligned], version: str, least: float = 0.5) -> Iterator[str]:
    """A translation memory: a unit for each pair of passages of at least this confidence, with both addresses.

    Each side has its own page's address, in its own language.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<tmx version="1.4">'
    yield (
        f'  <header creationtool="kielo" creationtoolversion={_attribute(version)} segtype="block" o-tmf="kielo"'
        ' adminlang="en" srclang="*all*" datatype="plaintext"/>'
    )
    yield "  <body>"
    for aligned in pairs:
        for passage in aligned.passages:
            if not passage.is_gap and passage.confidence >= least:
                yield "    <tu>"
                yield f'      <prop type="x-confidence">{passage.confidence:.3f}</prop>'
                for page, blocks in zip((aligned.a, aligned.b), aligned.blocks(passage), strict=True):
                    yield from _variant(page, " ".join(block.text for block in blocks))
                yield "    </tu>"
    yield "  </body>"
    yield "</tmx>"


def _variant(page: Page, text: str) -> Iterator[str]:
    yield f"      <tuv xml:lang={_attribute(page.cleaned.lang)}>"
    yield f'        <prop type="x-address">{_content(page.url or page.address)}</prop>'
    yield f"        <seg>{_content(text)}</seg>"
    yield "      </tuv>"


def tbx_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """A term base (ISO 30042, TBX-Basic): a concept entry for each translation, with its count and strength."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">'
    yield "  <tbxHeader><fileDesc><sourceDesc>"
    yield "    <p>Learned by kielo from aligned passages</p>"
    yield "  </sourceDesc></fileDesc></tbxHeader>"
    yield "  <text><body>"
    for number, entry in enumerate(entries, 1):
        yield f'    <conceptEntry id="c{number}">'
        yield f"      <note>{entry.count} passages, strength {entry.strength:.2f}</note>"
        for lang, term in zip(entry.langs, (entry.shown_a, entry.shown_b), strict=True):
            yield f"      <langSec xml:lang={_attribute(lang)}>"
            yield f"        <termSec><term>{_content(term)}</term></termSec>"
            yield "      </langSec>"
        yield "    </conceptEntry>"
    yield "  </body></text>"
    yield "</tbx>"


def lexicon_csv(entries: Iterable[Entry], addresses: Mapping[PageId, str]) -> Iterator[str]:
    """Entries as lines of CSV, the pages of their examples at the end."""
    rows = (
        (*each.langs, each.shown_a, each.shown_b, str(each.count), f"{each.strength:.3f}", _sources(each, addresses))
        for each in entries
    )
    return csv_lines(("lang_a", "lang_b", "a", "b", "count", "strength", "examples"), rows)


def _sources(entry: Entry, addresses: Mapping[PageId, str]) -> str:
    return " | ".join(f"{_source(x, addresses)} = {_source(y, addresses)}" for x, y in entry.examples)


def _source(place: Place, addresses: Mapping[PageId, str]) -> str:
    return addresses.get(place.page, place.page)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of CSV; what a spreadsheet would take for a formula is made text."""
    for row in (header, *rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow([_harmless(cell) for cell in row])
        yield line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def worth_showing(lexicon: Lexicon) -> list[Entry]:
    """The entries that are sure enough to be handed out, the surest first, each phrase once."""
    found: dict[tuple[str, ...], Entry] = {}
    for entry in lexicon.entries:
        is_sure = entry.count >= LEAST_COUNT and entry.strength >= LEAST_STRENGTH
        if is_sure and entry.shown_a != entry.shown_b:
            found.setdefault((*entry.langs, entry.shown_a, entry.shown_b), entry)
    return list(found.values())


def _content(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))
