"""Packs in an archive: the decision made last counts, places are not mixed, and damage stops nothing."""

import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from corpus.errors import InputError
from corpus.ingest import ingest
from corpus.model import Capture, Decision, Drop, LinkDecision, Reason
from corpus.snapshot import pack, sources_taken, take_decisions
from corpus.store import Store
from corpus.unpacking import captures_in, decisions_in, is_pack, link_decisions_in, sources_in

TEXTS = {
    "silta": "Kunta korjaa vanhan sillan, ja liikenne ohjataan lautalle koko syksyn ajan.",
    "tori": "Tori muuttaa rantaan toukokuussa, ja kauppiaat saavat uudet paikat kaupungilta.",
    "kirjasto": "Kirjasto on avoinna arkisin kello kahdeksasta kahteenkymmeneen koko kesän.",
}
DROP = Decision(address="sivut/silta.html", kind="drop", value="Silta", digest="d", made_at="2024-05-06T07:08:09+00:00")
REJECT = LinkDecision(
    a="sivut/silta.html",
    b="sivut/tori.html",
    digest_a="a" * 64,
    digest_b="b" * 64,
    relation="translation",
    verdict="reject",
    who="Aino",
    made_at="2024-05-06T07:08:09+00:00",
)
LATER, EARLIER = "2025-01-01T00:00:00+00:00", "2023-01-01T00:00:00+00:00"


def folder_of(place, names):
    folder = place / "sivut"
    folder.mkdir(parents=True)
    for name in names:
        text = TEXTS[name]
        page = f"<html lang='fi'><title>{name}</title><body><h1>{name.title()}</h1><p>{text}</p></body></html>"
        (folder / f"{name}.html").write_text(page, "utf-8")
    return folder


def told_of(store):
    return {(made.kind, made.made_at) for made in store.settling().decisions()}, {
        (made.verdict, made.made_at) for made in {each.subject: each for each in store.link_decisions().all()}.values()
    }


@pytest.fixture
def archive(tmp_path):
    """Opens archives by name, for writing."""
    opened = []

    def make(name):
        opened.append(Store.open(tmp_path / name / "archive", create=True))
        writing = opened[-1].writing()
        writing.__enter__()
        opened.append(writing)
        return opened[-2]

    yield make
    while opened:
        opened.pop().__exit__(None, None, None)


@pytest.fixture
def file(archive, tmp_path):
    """A pack of two pages of a folder, with a decision on a page and one on both."""
    store = archive("packed")
    ingest(store, [folder_of(tmp_path / "packed", ["silta", "tori"])])
    store.settling().decide(DROP)
    store.link_decisions().add([REJECT])
    pack(store, tmp_path / "state.zip", "a state")
    return tmp_path / "state.zip"


def changed(file, **lists):
    """A copy of a pack in which lists are other than they were; None: not there at all."""
    copy = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            content = lists.get(name.removesuffix(".jsonl"), old.read(name))
            if content is not None:
                new.writestr(name, content)
    return copy


def lines(*records):
    return "".join(
        json.dumps(record if isinstance(record, (dict, list, int)) else asdict(record)) + "\n" for record in records
    )


# Decisions


@pytest.mark.parametrize(
    ("here", "counts"),
    [
        pytest.param(LATER, "here", id="later here"),
        pytest.param(EARLIER, "pack", id="earlier here"),
        pytest.param(DROP.made_at, "here", id="taken back in the same second"),
    ],
)
def test_of_a_pack_and_what_is_held_the_later_decision_counts(archive, file, here, counts):
    store = archive("other")
    store.settling().decide(replace(DROP, kind="undo", made_at=here))
    store.link_decisions().add([replace(REJECT, verdict="undo", made_at=here)])
    before = told_of(store)
    report = ingest(store, [file])
    older = {"decision of a pack, older than what was decided here": 2} if here == LATER else {}
    if counts == "here":
        assert told_of(store) == before
    else:
        assert told_of(store) == ({("drop", DROP.made_at)}, {("reject", REJECT.made_at)})
    assert report.ignored == older


def test_the_same_pack_after_a_change_of_mind_leaves_the_change(archive, file):
    store = archive("other")
    assert (take_decisions(store, file).kept, take_decisions(store, file).held) == (2, 2)
    store.settling().decide(replace(DROP, kind="undo", made_at=LATER))
    store.link_decisions().add([replace(REJECT, verdict="confirm", made_at=LATER)])
    taken = take_decisions(store, file)
    assert (taken.kept, taken.held, taken.older) == (0, 0, 2)
    assert told_of(store) == ({("undo", LATER)}, {("confirm", LATER)})


