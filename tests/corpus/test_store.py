"""The store of record: what one capture does to its page, and what is never lost or turned back."""

import sqlite3
from itertools import permutations
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus.errors import StoreError
from corpus.model import (
    Block,
    Capture,
    Cleaned,
    Decision,
    Drop,
    Evidence,
    Link,
    PageDate,
    Reason,
    own_programme,
    page_id,
)
from corpus.page import CLEANING, clean_page
from corpus.reclean import reclean
from corpus.settle import settle
from corpus.store import Intake, Refused, Store, key_of
from corpus.store.rows import digest_of, moment
from corpus.store.tables import MIGRATIONS, SCHEMA, metadata

ADDRESS = "https://example.org/hanke"
PAGE = page_id(ADDRESS)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store:
        yield store


def cleaned(*texts, dropped=(), **known):
    kept = [Block(kind="paragraph", text=text, lang=known.get("lang", "fi")) for text in texts]
    removed = [Block(kind="item", text=text, reason="rule:menu") for text in dropped]
    values = {"title": "Hanke", "lang": "fi", "confidence": 0.99, "languages": ("fi",), **known}
    return Cleaned(all_blocks=(*removed, *kept), **values)


def intake(what, *, at=None, body=None, address=ADDRESS):
    raw = f"{at} {what}".encode() if body is None else body
    capture = Capture(address=address, body=raw, media="html", source="crawl", place="crawl/a.html", fetched_at=at)
    return Intake(capture=capture, cleaned=what)


def add(store, *intakes):
    """Each in a run of its own, as if it had come in on another day."""
    return [status for one in intakes for status in store.add(store.begin_run(), [one])]


def is_held(store, capture):
    return store.held([(capture, key_of(capture))]) == [True]


def page_in(store, address=ADDRESS):
    (page,) = store.pages([page_id(address)])
    return page


def test_a_first_capture_makes_a_page_and_a_version(store):
    assert add(store, intake(cleaned("Alku."))) == ["new"]
    page = page_in(store)
    assert (page.address, page.version, page.cleaned.text) == (ADDRESS, 1, "Alku.")
    assert page.programme == own_programme(PAGE)
    assert store.counts() == {"pages": 1, "captures": 1, "versions": 1, "refused": 0, "links": 0}


def test_a_page_comes_back_as_it_was_stored(store):
    whole = cleaned(
        "Ensimmäinen.",
        "Toinen.",
        dropped=["Valikko"],
        kind="announcement",
        number="12/2023",
        dates=(PageDate(role="published", value="2023-04", source="meta"),),
        canonical="https://example.org/",
        declared_lang="sv",
        lang_conflict=True,
    )
    add(store, intake(whole))
    assert page_in(store).cleaned == whole


@settings(max_examples=20)
@given(title=ANY_TEXT, text=ANY_TEXT, body=st.binary(max_size=60), path=ANY_TEXT)
def test_any_text_and_any_bytes_come_back(tmp_path_factory, title, text, body, path):
    with Store.open(tmp_path_factory.mktemp("any"), create=True) as store:
        add(store, intake(cleaned(text, title=title), body=body, address=path))
        page = page_in(store, path)
        assert (page.address, page.cleaned.title, page.cleaned.blocks[0].text) == (path, title, text)
        assert store.captures(page.id) == [body]


def test_another_text_is_another_version_and_the_same_text_is_not(store):
    old, new = cleaned("Ennen."), cleaned("Jälkeen.")
    statuses = add(store, intake(old, body=b"1"), intake(old, body=b"2"), intake(new, body=b"3"))
    assert statuses == ["new", "unchanged", "changed"]
    assert store.counts()["versions"] == 2
    assert store.captures(PAGE) == [b"1", b"2", b"3"]
    assert page_in(store).cleaned.text == "Jälkeen."


def test_a_text_that_returns_is_current_again_without_a_third_version(store):
    old, new = cleaned("Ennen."), cleaned("Jälkeen.")
    statuses = add(store, *(intake(text, at=f"2023-0{n}-01") for n, text in enumerate([old, new, old], 1)))
    assert statuses == ["new", "changed", "changed"]
    assert (page_in(store).version, page_in(store).cleaned.text, store.counts()["versions"]) == (1, "Ennen.", 2)


def test_what_surrounds_a_text_makes_no_version(store):
    one, other = cleaned("Sama.", dropped=["Valikko"]), cleaned("Sama.", dropped=["Toinen valikko"])
    assert digest_of(one) == digest_of(other)
    assert add(store, intake(one), intake(other)) == ["new", "unchanged"]
    assert page_in(store).cleaned.dropped == other.dropped


