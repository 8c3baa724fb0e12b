"""The way of pages into the archive: what a run does, what it refuses, and that neither order nor splits matter."""

import gzip
import json
import os
from itertools import pairwise
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.analysis import Forms
from corpus.decisions import decide_blocks
from corpus.errors import InputError
from corpus.ingest import ingest, relate_archive, settle_and_relate
from corpus.linking.relating import FeatureReader, features_version
from corpus.model import Reason, page_id
from corpus.page import draft_page
from corpus.readers import SourceNames, resolve_sources
from corpus.store import Store
from indexer.catalogue import Catalogue
from indexer.generations import current_generation

PROSE = "Kunnanhallitus päätti asiasta yksimielisesti viime kokouksessaan."


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        yield store


@pytest.fixture
def without_links(monkeypatch):
    """For tests of what comes in, where deciding links would only take time."""
    monkeypatch.setattr("corpus.ingest.relate", lambda *_: ([], {}))


@pytest.fixture
def docs(tmp_path, write_page):
    for name in ("a", "b"):
        write_page(tmp_path / "docs" / f"{name}.html", f"Sivu {name}", PROSE)
    return tmp_path / "docs"


def run(store, *paths, **options):
    report = ingest(store, list(paths), **options)
    return report.new, report.changed, report.unchanged


def addresses(store):
    return [page.address for page in store.summaries()]


def write_lines(file, *records):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return file


def write_warc(file, *urls, text=PROSE):
    """A WARC file with an answer for each URL; by name compressed, a member for each record."""
    records = []
    for url in urls:
        page = f"<html><head><title>Sivu</title></head><body><h1>{url}</h1><p>{text}</p></body></html>".encode()
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, url)}>\r\n"
            f"WARC-Date: 2023-05-01T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        record = head.encode() + answer + b"\r\n\r\n"
        records.append(gzip.compress(record, mtime=0) if file.suffix == ".gz" else record)
    file.write_bytes(b"".join(records))
    return file


# What a run does


@pytest.mark.usefixtures("without_links")
def test_a_second_run_on_the_same_input_changes_nothing(store, docs):
    assert run(store, docs) == (2, 0, 0)
    before, revision = store.counts(), store.revision()
    assert run(store, docs) == (0, 0, 2)
    assert (store.counts(), store.revision()) == (before, revision)
    assert store.is_related()


@pytest.mark.usefixtures("without_links")
def test_only_what_has_changed_is_changed(store, docs, write_page):
    run(store, docs)
    write_page(docs / "b.html", "Sivu b", PROSE, "Asia etenee syksyllä valtuustoon.")
    write_page(docs / "c.html", "Sivu c", PROSE)
    assert run(store, docs) == (1, 1, 1)
    assert store.counts()["versions"] == 4


@pytest.mark.usefixtures("without_links")
def test_every_capture_can_be_read_back_byte_by_byte(store, docs, write_page):
    first = (docs / "a.html").read_bytes()
    run(store, docs)
    second = write_page(docs / "a.html", "Sivu a", PROSE, "Lisäys.").read_bytes()
    run(store, docs)
    assert store.captures(page_id("docs/a.html")) == [first, second]


@pytest.mark.usefixtures("without_links")
def test_the_report_counts_pages_by_language_and_what_was_passed_over(store, docs, write_page):
    write_page(docs / "sv.html", "Sida", "Kommunstyrelsen beslöt enhälligt om saken.", lang="sv")
    (docs / "logo.png").write_bytes(b"\x89PNG")
    report = ingest(store, [docs])
    assert (report.pages, dict(report.languages), dict(report.ignored)) == (3, {"fi": 2, "sv": 1}, {".png": 1})


@pytest.mark.usefixtures("without_links")
def test_progress_is_told_page_by_page(store, docs):
    told = []
    ingest(store, [docs], on_progress=lambda *step: told.append(step))
    assert told[:2] == [("reading and cleaning", 1, None), ("reading and cleaning", 2, None)]


def test_links_are_decided_anew_only_when_pages_have_changed(store, docs, monkeypatch):
    decided = []
    monkeypatch.setattr(
        "corpus.ingest.relate", lambda shelf, *_: decided.append(len(list(shelf.counted()))) or ([], {})
    )
    run(store, docs)
    run(store, docs)
    assert decided == [2]
    relate_archive(store)
    assert decided == [2, 2]


