"""Invented pages of two counties, as cleaning would leave them."""

import pytest

from corpus.linking.gazetteer import Gazetteer, shipped_entries
from corpus.model import Alternate, Block, Cleaned, Page, own_programme, page_id
from indexer.catalogue import Catalogue
from indexer.generations import current_generation


@pytest.fixture(scope="session")
def forms(seasoned):
    """Forms that know the shipped names: analysing them takes seconds."""
    return Catalogue(current_generation(seasoned)).forms


@pytest.fixture(scope="session")
def gazetteer(forms):
    return Gazetteer(shipped_entries(), forms)


@pytest.fixture(scope="session")
def page():
    """A page: its address, language, title and paragraphs. `versions` are the languages and addresses it declares."""

    def build(address, lang, title, *paragraphs, kind="other", number=None, versions=()):
        blocks = [Block(kind="heading", text=title, lang=lang, level=1)]
        blocks += [Block(kind="paragraph", text=text, lang=lang) for text in paragraphs]
        cleaned = Cleaned(
            title=title,
            all_blocks=tuple(blocks),
            lang=lang,
            confidence=1.0,
            languages=(lang,),
            kind=kind,
            number=number,
            alternates=tuple(Alternate(lang=other, url=url, source="hreflang") for other, url in versions),
        )
        who = page_id(address)
        return Page(
            id=who,
            address=address,
            url=address if "://" in address else None,
            source="pages",
            version=1,
            fetched_at=None,
            programme=own_programme(who),
            cleaned=cleaned,
        )

    return build
