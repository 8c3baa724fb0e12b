"""What a site's pages repeat goes; what only looks like it stays."""

from collections import Counter

import pytest

from corpus.cleaning import groups, templates
from corpus.cleaning.templates import Counts, Line, judge, lines_of
from corpus.model import Block

PROSE = (
    "Hanke {n} vahvistaa alueen {n} sosiaali- ja terveyspalveluja, ja sen toinen vuosi numero {n} alkaa nyt"
    " tällä alueella."
)


def block(text, kind="paragraph"):
    return Block(kind=kind, text=text, level=1 if kind == "heading" else 0)


def site(pages):
    """Lists of texts or blocks as blocks, and the counts over them."""
    made = [[each if isinstance(each, Block) else block(each) for each in page] for page in pages]
    counted = Counter(line for page in made for line in set(lines_of(page)))
    return made, Counts(pages=len(made), lines={line: n for line, n in counted.items() if n > 1})


def kept(page, counts):
    gone = judge(page, lines_of(page), counts)
    return [each.text for place, each in enumerate(page) if place not in gone]


WORDS = ["alku", "jatko", "tuki", "koti", "kylä", "ranta", "metsä", "saari", "niitty", "joki", "vuori", "lampi"]


def pages_with(top, bottom, n=6, body=PROSE):
    return [
        [*top, block(f"Ohjelma {WORDS[at]}", "heading"), body.replace("{n}", WORDS[at]), *bottom] for at in range(n)
    ]


def test_repeated_edges_go_and_the_title_between_them_stays():
    pages, counts = site(pages_with(["Etusivu", "Palvelut"], ["Anna palautetta verkkosivuista", "Salmenmaa 2021"]))
    assert kept(pages[0], counts) == ["Ohjelma alku", PROSE.replace("{n}", "alku")]


def test_counts_and_years_of_copyright_do_not_make_lines_differ():
    pages = [[*page, f"Luettu {at} kertaa", f"© Salmenmaa {2010 + at}"] for at, page in enumerate(pages_with([], []))]
    made, counts = site(pages)
    assert kept(made[3], counts) == [made[3][0].text, made[3][1].text]


def test_a_number_beside_other_words_than_a_count_or_copyright_tells_lines_apart():
    assert templates.key_of("Copyright 2021 Salmenmaa") == templates.key_of("copyright 2020 SALMENMAA")
    assert templates.key_of("Copyrighted 2021") != templates.key_of("Copyrighted 2020")
    assert templates.key_of("Sivu on luettu 12 kertaa") == templates.key_of("Sivu on luettu 7 kertaa")
    assert templates.key_of("Luettu 12 kertaa vuonna 2021") != templates.key_of("Luettu 12 kertaa vuonna 2020")


@pytest.mark.parametrize(
    "line",
    ["Hakuaika: {n}.2.–1{n}.3.2010", "Myönnetty avustus {n}00 000 euroa", "Avoinna {n}–16", "Dnro STM/{n}000/2010"],
)
def test_a_label_with_each_pages_own_numbers_is_content(line):
    pages = [[*page, line.format(n=at)] for at, page in enumerate(pages_with([], ["Alatunniste"], n=10))]
    made, counts = site(pages)
    assert line.format(n=3) in kept(made[3], counts)


def test_unique_teasers_between_repeated_lines_at_the_bottom_go_too():
    pages = [
        [*page[:-1], f"Uutinen: {WORDS[at]}", page[-1]]
        for at, page in enumerate(pages_with([], ["Ajankohtaista", "Alatunniste"]))
    ]
    made, counts = site(pages)
    assert kept(made[2], counts) == ["Ohjelma tuki", PROSE.replace("{n}", "tuki")]


def test_of_two_pages_nothing_goes():
    pages, counts = site(pages_with(["Etusivu"], ["Alatunniste"], n=2))
    assert kept(pages[0], counts) == [each.text for each in pages[0]]