def test_links_left_undecided_by_a_run_cut_short_are_decided_by_the_next(store, docs, monkeypatch):
    def cut_short(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("corpus.ingest.relate", cut_short)
    with pytest.raises(KeyboardInterrupt):
        run(store, docs)
    assert store.counts()["pages"] == 2
    monkeypatch.setattr("corpus.ingest.relate", lambda *_: ([], {}))
    assert run(store, docs) == (0, 0, 2)
    assert store.is_related()


@pytest.mark.usefixtures("without_links")
def test_a_run_cut_short_keeps_its_batches_and_the_next_brings_the_rest(store, docs, write_page, monkeypatch):
    monkeypatch.setattr("corpus.ingest.BATCH", 2)
    for name in "cde":
        write_page(docs / f"{name}.html", f"Sivu {name}", PROSE)

    def cut_short(_stage, done, _total):
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(store, docs, on_progress=cut_short)
    assert store.counts()["pages"] == 4
    assert run(store, docs) == (1, 0, 4)


# What is refused


@pytest.mark.usefixtures("without_links")
def test_what_is_said_of_the_same_bytes_is_corrected_by_saying_it_anew(store, tmp_path):
    record = {"url": "https://example.org/x", "text": PROSE, "fetched_at": "2023-05-01", "title": "Väärä"}
    file = write_lines(tmp_path / "docs" / "a.jsonl", record)
    assert run(store, file) == (1, 0, 0)
    write_lines(tmp_path / "docs" / "a.jsonl", {**record, "title": "Oikea"})
    assert run(store, file) == (0, 1, 0)
    assert [page.title for page in store.summaries()] == ["Oikea"]


@pytest.mark.usefixtures("without_links")
def test_bad_files_are_refused_with_place_and_reason_and_never_stop_the_run(store, docs):
    (docs / "0-empty.html").touch()
    (docs / "0-binary.html").write_bytes(bytes(range(256)) * 20)
    (docs / "0-menu.html").write_text("<html><body><nav><a href='/'>Etusivu</a></nav></body></html>")
    (docs / "0-gone.html").symlink_to(docs / "nowhere")
    os.mkfifo(docs / "0-pipe.html")
    whole = write_warc(docs / "0-cut.warc.gz", "https://example.org/1", "https://example.org/2").read_bytes()
    (docs / "0-cut.warc.gz").write_bytes(whole[:-60])
    (docs / "0-lines.jsonl").write_text('{"text": "Yksi."}\n{"text": \n[]\n{"text": "Neljä."}\n')
    report = ingest(store, [docs])
    assert {drop.place.removeprefix(f"{docs}/"): drop.reason for drop in report.refused} == {
        "0-empty.html": Reason.EMPTY,
        "0-binary.html": Reason.NOT_TEXT,
        "0-menu.html": Reason.NO_CONTENT,
        "0-gone.html": Reason.UNREADABLE,
        "0-pipe.html": Reason.UNREADABLE,
        "0-lines.jsonl:2": Reason.BAD_RECORD,
        "0-lines.jsonl:3": Reason.BAD_RECORD,
        **{d.place.removeprefix(f"{docs}/"): Reason.DAMAGED for d in report.refused if "0-cut" in d.place},
    }
    assert sum("0-cut" in drop.place for drop in report.refused) == 1
    assert addresses(store) == [
        "docs/0-lines.jsonl#1",
        "docs/0-lines.jsonl#4",
        "docs/a.html",
        "docs/b.html",
        "https://example.org/1",
    ]
    assert store.counts()["refused"] == len(report.refused) == 8


@pytest.mark.usefixtures("without_links")
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_what_was_read_before_the_damage_is_kept(store, tmp_path, ending):
    lines = b"".join(b'{"text": "Sivu %d. %s"}\n' % (n, os.urandom(200).hex().encode()) for n in range(20))
    file = tmp_path / "docs" / f"a.{ending}"
    file.parent.mkdir()
    file.write_bytes(gzip.compress(lines)[:-2000] if ending.endswith("gz") else lines[:-100])
    report = ingest(store, [file])
    assert report.pages == len(addresses(store)) > 5
    assert len(report.refused) == 1


@pytest.mark.usefixtures("without_links")
def test_two_contents_for_one_address_without_a_time_are_a_conflict_that_is_listed(store, docs, write_page):
    for name in ("c", "d"):
        write_page(docs / f"{name}.html", f"Sivu {name}", PROSE, url="https://example.org/x")
    (docs / "e.html").write_bytes((docs / "c.html").read_bytes())
    for _ in range(2):
        report = ingest(store, [docs])
        (drop,) = report.refused
        assert (drop.place, drop.reason) == (str(docs / "d.html"), Reason.CONFLICT)
        assert "c.html" in drop.detail
    assert len(store.captures(page_id("https://example.org/x"))) == 1


@pytest.mark.usefixtures("without_links")
def test_a_mistake_in_cleaning_a_held_page_beside_another_of_its_address_costs_that_page_only(
    store, docs, write_page, monkeypatch
):
    for name in ("c", "d"):
        write_page(docs / f"{name}.html", f"Sivu {name}", PROSE, url="https://example.org/x")
    run(store, docs / "d.html")

    def draft(body, **known):
        if b"Sivu d" in body:
            raise ZeroDivisionError("a mistake")
        return draft_page(body, **known)

    monkeypatch.setattr("corpus.ingest.draft_page", draft)
    report = ingest(store, [docs])
    assert [(drop.place, drop.reason) for drop in report.refused] == [(str(docs / "d.html"), Reason.FAILED)]
    assert report.pages == 3


@pytest.mark.usefixtures("without_links")
def test_a_page_that_cannot_be_used_does_not_stand_in_the_way_of_another(store, docs, write_page):
    (docs / "c.html").write_text(
        "<!-- saved from url=(0021)https://example.org/x -->\n<html><nav><a href='/'>Etusivu</a></nav></html>"
    )
    write_page(docs / "d.html", "Sivu", PROSE, url="https://example.org/x")
    report = ingest(store, [docs])
    assert [(drop.place, drop.reason) for drop in report.refused] == [(str(docs / "c.html"), Reason.NO_CONTENT)]
    assert "https://example.org/x" in addresses(store)


@pytest.mark.usefixtures("without_links")
def test_the_same_fetch_twice_in_a_run_is_one_capture(store, tmp_path):
    record = {"url": "https://example.org/x", "text": PROSE, "fetched_at": "2023-01-01T10:00:00Z"}
    undated = {"url": "https://example.org/y", "text": PROSE}
    file = write_lines(tmp_path / "docs" / "a.jsonl", record, record, undated, undated)
    assert run(store, file) == (2, 0, 0)
    assert store.counts()["captures"] == 2


@pytest.mark.usefixtures("without_links")
def test_a_file_that_was_not_touched_does_not_turn_back_what_a_later_crawl_has_shown(store, tmp_path):
    undated = {"url": "https://example.org/x", "text": "Vanha teksti on tässä."}
    crawled = {"url": "https://example.org/x", "text": "Uusi teksti on tässä.", "fetched_at": "2999-01-01"}
    files = [write_lines(tmp_path / "docs" / f"{n}.jsonl", record) for n, record in enumerate([undated, crawled])]
    for file in files:
        run(store, file)
    before = store.counts()
    assert run(store, *files) == (0, 0, 1)
    assert store.counts() == before
    assert [page.cleaned.text for page in store.pages()] == ["Uusi teksti on tässä."]


@pytest.mark.usefixtures("without_links")
@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2023-W05-1", "20230501"])
def test_the_oddest_times_stop_no_run(store, tmp_path, time):
    file = write_lines(tmp_path / "docs" / "a.jsonl", {"text": PROSE, "fetched_at": time})
    assert run(store, file) == (1, 0, 0)
    assert run(store, file) == (0, 0, 1)


def test_a_path_that_is_not_there_is_said_before_anything_is_read(store, docs):
    with pytest.raises(InputError, match="nowhere"):
        ingest(store, [docs, docs / "nowhere"])
    assert (store.counts()["pages"], store.sources()) == (0, {})


# Sources


@pytest.mark.usefixtures("without_links")
def test_one_name_for_two_places_is_refused_with_the_cure(store, docs, tmp_path, write_page):
    other = write_page(tmp_path / "other" / "docs" / "a.html", "Toinen", PROSE).parent
    run(store, docs)
    with pytest.raises(InputError) as error:
        ingest(store, [other])
    assert "--source" in error.value.hint
    assert "--moved" in error.value.hint
    assert addresses(store) == ["docs/a.html", "docs/b.html"]
    assert run(store, other, source="other") == (1, 0, 0)
    assert addresses(store)[-1] == "other/a.html"


@pytest.mark.usefixtures("without_links")
def test_a_folder_that_has_moved_keeps_its_addresses(store, docs, tmp_path):
    run(store, docs)
    moved = docs.rename(tmp_path / "archive" / "docs")
    with pytest.raises(InputError):
        run(store, moved)
    assert run(store, moved, moved=True) == (0, 0, 2)
    assert run(store, moved) == (0, 0, 2)


@pytest.mark.usefixtures("without_links")
def test_a_folder_at_once_and_its_files_one_by_one_give_the_same_addresses(store, docs):
    for file in sorted(docs.iterdir()):
        run(store, file)
    assert run(store, docs) == (0, 0, 2)


@pytest.fixture
def crawl(tmp_path, write_page):
    """A folder with pages and containers side by side, as in `ingest crawl/pages crawl/crawl.warc`."""
    folder = tmp_path / "crawl"
    write_page(folder / "pages" / "a.html", "Sivu a", PROSE)
    write_warc(folder / "crawl.warc", "https://example.org/1")
    write_lines(folder / "more.jsonl", {"text": PROSE})
    return folder


EXPECTED = ["crawl/more.jsonl#1", "https://example.org/1", "pages/a.html"]


@pytest.mark.usefixtures("without_links")
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0)])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_container_given_by_itself_claims_nothing_for_its_folder(store, crawl, order, at_once):
    paths = [(crawl / "pages", crawl / "crawl.warc", crawl / "more.jsonl")[n] for n in order]
    for some in [paths] if at_once else [[path] for path in paths]:
        run(store, *some)
    assert addresses(store) == EXPECTED
    assert store.sources() == {"pages": (crawl / "pages").resolve()}
    assert run(store, *paths) == (0, 0, 3)


