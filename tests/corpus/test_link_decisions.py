"""Decisions on links in an archive: what is kept, what is refused, and that none is lost when pages come in again."""

from itertools import product

import pytest
from msgspec.structs import replace

from corpus.errors import InputError
from corpus.link_decisions import decide_link, decided_on, link_standings, said, take_in
from corpus.link_files import links_csv, read_links_csv
from corpus.linking.decided import stand
from corpus.model import Block, Capture, Cleaned, Link, LinkDecision, page_id
from corpus.reclean import reclean
from corpus.store import Intake, Store

SITE = "https://salmenmaa.example"


def cleaned(text, lang="fi"):
    return Cleaned(
        title="Hanke",
        all_blocks=(Block(kind="paragraph", text=text, lang=lang),),
        lang=lang,
        confidence=1.0,
        languages=(lang,),
    )


def bring(store, pages):
    """Pages by address with their text; Swedish where the address says so."""
    run = store.begin_run()
    intakes = [
        Intake(
            capture=Capture(
                address=address, url=address, body=text.encode(), media="html", source="crawl", place=address
            ),
            cleaned=cleaned(text, "sv" if "/sv/" in address else "fi"),
        )
        for address, text in pages.items()
    ]
    store.add(run, intakes)


FI, SV, OTHER = f"{SITE}/fi/a", f"{SITE}/sv/a", f"{SITE}/fi/b"


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        bring(store, {FI: "Hanke alkoi.", SV: "Projektet började.", OTHER: "Muuta."})
        yield store


def page(store, address):
    (found,) = store.pages([page_id(address)])
    return found


def decide(store, a=FI, b=SV, verdict="confirm", **told):
    return decide_link(store, page(store, a), page(store, b), verdict, **{"who": "Aino", **told})


def test_a_decision_carries_both_pages_their_texts_and_who_made_it(store):
    made = decide(store, SV, FI, note="  they say\nthe same ")
    assert (made.a, made.b) == (FI, SV)
    digests = store.settling().digests([page_id(FI), page_id(SV)])
    assert (made.digest_a, made.digest_b) == (digests[page_id(FI)], digests[page_id(SV)])
    assert (made.who, made.relation, made.verdict, made.note) == ("Aino", "translation", "confirm", "they say the same")
    assert [each.decision for each in link_standings(store)] == [made] == store.link_decisions().all()
    assert made.made_at.endswith("+00:00")


def test_a_decision_has_links_decided_anew(store):
    store.relate([], {})
    assert store.is_related()
    decide(store)
    assert not store.is_related()


def test_pages_in_one_language_are_of_one_programme_unless_said_otherwise(store):
    assert decide(store, FI, OTHER).relation == "same_programme"
    assert decide(store, FI, OTHER, relation="near_duplicate").relation == "near_duplicate"


@pytest.mark.parametrize(
    ("a", "b", "told", "problem"),
    [
        (FI, FI, {}, "not linked to itself"),
        (FI, OTHER, {"relation": "translation"}, "in one language, fi"),
        (FI, SV, {"verdict": "undo"}, "nothing was decided"),
    ],
)
def test_what_cannot_be_decided_is_an_error_and_nothing_is_kept(store, a, b, told, problem):
    with pytest.raises(InputError, match=problem):
        decide(store, a, b, **told)
    assert store.link_decisions().all() == []


def test_the_same_decision_again_is_not_kept_twice_until_a_page_has_changed(store):
    first = decide(store)
    assert decide(store, who="Bertta") == first
    bring(store, {FI: "Hanke päättyi."})
    assert link_standings(store)[0].needs_look == f"the text of {FI} has changed since"
    assert decide(store).digest_a != first.digest_a
    assert [each.needs_look for each in link_standings(store)] == [""]


def test_what_was_taken_back_is_in_force_no_more_and_stays_on_record(store):
    decide(store)
    decide(store, verdict="undo")
    assert link_standings(store) == []
    assert [each.verdict for each in store.link_decisions().all()] == ["confirm", "undo"]
    with pytest.raises(InputError, match="nothing was decided"):
        decide(store, verdict="undo")


@pytest.mark.parametrize(
    ("told", "kept"), [("a\x00b\ud800", "ab"), ("  \n\t ", ""), ("=1+1", "=1+1"), ("å\xa0ä", "å ä")]
)
def test_what_people_write_is_kept_on_one_line_and_can_be_written_down(told, kept):
    assert said(told) == kept


def test_cleaning_anew_by_newer_rules_asks_for_no_new_look(tmp_path):
    body = "<html lang='fi'><body><h1>Hanke</h1><p>Hanke alkoi vuonna 2021 koko kunnassa.</p></body></html>"
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        old = [
            Intake(
                capture=Capture(address=at, body=body.encode(), media="html", source="crawl", place=at),
                cleaned=cleaned(f"Vanhoilla säännöillä {at}"),
            )
            for at in (FI, OTHER)
        ]
        store.add(store.begin_run(), old)
        made = decide(store, FI, OTHER)
        reclean(store, jobs=1, dry_run=False, on_progress=lambda *_: None)
        (standing,) = link_standings(store)
        assert standing.needs_look == ""
        assert standing.decision == replace(
            made, digest_a=standing.decision.digest_a, digest_b=standing.decision.digest_b
        )
        assert standing.decision.digest_a != made.digest_a


