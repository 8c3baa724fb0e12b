"""What people have decided on links: which pages it is about, and that it holds in linking whatever the pages say."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corpus.linking.decided import MOST_COPIES, Decided, Shown, stand
from corpus.linking.relating import FeatureReader, ShelfInMemory, relate_shelf
from corpus.model import LinkDecision, page_id

SITE = "https://www.example.org"
WEST = ("Raaseporissa, Hangossa ja Inkoossa", "i Raseborg, Hangö och Ingå")
EAST = ("Porvoossa, Loviisassa ja Sipoossa", "i Borgå, Lovisa och Sibbo")


AT = "2024-05-06T07:08:09+00:00"


def decision(a="a", b="b", verdict="confirm", **told):
    a, b = sorted((a, b))
    given = {"digest_a": f"says {a}", "digest_b": f"says {b}", "relation": "translation", "who": "Aino"} | told
    return LinkDecision(**({"a": a, "b": b, "verdict": verdict, "made_at": AT} | given))


def shown(**pages):
    """Pages by address with what they say; `same=...` where another page's text stands."""
    return [Shown(page=page_id(address), address=address, digest=text) for address, text in pages.items()]


HERE = {"a": "says a", "b": "says b"}


def ids(*addresses):
    return tuple(sorted(map(page_id, addresses)))


def test_a_decision_is_about_the_pages_at_its_addresses():
    (standing,) = stand([decision()], shown(**HERE))
    assert (standing.pages, standing.others, standing.followed, standing.needs_look) == (ids("a", "b"), (), "", "")


@pytest.mark.parametrize(
    ("pages", "meant", "followed", "look"),
    [
        pytest.param({**HERE, "a": "new"}, "ab", "", "the text of a has changed since", id="edited"),
        pytest.param(
            {**HERE, "a": "new", "c": "says a"},
            "ab",
            "",
            "the text of a has changed since; what it said stands at c",
            id="edited, and its text elsewhere",
        ),
        pytest.param({"c": "says a", "b": "says b"}, "bc", "the text of a stands at c now", "", id="moved"),
        pytest.param(
            {"c": "says a", "d": "says b"},
            "cd",
            "the text of a stands at c now; the text of b stands at d now",
            "",
            id="both moved",
        ),
        pytest.param(
            {"c": "says a", "b": "new"},
            "bc",
            "the text of a stands at c now",
            "the text of b has changed since",
            id="each",
        ),
        pytest.param(
            {"b": "says b"}, "", "", "a is not in the archive, and no other page says what it said", id="gone"
        ),
        pytest.param(
            {"b": "says b", "d": "says a", "c": "says a"},
            "",
            "",
            "a is not in the archive, and 2 pages say what it said: c, d",
            id="ambiguous",
        ),
    ],
)
def test_a_decision_follows_its_text_and_says_what_became_of_its_pages(pages, meant, followed, look):
    (standing,) = stand([decision()], shown(**pages))
    assert standing.pages == (ids(*meant) or None)
    assert (standing.followed, standing.needs_look) == (followed, look)


def test_two_pages_of_which_one_is_left_are_not_linked_to_each_other():
    (standing,) = stand([decision(digest_b="says a")], shown(c="says a"))
    assert (standing.pages, standing.needs_look) == (None, "one page says what a and b said")


def test_a_text_that_is_everywhere_is_followed_nowhere():
    many = {f"c{n:02}": "says a" for n in range(MOST_COPIES + 1)}
    (standing,) = stand([decision(verdict="reject")], shown(**HERE, **many))
    assert (standing.pages, standing.others) == (ids("a", "b"), ())


def test_of_a_page_that_is_gone_it_is_said_that_too_many_say_what_it_said():
    many = {f"c{n:02}": "says a" for n in range(MOST_COPIES + 1)}
    (standing,) = stand([decision()], shown(b="says b", **many))
    assert standing.pages is None
    assert f"{MOST_COPIES + 1} pages say what it said" in standing.needs_look