@pytest.mark.usefixtures("without_links")
def test_a_container_in_the_folder_of_a_source_belongs_to_it(store, crawl):
    run(store, crawl)
    assert run(store, crawl / "more.jsonl", crawl / "crawl.warc") == (0, 0, 2)
    assert run(store, crawl / "more.jsonl", crawl) == (0, 0, 3)


@pytest.mark.usefixtures("without_links")
def test_crawls_in_folders_of_one_name_are_all_read(store, tmp_path):
    files = []
    for year in ("2022", "2023"):
        (tmp_path / year / "warc").mkdir(parents=True)
        files.append(write_warc(tmp_path / year / "warc" / "crawl.warc", f"https://example.org/{year}"))
    assert run(store, *files) == (2, 0, 0)
    assert run(store, *files, source="years") == (0, 0, 2)
    assert store.sources() == {}


def test_lines_in_folders_of_one_name_are_never_mixed(tmp_path):
    files = [write_lines(tmp_path / year / "lines" / "a.jsonl", {"text": PROSE}) for year in ("2022", "2023")]
    with pytest.raises(InputError, match="--source"):
        resolve_sources(files, SourceNames())
    with pytest.raises(InputError, match="--source"):
        resolve_sources(files[:1], SourceNames(known={"lines": tmp_path / "elsewhere"}))
    (source,) = resolve_sources(files[:1], SourceNames(name="lines-2022"))
    assert (source.name, source.owns_place) == ("lines-2022", False)