def old_captures(*addresses):
    """Pages that are told otherwise once they are cleaned anew; they say the same where their addresses end alike."""
    body = "<html lang='fi'><body><h1>Hanke</h1><p>Hanke alkoi vuonna 2021 koko kunnassa, osa %s.</p></body></html>"
    return [
        Intake(
            capture=Capture(
                address=at, body=(body % at.rpartition("/")[2]).encode(), media="html", source="crawl", place=at
            ),
            cleaned=cleaned(f"Vanhoilla säännöillä {at.rpartition('/')[2]}"),
        )
        for at in addresses
    ]


@pytest.mark.parametrize("own", [(), (FI,)], ids=["nothing at its address", "another page at its address"])
def test_a_rejection_that_holds_by_what_pages_say_outlives_newer_rules(tmp_path, own):
    moved = f"{SITE}/uusi/a"
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        store.add(store.begin_run(), old_captures(moved, OTHER))
        bring(store, dict.fromkeys(own, "Aivan muuta."))
        texts = store.settling().digests([page_id(moved), page_id(OTHER)])
        ends = sorted([(FI, texts[page_id(moved)]), (OTHER, texts[page_id(OTHER)])])
        made = LinkDecision(
            a=ends[0][0],
            b=ends[1][0],
            digest_a=ends[0][1],
            digest_b=ends[1][1],
            relation="same_programme",
            verdict="reject",
            who="Aino",
            made_at="2024-05-06T07:08:09+00:00",
        )
        store.link_decisions().add([made])
        pair = tuple(sorted((page_id(moved), page_id(OTHER))))
        assert pair in decided_on(store).verdicts
        reclean(store, jobs=1, dry_run=False, on_progress=lambda *_: None)
        assert store.settling().digests([page_id(moved)]) != {page_id(moved): texts[page_id(moved)]}
        assert decided_on(store).verdicts[pair].decision.verdict == "reject"


# Files


def table(store, links=()):
    addresses = {each.id: each.address for each in store.summaries()}
    return "".join(links_csv(links, link_standings(store), addresses)).encode()


def bring_in(store, body, who="Cecilia"):
    return take_in(store, read_links_csv(body), who)


def test_decisions_go_into_another_archive_before_its_pages_and_wait_for_them(store, tmp_path):
    decide(store)
    with Store.open(tmp_path / "other", create=True) as other, other.writing():
        assert bring_in(other, table(store)).kept == 1
        assert link_standings(other)[0].pages is None
        assert "is not in the archive" in link_standings(other)[0].needs_look
        bring(other, {f"{SITE}/new/a": "Hanke alkoi.", SV: "Projektet började."})
        (standing,) = link_standings(other)
        assert standing.pages == tuple(sorted((page_id(f"{SITE}/new/a"), page_id(SV))))


def test_a_table_that_was_filled_in_by_hand_is_taken_in(store):
    taken = bring_in(store, f"\ufeffa;b;verdict\r\n{SV};{FI};reject\r\n{FI};{OTHER};\r\n".encode())
    assert (taken.kept, taken.undecided) == (1, 1)
    (made,) = store.link_decisions().all()
    assert (made.a, made.b, made.verdict, made.who) == (FI, SV, "reject", "Cecilia")
    assert link_standings(store)[0].needs_look == ""


def test_what_is_held_already_or_has_been_decided_later_is_passed_over(store):
    decide(store)
    before = table(store)
    assert bring_in(store, before).held == 1
    later = replace(store.link_decisions().all()[0], verdict="undo", made_at="2999-01-01T00:00:00+00:00")
    store.link_decisions().add([later])
    assert bring_in(store, before).older == 1
    assert link_standings(store) == []


def test_without_a_relation_pages_are_what_a_decision_by_itself_takes_them_for(store):
    linked = Link(
        a=page_id(SV), b=page_id(OTHER), relation="near_duplicate", confidence=0.5, state="uncertain", evidence=()
    )
    ends = sorted((linked.a, linked.b))
    store.relate([replace(linked, a=ends[0], b=ends[1])], {})
    bring_in(store, f"a,b,verdict\n{FI},{SV},confirm\n{FI},{OTHER},confirm\n{OTHER},{SV},confirm\n".encode())
    told = {(made.a, made.b): made.relation for made in store.link_decisions().all()}
    assert told == {(FI, SV): "translation", (FI, OTHER): "same_programme", (OTHER, SV): "near_duplicate"}