MOMENT = st.integers(0, 5).map(lambda n: f"2024-05-06T07:08:0{n}+00:00")
ON_LINKS = st.builds(
    replace,
    st.just(REJECT),
    b=st.sampled_from(["sivut/tori.html", "sivut/x.html"]),
    verdict=st.sampled_from(["confirm", "reject", "undo"]),
    made_at=MOMENT,
)


@settings(max_examples=15)
@given(packs=st.lists(ON_LINKS, max_size=4, unique_by=lambda made: made.made_at), data=st.data())
def test_packs_give_the_same_decisions_in_any_order(tmp_path_factory, packs, data):
    outcomes = []
    for order in (packs, data.draw(st.permutations(packs))):
        here = tmp_path_factory.mktemp("packs")
        with Store.open(here / "archive", create=True) as store, store.writing():
            for n, made in enumerate(order):
                with zipfile.ZipFile(here / f"{n}.zip", "w") as into:
                    into.writestr("decisions.jsonl", "")
                    into.writestr("link_decisions.jsonl", lines(made))
                take_decisions(store, here / f"{n}.zip")
            outcomes.append({made.subject: made for made in store.link_decisions().all()})
    assert outcomes[0] == outcomes[1]


def test_what_newer_rules_tell_otherwise_is_held_all_the_same(archive, file):
    store = archive("other")
    store.link_decisions().add([replace(REJECT, digest_a="c" * 64)])
    assert (take_decisions(store, file).held, store.link_decisions().all()[0].digest_a) == (1, "c" * 64)
    assert len(store.link_decisions().all()) == 1


# Places


def test_another_folder_of_a_name_that_came_in_a_pack_is_refused_with_the_cure(archive, file, tmp_path):
    store, other = archive("other"), folder_of(tmp_path / "elsewhere", ["kirjasto"])
    with pytest.raises(InputError, match=r"source 'sivut' stands for .*--source NAME"):
        ingest(store, [file, other])
    assert store.sources() == {}
    ingest(store, [file])
    with pytest.raises(InputError, match=r"source 'sivut' stands for .*--source NAME"):
        ingest(store, [other])
    assert ingest(store, [other], source="muut").new == 1
    assert {page.address for page in store.pages()} == {
        "sivut/silta.html",
        "sivut/tori.html",
        "muut/kirjasto.html",
    }


def test_a_pack_of_another_folder_of_the_same_name_is_refused_unless_it_has_moved(archive, file, tmp_path):
    store = archive("other")
    mine = folder_of(tmp_path / "elsewhere", ["kirjasto"])
    ingest(store, [mine])
    with pytest.raises(InputError, match=r"its source 'sivut' is another place .*--moved"):
        ingest(store, [file])
    assert told_of(store) == (set(), set())
    assert ingest(store, [file], moved=True).new == 2
    assert store.sources() == {"sivut": mine.resolve()}


def test_packs_of_one_place_come_into_the_archives_that_know_it(archive, file, tmp_path):
    store = archive("other")
    assert ingest(store, [file]).new == 2
    pack(store, tmp_path / "again.zip", "a state")
    assert (tmp_path / "again.zip").read_bytes() == file.read_bytes()
    assert ingest(store, [tmp_path / "again.zip"]).unchanged == 2
    assert sources_taken({"sivut": tmp_path / "packed" / "sivut"}, [file]) == {}
    assert str(tmp_path).encode() not in b"".join(map(zipfile.ZipFile(file).read, zipfile.ZipFile(file).namelist()))


# Damage


def test_a_pack_that_is_whole_gives_what_was_packed(file):
    assert {each.address for each in captures_in(file)} == {"sivut/silta.html", "sivut/tori.html"}
    assert (decisions_in(file), link_decisions_in(file)) == ([DROP], [REJECT])
    assert [each.name for each in sources_in(file)] == ["sivut"]


@pytest.mark.parametrize(
    "lists",
    [
        pytest.param({"captures": None}, id="no captures"),
        pytest.param({"captures": "[1]\n"}, id="a list"),
        pytest.param({"captures": "{\n"}, id="half a record"),
        pytest.param({"captures": "[" * 100_000}, id="nested"),
        pytest.param({"decisions": None}, id="no decisions"),
        pytest.param({"link_decisions": '{"a": 5}\n'}, id="a number for an address"),
        pytest.param({"sources": '{"name": "sivut", "origin": "../../x"}\n'}, id="a path for an origin"),
        pytest.param({"vocabularies": "7\n"}, id="no vocabulary"),
    ],
)
def test_what_is_damaged_in_a_pack_is_refused_by_its_place_and_all_else_comes_in(archive, file, tmp_path, lists):
    store, (name,) = archive("other"), lists
    if name == "vocabularies":
        with zipfile.ZipFile(file, "a") as into:
            into.writestr("vocabularies.jsonl", "")
    good = folder_of(tmp_path / "elsewhere", ["kirjasto"])
    report = ingest(store, [changed(file, **lists), good.rename(good.with_name("muut"))])
    assert [each.place.startswith(f"changed.zip!/{name}.jsonl") for each in report.refused] == [True]
    assert {each.reason for each in report.refused} <= {Reason.DAMAGED, Reason.BAD_RECORD}
    assert report.new == (1 if name == "captures" else 3)
    decided = told_of(store)
    assert [len(each) for each in decided] == [name != "decisions", name != "link_decisions"]


