"""What pages tell about themselves: dates, roles, titles, kinds, other languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import metadata
from corpus.dates import dates_in
from corpus.metadata import Facts, page_dates
from corpus.model import Block, PageDate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22.11.2016", ["2016-11-22"]),
        ("22. 11. 2016", ["2016-11-22"]),
        ("5. päivänä maaliskuuta 2020", ["2020-03-05"]),
        ("5. maaliskuuta 2020", ["2020-03-05"]),
        ("22 november 2016", ["2016-11-22"]),
        ("den 22 november 2016", ["2016-11-22"]),
        ("22:a juli 2016", ["2016-07-22"]),
        ("22 November 2016", ["2016-11-22"]),
        ("November 22, 2016", ["2016-11-22"]),
        ("22nd of November 2016", ["2016-11-22"]),
        ("2 Dec 2019", ["2019-12-02"]),
        ("2016-11-22", ["2016-11-22"]),
        ("2011/08/31", ["2011-08-31"]),
        ("28/10-2012", ["2012-10-28"]),
        ("27 02 2016", ["2016-02-27"]),
        ("1.–15.3.2021", ["2021-03-01", "2021-03-15"]),
        ("1.3.–15.4.2021", ["2021-03-01", "2021-04-15"]),
        ("1–15 mars 2021", ["2021-03-01", "2021-03-15"]),
        ("20.-22. elokuuta 2020", ["2020-08-20", "2020-08-22"]),
        ("maaliskuussa 2020", ["2020-03"]),
        ("i mars 2020", ["2020-03"]),
        ("in March 2020", ["2020-03"]),
        ("15. kesäkuuta", ["--06-15"]),
        ("den 5 juni", ["--06-05"]),
        ("kello 12.30 2.5.2020", ["2020-05-02"]),
        ("1-15.3.2021", ["2021-03-01", "2021-03-15"]),
        ("1.3–15.4.2021", ["2021-03-01", "2021-04-15"]),
        ("31.12.2020–6.1.2021", ["2020-12-31", "2021-01-06"]),
        ("30.12.–2.1.2021", ["--12-30", "2021-01-02"]),
        ("15.–1.3.2021", ["2021-03-01"]),
        ("1.9. alkaen", ["--09-01"]),
        ("ke 3.2. klo 18", ["--02-03"]),
        ("den 15.6 kl. 10", ["--06-15"]),
        ("maaliskuun 5. päivänä 2020", ["2020-03-05"]),
        ("touko-kesäkuussa 2020", ["2020-05", "2020-06"]),
        ("juni 2020–augusti 2021", ["2020-06", "2021-08"]),
        ("1 March to 15 April 2021", ["2021-03-01", "2021-04-15"]),
        ("3 och 4 februari 2021", ["2021-02-03", "2021-02-04"]),
        ("March 5th, 2020", ["2020-03-05"]),
        ("20-03-2020", ["2020-03-20"]),
    ],
)
def test_dates_are_read_in_three_languages(text: str, expected: list[str]) -> None:
    assert [mention.iso for mention in dates_in(f"Alku {text} loppu")] == expected


@pytest.mark.parametrize(
    "text",
    [
        "p. 040 315 2230",
        "+358 27 02 2016",
        "Y-tunnus 2844969-4",
        "(EU) 2016/679",
        "TIEDOTE 1-2016",
        "la 10.00-14.00",
        "2020–2022",
        "2022-2021",
        "31.2.2020",
        "03-20-2020",
        "you may 2 march",
        "5 kap. 3 §",
        "PL 46, 05800",
        "keväällä 2021",
        "3/4/2020",
        "1.2. Johdanto",
        "29 February 2021",
        "rose to 3.4 per cent",
        "versio 1.2.2019.3",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert dates_in(text) == ()


@given(st.text(alphabet="0123456789.-–/: marskutö"))
def test_mentions_lie_in_the_text_in_order_and_apart(text: str) -> None:
    mentions = dates_in(text)
    ends = [0, *(mention.end for mention in mentions)]
    assert all(end <= mention.start < mention.end <= len(text) for end, mention in zip(ends, mentions, strict=False))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_of_the_calendar_is_read_back(day: date) -> None:
    assert [mention.iso for mention in dates_in(f"{day:%d.%m.%Y}")] == [str(day)]
    assert [mention.iso for mention in dates_in(str(day))] == [str(day)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Julkaistu 3.4.2020", ["published 2020-04-03"]),
        ("Päivitetty 22.11.2016 Tulosta", ["updated 2016-11-22"]),
        ("Julkaistu: 3.4.2020 klo 12.00, päivitetty: 5.4.2020", ["published 2020-04-03", "updated 2020-04-05"]),
        ("Publicerad den 3 april 2020", ["published 2020-04-03"]),
        ("Senast uppdaterad 3.4.2020 kl. 9.15", ["updated 2020-04-03"]),
        ("Last updated on 3 April 2020 at 10:30", ["updated 2020-04-03"]),
        ("TIEDOTE 3.4.2020", ["published 2020-04-03"]),
        ("Uutinen | 3.4.2020", ["published 2020-04-03"]),
        ("Sivua päivitetty viimeksi 3. huhtikuuta 2020", ["updated 2020-04-03"]),
        ("Sisältöä viimeksi päivitetty: 3.4.2020 klo 13.05", ["updated 2020-04-03"]),
        ("Tämä sivu on päivitetty 3.4.2020", ["updated 2020-04-03"]),
        ("Sidan uppdaterades senast den 3 april 2020", ["updated 2020-04-03"]),
        ("Sidan är senast uppdaterad 3.4.2020", ["updated 2020-04-03"]),
        ("This page was last updated on 3 April 2020", ["updated 2020-04-03"]),
        ("Page last updated 3 April 2020", ["updated 2020-04-03"]),
        ("Kunnan talo | Kunnantie 1 | Sivu päivitetty: 3.4.2020", ["updated 2020-04-03"]),
        ("Julkaistu perjantaina 3.4.2020", ["published 2020-04-03"]),
        ("Uppdaterad fredag 3.4.2020", ["updated 2020-04-03"]),
        ("Julkaisuaika: 3.4.2020", ["published 2020-04-03"]),
        ("Päivitetty 4/2020", ["updated 2020-04"]),
        ("Uppdaterad i april 2020", []),
        ("Updated: April 2020", ["updated 2020-04"]),
        ("Päivitetty 2020", ["updated 2020"]),
        ("(päivitetty lakia 2020)", []),
        ("Järjestelmän päivitys 3.4.2020", []),
        ("Asiakirja on julkaistu 1.3.–15.4.2020", []),
        ("Julkaistu 1.3.–15.4.2020", []),
        ("Tiedote 12/2020", []),
        ("© Kunta 2020", []),
        ("TIEDOTE 1-2016", []),
        ("3.4.2020", []),
        ("Ohjelma päivitettiin 3.4.2020", []),
        ("Päivitetty ohjelma hyväksyttiin valtuustossa 3.4.2020", []),
        ("Strategia on julkaistu 3.4.2020 ja se on voimassa pitkään.", []),
    ],
)
def test_only_a_labelled_line_dates_a_page(line: str, expected: list[str]) -> None:
    assert [f"{date.role} {date.value}" for date in page_dates((), [line])] == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Julkaistu:", "3.4.2020"], ["published 2020-04-03"]),
        (["Senast uppdaterad", "den 3 april 2020"], ["updated 2020-04-03"]),
        (["Tiedote", "3.4.2020"], []),
        (["Julkaistu", "Tori", "3.4.2020"], []),
        (["Päivitetty", "Tapahtuma on torilla 3.4.2020 ja siitä eteenpäin joka kuukauden toisena päivänä."], []),
    ],
)
def test_a_label_may_stand_on_the_line_above_its_date(lines: list[str], expected: list[str]) -> None:
    assert [f"{date.role} {date.value}" for date in page_dates((), lines)] == expected


def test_what_the_markup_declares_goes_before_a_label() -> None:
    declared = PageDate(role="updated", value="2020-01-01", source="json-ld")
    assert page_dates((declared,), ["Päivitetty 2.2.2020", "Julkaistu 1.1.2019"]) == (
        PageDate(role="published", value="2019-01-01", source="label"),
        declared,
    )


def test_the_head_is_read_even_when_some_of_it_is_broken() -> None:
    facts = metadata.read_head(
        """<html lang="fi"><base href="https://www.example.org/a/"><title> Tori </title>
        <meta property="og:site_name" content="Kunta"><meta name="dcterms.issued" content="2020-03">
        <script type="application/ld+json">{broken</script>
        <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "dateModified": "2021-02-03T04:05"},
        {"@type": "BreadcrumbList", "itemListElement": [{"name": "Uutiset"}]}]}</script>
        <time datetime="2020-03-05" class="published">eilen</time>
        <link rel="alternate" hreflang="sv-FI" href="../sv/torg"><link rel="alternate" hreflang="x-default" href="/">
        <a href="torg.pdf">På svenska</a><a href="square" lang="en">English</a><a href="#top">In English</a></html>"""
    )
    assert facts.title == "Tori"
    assert facts.site_name == "Kunta"
    assert facts.lang == "fi"
    assert [f"{date.role} {date.value} {date.source}" for date in facts.dates] == [
        "updated 2021-02-03 json-ld",
        "published 2020-03 meta",
        "published 2020-03-05 time",
    ]
    assert [f"{each.lang} {each.url} {each.source}" for each in facts.alternates] == [
        "sv https://www.example.org/sv/torg hreflang",
        "en https://www.example.org/a/square switcher",
    ]
    assert facts.breadcrumb == ("Uutiset",)
    assert "newsarticle" in facts.types


@pytest.mark.parametrize(
    ("facts", "headings", "lines", "declared", "title"),
    [
        (Facts(title="Tori | Kunta"), ["Tori korjataan"], [], None, "Tori korjataan"),
        (Facts(title="Tori | Kunta"), [], [], None, "Tori"),
        (Facts(title="Tori - Kunta", site_name="Kunta"), ["Kunta"], [], None, "Tori"),
        (Facts(title="Kunta - Tori", site_name="Kunta"), [], [], None, "Tori"),
        (
            Facts(title="Tori - pitkä selitys siitä mitä torilla tehdään"),
            [],
            [],
            None,
            "Tori - pitkä selitys siitä mitä torilla tehdään",
        ),
        (Facts(title="Kunta: Tori"), [], ["Kunta: Tori"], None, "Kunta: Tori"),
        (Facts(og_title="Tori"), [], [], None, "Tori"),
        (Facts(), [], ["Ensimmäinen rivi"], None, "Ensimmäinen rivi"),
        (Facts(), [], ["Ensimmäinen rivi"], "Annettu otsikko", "Annettu otsikko"),
    ],
)
def test_the_title_comes_from_the_most_trusted_place(
    facts: Facts, headings: list[str], lines: list[str], declared: str | None, title: str
) -> None:
    assert metadata.choose_title(facts, headings, lines, declared) == title


@pytest.mark.parametrize(
    ("declared", "html", "url", "expected"),
    [
        (None, "sv-FI", None, ("sv", 2.5)),
        (None, "en", None, ("en", 1.0)),
        (None, "en-GB", "https://example.org/fi/tori", ("fi", 2.5)),
        (None, None, "https://example.org/sv/torg", ("sv", 2.5)),
        ("fi", "sv", None, ("fi", 2.5)),
        (None, "de", None, ("de", 2.5)),
        (None, None, "https://example.org/", (None, 2.5)),
        (None, "", "http://[broken", (None, 2.5)),
    ],
)
def test_a_declared_language_has_its_weight(
    declared: str | None, html: str | None, url: str | None, expected: tuple[str | None, float]
) -> None:
    assert metadata.declared_language(declared, html, url) == expected


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("TIEDOTE 3/2021", "3/2021"),
        ("Tiedote nro 12 / 2020", "12/2020"),
        ("MEDDELANDE 3–2021", "3/2021"),
        ("Press release No. 7/2019", "7/2019"),
        ("Tiedote 3.4.2020", None),
        ("Tiedotteet 2020/2021", None),
        ("TIEDOTE 1-2016", "1/2016"),
        ("Press release 4/2021", "4/2021"),
        ("Pressmeddelande nr 3", None),
        ("Dnro 12/2020", None),
        ("Tiedote, Dnro 12/2020", None),
        ("Kunnanhallitus § 12/2020", None),
    ],
)
def test_announcements_carry_their_number(line: str, number: str | None) -> None:
    assert metadata.number_of([line]) == number


def blocks(*texts: str) -> list[Block]:
    return [Block(kind="paragraph", text=text) for text in texts]


@pytest.mark.parametrize(
    ("title", "content", "kind"),
    [
        ("Tori korjataan", blocks("PRESSMEDDELANDE 3.4.2020"), "announcement"),
        ("Tori korjataan", blocks("Pressmeddelande nr 3"), "announcement"),
        ("Tiedote nro 3: Tori korjataan", [], "announcement"),
        ("Hallintopäätös torista", blocks("Kunnanhallitus § 12"), "decision"),
        ("Hallintopäätös torista", blocks("Dnro 12/2020"), "decision"),
        ("Kontaktuppgifter", blocks("Torget"), "contact"),
        ("Tori", [Block(kind="quote", text="– Hyvä, sanoo yksi.")] * 2, "news"),
        ("Puistohanke etenee", blocks("Puita istutetaan."), "programme"),
        ("Torgprogrammet", [], "programme"),
        ("The bench project", [], "programme"),
        ("Torin palvelut", [], "service"),
        ("Tapahtuma", [Block(kind="heading", text="Ohjelma", level=2)], "other"),
        ("Tori", blocks("Torilla on penkkejä."), "other"),
    ],
)
def test_the_kind_follows_what_the_page_says(title: str, content: list[Block], kind: str) -> None:
    assert metadata.kind_of(title, content, metadata.no_facts()) == kind


@pytest.mark.parametrize(
    ("url", "trail", "kind"),
    [
        ("https://example.org/hankkeet/tori", [], "programme"),
        ("https://example.org/sv/projekt/torget", [], "programme"),
        ("https://example.org/en/projects/square.html", [], "programme"),
        ("https://example.org/palvelut/tori", [], "service"),
        ("https://example.org/sv/tj%C3%A4nster/torget", [], "service"),
        ("https://example.org/ajankohtaista/tori", [], "news"),
        ("https://example.org/press-releases/square", [], "news"),
        ("https://example.org/palvelut/hankkeet/tori", [], "programme"),
        ("https://example.org/yhteystiedot/tori", [], "contact"),
        ("https://example.org/tori", ["Olet tässä: Etusivu » Rakennushankkeet » Tori"], "programme"),
        ("https://example.org/torget", ["Startsida › Tjänster › Torget"], "service"),
        ("https://example.org/paatoksenteko/tori", ["Etusivu > Päätöksenteko > Tori"], "other"),
        ("https://example.org/hankkeet/", [], "programme"),
        ("http://[broken", [], "other"),
        (None, [], "other"),
    ],
)
def test_where_a_page_is_filed_tells_its_kind(url: str | None, trail: list[str], kind: str) -> None:
    assert metadata.kind_of("Tori", blocks("Torilla on penkkejä."), metadata.no_facts(), url, trail) == kind


@pytest.mark.parametrize(
    ("title", "lead", "kind"),
    [
        (
            "Vihreä tori",
            "Vihreä tori on kunnan hanke, jossa torille istutetaan puita ja pensaita asukkaiden kanssa.",
            "programme",
        ),
        (
            "Grönt torg",
            "Grönt torg är stadens projekt för att plantera träd och buskar vid torget med invånarna.",
            "programme",
        ),
        (
            "Green Square",
            "The aim of the project is to plant trees and bushes in the square with the residents.",
            "programme",
        ),
        (
            "Vihreä tori 2035",
            "Puita istutetaan joka vuosi. Työ on osa kunnan ilmasto-ohjelmaa, jota johtaa puutarhuri.",
            "programme",
        ),
        (
            "Torin juhla",
            "Tapahtuman ohjelma alkaa kello 12, ja tervetulleita ovat kaikki kunnan asukkaat perheineen.",
            "other",
        ),
        ("Vihreä tori", "Torilla on kaksitoista penkkiä, ja jokaiselle niistä on istutettu oma puu varjoksi.", "other"),
    ],
)
def test_the_first_words_say_that_a_page_is_about_a_programme(title: str, lead: str, kind: str) -> None:
    assert metadata.kind_of(title, blocks(lead), metadata.no_facts()) == kind


def test_a_section_sign_in_the_title_and_the_marks_of_a_decision_make_one() -> None:
    content = blocks("Kunnanhallitus 3.4.2020 · Diaarinumero EK/12/2020")
    assert metadata.kind_of("Torin penkkien hankinta (§ 12)", content, metadata.no_facts()) == "decision"
    assert metadata.kind_of("Torin penkkien hankinta", content, metadata.no_facts()) == "other"


def test_that_every_page_is_declared_an_article_makes_no_news_of_a_service() -> None:
    facts = Facts(types=("og:article",), dates=(PageDate(role="published", value="2020-01-01", source="meta"),))
    assert metadata.kind_of("Tori", [], facts) == "news"
    assert metadata.kind_of("Torin palvelut", [], facts) == "service"
    assert metadata.kind_of("Tori", [], facts, "https://example.org/palvelut/tori") == "service"


@pytest.mark.parametrize("name", ["Microsoft Word - torin suunnitelma", "suunnitelma_v2.docx", "Untitled document"])
def test_the_name_of_a_file_is_no_title(name: str) -> None:
    assert metadata.choose_title(Facts(title=name), [], ["Torin suunnitelma"]) == "Torin suunnitelma"