@pytest.mark.parametrize(
    "line",
    [
        "Lisätietoja antaa Maija Mallikas, puh. 050 000 0000",
        "Kontaktperson: Kalle Modell, kalle.modell@exempel.example",
        "Oikaisuvaatimuksen saa tehdä se, johon päätös on kohdistettu, neljäntoista päivän kuluessa tiedoksisaannista.",
        "Tiedote 12/2021",
    ],
)
def test_people_law_and_numbers_stay_however_often_they_occur(line):
    pages, counts = site(pages_with([], [line, "Alatunniste"], n=10))
    assert line in kept(pages[0], counts)
    assert "Alatunniste" not in kept(pages[0], counts)


def test_a_repeated_heading_over_each_pages_own_words_stays():
    pages = [
        [*page, block("Lisätietoja", "heading"), f"Kysy hankkeesta {WORDS[at]} numerosta 050 000 000{at}."]
        for at, page in enumerate(pages_with([], [], n=10))
    ]
    made, counts = site(pages)
    assert "Lisätietoja" in kept(made[0], counts)


def test_a_paragraph_that_three_announcements_of_ten_share_stays():
    shared = (
        "Hankkeen toteuttavat yhdessä alueen kunnat, järjestöt ja oppilaitokset, ja sitä johtaa niiden yhteinen ryhmä."
    )
    pages = pages_with([], ["Alatunniste"], n=10)
    pages = [[*page[:-1], shared, page[-1]] if at < 3 else page for at, page in enumerate(pages)]
    made, counts = site(pages)
    assert shared in kept(made[0], counts)
    assert shared in kept(made[2], counts)


def test_a_page_that_is_nothing_but_template_keeps_its_text():
    pages, counts = site([*pages_with(["Etusivu"], ["Alatunniste"]), ["Etusivu", "Alatunniste"]])
    assert kept(pages[-1], counts) == ["Etusivu", "Alatunniste"]


def test_blocks_that_went_for_their_own_reason_stay_gone_and_do_not_stop_the_peeling():
    menu = Block(kind="item", text="Haku", reason="rule:menu")
    pages = [[page[0], menu, *page[1:]] for page in pages_with(["Etusivu", "Palvelut"], [])]
    made, counts = site(pages)
    assert set(judge(made[0], lines_of(made[0]), counts)) == {0, 2}


def test_the_side_of_a_line_is_that_of_the_longest_block():
    page = [block("Otsikko"), block(PROSE), block("Otsikko")]
    key = templates.key_of("OTSIKKO")
    assert lines_of(page) == (Line(key, 0), Line(templates.key_of(PROSE), 1), Line(key, 1))


def edges(lang, *lines, source="crawl"):
    return groups.Edges(source, lang, tuple(templates.key_of(line) for line in lines))


def test_scrapes_with_like_edges_are_one_group_and_others_are_not():
    pages = {
        **{f"a{n}": edges("fi", "Etusivu", "Palvelut", f"Juttu {WORDS[n]}", "Alatunniste A") for n in range(3)},
        **{f"b{n}": edges("fi", "Kotisivu", "Yhteys", f"Tarina {WORDS[n]}", "Alatunniste B") for n in range(3)},
        **{f"c{n}": edges("sv", "Etusivu", "Palvelut", f"Sak {WORDS[n]}", "Alatunniste A") for n in range(3)},
        "alone": edges("fi", "Yksin", "Tässä"),
    }
    found = groups.clusters(pages)
    assert [len({found[f"{site}{n}"] for n in range(3)}) for site in "abc"] == [1, 1, 1]
    assert len(set(found.values())) == 4
    assert groups.clusters(dict(reversed(pages.items()))) == found


MENU = ("Etusivu", "Suomeksi", "På svenska", "In English", "Asiointi", "Palvelut", "Päätökset", "Yhteystiedot")