def test_a_rejected_pair_stays_rejected_between_all_copies_of_its_pages():
    (standing,) = stand([decision(verdict="reject")], shown(**HERE, c="says a", d="says b"))
    assert set(standing.others) == {ids("a", "d"), ids("c", "b"), ids("c", "d")}


def test_what_is_confirmed_holds_for_the_copies_of_both_pages_and_for_no_mixture():
    both, one = shown(**HERE, c="says a", d="says b"), shown(**HERE, c="says a")
    assert stand([decision()], both)[0].others == (ids("c", "d"),)
    assert stand([decision()], one)[0].others == ()


def test_of_decisions_on_the_same_pages_the_last_counts():
    made = [decision(), decision(verdict="reject"), decision(relation="same_programme")]
    assert [each.decision for each in stand(made, shown(**HERE))] == made[2:]
    assert stand([*made, decision(verdict="undo")], shown(**HERE)) == []


def test_a_decision_made_at_an_address_beats_one_that_came_there_with_a_text():
    there = decision("c", "d", digest_a="says a", digest_b="says b")
    here = decision(verdict="reject")
    standings = stand([there, here], shown(**HERE, c="says a", d="says b"))
    verdicts = {pair: each.decision.verdict for pair, each in Decided.of(standings).verdicts.items()}
    assert verdicts == {
        ids("c", "d"): "confirm",
        ids("a", "b"): "reject",
        ids("a", "d"): "reject",
        ids("b", "c"): "reject",
    }


def test_what_has_followed_a_text_can_be_taken_back_where_it_is_now():
    pages = shown(c="says a", b="says b")
    back = decision("c", "b", verdict="undo", digest_a="says b", digest_b="says a")
    assert len(stand([decision()], pages)) == 1
    assert stand([decision(), back], pages) == []


TEXTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["says a", "says b", "says c", "new"]))
MADE = st.lists(
    st.builds(
        decision,
        st.sampled_from("abc"),
        st.sampled_from("def"),
        verdict=st.sampled_from(["confirm", "reject", "undo"]),
        digest_a=st.sampled_from(["says a", "says b"]),
        digest_b=st.sampled_from(["says a", "says c"]),
    ),
    max_size=5,
)


@given(made=MADE, pages=TEXTS, data=st.data())
def test_no_two_decisions_hold_for_the_same_pages_and_none_is_lost_in_silence(made, pages, data):
    mixed = data.draw(st.permutations(sorted(pages.items())))
    standings = stand(made, shown(**dict(mixed)))
    assert standings == stand(made, shown(**pages))
    held = [pair for each in standings for pair in each.all_pages]
    assert len(held) == len(set(held))
    assert all(a < b for a, b in held)
    last = {each.subject: each for each in made}
    listed = [each.decision for each in standings]
    for each in last.values():
        is_here = {each.a, each.b} <= pages.keys()
        assert (each in listed) == (each.verdict != "undo") or not is_here
    assert all(each.pages or each.needs_look for each in standings)


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("verdicts", [("confirm", "reject"), ("reject", "confirm"), ("reject", "undo")])
def test_of_decisions_that_followed_one_text_the_one_made_last_counts_whichever_came_in_last(verdicts, is_reversed):
    made = [
        decision("b", f"old{n}", verdict, digest_a="says b", digest_b="says a", made_at=f"202{n}")
        for n, verdict in enumerate(verdicts)
    ]
    standings = stand(made[::-1] if is_reversed else made, shown(c="says a", b="says b"))
    told = [each.decision for each in standings if each.pages == ids("b", "c")]
    assert told == [each for each in made[1:] if each.verdict != "undo"]