@pytest.mark.parametrize("change", [{"title": "Toinen"}, {"kind": "row"}, {"text": "Toinen."}])
def test_title_kind_and_text_make_a_version(change):
    block = Block(kind=change.get("kind", "paragraph"), text=change.get("text", "Teksti."))
    other = Cleaned(title=change.get("title", "Hanke"), all_blocks=(block,), lang="fi", confidence=1, languages=("fi",))
    assert digest_of(other) != digest_of(cleaned("Teksti."))


def test_an_older_fetch_that_comes_in_late_does_not_turn_the_page_back(store):
    new, old = cleaned("Uusi."), cleaned("Vanha.")
    add(store, intake(new, at="2023-05-01T00:00:00Z", body=b"new"), intake(old, at="2021-05-01T00:00:00Z", body=b"old"))
    page = page_in(store)
    assert (page.cleaned.text, page.fetched_at) == ("Uusi.", "2023-05-01T00:00:00Z")
    assert store.counts()["versions"] == 2
    assert store.captures(PAGE) == [b"old", b"new"]


def test_an_older_fetch_of_the_same_text_does_not_turn_back_what_is_known_of_the_page(store):
    def dated(day):
        return cleaned("Sama.", dates=(PageDate(role="updated", value=day, source="text"),))

    late = intake(dated("2021-01-01"), at="2021-01-02")
    assert add(store, intake(dated("2023-01-01"), at="2023-01-02"), late) == ["new", "unchanged"]
    assert page_in(store).cleaned.updated == "2023-01-01"
    assert add(store, intake(dated("2024-01-01"), at="2024-01-02")) == ["changed"]
    assert page_in(store).cleaned.updated == "2024-01-01"


def test_the_languages_of_blocks_follow_the_newest_capture_of_a_text(store):
    add(
        store,
        intake(cleaned("Info.", lang="sv"), at="2023-01-01"),
        intake(cleaned("Info.", lang="fi"), at="2024-01-01"),
    )
    assert page_in(store).cleaned.blocks[0].lang == "fi"


CAPTURES = [
    intake(cleaned("Yksi.", number="1"), at="2021-01-01T12:00:00Z"),
    intake(cleaned("Yksi.", number="2", dropped=["Valikko"]), at="2023-01-01T12:00:00+02:00"),
    intake(cleaned("Kaksi."), at="2022-01-01"),
    intake(cleaned("Kolme."), at="2023-01-01T10:00:00Z"),
]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=lambda order: "".join(map(str, order)))
def test_the_order_in_which_captures_come_in_does_not_matter(tmp_path, order):
    """Also where two were made at the same moment, told in different time zones."""
    outcomes = []
    for name, numbers in (("a", order), ("b", range(4))):
        with Store.open(tmp_path / name, create=True) as store:
            add(store, *(CAPTURES[n] for n in numbers))
            outcomes.append((page_in(store).cleaned, page_in(store).fetched_at, sorted(store.captures(PAGE))))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2023-05-01", "2023-05-02"),
        ("2023-05-01T12:00:00+03:00", "2023-05-01T10:00:00Z"),
        ("2023-05-01", "2023-05-01T00:00:01Z"),
        ("2023-05-01T10:00:00Z", "2023-05-01T10:00:00.5Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-02"),
    ],
)
def test_moments_sort_as_they_follow_each_other(earlier, later):
    assert moment(earlier) < moment(later)


def test_a_capture_is_known_by_its_time_or_as_the_last_without_one(store):
    undated = intake(cleaned("x"), body=b"x").capture
    dated = intake(cleaned("y"), at="2030-01-01", body=b"y").capture
    assert not is_held(store, undated)
    add(store, intake(cleaned("x"), body=b"x"), intake(cleaned("y"), at="2030-01-01", body=b"y"))
    assert is_held(store, undated)  # though a dated one is newer
    assert is_held(store, dated)
    assert not is_held(store, replace(dated, fetched_at=None))
    assert not is_held(store, replace(dated, fetched_at="2031-01-01"))
    assert not is_held(store, replace(dated, title="said otherwise"))
    assert not is_held(store, replace(undated, address="https://example.org/other"))


def test_a_batch_is_stored_as_a_whole_or_not_at_all(store):
    class Broken:
        capture = None

    with pytest.raises(AttributeError):
        store.add(store.begin_run(), [intake(cleaned("Hyvä.")), Broken()])
    assert store.counts()["pages"] == store.counts()["captures"] == 0
    assert store.revision() == 0