# Incremental equals full

SITE = "https://lehtola.example"


def _page(path, title, text, *, at="2023-02-01T10:00:00Z", lang="fi", alternates=(), updated=None):
    head = "".join(f"<link rel='alternate' hreflang='{a[1:3]}' href='{SITE}{a}'>" for a in alternates)
    head += f"<meta property='article:modified_time' content='{updated}'>" if updated else ""
    return {
        "url": SITE + path,
        "fetched_at": at,
        "html": f"<html lang='{lang}'><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1><p>{text}</p></main></body></html>",
    }


BRON = "Projektet Bron stöder barnfamiljer i Lövsta."
PAIR = ("/fi/silta", "/sv/bron")
RECORDS = (
    _page("/fi/silta", "Silta-hanke", "Silta-hanke tukee lapsiperheitä Lehtolassa 2021–2024.", alternates=PAIR),
    _page("/sv/bron", "Projektet Bron", BRON, lang="sv", alternates=PAIR),
    _page("/en/bridge", "The Bridge project", "The Bridge project supports families in 2021–2024.", lang="en"),
    _page("/fi/tiedote-7-2022", "Tiedote 7/2022: Avustukset 40 000 euroa", "Avustusten haku alkaa 3.10.2022."),
    _page("/sv/tiedote-7-2022", "Meddelande 7/2022: 40 000 euro", "Ansökan börjar den 3.10.2022.", lang="sv"),
    _page("/fi/silta", "Silta-hanke", "Silta-hanke on päättynyt.", at="2025-01-01T10:00:00+02:00"),
    _page("/fi/silta", "Silta-hanke", "Silta-hanke alkaa.", at="2020-01-01T10:00:00Z", updated="2020-01-01"),
    _page("/sv/bron", "Projektet Bron", BRON, lang="sv", updated="2024-05-06"),
)
"""Eight fetches of five pages: a page in three versions, and one text with and without a link and a later date."""
assert len({record["url"] for record in RECORDS}) == 5


