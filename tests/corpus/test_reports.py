"""Reports: every count can be counted again from the pages."""

from collections import Counter

import pytest

from corpus.decisions import Standing
from corpus.ingest import outcome_of
from corpus.model import Block, Capture, Cleaned, Decision, Page, own_programme, page_id
from corpus.reports import MOST, report_cleaning, report_languages
from corpus.settle import settle
from corpus.store import Intake, Store, TemplateLine

LONG = "Kokouksen pöytäkirja on nähtävillä kunnan verkkosivuilla. " * 12


def page(address, *blocks, url=None, **known):
    whole = {"title": "Sivu", "lang": "fi", "confidence": 0.99, "languages": ("fi",)} | known
    cleaned = Cleaned(all_blocks=tuple(block(*each) for each in blocks), **whole)
    source = address.partition("/")[0]
    which = page_id(address)
    return Page(
        id=which,
        address=address,
        url=url,
        source=source,
        version=1,
        fetched_at=None,
        programme=own_programme(which),
        cleaned=cleaned,
    )


def block(text, reason=None):
    return Block(kind="paragraph", text=text, lang="fi", reason=reason)


PAGES = [
    page(
        "a/1",
        ("Sisältö yksi",),
        ("Valikko", "rule:menu"),
        ("Alatunniste", "template:2/3"),
        ("Muuta", "template:listing"),
    ),
    page(
        "a/2", ("Sisältö kaksi",), ("Valikko", "rule:menu"), ("Valikko", "rule:menu"), ("Alatunniste", "template:2/3")
    ),
    page("b/1", ("Vain vähän",), (LONG, "vote"), ("Valikko", "rule:menu")),
    page("b/2", ("Merkki \ufffd on rikki",), ("Valikko", "template:9/9")),
    page("b/3", ("Pois", "decision")),
]


def test_characters_and_lines_are_counted_by_site_and_reason():
    for site in report_cleaning(PAGES, [], []).sites:
        mine = [each.cleaned for each in PAGES if each.source == site.site]
        assert site.pages == len(mine)
        assert site.kept == sum(len(each.text) for one in mine for each in one.blocks)
        assert site.removed == sum(len(each.text) for one in mine for each in one.dropped)
        assert sum(site.reasons.values()) == site.removed
    (a, b) = sorted(report_cleaning(PAGES, [], []).sites, key=lambda site: site.site)
    assert a.ranked_reasons == [("template", 22), ("rule:menu", 21), ("template:listing", 5)]
    assert [(line.text, line.reason, line.pages) for line in a.most_removed] == [
        ("Alatunniste", "template", 2),
        ("Valikko", "rule:menu", 2),
    ]
    assert b.most_removed == []  # one line for two reasons, on a page each


def test_sites_and_suspects_come_in_an_order_that_does_not_depend_on_the_pages():
    report = report_cleaning(PAGES, [], [])
    assert report == report_cleaning(PAGES[::-1], [], [])
    assert [site.site for site in report.sites] == ["b", "a"]
    assert [each.page.address for each in report.suspicious] == ["b/1"]
    assert report.suspicious[0].share == round(10 / (10 + len(LONG) + 7), 4)
    assert [(each.page.address, each.share) for each in report.unreadable] == [("b/2", round(1 / 17, 4))]


def test_of_the_lines_removed_most_only_so_many_are_listed():
    pages = [
        page(f"a/{n}", ("x",), *[(f"Rivi {line:02}", "rule:menu") for line in range(MOST + 5) if n < 2 or line > 9])
        for n in range(4)
    ]
    (site,) = report_cleaning(pages, [], []).sites
    assert [(line.text, line.pages) for line in site.most_removed] == [
        *[(f"Rivi {line:02}", 4) for line in range(10, MOST + 5)],
        *[(f"Rivi {line:02}", 2) for line in range(5)],
    ]


def decided(kind, address):
    made = Decision(address=address, kind=kind, value="x", digest="", made_at="2021-01-01")
    return Standing(decision=made, needs_look="")