@given(made=MADE, pages=TEXTS, data=st.data())
def test_what_holds_does_not_depend_on_the_order_in_which_decisions_came_in(made, pages, data):
    once = {each.subject: each for each in made}.values()
    dated = [replace(each, made_at=f"20{n:02}") for n, each in enumerate(once)]
    mixed = data.draw(st.permutations(dated))
    holding = Decided.of(stand(mixed, shown(**pages))).verdicts
    assert {pair: each.decision for pair, each in holding.items()} == {
        pair: each.decision for pair, each in Decided.of(stand(dated, shown(**pages))).verdicts.items()
    }


# In linking


@pytest.fixture(scope="session")
def county(page):
    """A project page in two languages, alike in every county but for its places."""

    def build(name, places):
        fi, sv = places
        return (
            page(
                f"{SITE}/{name}/fi",
                "fi",
                "Hoitopolku-hanke uudistaa kotihoidon",
                f"Hanke toimii {fi} vuosina 2022–2024.",
                "Sosiaali- ja terveysministeriö myönsi valtionavustusta 1 250 000 euroa 15.3.2022.",
                "Kotihoitoon palkataan 36 sairaanhoitajaa ja neuvolaan 12 perhetyöntekijää.",
            ),
            page(
                f"{SITE}/{name}/sv",
                "sv",
                "Projektet Vårdstigen förnyar hemvården",
                f"Projektet verkar {sv} åren 2022–2024.",
                "Social- och hälsovårdsministeriet beviljade 1 250 000 euro i statsunderstöd den 15 mars 2022.",
                "Till hemvården anställs 36 sjukskötare och till rådgivningen 12 familjearbetare.",
            ),
        )

    return build


@pytest.fixture(scope="session")
def pages(page, county):
    pool = page(f"{SITE}/halli", "fi", "Uimahalli suljetaan", "Katto korjataan kesällä, ja halli avataan syyskuussa.")
    return (*county("lansi", WEST), *county("ita", EAST), pool)


def on(a, b, verdict="confirm", relation="translation"):
    texts = dict(zip(("digest_a", "digest_b"), sorted((a.address, b.address)), strict=True))
    return decision(a.address, b.address, verdict, relation=relation, note="asked them", **texts)


def told(pages, *made):
    return Decided.of(stand(made, [Shown(page=each.id, address=each.address, digest=each.address) for each in pages]))


@pytest.fixture(scope="session")
def linked(forms):
    """Links pages with decisions; the features of a page are read once."""
    reader, read = FeatureReader(forms), {}

    def link(pages, *made):
        shelf = ShelfInMemory([read.get(each.id) or read.setdefault(each.id, reader.read(each)) for each in pages])
        return relate_shelf(shelf, [each.id for each in pages], told(pages, *made))

    return link


def between(links, a, b):
    return [link for link in links if {link.a, link.b} == {a.id, b.id}]


def test_a_confirmed_link_is_there_whatever_the_pages_say_and_names_who_decided(pages, linked):
    links, programmes = linked(pages, on(pages[0], pages[4], relation="same_programme"))
    (link,) = between(links, pages[0], pages[4])
    assert (link.relation, link.state, link.confidence) == ("same_programme", "confirmed", 1.0)
    assert [each.detail for each in link.evidence] == ["decided by Aino on 2024-05-06: asked them"]
    assert programmes[pages[0].id] == programmes[pages[1].id] == programmes[pages[4].id]


def test_a_confirmed_link_across_counties_says_so_and_joins_both_programmes(pages, linked):
    links, programmes = linked(pages, on(pages[0], pages[3]))
    (link,) = between(links, pages[0], pages[3])
    assert link.state == "confirmed"
    assert [each.kind for each in link.evidence] == ["decision", "scope"]
    assert "two counties" in link.evidence[1].detail
    assert programmes[pages[0].id] == programmes[pages[3].id]


def test_a_confirmed_translation_takes_the_place_of_the_one_that_was_found(pages, linked):
    assert between(linked(pages)[0], pages[0], pages[1])[0].state == "accepted"
    links, _ = linked(pages, on(pages[0], pages[3]))
    found = [link for link in links if link.relation == "translation" and pages[0].id in (link.a, link.b)]
    assert [{link.a, link.b} for link in found] == [{pages[0].id, pages[3].id}]