def test_links_and_programmes_are_replaced_as_a_whole(store):
    other = page_id("https://example.org/projekt")
    add(store, intake(cleaned("Yksi.")), intake(cleaned("Två."), address="https://example.org/projekt"))
    a, b = sorted((PAGE, other))
    evidence = (Evidence(kind="number", detail="12/2023", weight=2.5),)
    link = Link(a=a, b=b, relation="translation", confidence=0.9, state="accepted", evidence=evidence)
    assert not store.is_related()
    store.relate([link], {a: own_programme(a), b: own_programme(a)})
    assert store.is_related()
    assert store.links() == [link]
    assert {page.programme for page in store.pages()} == {own_programme(a)}
    store.relate([], {a: own_programme(a), b: own_programme(b)})
    assert store.links() == []
    assert len({page.programme for page in store.pages()}) == 2


def test_only_what_changes_a_page_asks_for_new_links(store):
    add(store, intake(cleaned("Yksi."), body=b"1"))
    store.relate([], {})
    assert add(store, intake(cleaned("Yksi."), body=b"2")) == ["unchanged"]
    assert store.is_related()
    add(store, intake(cleaned("Kaksi.")))
    assert not store.is_related()


def test_what_is_refused_is_kept_once_however_often_it_comes_with_its_bytes(store):
    binary = Refused(drop=Drop(place="crawl/a.pdf", reason=Reason.NOT_TEXT, detail="PDF"))
    capture = intake(cleaned("x"), body=b"a page of the losing side").capture
    conflict = Refused(drop=Drop(place="crawl/b.html", reason=Reason.CONFLICT), capture=capture)
    for _ in range(2):
        store.refuse(store.begin_run(), [binary, conflict])
    assert store.counts()["refused"] == 2
    assert store.refused_bodies() == {"crawl/b.html": b"a page of the losing side"}


def test_what_is_refused_is_looked_for_without_reading_every_refusal(store):
    asked = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    store.refuse(store.begin_run(), [Refused(drop=Drop(place="crawl/a.pdf", reason=Reason.NOT_TEXT))])
    ((query, values),) = [told for told in asked if told[0].startswith("SELECT refusal.id")]
    with store._engine.connect() as conn:
        (step,) = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values).all()
    assert "USING INDEX ix_refusal_place" in step.detail


def test_programmes_that_change_leave_an_index_behind_and_the_same_ones_do_not(store):
    other = page_id("https://example.org/projekt")
    add(store, intake(cleaned("Yksi.")), intake(cleaned("Två."), address="https://example.org/projekt"))
    before = store.revision()
    joined = {PAGE: own_programme(PAGE), other: own_programme(PAGE)}
    store.relate([], joined)
    assert (store.revision() > before, store.is_related()) == (True, True)
    settled = store.revision()
    store.relate([], joined)
    assert (store.revision(), store.is_related()) == (settled, True)


def test_a_page_is_found_by_id_by_address_or_by_the_end_of_its_address(store):
    for address in ("crawl/fi/a_b.html", "crawl/sv/a_b.html", "crawl/sv/axb.html"):
        add(store, intake(cleaned("Teksti."), address=address))
    fi = page_id("crawl/fi/a_b.html")
    assert store.find(fi) == store.find("crawl/fi/a_b.html") == store.find("fi/a_b.html") == [fi]
    assert len(store.find("a_b.html")) == 2  # `_` and `%` stand for themselves
    assert store.find("b.html") == store.find("%") == []


def test_pages_come_by_address_and_in_the_order_of_arrival_when_asked(store):
    for address in ("c/2", "c/1", "c/3"):
        add(store, intake(cleaned("Teksti."), address=address))
    assert [page.address for page in store.pages()] == [page.address for page in store.summaries()]
    assert [page.address for page in store.summaries()] == ["c/1", "c/2", "c/3"]
    assert store.order_of_arrival() == [page_id(address) for address in ("c/2", "c/1", "c/3")]


def test_pages_are_counted_by_language_in_the_order_in_which_kielo_shows_them(store):
    for n, lang in enumerate(["en", "other", "fi", "sv", "fi"]):
        add(store, intake(cleaned("Teksti.", lang=lang), address=f"c/{n}"))
    assert list(store.languages().items()) == [("fi", 2), ("sv", 1), ("en", 1), ("other", 1)]
    assert store.languages([page_id("c/0")]) == {"en": 1}
    assert store.languages([]) == {}


