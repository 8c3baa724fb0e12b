"""Small archives for the tests of index generations, written without cleaning, and all that can be told of an index."""

from contextlib import closing

import sqlalchemy as sa

from corpus.model import Block, Capture, Cleaned, PageDate, page_id
from corpus.store import Intake
from corpus.store.tables import block, capture, page, version
from indexer.catalogue import Catalogue
from indexer.contract import FACETS, Everything, Term
from indexer.engines import open_engine
from indexer.generations import current_generation, read_manifest

WORDS = (
    *("kirjasto", "pääkirjaston", "uimahalli", "remontti", "sosiaali- ja terveyspalvelut"),
    *("bibliotek", "simhallen", "vård", "library", "grants"),
)


def put(store, address, text, lang="fi", published=None):
    """Add a page, or a version of one."""
    cleaned = Cleaned(
        title=text.split()[0],
        all_blocks=(
            Block(kind="heading", text=text.split()[0], lang=lang, level=1),
            *(Block(kind="paragraph", text=line, lang=lang) for line in text.splitlines()),
            Block(kind="item", text="Evästeet", reason="rule:cookies"),
        ),
        lang=lang,
        confidence=1.0,
        languages=(lang,),
        dates=(PageDate(role="published", value=published, source="test"),) if published else (),
    )
    body = f"{address} {text} {published}".encode()
    taken = Capture(address=address, body=body, media="html", source="crawl", place=address)
    store.add(store.begin_run(), [Intake(capture=taken, cleaned=cleaned)])
    return page_id(address)


def remove(store, who):
    """What no command does yet: take a page out of an archive."""
    with store._engine.begin() as conn:
        for table in (block, capture, version):
            conn.execute(sa.delete(table).where(table.c.page == who))
        conn.execute(sa.delete(page).where(page.c.id == who))
        conn.exec_driver_sql("UPDATE setting SET value = value + 1 WHERE key = 'revision'")


def told(store):
    """All that an index answers, in a form that can be compared."""
    generation = current_generation(store.folder)
    manifest = read_manifest(generation)
    with (
        closing(Catalogue(generation)) as catalogue,
        closing(open_engine(manifest.engine, generation / "engine")) as engine,
    ):
        ids = sorted(catalogue.held())
        summaries = catalogue.summaries(ids)
        asked = [Term(field=field, term=word) for word in words_of(catalogue, ids) for field in ("exact", "title")]
        return {
            "pages": manifest.pages,
            "revision": manifest.revision,
            "catalogue": [(summaries[each], catalogue.blocks(each), catalogue.held()[each].digest) for each in ids],
            "found": [ids_of(engine, query) for query in (Everything(), *asked)],
            "newest": [hit.id for hit in engine.search(Everything(), limit=100, sort="newest").hits],
            "facets": engine.facets(Everything(), FACETS),
        }


def ids_of(engine, query):
    return sorted(hit.id for hit in engine.search(query, limit=100).hits)


def words_of(catalogue, ids):
    texts = " ".join(each.text for page in ids for each in catalogue.blocks(page))
    return sorted({word.strip(".,-").lower() for word in texts.split()})


def names_in(store):
    """Everything below the index's folder but the files of an engine."""
    home = store.folder / "index"
    return sorted(each.relative_to(home).as_posix() for each in home.rglob("*") if each.parent.name != "engine")


def expected_names(store):
    """What is there after a run that was done."""
    generation = current_generation(store.folder)
    inside = ("", "/catalogue.sqlite", "/engine", "/manifest.json", "/translations.sqlite")
    words = read_manifest(generation).words
    return sorted(["current", words, *(generation.name + each for each in inside)])


def overwrite(file, content):
    """Give a file other content as a new file of its name: whatever still has the old one mapped would die of it."""
    beside = file.with_name("beside")
    beside.write_bytes(content)
    beside.replace(file)