def outcome(folder, parts):
    """All that must be equal, whatever came in when: texts, what is known, raw bytes, links and groupings."""
    with Store.open(folder / "archive", create=True) as store, store.writing():
        for n, part in enumerate(parts):
            ingest(store, [write_lines(folder / f"{n}.jsonl", *part)])
        pages = list(store.pages())
        name = {page.id: page.address for page in pages}
        groups = {}
        for page in pages:
            groups.setdefault(page.programme, set()).add(page.address)
        return {
            "pages": {page.address: (page.cleaned, page.fetched_at, page.url) for page in pages},
            "bytes": {page.address: sorted(store.captures(page.id)) for page in pages},
            "links": sorted(
                (name[link.a], name[link.b], link.relation, link.state, link.confidence, link.evidence)
                for link in store.links()
            ),
            "groups": sorted(sorted(group) for group in groups.values()),
            "versions": store.counts()["versions"],
            "features": features_of(store),
        }


def features_of(store):
    """What the store keeps for linking, of every page; nothing is missing."""
    shelf = store.features(features_version())
    assert shelf.missing() == []
    counted = {each.page: (each.address, each.facts, each.counts, each.digest) for each in shelf.counted()}
    return counted, shelf.blocks(list(counted)), shelf.names(list(counted))


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    return outcome(tmp_path_factory.mktemp("at-once"), [RECORDS])


def test_the_pages_of_the_law_are_worth_it(at_once):
    assert at_once["groups"] != sorted([url] for url in at_once["pages"])  # something is grouped
    assert {relation for _, _, relation, *_ in at_once["links"]} >= {"translation"}
    assert at_once["pages"][f"{SITE}/fi/silta"][0].text.endswith("on päättynyt.")
    assert at_once["versions"] == 7
    assert sum(map(len, at_once["bytes"].values())) == 8


@pytest.fixture(scope="module")
def forms(seasoned):
    """Forms that know the shipped names: analysing them takes seconds."""
    return Catalogue(current_generation(seasoned)).forms


def test_kept_features_are_those_that_would_be_read_now(tmp_path, forms):
    """Also after templates, decisions and newer captures have changed what pages show."""
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        for n, record in enumerate(RECORDS):
            ingest(store, [write_lines(tmp_path / f"{n}.jsonl", record)], forms=forms)
        (page,) = store.pages(store.find(f"{SITE}/sv/bron"))
        decide_blocks(store, page, "drop", [page.cleaned.blocks[-1].text])
        settle_and_relate(store, forms)
        packed = [FeatureReader(forms).read(page) for page in store.pages()]
        counted, blocks, names = features_of(store)
    assert counted == {each.page: (each.address, each.facts, each.counts, each.digest) for each in packed}
    assert (blocks, names) == ({each.page: each.blocks for each in packed}, {each.page: each.names for each in packed})


def test_features_are_read_once_while_nothing_changes(store, docs, write_page, forms, monkeypatch):
    read = []

    class Counting(FeatureReader):
        def read(self, page):
            read.append(page.address)
            return super().read(page)

    monkeypatch.setattr("corpus.ingest.FeatureReader", Counting)
    ingest(store, [docs], forms=forms)
    relate_archive(store, forms)
    write_page(docs / "c.html", "Sivu c", PROSE)
    ingest(store, [docs], forms=forms)
    assert sorted(read) == ["docs/a.html", "docs/b.html", "docs/c.html"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_worker_processes_read_the_same_features_and_tell_what_they_learn(store, docs, forms, monkeypatch, jobs):
    monkeypatch.setattr("corpus.ingest.WORTH_FORKING", 1)
    mine = Forms((key, told) for key, told in forms.items() if key[1] != "yksimielisesti")
    ingest(store, [docs], forms=mine, jobs=jobs)
    packed = [FeatureReader(mine).read(page) for page in store.pages()]
    assert features_of(store)[1] == {each.page: each.blocks for each in packed}
    assert "yksimielisesti" in {form for (_, form), _ in mine.new_items()}


@settings(max_examples=6)
@given(order=st.permutations(RECORDS), cuts=st.sets(st.integers(1, len(RECORDS) - 1), max_size=2))
def test_pages_in_any_order_and_any_number_of_runs_give_the_same_archive(tmp_path_factory, at_once, order, cuts):
    edges = [0, *sorted(cuts), len(order)]
    parts = [order[start:end] for start, end in pairwise(edges)]
    assert outcome(tmp_path_factory.mktemp("in-parts"), parts) == at_once