def test_a_second_writer_is_refused_at_once_and_the_first_carries_on(store):
    with store.writing(), Store.open(store.folder) as second:
        with pytest.raises(StoreError, match="another kielo is writing"), second.writing():
            pytest.fail("two writers at once")
        add(store, intake(cleaned("Yhä.")))
        assert page_in(second).cleaned.text == "Yhä."  # reading goes on beside a writer
    with Store.open(store.folder) as second, second.writing():
        pass


def test_no_archive_is_an_error_that_says_how_to_make_one_and_makes_none(tmp_path):
    with pytest.raises(StoreError, match="kielo ingest"):
        Store.open(tmp_path / "archive")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_schema_is_refused_and_left_alone(tmp_path):
    Store.open(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / "archive.sqlite") as db:
        db.execute("UPDATE setting SET value = '99' WHERE key = 'schema'")
    db.close()
    before = (tmp_path / "archive.sqlite").read_bytes()
    for create in (False, True):
        with pytest.raises(StoreError, match="schema 99"):
            Store.open(tmp_path, create=create)
    assert (tmp_path / "archive.sqlite").read_bytes() == before


def test_a_beginning_that_fails_leaves_no_half_of_itself(tmp_path, monkeypatch):
    whole = metadata.create_all

    def broken(conn):
        whole(conn)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(metadata, "create_all", broken)
        with pytest.raises(RuntimeError):
            Store.open(tmp_path, create=True)
    with sqlite3.connect(tmp_path / "archive.sqlite") as db:
        assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    db.close()
    with Store.open(tmp_path, create=True) as store:
        assert add(store, intake(cleaned("Alku."))) == ["new"]


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path):
    (tmp_path / "archive.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="damaged, or is none"):
        Store.open(tmp_path)


def test_a_file_in_the_way_of_the_archive_is_said(tmp_path):
    (tmp_path / "archive").write_text("mine")
    with pytest.raises(StoreError, match="archive"):
        Store.open(tmp_path / "archive", create=True)
    assert (tmp_path / "archive").read_text() == "mine"


# From one schema to the next

FIRST_SCHEMA = """
CREATE TABLE setting (key VARCHAR NOT NULL PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE run (id INTEGER NOT NULL PRIMARY KEY, started VARCHAR NOT NULL, finished VARCHAR, counts JSON);
CREATE TABLE source (name VARCHAR NOT NULL PRIMARY KEY, place VARCHAR NOT NULL);
CREATE TABLE page (seq INTEGER NOT NULL PRIMARY KEY, id VARCHAR NOT NULL UNIQUE, address VARCHAR NOT NULL UNIQUE,
    url VARCHAR, source VARCHAR NOT NULL, version INTEGER NOT NULL, fetched_at VARCHAR, programme VARCHAR NOT NULL);
CREATE TABLE capture (id INTEGER NOT NULL PRIMARY KEY, page VARCHAR NOT NULL REFERENCES page (id),
    run INTEGER NOT NULL REFERENCES run (id), version INTEGER NOT NULL, place VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    key VARCHAR NOT NULL, codec VARCHAR NOT NULL, body BLOB NOT NULL, media VARCHAR NOT NULL, charset VARCHAR,
    fetched_at VARCHAR, seen_at VARCHAR NOT NULL, title VARCHAR, lang VARCHAR);
CREATE INDEX ix_capture_page ON capture (page);
CREATE TABLE version (page VARCHAR NOT NULL REFERENCES page (id), n INTEGER NOT NULL, digest VARCHAR NOT NULL,
    title VARCHAR NOT NULL, lang VARCHAR NOT NULL, confidence FLOAT NOT NULL, languages JSON NOT NULL,
    kind VARCHAR NOT NULL, number VARCHAR, dates JSON NOT NULL, alternates JSON NOT NULL, canonical VARCHAR,
    declared_lang VARCHAR, lang_conflict BOOLEAN NOT NULL, PRIMARY KEY (page, n));
CREATE TABLE block (page VARCHAR NOT NULL, version INTEGER NOT NULL, n INTEGER NOT NULL, kind VARCHAR NOT NULL,
    level INTEGER NOT NULL, lang VARCHAR NOT NULL, reason VARCHAR, text VARCHAR NOT NULL,
    PRIMARY KEY (page, version, n), FOREIGN KEY (page, version) REFERENCES version (page, n));
CREATE TABLE refusal (id INTEGER NOT NULL PRIMARY KEY, run INTEGER NOT NULL REFERENCES run (id),
    place VARCHAR NOT NULL, reason VARCHAR NOT NULL, detail VARCHAR NOT NULL, address VARCHAR, key VARCHAR,
    codec VARCHAR, body BLOB);
CREATE INDEX ix_refusal_run ON refusal (run);
CREATE TABLE link (a VARCHAR NOT NULL REFERENCES page (id), b VARCHAR NOT NULL REFERENCES page (id),
    relation VARCHAR NOT NULL, confidence FLOAT NOT NULL, state VARCHAR NOT NULL, evidence JSON NOT NULL,
    PRIMARY KEY (a, b, relation));
INSERT INTO setting VALUES ('schema', '1'), ('revision', '1'), ('related', '1');
INSERT INTO run VALUES (1, '2021-01-01T00:00:00.000000+00:00', '2021-01-01T00:01:00.000000+00:00', '{"new": 1}');
"""
EARLY = "<html lang='fi'><body><p>Valikko</p><h1>Hanke</h1><p>Hanke alkoi vuonna 2021 koko kunnassa.</p></body></html>"


@pytest.fixture
def early(tmp_path):
    """A folder with an archive of the first schema: a page with a kept and a removed block."""
    with sqlite3.connect(tmp_path / "archive.sqlite") as db:
        db.executescript(FIRST_SCHEMA)
        told = (PAGE, ADDRESS, ADDRESS, own_programme(PAGE))
        db.execute("INSERT INTO page VALUES (1, ?, ?, ?, 'crawl', 1, NULL, ?)", told)
        told = (PAGE, "0" * 64, "1" * 64, zstandard.compress(EARLY.encode()))
        db.execute(
            "INSERT INTO capture VALUES (1, ?, 1, 1, 'a.html', ?, ?, 'zstd', ?, 'html', NULL, NULL,"
            " '2021-01-01T00:00:00.000000', NULL, NULL)",
            told,
        )
        db.execute(
            "INSERT INTO version VALUES (?, 1, 'd', 'Hanke', 'fi', 0.9, '[\"fi\"]', 'other', NULL, '[]', '[]', NULL,"
            " NULL, 0)",
            (PAGE,),
        )
        for n, (text, reason) in enumerate([("Valikko", "rule:menu"), ("Hanke alkoi.", None)]):
            db.execute("INSERT INTO block VALUES (?, 1, ?, 'paragraph', 0, 'fi', ?, ?)", (PAGE, n, reason, text))
    db.close()
    return tmp_path


def layout_of(folder):
    """Tables with their columns, and indexes."""
    with sqlite3.connect(folder / "archive.sqlite") as db:
        names = db.execute(
            "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
        ).fetchall()
        columns = {
            name: sorted((c[1], c[2], c[3], c[4]) for c in db.execute(f"PRAGMA table_info({name})"))
            for kind, name in names
            if kind == "table"
        }
    db.close()
    return names, columns


def test_an_archive_of_the_first_schema_is_brought_up_to_date_and_keeps_everything(early, tmp_path_factory):
    with Store.open(early) as store:
        (page,) = store.pages()
        assert (page.address, page.cleaned.title, page.cleaned.text) == (ADDRESS, "Hanke", "Hanke alkoi.")
        assert [(each.text, each.reason) for each in page.cleaned.dropped] == [("Valikko", "rule:menu")]
        assert store.captures(PAGE) == [EARLY.encode()]
        assert (store.revision(), store.is_related(), store.outdated(1)) == (1, True, 1)
        assert not store.settling().is_due()
    with Store.open(early) as store:  # and a second time
        assert store.counts()["pages"] == 1
    new = tmp_path_factory.mktemp("new")
    Store.open(new, create=True).close()
    assert layout_of(early) == layout_of(new)


def test_what_was_brought_up_to_date_is_filled_by_cleaning_it_anew(early):
    with Store.open(early) as store, store.writing():
        (before,) = store.pages()
        settle(store, lambda *_: None)
        assert list(store.pages()) == [before]
        report = reclean(store, jobs=1, dry_run=False, on_progress=lambda *_: None)
        assert [change.gone for change in report.changes] == [("Hanke alkoi.",)]
        (page,) = store.pages()
        assert page.cleaned == clean_page(EARLY.encode(), media="html", url=ADDRESS)
        assert [mention.value for mention in page.cleaned.mentions] == ["2021"]
        assert store.outdated(CLEANING) == 0


def test_a_migration_that_is_cut_short_leaves_the_archive_as_it_was(early, monkeypatch):
    before = layout_of(early)

    def broken(conn):
        MIGRATIONS[2](conn)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("corpus.store.MIGRATIONS", {2: broken})
        with pytest.raises(RuntimeError):
            Store.open(early)
    assert layout_of(early) == before
    with Store.open(early) as store:
        assert store.counts()["pages"] == 1


CAME_WITH = {  # what each schema has brought, newest last
    3: "DROP TABLE feature; DROP TABLE likeness;",
    4: "DROP TABLE link_decision;",
    5: "DROP TABLE seen_page; DROP TABLE saved_search; DROP INDEX ix_capture_seen;",
    6: "DROP TABLE vocabulary;",
}


def test_every_schema_is_known_to_these_tests():
    assert max(CAME_WITH) == SCHEMA


@pytest.mark.parametrize("schema", [number - 1 for number in CAME_WITH])
def test_an_archive_of_an_earlier_schema_is_brought_up_to_date_and_keeps_everything(tmp_path, tmp_path_factory, schema):
    with Store.open(tmp_path, create=True) as store, store.writing():
        add(store, intake(cleaned("Yksi.")), intake(cleaned("Två."), address="https://example.org/projekt"))
        made = Decision(address=ADDRESS, kind="drop", value="Yksi.", digest="d", made_at="2021-01-01")
        store.settling().decide(made)
        before = (list(store.pages()), store.captures(PAGE), store.settling().decisions(), store.counts())
    with sqlite3.connect(tmp_path / "archive.sqlite") as db:
        for number, gone in CAME_WITH.items():
            db.executescript(gone if number > schema else "")
        db.execute("UPDATE setting SET value = ? WHERE key = 'schema'", (str(schema),))
    db.close()
    with Store.open(tmp_path) as store:
        assert (list(store.pages()), store.captures(PAGE), store.settling().decisions(), store.counts()) == before
        assert len(store.features("now").missing()) == 2
    new = tmp_path_factory.mktemp("new")
    Store.open(new, create=True).close()
    assert layout_of(tmp_path) == layout_of(new)


# Features


def features(page, blocks=b"blocks", digest=1):
    return SimpleNamespace(page=page, facts="{}", counts=b"counts", blocks=blocks, names="{}", digest=digest)


def test_features_are_kept_until_what_is_shown_changes(store):
    add(store, intake(cleaned("Yksi.")))
    shelf = store.features("now")
    shelf.keep([features(PAGE)])
    assert shelf.missing() == []
    assert shelf.blocks([PAGE]) == {PAGE: b"blocks"}
    add(store, intake(cleaned("Yksi."), body=b"another"))
    assert shelf.missing() == []
    add(store, intake(cleaned("Kaksi."), body=b"other"))
    assert shelf.missing() == [PAGE]
    assert list(shelf.counted()) == []
    add(store, intake(cleaned("Yksi."), body=b"back again"))
    assert shelf.missing() == []


def test_features_of_another_state_of_the_rules_do_not_count(store):
    add(store, intake(cleaned("Yksi.")))
    store.features("then").keep([features(PAGE)])
    assert store.features("now").missing() == [PAGE]
    store.features("now").keep([features(PAGE, blocks=b"new")])
    assert store.features("now").blocks([PAGE]) == {PAGE: b"new"}
    assert store.features("then").missing() == [PAGE]


def test_likenesses_are_kept_while_both_pages_have_their_features(store):
    other = page_id("https://example.org/projekt")
    add(store, intake(cleaned("Yksi.")), intake(cleaned("Två."), address="https://example.org/projekt"))
    shelf = store.features("now")
    shelf.keep([features(PAGE, digest=-5), features(other, digest=7)])
    shelf.likenesses[-5, 7] = (0.5, 0.25)
    shelf.keep_likenesses()
    assert store.features("now").likenesses == {(-5, 7): (0.5, 0.25)}
    later = store.features("now")
    later.keep([features(other, digest=8)])
    later.likenesses[-5, 8] = (0.25, 0.25)
    later.keep_likenesses()
    assert store.features("now").likenesses == {(-5, 8): (0.25, 0.25)}


def test_whatever_was_refused_is_remembered_by_its_place_with_or_without_bytes(tmp_path):
    from corpus.ingest import ingest

    folder = tmp_path / "crawl"
    folder.mkdir()
    (folder / "data.html").touch()
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        ingest(store, [folder])
        assert store.refused_places() == [str(folder / "data.html")]
        assert store.refused_bodies() == {}