@pytest.mark.parametrize(("lines", "groups_found"), [(MENU[:6], 2), (MENU, 2), ((*MENU, "Salmenmaan kunta"), 1)])
def test_scrapes_of_two_sources_are_one_group_only_if_much_of_their_edges_is_alike(lines, groups_found):
    """What stands on any site, the choice of languages above all, says nothing."""
    pages = {
        f"{source}{n}": edges("fi", *lines, f"Juttu {source} {WORDS[n]}", source=source)
        for source in "ab"
        for n in range(3)
    }
    assert len(set(groups.clusters(pages).values())) == groups_found


def test_a_notice_above_the_menu_goes_though_some_pages_have_it_not():
    notice = "Hiihtoladut ovat auki koko viikon, ja kaikki kuntalaiset ovat niille tervetulleita."
    menu = ["Etusivu", "Palvelut", "Päätökset", "Asuminen"]
    bare, _ = site(pages_with(menu, [], n=2))
    pages, counts = site([*pages_with([notice, *menu], [], n=8), *bare])
    assert kept(pages[0], counts) == kept(bare[0], counts)


def test_of_two_pages_the_lines_that_both_begin_and_end_with_go_if_they_are_several():
    top, bottom = ["Etusivu", "Palvelut", "Päätökset", "Asuminen"], ["Palaute", "Sivukartta", "Salmenmaan kunta"]
    pages, counts = site(pages_with(top, bottom, n=2))
    assert kept(pages[0], counts) == ["Ohjelma alku", PROSE.replace("{n}", "alku")]


def test_two_pages_of_one_text_have_no_template():
    pages, counts = site([["Etusivu", "Palvelut", "Päätökset", "Ohjelma", PROSE]] * 2)
    assert kept(pages[0], counts) == ["Etusivu", "Palvelut", "Päätökset", "Ohjelma", PROSE]


def test_a_notice_above_the_title_goes_when_all_pages_have_it_even_if_it_is_a_sentence():
    notice = "Sivustolla kerätään kävijätietoa palvelun kehittämiseksi. Jatkamalla käyttöä hyväksyt tämän käytännön."
    pages, counts = site(pages_with([notice, "Etusivu", "Palvelut", "Asuminen"], [], n=3))
    assert kept(pages[0], counts)[0] == "Ohjelma alku"


def test_a_list_under_a_line_with_a_colon_is_the_pages_own():
    pages = [
        [*page, "Ota mukaan:", f"{at + 1}.3.2021 täytetty lomake {word}", f"Todistus: {word}", "Alatunniste"]
        for at, (page, word) in enumerate(zip(pages_with([], [], n=4), WORDS, strict=False))
    ]
    made, counts = site(pages)
    assert "Todistus: alku" in kept(made[0], counts)
    assert "1.3.2021 täytetty lomake alku" in kept(made[0], counts)


def test_a_person_whose_name_and_number_stand_on_lines_of_their_own_stays_with_the_heading():
    people = ["Lisätietoja antaa", "Maija Mallikas hankejohtaja", "Puh. 050 000 0000", "m.mallikas@esimerkki.example"]
    pages, counts = site(pages_with(["Etusivu"], [*people, "Alatunniste"], n=4))
    assert kept(pages[0], counts)[2:] == people


def test_pages_with_one_text_under_different_titles_keep_it():
    pages, counts = site([["Etusivu", block(f"Neuvola {word}", "heading"), PROSE, "Varaa aika."] for word in WORDS])
    assert kept(pages[0], counts) == ["Neuvola alku", PROSE, "Varaa aika."]


def test_a_title_that_is_in_the_menu_of_all_pages_stays():
    pages = pages_with(["Etusivu", "Yhteystiedot"], [])
    pages[0] = ["Etusivu", "Yhteystiedot", block("Yhteystiedot", "heading"), PROSE.replace("{n}", "toinen")]
    made, counts = site(pages)
    assert kept(made[0], counts) == ["Yhteystiedot", PROSE.replace("{n}", "toinen")]