def test_bytes_that_were_flipped_cost_no_more_than_their_page(archive, file):
    with zipfile.ZipFile(file) as opened:
        info = next(each for each in opened.infolist() if each.filename.startswith("bodies/"))
    start = info.header_offset + 30 + len(info.filename)
    damaged = bytearray(file.read_bytes())
    damaged[start + 2 : start + 12] = bytes(each ^ 0xFF for each in damaged[start + 2 : start + 12])
    file.write_bytes(damaged)
    report = ingest(archive("other"), [file])
    assert ([each.reason for each in report.refused], report.new) == ([Reason.DAMAGED], 1)


@pytest.mark.parametrize("name", ["captures.jsonl", "decisions.jsonl"])
def test_of_a_list_that_breaks_off_the_place_is_told(file, name):
    with zipfile.ZipFile(file) as opened:
        info = opened.getinfo(name)
    damaged = bytearray(file.read_bytes())
    damaged[info.header_offset + 30 + len(name)] ^= 0xFF
    file.write_bytes(damaged)
    *_, last = captures_in(file) if name == "captures.jsonl" else decisions_in(file)
    assert (last.place, last.reason) == (f"state.zip!/{name}", Reason.DAMAGED)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"verdict": "maybe"}, "there is no verdict 'maybe'"),
        ({"relation": ["translation"]}, "there is no relation"),
        ({"made_at": "yesterday"}, "made_at is no time"),
        ({"made_at": "0001-01-01T00:00:00+10:00"}, "made_at is no time"),
        ({"who": None}, "who is no text"),
        ({"note": "half \ud800"}, "note holds what cannot be written down"),
        ({"a": "z"}, "not two, in order"),
        ({"digest_a": ""}, "digest_a is empty"),
    ],
)
def test_a_decision_on_a_link_that_cannot_be_is_refused_and_the_others_are_kept(file, told, why):
    found = link_decisions_in(changed(file, link_decisions=lines(asdict(REJECT) | told, REJECT)))
    assert [type(each) for each in found] == [Drop, LinkDecision]
    assert (found[0].place, found[0].reason) == ("changed.zip!/link_decisions.jsonl:1", Reason.BAD_RECORD)
    assert why in found[0].detail


@pytest.mark.parametrize(
    "told", [{"kind": "keep"}, {"nth": -1}, {"nth": True}, {"nth": "1"}, {"value": 1}, {"address": ""}]
)
def test_a_decision_on_a_page_that_cannot_be_is_refused_and_the_others_are_kept(file, told):
    found = decisions_in(changed(file, decisions=lines(asdict(DROP) | told, DROP)))
    assert [type(each) for each in found] == [Drop, Decision]


@pytest.mark.parametrize(
    "told", [{"media": "film"}, {"title": 5}, {"fetched_at": "soon"}, {"sha256": None}, {"source": ""}]
)
def test_a_capture_that_declares_what_cannot_be_is_refused_and_the_others_come_in(file, told):
    with zipfile.ZipFile(file) as opened:
        first, second = map(json.loads, opened.read("captures.jsonl").splitlines())
    found = list(captures_in(changed(file, captures=lines(first | told, second))))
    assert [type(each) for each in found] == [Drop, Capture]
    assert found[0].reason == Reason.BAD_RECORD


def test_decisions_are_told_in_one_form_of_time(file):
    local = replace(DROP, made_at="2024-05-06T10:08:09+03:00")
    assert decisions_in(changed(file, decisions=lines(local))) == [DROP]


def test_a_zip_that_cannot_be_read_is_no_pack(tmp_path):
    with zipfile.ZipFile(tmp_path / "locked.zip", "w") as into:
        into.writestr("about.json", '{"kielo-pack": 1}')
    locked = bytearray((tmp_path / "locked.zip").read_bytes())
    locked[6] |= 1  # says that it is under a password, here and in the list of entries
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert not is_pack(tmp_path / "locked.zip")