def test_of_one_site_there_is_only_what_is_its_own():
    lines = [
        TemplateLine(group=group, key=1, side=0, text=group, pages=3, of=3, sites=sites)
        for group, sites in (("a fi", ("a",)), ("aa fi", ("aa",)), ("p0123a sv", ("a", "b")), ("pa fi", ("b",)))
    ]
    standing = [decided("drop", "a/1"), decided("drop", "b/1"), decided("language", "a/1")]
    report = report_cleaning(PAGES, lines, standing, "a")
    assert [site.site for site in report.sites] == ["a"]
    assert [line.group for line in report.templates] == ["a fi", "p0123a sv"]
    assert [each.decision.address for each in report.decisions] == ["a/1"]
    assert (report.suspicious, report.unreadable) == ((), ())
    assert len(report_cleaning(PAGES, lines, standing).templates) == 4
    assert len(report_cleaning(PAGES, lines, standing).decisions) == 2


def test_pages_whose_language_somebody_should_look_at_are_told():
    pages = [
        page("a/en", lang="en", confidence=0.6),
        page("a/fi", declared_lang="sv", lang_conflict=True),
        page("a/two", lang="sv", languages=("sv", "fi")),
        page("a/none", lang="und", languages=(), confidence=0.0),
        page("a/other", lang="other", confidence=0.9),
    ]
    report = report_languages(pages, [decided("drop", "a/fi"), decided("language", "a/en")])
    assert list(report.languages.items()) == [("fi", 1), ("sv", 1), ("en", 1), ("other", 1), ("und", 1)]
    assert Counter(report.languages) == Counter(each.cleaned.lang for each in pages)
    assert [(each.address, declared) for each, declared in report.conflicts] == [("a/fi", "sv")]
    assert [[each.address for each in part] for part in (report.bilingual, report.unknown, report.unsure)] == [
        ["a/two"],
        ["a/none", "a/other"],
        ["a/en"],
    ]
    assert [each.decision.kind for each in report.decisions] == ["language"]


@pytest.mark.parametrize("extension", ["txt", "html"])
def test_the_lines_of_templates_say_on_which_sites_and_how_many_pages_they_stand(tmp_path, extension):
    def capture(n):
        topic = ["penkki", "laituri", "museo", "kirjasto"][n]
        lines = [
            "Salmenmaan kunta",
            "Palvelut kartalla",
            "Satama",
            "Linnoitus",
            "Torikahvio",
            f"Uusi {topic}",
            f"Kunnan {topic} avataan keväällä torille.",
            "Meri",
        ]
        source = f"crawl-{n % 2}"
        known = {"source": source, "place": "x"}
        if extension == "txt":
            return Capture(address=f"{source}/{n}", body="\n\n".join(lines).encode(), media="text", **known)
        body = "".join(f"<p>{line}</p>" for line in lines).encode()
        url = f"https://salmenmaa.example/{n}"
        return Capture(address=url, url=url, body=body, media="html", **known)

    with Store.open(tmp_path / "archive", create=True) as store:
        made = [(one, *outcome_of(one)) for one in map(capture, range(4))]
        store.add(store.begin_run(), [Intake(capture=one, cleaned=cleaned, own=own) for one, cleaned, own in made])
        settle(store, lambda *_: None)
        lines = list(store.settling().templates())
        pages = list(store.pages())
    assert {line.sites for line in lines} == {("crawl-0", "crawl-1") if extension == "txt" else ("salmenmaa.example",)}
    assert {line.lang for line in lines} == {"fi"}
    assert {line.text for line in lines} == {
        "Salmenmaan kunta",
        "Palvelut kartalla",
        "Satama",
        "Linnoitus",
        "Torikahvio",
        "Meri",
    }
    for line in lines:
        holders = [each for each in pages if any(block.text == line.text for block in each.cleaned.all_blocks)]
        assert (line.pages, line.of) == (len(holders), len(pages))
        assert line.since is not None
