"""What the markup of a page declares, also where it is broken or speaks of something else."""

import pytest

from corpus.metadata import Facts, breadcrumb_of, read_head

URL = "https://www.example.org/uutiset/tori"


def script(text: str) -> str:
    return f'<html><script type="application/ld+json">{text}</script></html>'


def dates(cut: str) -> list[str]:
    return [f"{each.role} {each.value} {each.source}" for each in read_head(cut, URL).dates]


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "datePublished": "2020-03-05",}',
        '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2020-03-05"}\n//]]>',
        '<!--{"@type": "NewsArticle", "datePublished": "2020-03-05"}-->',
        '{"@type": "Organization"}{"@type": "NewsArticle", "datePublished": "2020-03-05"}',
        '{"@type": "NewsArticle", "headline": "Kaksi\nriviä", "datePublished": "2020-03-05"};',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;datePublished&quot;: &quot;2020-03-05&quot;}",
        '{"@type": "NewsArticle", "articleBody": "Hän sanoi "joo" heti", "datePublished": "2020-03-05"}',
        '[{"@graph": [{"@type": ["WebPage", "NewsArticle"], "datePublished": "2020-03-05T10:00:00+02:00"}]}]',
        '\ufeff{"@type": "http://schema.org/NewsArticle", "datePublished": "5.3.2020"}',
    ],
    ids=["comma", "cdata", "comment", "glued", "line break", "entities", "quotes", "graph", "written date"],
)
def test_broken_json_is_read_as_far_as_it_can_be(text: str) -> None:
    facts = read_head(script(text))
    assert [(each.role, each.value) for each in facts.dates] == [("published", "2020-03-05")]
    assert "newsarticle" in facts.types


@pytest.mark.parametrize(
    "text",
    [
        "{broken",
        '{"@type": "Event", "startDate": "2020-03-05", "datePublished": "2020-03-01"}',
        '{"@type": "Comment", "dateCreated": "2020-03-05"}',
        '{"@type": "WebSite", "datePublished": "2020-03-05"}',
        '{"@type": "NewsArticle", "datePublished": "1970-01-01T00:00:00Z"}',
        '{"@type": "NewsArticle", "datePublished": "0001-01-01"}',
        '{"@type": "NewsArticle", "datePublished": {"@value": 1}}',
        '{"a": "datePublished 2020-03-05", "x": "datePublished": "2020-03-05", "datePublished": "2021-03-05"}',
        "[" * 5000,
        "["
        + ",".join(f'{{"@type":"NewsArticle","headline":"U{n}","datePublished":"2020-03-0{n}"}}' for n in (1, 2, 3))
        + "]",
    ],
    ids=["broken", "event", "comment", "site", "epoch", "year one", "object", "two dates", "deep", "list of news"],
)
def test_json_that_says_nothing_of_the_page_dates_it_not(text: str) -> None:
    assert dates(script(text)) == []


def test_of_several_articles_the_one_with_the_title_of_the_page_counts() -> None:
    nodes = ",".join(
        f'{{"@type":"NewsArticle","headline":"{name}","datePublished":"2020-03-0{n}"}}'
        for n, name in enumerate(("Penkit", "Tori korjataan", "Puut"), 1)
    )
    assert dates(f"<title>x</title><h1>Tori korjataan</h1>{script(f'[{nodes}]')}") == ["published 2020-03-02 json-ld"]


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ('<meta name="DC.date.issued" content="2020-03-05">', "published 2020-03-05 meta"),
        ('<meta name="DCTERMS.modified" content="5.3.2020">', "updated 2020-03-05 meta"),
        ('<meta name="dcterms.created" content="2020-03">', "published 2020-03 meta"),
        ('<meta property="article:published_time" content="2020-03-05T08:00:00+0200">', "published 2020-03-05 meta"),
        ('<meta http-equiv="last-modified" content="Thu, 05 Mar 2020 08:00:00 GMT">', "updated 2020-03-05 meta"),
        ('<meta name="date" content="20200305">', "published 2020-03-05 meta"),
        ('<time datetime="2020-03-05T10:00">5.3.</time>', "published 2020-03-05 time"),
        ("<time>5.3.2020</time>", "published 2020-03-05 time"),
        ('<time class="updated" datetime="2020-03-05">x</time>', "updated 2020-03-05 time"),
    ],
)
def test_dates_are_read_from_every_place_with_their_role(cut: str, expected: str) -> None:
    assert dates(cut) == [expected]