def test_a_translation_in_one_language_is_a_problem_of_its_line(store):
    with pytest.raises(InputError, match=f"line 2: {FI} and {OTHER} are in one language, fi"):
        bring_in(store, f"a,b,verdict,relation\n{FI},{OTHER},confirm,translation\n".encode())
    assert bring_in(store, f"a,b,verdict,relation\n{FI},{OTHER},reject,translation\n".encode()).kept == 1


def test_of_pages_that_are_not_here_a_row_has_to_name_the_relation(store):
    rows = f"a,b,verdict,relation,digest_a,digest_b\n{FI},{SITE}/sv/x,confirm,%s,{'a' * 64},{'b' * 64}\n"
    with pytest.raises(InputError, match="line 2: it names no relation, and there is no page"):
        bring_in(store, (rows % "").encode())
    assert bring_in(store, (rows % "translation").encode()).kept == 1


def test_a_verdict_that_was_changed_in_the_table_is_a_decision_of_whoever_brings_it_in(store):
    decide(store)
    changed = table(store).replace(b",confirm,", b",reject,")
    assert bring_in(store, changed).kept == 1
    (standing,) = link_standings(store)
    assert (standing.decision.verdict, standing.decision.who) == ("reject", "Cecilia")


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        pytest.param(f"{FI},{SV},maybe", ["line 3: verdict 'maybe'"], id="verdict"),
        pytest.param(f"{FI},{SITE}/nowhere,confirm", ["line 3: there is no page"], id="page"),
        pytest.param(f"{FI},{FI},confirm", ["line 3: a page is not linked to itself"], id="itself"),
        pytest.param(f"{SV},{FI},reject", ["line 3: the same two pages as in line 2"], id="twice"),
        pytest.param(f",{SV},confirm\n{FI},{SV},confirm,x", ["line 3: no page a", "line 4: 4 cells"], id="two lines"),
    ],
)
def test_of_a_table_with_a_bad_row_nothing_is_taken_in_and_the_rows_are_named(store, rows, problems):
    with pytest.raises(InputError) as caught:
        bring_in(store, f"a,b,verdict\n{FI},{SV},confirm\n{rows}\n".encode())
    assert all(problem in str(caught.value) for problem in problems)
    assert "nothing was taken in" in str(caught.value)
    assert store.link_decisions().all() == []


# Many decisions, and everything comes in again


@pytest.fixture
def decided(tmp_path):
    """An archive of 200 pairs of pages: a hundred confirmed, a hundred rejected."""
    with Store.open(tmp_path / "archive", create=True) as store, store.writing():
        pairs = list(product(("fi", "sv"), range(200)))
        bring(store, {f"{SITE}/{lang}/{n}": f"{lang} tells of number {n}." for lang, n in pairs})
        digests = {at: digest for _, at, digest in store.link_decisions().texts()}
        made = [
            LinkDecision(
                a=(a := f"{SITE}/fi/{n}"),
                b=(b := f"{SITE}/sv/{n}"),
                digest_a=digests[a],
                digest_b=digests[b],
                relation="translation",
                verdict="confirm" if n % 2 else "reject",
                who="Aino",
                made_at="2024-05-06T07:08:09+00:00",
            )
            for n in range(200)
        ]
        store.link_decisions().add(made)
        yield store


def again():
    """The same pages once more: a third at other addresses, a third edited, a third as they were."""
    for lang, n in product(("fi", "sv"), range(200)):
        moved = f"{SITE}/uusi/{lang}/{n}" if n % 3 == 0 else f"{SITE}/{lang}/{n}"
        yield moved, f"{lang} tells of number {n}{', and of more' if n % 3 == 1 else ''}."


@pytest.mark.parametrize("is_new", [False, True], ids=["into the same archive", "into a new archive"])
def test_all_of_200_decisions_are_in_force_or_listed_after_everything_came_in_again(decided, tmp_path, is_new):
    with Store.open(tmp_path / ("new" if is_new else "archive"), create=True) as store:
        if is_new:
            with store.writing():
                bring_in(store, table(decided))
                bring(store, dict(again()))
        else:
            bring(store, dict(again()))
        standings = link_standings(store)
        assert len(standings) == 200
        assert {each.needs_look == "" for each in standings if stands(each) % 3 != 1} == {True}
        assert all("has changed since" in each.needs_look for each in standings if stands(each) % 3 == 1)
        assert sum(bool(each.followed) for each in standings) == (67 if is_new else 0)
        verdicts = decided_on(store).verdicts
        for n in range(200):
            homes = [f"{SITE}/uusi"] if n % 3 == 0 else [SITE]
            homes += [SITE] if n % 3 == 0 and not is_new else []
            for home in homes:
                pair = tuple(sorted((page_id(f"{home}/fi/{n}"), page_id(f"{home}/sv/{n}"))))
                assert verdicts[pair].decision.verdict == ("confirm" if n % 2 else "reject")


def stands(standing):
    return int(standing.decision.a.rpartition("/")[2])


def test_standing_is_told_of_the_decisions_alone_and_in_their_order(decided):
    assert stand([], []) == []
    assert [stands(each) for each in link_standings(decided)] == list(range(200))
