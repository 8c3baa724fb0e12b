"""Templates and decisions in an archive: the order and the runs in which pages come in must not show."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus import settle as settling
from corpus.cleaning import rules
from corpus.decisions import decide_blocks, decide_language
from corpus.ingest import ingest, outcome_of
from corpus.model import Capture, Decision
from corpus.settle import settle
from corpus.store import Intake, Store

SITE = "https://salmenmaa.example"
TOPICS = ["penkki", "laituri", "kirjasto", "uimahalli", "neuvola", "torikauppa", "kansalaisopisto", "museo"]


SWEDISH = "Kommunen bygger en ny brygga i hamnen till sommaren, och arbetet börjar genast efter midsommar. " * 2


def prose(topic, year=2021):
    return (
        f"Kunnan {topic} avataan uudelleen vuonna {year}, kun rakennustyöt ovat valmistuneet. Asukkaat ovat toivoneet"
        f" muutosta pitkään, ja {topic} palvelee jatkossa myös iltaisin ja viikonloppuisin."
    )


def html(topic, *below, year=2021, text=None):
    above = "<p>Salmenmaan kunta</p><p>Asiointi ja neuvonta</p><p>Palvelut kartalla</p>"
    under = "".join(f"<p>{line}</p>" for line in below)
    body = f"<h1>Uusi {topic}</h1><p>{text or prose(topic, year)}</p>{under}<p>Kaupunki meren äärellä</p>"
    return f"<html lang='fi'><body>{above}{body}<p>Salmenmaa palvelee joka päivä</p></body></html>".encode()


def scrape(topic, *, site="Salmenmaa", year=2021):
    above = f"{site}n kunta\nAsiointi ja neuvonta\nPalvelut kartalla\n\n"
    below = f"\n\nKaupunki meren äärellä\n{site} palvelee joka päivä\n"
    return f"{above}Uusi {topic}\n\n{prose(topic, year)}{below}".encode()


def capture(name, body, at=None):
    known = {"body": body, "source": "crawl", "place": name, "fetched_at": at}
    if body.startswith(b"<"):
        return Capture(address=f"{SITE}/{name}", url=f"{SITE}/{name}", media="html", **known)
    return Capture(address=f"crawl/{name}", media="text", **known)


@pytest.fixture(scope="session")
def cleaned():
    """What cleaning makes of a capture, each cleaned once."""
    known = {}

    def of(one):
        key = (one.address, one.body)
        if key not in known:
            known[key] = outcome_of(replace(one, fetched_at=None))
        made, own = known[key]
        return Intake(capture=one, cleaned=made, own=own)

    return of


@pytest.fixture
def bring(cleaned):
    def bring_in(store, *captures, then=settle):
        store.add(store.begin_run(), [cleaned(one) for one in captures])
        then(store, silent)

    return bring_in


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        yield store


def silent(_stage, _done, _total):
    pass


def shown(store):
    """All that an archive tells, whatever the way its pages came in."""
    pages = [(page.address, page.fetched_at, page.cleaned) for page in store.pages()]
    return pages, sorted((line.group, line.key, line.side, line.text, line.pages, line.of) for line in templates(store))


def templates(store):
    return list(store.settling().templates())


def page(store, name):
    (found,) = store.pages(store.find(name))
    return found


def texts(store, name):
    return [block.text for block in page(store, name).cleaned.blocks]


def reason(store, name, text):
    return next(block.reason for block in page(store, name).cleaned.all_blocks if block.text.startswith(text))


def number(store, name, text, nth=0):
    """The number of a block as `kielo show --blocks` tells it."""
    blocks = page(store, name).cleaned.all_blocks
    return str([n for n, block in enumerate(blocks, 1) if block.text.startswith(text)][nth])


def decide(store, kind, name, *blocks):
    made = decide_blocks(store, page(store, name), kind, blocks)
    settle(store, silent)
    return made


def four(make=html):
    return [capture(f"{topic}", make(topic)) for topic in TOPICS[:4]]


# What a site repeats


@pytest.mark.parametrize("make", [html, scrape])
def test_what_the_pages_of_a_site_repeat_goes_and_is_told_on_how_many(store, bring, make):
    bring(store, *four(make))
    assert texts(store, "penkki") == ["Uusi penkki", prose("penkki")]
    assert page(store, "penkki").cleaned.title == "Uusi penkki"
    assert reason(store, "penkki", "Kaupunki meren") == "template:4/4"
    assert {line.of for line in templates(store)} == {4}
    assert all(line.sites == (("salmenmaa.example",) if make is html else ("crawl",)) for line in templates(store))


@pytest.mark.parametrize("make", [html, scrape])
def test_pages_that_stood_alone_lose_their_template_when_others_come(store, bring, make):
    first, *others = four(make)
    bring(store, first)
    assert "Kaupunki meren äärellä" in texts(store, "penkki")
    for other in others:
        bring(store, other)
    assert texts(store, "penkki") == ["Uusi penkki", prose("penkki")]


def test_pages_of_other_sites_in_one_folder_keep_their_own_templates(store, bring):
    ours = four(scrape)
    theirs = [
        capture(
            f"other-{topic}", f"Etusivulle\nMatkailijalle\nYhteystiedot\n\nMeidän {topic}\n\n{prose(topic)}".encode()
        )
        for topic in TOPICS[4:]
    ]
    bring(store, *ours, *theirs)
    assert len({line.group for line in templates(store)}) == 2
    assert texts(store, "other-museo") == ["Meidän museo", prose("museo")]


def test_the_same_page_at_several_addresses_counts_once(store, bring):
    bring(store, *[capture(f"copy-{n}", html("museo")) for n in range(5)])
    assert templates(store) == []
    assert "Salmenmaan kunta" in texts(store, "copy-0")


@pytest.mark.parametrize("make", [html, scrape])
def test_settling_when_nothing_is_due_changes_nothing(store, bring, make):
    bring(store, *four(make))
    before, revision, lines = shown(store), store.revision(), templates(store)
    assert not store.settling().is_due()
    settle(store, silent)
    assert (shown(store), store.revision(), templates(store)) == (before, revision, lines)


def test_settling_pages_that_turn_out_to_be_the_same_leaves_the_revision(store, bring):
    bring(store, *four(scrape), *four())
    before, revision = shown(store), store.revision()
    for made in [capture("penkki", html("penkki")), capture("penkki", scrape("penkki"))]:
        store.settling().decide(Decision(address=made.address, kind="undo", value="-", digest="", made_at=""))
    assert store.settling().is_due()
    settle(store, silent)
    assert (shown(store), store.revision(), store.settling().is_due()) == (before, revision, False)


# Incremental equals full

CAPTURES = [
    *four(),
    *four(scrape),
    capture("penkki-2", html("penkki")),  # the same text at another address
    capture("penkki", html("penkki", year=1999, text="Kokonaan toinen teksti penkistä."), at="2020-01-01"),
    capture("penkki", html("penkki", "Penkkejä on nyt kymmenen lisää."), at="2030-01-01"),
    capture("laituri", html("laituri", "Laituri on kiinni."), at="2030-01-01"),
    capture("laituri", html("laituri"), at="2031-01-01"),  # changed back
    capture("museo", scrape("museo", site="Niemenmaa")),
    capture("neuvola", scrape("neuvola", site="Niemenmaa")),
    capture("torikauppa", scrape("torikauppa", site="Niemenmaa")),
    capture(
        "lakeus",
        f"<html lang='sv'><body><p>Asiointi ja neuvonta</p><h1>Ny brygga</h1><p>{SWEDISH}</p></body></html>".encode(),
    ),
]


@settings(max_examples=12)
@given(data=st.data())
def test_any_order_and_any_runs_give_the_same_archive(tmp_path_factory, cleaned, data):
    chosen = data.draw(st.lists(st.sampled_from(CAPTURES), unique=True, min_size=2))
    order = data.draw(st.permutations(chosen))
    ends = sorted(data.draw(st.sets(st.integers(1, len(order)))) | {len(order)})
    with (
        Store.open(tmp_path_factory.mktemp("once"), create=True) as at_once,
        Store.open(tmp_path_factory.mktemp("runs"), create=True) as in_runs,
    ):
        at_once.add(at_once.begin_run(), [cleaned(one) for one in by_time(chosen)])
        settle(at_once, silent)
        for start, end in zip([0, *ends], ends, strict=False):
            in_runs.add(in_runs.begin_run(), [cleaned(one) for one in order[start:end]])
            settle(in_runs, silent)
        assert shown(in_runs) == shown(at_once)


def by_time(captures):
    """A capture without a time counts as fetched when it came in: only dated ones may come in any order."""
    return sorted(captures, key=lambda one: one.fetched_at or "2026")


def test_titles_of_other_pages_count_as_those_pages_give_them_themselves(tmp_path, bring):
    """Not as the template has left them: that depends on what came in before."""
    pages = [
        *four(scrape),
        *[
            capture(f"uutinen-{n}", scrape(topic) + f"\nLue myös\nUusi {TOPICS[n]}\n".encode())
            for n, topic in enumerate(TOPICS[4:])
        ],
    ]
    outcomes = []
    for name, parts in (("a", [pages]), ("b", [pages[:4], pages[4:]]), ("c", [pages[::-1][:5], pages[::-1][5:]])):
        with Store.open(tmp_path / name, create=True) as store:
            for part in parts:
                bring(store, *part)
            outcomes.append(shown(store))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_a_title_that_a_decision_has_changed_still_counts_as_the_page_gives_it(store, bring):
    bring(store, *four(scrape))
    group = store.settling().members()[0].group
    titles = sorted(store.settling().titles(group))
    decide(store, "drop", "penkki", "Uusi penkki")
    assert page(store, "penkki").cleaned.title not in titles
    assert sorted(store.settling().titles(group)) == titles


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_give_the_same_in_one_run_and_in_many_with_any_number_of_processes(tmp_path, monkeypatch, jobs):
    monkeypatch.setattr("corpus.ingest.relate", lambda pages, *_: ([], {}))
    folder = tmp_path / "crawl"
    folder.mkdir()
    for topic in TOPICS[:5]:
        (folder / f"{topic}.txt").write_bytes(scrape(topic))
        (folder / f"{topic}.html").write_bytes(html(topic))
    with Store.open(tmp_path / "once", create=True) as once, Store.open(tmp_path / "runs", create=True) as runs:
        ingest(once, [folder], jobs=jobs)
        for file in sorted(folder.iterdir(), reverse=True):
            ingest(runs, [file])
        assert shown(runs) == shown(once)
        revision = runs.revision()
        assert ingest(runs, [folder], jobs=jobs).unchanged == 10
        assert (runs.revision(), shown(runs)) == (revision, shown(once))


# A run cut short


class CutError(Exception):
    pass


@pytest.mark.parametrize(
    ("step", "times"),
    [("regroup", 1), ("write", 1), ("write", 2), ("keep_templates", 1), ("keep_templates", 2), ("done", 1)],
)
def test_a_settling_that_is_cut_short_is_made_whole_by_the_next(tmp_path, bring, monkeypatch, step, times):
    monkeypatch.setattr(settling, "BATCH", 2)
    first, second = (
        [*four(), *four(scrape)],
        [
            capture(
                "penkki",
                html("penkki", text="The new bench was opened in the park of the town, and everybody is glad of it."),
            ),
            capture("kirjasto", b"Ett helt annat\n\nBiblioteket har flyttat till torget och har fler tider nu."),
            capture("museo", html("museo")),
            capture("museo", scrape("museo")),
        ],
    )
    with Store.open(tmp_path / "whole", create=True) as whole:
        bring(whole, *first)
        bring(whole, *second)
        expected = shown(whole)
    with Store.open(tmp_path / "cut", create=True) as store:
        bring(store, *first)
        calls = []
        sound = getattr(settling.Settling, step)

        def cut(*arguments):
            sound(*arguments) if step != "done" else None
            calls.append(1)
            if len(calls) == times or step == "done":
                raise CutError

        with monkeypatch.context() as patch:
            patch.setattr(settling.Settling, step, cut)
            with pytest.raises(CutError):
                bring(store, *second)
        settle(store, silent)
        assert shown(store) == expected


def test_pages_that_another_one_has_left_are_settled_though_they_are_cut_short_after_it_has_moved(
    tmp_path, bring, monkeypatch
):
    first = [*four(), capture("museo", html("museo"))]
    english = "The museum was opened again this spring, and everybody in the town is glad to see it. " * 2
    second = capture("museo", html("museo", text=english).replace(b"lang='fi'", b"lang='en'"), at="2031-01-01")
    with Store.open(tmp_path / "cut", create=True) as store, monkeypatch.context() as patch:
        bring(store, *first)
        assert reason(store, "penkki", "Kaupunki meren") == "template:5/5"
        sound = settling.Settling.regroup

        def cut(*arguments):
            sound(*arguments)
            raise CutError

        patch.setattr(settling.Settling, "regroup", cut)
        with pytest.raises(CutError):
            bring(store, second)
        patch.undo()
        settle(store, silent)
        assert page(store, "museo").cleaned.lang == "en"
        assert reason(store, "penkki", "Kaupunki meren") == "template:4/4"


def test_a_run_cut_short_before_settling_is_made_whole_by_the_next(store, bring):
    bring(store, *four(), then=lambda *_: None)
    assert store.settling().is_due()
    settle(store, silent)
    assert texts(store, "penkki") == ["Uusi penkki", prose("penkki")]


def test_a_group_without_pages_leaves_no_template(store, bring):
    bring(store, *four(scrape))
    assert templates(store)
    for one in four(scrape):
        bring(
            store,
            replace(one, body=f"Ny {one.place}\n\n{SWEDISH}".encode()),
        )
    assert not any(line.lang == "fi" for line in templates(store))


# Decisions hold


@pytest.mark.parametrize("make", [html, scrape])
@pytest.mark.parametrize("kind", ["restore", "drop"])
def test_a_decision_holds_and_is_taken_back_exactly(store, bring, make, kind):
    bring(store, *four(make))
    line = "Kaupunki meren" if kind == "restore" else "Uusi penkki"
    before, lines = shown(store), templates(store)
    decide(store, kind, "penkki", line)
    assert reason(store, "penkki", line) == (None if kind == "restore" else "decision")
    assert reason(store, "laituri", "Kaupunki meren") == "template:4/4"
    assert templates(store) == lines
    decide(store, "undo", "penkki", line)
    assert shown(store) == before


@pytest.mark.parametrize("make", [html, scrape])
def test_a_decision_outlives_new_pages_and_a_template_that_changes(store, bring, make):
    bring(store, *four(make))
    decide(store, "restore", "penkki", "Kaupunki meren")
    decide(store, "drop", "laituri", "Kunnan laituri avataan")
    bring(store, *[capture(topic, make(topic)) for topic in TOPICS[4:]])
    assert reason(store, "penkki", "Kaupunki meren") is None
    assert reason(store, "laituri", "Kunnan laituri") == "decision"
    assert reason(store, "museo", "Kaupunki meren") == "template:8/8"


def test_a_decision_holds_on_its_text_wherever_a_new_version_has_it(store, bring):
    bring(store, *four())
    decide(store, "drop", "penkki", "Kunnan penkki")
    changed = html(
        "penkki", prose("penkki"), text="Aivan uusi alku sivulle, joka on muuten entisellään kunnan sivuilla."
    )
    bring(store, capture("penkki", changed, at="2030-01-01"))
    assert reason(store, "penkki", "Kunnan penkki") == "decision"
    assert reason(store, "penkki", "Aivan uusi") is None
    bring(
        store,
        capture(
            "penkki", html("penkki", text="Tekstiä ei enää ole, vaan sivulla kerrotaan aivan muusta."), at="2031-01-01"
        ),
    )
    bring(store, capture("penkki", html("penkki"), at="2032-01-01"))
    assert reason(store, "penkki", "Kunnan penkki") == "decision"


def test_of_blocks_with_the_same_text_only_the_one_that_is_meant_goes(store, bring):
    twice = html("penkki", "Tervetuloa tutustumaan.", "Avoinna joka päivä.", "Tervetuloa tutustumaan.")
    bring(store, capture("penkki", twice))
    decide(store, "drop", "penkki", number(store, "penkki", "Tervetuloa", nth=1))
    kept = [block.reason for block in page(store, "penkki").cleaned.all_blocks if block.text.startswith("Tervetuloa")]
    assert kept == [None, "decision"]


def test_a_later_decision_takes_the_place_of_an_earlier_one(store, bring):
    bring(store, *four())
    decide(store, "drop", "penkki", "Uusi penkki")
    decide(store, "restore", "penkki", "Uusi penkki")
    assert reason(store, "penkki", "Uusi penkki") is None
    decide(store, "restore", "penkki", "Kaupunki meren")
    decide(store, "drop", "penkki", "Kaupunki meren")
    assert reason(store, "penkki", "Kaupunki meren") == "decision"


def test_a_line_that_goes_only_since_the_template_is_known_can_be_restored_and_taken_back(store, bring, monkeypatch):
    """A scrape is judged again once its edges are known; what goes then has no reason of its own."""
    sound = rules.judge

    def judge(pieces, *, is_stamp):
        is_again = any(piece.reason == "template" for piece in pieces)
        return tuple(
            piece.because("rule:menu")
            if is_again and piece.reason is None and piece.text.endswith("kartalla nyt")
            else piece
            for piece in sound(pieces, is_stamp=is_stamp)
        )

    monkeypatch.setattr(rules, "judge", judge)
    pages = [
        capture(topic, scrape(topic).replace(b"\n\nUusi", f"\nVain {topic} kartalla nyt\n\nUusi".encode()))
        for topic in TOPICS[:4]
    ]
    bring(store, *pages)
    assert reason(store, "penkki", "Vain penkki") == "rule:menu"
    before = shown(store)
    decide(store, "restore", "penkki", "Vain penkki")
    assert reason(store, "penkki", "Vain penkki") is None
    bring(store, capture("museo", scrape("museo")))
    assert reason(store, "penkki", "Vain penkki") is None
    decide(store, "undo", "penkki", "Vain penkki")
    assert reason(store, "penkki", "Vain penkki") == "rule:menu"
    assert reason(store, "laituri", "Vain laituri") == "rule:menu"
    assert len(shown(store)[0]) == len(before[0]) + 1


@pytest.mark.parametrize("make", [html, scrape])
def test_a_page_of_which_every_block_is_dropped_stays_and_can_be_had_back(store, bring, make):
    bring(store, *four(make))
    before = shown(store)
    numbers = [str(n + 1) for n in range(len(page(store, "penkki").cleaned.all_blocks))]
    decide(store, "drop", "penkki", *numbers)
    assert page(store, "penkki").cleaned.text == ""
    assert page(store, "penkki").cleaned.title
    assert len(list(store.pages())) == 4
    decide(store, "undo", "penkki", *numbers)
    assert shown(store) == before


@pytest.mark.parametrize("make", [html, scrape])
def test_a_language_that_is_set_holds_and_is_taken_back_exactly(store, bring, make):
    bring(store, *four(make))
    before = shown(store)

    def say(lang):
        decide_language(store, page(store, "penkki"), lang)
        settle(store, silent)

    say("sv")
    said = page(store, "penkki").cleaned
    assert (said.lang, said.confidence, said.languages[0], said.lang_conflict) == ("sv", 1.0, "sv", False)
    bring(store, capture("museo", make("museo")))
    bring(store, capture("penkki", make("penkki", year=2024), at="2031-01-01"))
    assert page(store, "penkki").cleaned.lang == "sv"
    bring(store, capture("penkki", make("penkki"), at="2032-01-01"))
    say("")
    (cleaned_before,) = [cleaned for address, _, cleaned in before[0] if address == page(store, "penkki").address]
    assert shares_aside(page(store, "penkki").cleaned) == shares_aside(cleaned_before)


def shares_aside(cleaned):
    """A page without on how many of how many pages its template stands."""
    blocks = [
        replace(block, reason=(block.reason or "").partition(":4/")[0].partition(":5/")[0])
        for block in cleaned.all_blocks
    ]
    return replace(cleaned, all_blocks=tuple(blocks))


@settings(max_examples=12)
@given(data=st.data())
def test_decisions_hold_in_any_order_of_pages_and_decisions_on_different_blocks(tmp_path_factory, cleaned, data):
    make = data.draw(st.sampled_from([html, scrape]))
    pages = four(make)
    deeds = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["restore", "drop"]), st.sampled_from(TOPICS[:4]), st.integers(1, 6)),
            max_size=4,
            unique_by=lambda deed: deed[1:],
        )
    )
    outcomes = []
    for turn in range(2):
        with Store.open(tmp_path_factory.mktemp("decided"), create=True) as store:
            steps = pages if turn == 0 else data.draw(st.permutations(pages))
            store.add(store.begin_run(), [cleaned(one) for one in steps[:2]])
            for one in steps[2:]:
                store.add(store.begin_run(), [cleaned(one)])
                settle(store, silent)
            for kind, name, n in deeds if turn == 0 else data.draw(st.permutations(deeds)):
                decide_blocks(store, page(store, name), kind, [str(n)])
                if data.draw(st.booleans()):
                    settle(store, silent)
            settle(store, silent)
            outcomes.append(shown(store))
    assert outcomes[0] == outcomes[1]


def test_old_versions_and_captures_stay(store, bring):
    bring(store, *four())
    decide(store, "drop", "penkki", "Uusi penkki")
    bring(store, capture("penkki", html("penkki", "Lisäys sivulle."), at="2031-01-01"))
    assert (store.counts()["captures"], store.counts()["versions"]) == (5, 5)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_scrapes_whose_groups_join_do_so_in_any_order(tmp_path, bring, order):
    """A page in the middle shares edges with two others that share none."""
    middle = scrape("museo").replace(
        b"Kaupunki meren", "Kysy lisää meiltä\nAvoinna arkisin\nTervetuloa kylään\nKaupunki meren".encode()
    )
    pages = [
        capture("a", scrape("penkki")),
        capture("b", middle),
        capture(
            "c",
            f"Toinen alku\n\n{prose('neuvola')}\n\nKysy lisää meiltä\nAvoinna arkisin\nTervetuloa kylään\n".encode(),
        ),
    ]
    outcomes = []
    for name, numbers in (("in-order", range(3)), ("other", order)):
        with Store.open(tmp_path / name, create=True) as store:
            for n in numbers:
                bring(store, pages[n])
            outcomes.append((shown(store), {m.page: m.group for m in store.settling().members()}))
    assert outcomes[0] == outcomes[1]
    assert len(set(outcomes[0][1].values())) == 1