@pytest.mark.parametrize(
    "cut",
    [
        '<meta name="date" content="03/04/2020">',
        '<meta name="date" content="kevät">',
        '<time class="event-date" datetime="2020-03-05">x</time>',
        '<time itemprop="startDate" datetime="2020-03-05">x</time>',
        '<time datetime="2020-03-05">x</time> – <time datetime="2020-03-07">x</time>',
        '<time datetime="10:00">10</time>',
        '<meta property="og:type" content="event"><time datetime="2020-03-05">x</time>',
    ],
)
def test_the_days_of_events_and_what_is_not_clear_are_no_dates_of_the_page(cut: str) -> None:
    assert dates(cut) == []


@pytest.mark.parametrize(
    ("cut", "canonical"),
    [
        ('<link rel="canonical" href="/uutiset/tori?x=1">', "https://www.example.org/uutiset/tori?x=1"),
        ('<link rel="canonical" href="https://toinen.example/tori">', "https://toinen.example/tori"),
        ('<meta property="og:url" content="https://www.example.org/tori">', "https://www.example.org/tori"),
        ('<meta property="og:url" content="https://www.example.org/">', None),
        ('<link rel="canonical" href="/a"><meta property="og:url" content="/b">', "https://www.example.org/a"),
        ('<link rel="canonical" href="">', None),
    ],
)
def test_the_canonical_address_is_recorded_whole(cut: str, canonical: str | None) -> None:
    assert read_head(cut, URL).canonical == canonical


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ('<link rel="alternate" hreflang="x-default" href="/">', []),
        ('<link rel="alternate" hreflang="se" href="/se/">', []),
        ('<link rel="alternate" hreflang="sv" type="application/rss+xml" href="/sv/feed">', []),
        ('<link rel="alternate" hreflang="SV_fi" href="/sv/torg">', ["sv https://www.example.org/sv/torg hreflang"]),
        ('<select><option value="/sv/torg">Svenska</option></select>', ["sv https://www.example.org/sv/torg switcher"]),
        ('<select><option value="sv">Svenska</option></select>', []),
        ('<a data-href="/sv/torg">Svenska</a>', []),
        ('<a href="javascript:lang()">Svenska</a>', []),
    ],
)
def test_links_to_other_languages_are_addresses_that_can_be_followed(cut: str, expected: list[str]) -> None:
    assert [f"{each.lang} {each.url} {each.source}" for each in read_head(cut, URL).alternates] == expected


@pytest.mark.parametrize(
    "cut",
    [
        '<meta property="og:site_name" content="Koskela">',
        '<meta name="application-name" content="Koskela">',
        script('{"@type": "WebSite", "name": "Koskela"}'),
        script('{"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "Koskela"}}'),
    ],
)
def test_the_name_of_the_site_is_found(cut: str) -> None:
    assert read_head(cut).site_name == "Koskela"


def test_the_trail_comes_once_from_the_best_place() -> None:
    listed = script(
        '{"@type": "BreadcrumbList", "itemListElement": [{"name": "Etusivu"}, {"item": {"name": "Hankkeet"}}]}'
    )
    markup = '<div class="breadcrumb"><ol><li><a href="/">Etusivu</a></li><li> &gt; </li><li>Hankkeet</li></ol></div>'
    assert read_head(listed + markup).breadcrumb == ("Etusivu", "Hankkeet")
    assert read_head(markup + markup).breadcrumb == ("Etusivu", "Hankkeet")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Olet tässä: Etusivu > Hankkeet > Tori – ja puut"], ("Etusivu", "Hankkeet", "Tori – ja puut")),
        (["Du är här: Startsida - Projekt - Torget"], ("Startsida", "Projekt", "Torget")),
        (["Home / Projects / Square"], ("Home", "Projects", "Square")),
        (["Etusivu » Etusivu » Tori | På svenska"], ("Etusivu", "Tori")),
        (["Etusivu", "Hankkeet"], ("Etusivu", "Hankkeet")),
        ([], ()),
    ],
)
def test_lines_of_text_spell_a_trail(texts: list[str], expected: tuple[str, ...]) -> None:
    assert breadcrumb_of(Facts(), texts) == expected
    assert breadcrumb_of(Facts(breadcrumb=("Koti",)), texts) == ("Koti",)
