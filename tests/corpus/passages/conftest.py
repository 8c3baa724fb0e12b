"""Forms and names that are known already, and pages in two languages."""

import pytest

from corpus.alignment import Reader
from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import Block, Cleaned, Page, ProgrammeId, own_programme, page_id
from indexer.catalogue import Catalogue
from indexer.generations import current_generation


@pytest.fixture(scope="session")
def catalogue(seasoned):
    opened = Catalogue(current_generation(seasoned))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def names(catalogue):
    return Gazetteer(shipped_entries(), catalogue.forms, catalogue.names)


@pytest.fixture(scope="session")
def reader(catalogue, names):
    return Reader(names, catalogue.forms)


@pytest.fixture(scope="session")
def page():
    """A page of blocks: texts are paragraphs, `(kind, text)` is another block."""

    def build(address, lang, *texts, programme=None, **about):
        blocks = tuple(
            Block(kind="paragraph", text=text, lang=lang)
            if isinstance(text, str)
            else Block(kind=text[0], text=text[1], lang=lang, level=2 if text[0] == "heading" else 0)
            for text in texts
        )
        url = address if "//" in address else None
        facts = {
            "title": blocks[0].text if blocks else "",
            "all_blocks": blocks,
            "lang": lang,
            "confidence": 1.0,
            "languages": (lang,),
        }
        who = page_id(address)
        return Page(
            id=who,
            address=address,
            url=url,
            source="made",
            version=about.pop("version", 1),
            fetched_at=about.pop("fetched_at", None),
            programme=ProgrammeId(programme) if programme else own_programme(who),
            cleaned=Cleaned(**{**facts, **about}),
        )

    return build