@pytest.mark.parametrize("relation", ["translation", "same_programme"])
def test_a_rejected_link_does_not_come_back_as_anything_else(pages, linked, relation):
    links, programmes = linked(pages, on(pages[0], pages[1], "reject", relation))
    (link,) = between(links, pages[0], pages[1])
    assert (link.state, link.relation, link.confidence) == ("rejected", relation, 0.0)
    assert programmes[pages[0].id] != programmes[pages[1].id]


def test_where_a_mate_was_rejected_the_next_best_takes_its_place(pages, county, linked):
    crowd = [*pages, county("kopio", WEST)[1]]

    def mate(*made):
        (found,) = [
            {link.a, link.b} - {pages[0].id}
            for link in linked(crowd, *made)[0]
            if (link.relation, link.state) == ("translation", "accepted") and pages[0].id in (link.a, link.b)
        ]
        return next(each for each in crowd if {each.id} == found)

    first = mate()
    assert mate(on(pages[0], first, "reject")).id == ({pages[1].id, crowd[-1].id} - {first.id}).pop()


def test_what_pages_declare_of_each_other_does_not_bring_a_rejected_link_back(page, linked):
    fi = page(f"{SITE}/fi/a", "fi", "Retkipaikka", "Lyhyt sivu.", versions=[("sv", f"{SITE}/sv/b")])
    sv = page(f"{SITE}/sv/b", "sv", "Utfärdsmål", "En helt annan text.", versions=[("fi", f"{SITE}/fi/a/")])
    assert [link.state for link in linked([fi, sv])[0]] == ["accepted"]
    links, programmes = linked([fi, sv], on(fi, sv, "reject"))
    assert [link.state for link in links] == ["rejected"]
    assert len(set(programmes.values())) == 2


def test_pages_with_the_same_words_that_were_rejected_are_no_duplicates(page, linked):
    a, b = (page(f"{SITE}/{n}", "fi", "Uimahalli", "Uimahalli on auki joka päivä ja myös illalla.") for n in "ab")
    links, programmes = linked([a, b], on(a, b, "reject", "near_duplicate"))
    assert [link.state for link in links] == ["rejected"]
    assert programmes[a.id] != programmes[b.id]


def test_what_is_undone_is_decided_by_the_pages_again(pages, linked):
    made = on(pages[0], pages[1], "reject")
    assert linked(pages, made, replace(made, verdict="undo")) == linked(pages)


@settings(max_examples=10)
@given(data=st.data())
def test_with_decisions_the_same_pages_give_the_same_links_and_groups_in_any_order(pages, linked, data):
    every = list(combinations(range(len(pages)), 2))
    pairs = [(pages[a], pages[b]) for a, b in data.draw(st.lists(st.sampled_from(every), max_size=3, unique=True))]
    made = [
        on(
            *pair,
            data.draw(st.sampled_from(["confirm", "reject"])),
            data.draw(st.sampled_from(["translation", "same_programme", "same_topic"])),
        )
        for pair in pairs
    ]
    links, programmes = linked(pages, *made)
    mixed = [pages[n] for n in data.draw(st.permutations(range(len(pages))))]
    again, regrouped = linked(mixed, *data.draw(st.permutations(made)))
    assert (again, groups(regrouped)) == (links, groups(programmes))
    for each, pair in zip(made, pairs, strict=True):
        (link,) = between(links, *pair)
        assert (link.state, link.relation) == (
            {"confirm": "confirmed", "reject": "rejected"}[each.verdict],
            each.relation,
        )
        if link.state == "rejected" and link.relation in ("same_programme", "same_topic"):
            assert programmes[link.a] != programmes[link.b]


def groups(programmes):
    return {frozenset(page for page in programmes if programmes[page] == each) for each in programmes.values()}
