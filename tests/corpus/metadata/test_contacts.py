"""Whom to turn to. All people and numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import contacts_of
from corpus.model import Block, BlockKind, Contact


def told(*lines: str, kind: BlockKind = "contact") -> list[str]:
    blocks = [
        Block(kind="heading", text=line[2:], level=2) if line.startswith("# ") else Block(kind=kind, text=line)
        for line in lines
    ]
    return [" · ".join((each.name, each.role, *each.phones, *each.mails)) for each in contacts_of(blocks)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Lisätietoja: Aino Mallikas, hankepäällikkö, puh. 050 555 0100",
            "Aino Mallikas · hankepäällikkö · 050 555 0100",
        ),
        (
            "Hankejohtaja Aino Mallikas-Kivi, p. 040 555 2230, aino.mallikas-kivi@kunta.example",
            "Aino Mallikas-Kivi · Hankejohtaja · 040 555 2230 · aino.mallikas-kivi@kunta.example",
        ),
        ("Johtoryhmän pj. Erkki Mallikas, p. 040 555 2230", "Erkki Mallikas · Johtoryhmän pj · 040 555 2230"),
        (
            "Lisätietoja antaa suunnittelija Aino Mallikas, puh. 050 555 0100.",
            "Aino Mallikas · suunnittelija · 050 555 0100",
        ),
        ("Aino Mallikas hankepäällikkö puh. 050 555 0100", "Aino Mallikas · hankepäällikkö · 050 555 0100"),
        ("Aino Mallikas, p. 050 555 0100, hankepäällikkö", "Aino Mallikas · hankepäällikkö · 050 555 0100"),
        ("050 555 0100 Aino Mallikas", "Aino Mallikas ·  · 050 555 0100"),
        (
            "Yhteyshenkilö: Aino Mallikas, aino.mallikas(at)kunta.example",
            "Aino Mallikas ·  · aino.mallikas(at)kunta.example",
        ),
        ("Aino Mallikas, aino.mallikas [at] kunta.example", "Aino Mallikas ·  · aino.mallikas [at] kunta.example"),
        ("Maksutoimisto, puh. 019 555 2755 (ma, ke ja pe klo 9–12)", "Maksutoimisto ·  · 019 555 2755"),
        ("Kirjaamo: kirjaamo@alue.example, puh. 019 555 2000", "Kirjaamo ·  · 019 555 2000 · kirjaamo@alue.example"),
        ("Vaihde 019 555 2000", "Vaihde ·  · 019 555 2000"),
        ("Päivystysapu, puh. 116 117", "Päivystysapu ·  · 116 117"),
        ("Kotihoito (09) 555 1234", "Kotihoito ·  · (09) 555 1234"),
        ("Puhelin: 050 555 0100, faksi 09 555 5555", " ·  · 050 555 0100"),
        ("Voit varata ajan soittamalla numeroon 019 555 2410 arkisin.", " ·  · 019 555 2410"),
        (
            "Mer information: chefen för hemvården Aina Modell, tfn 050 555 0148, aina.modell@omrade.example",
            "Aina Modell · chefen för hemvården · 050 555 0148 · aina.modell@omrade.example",
        ),
        ("Kontakta projektchef Ture von Modell, tfn 050 555 0148", "Ture von Modell · projektchef · 050 555 0148"),
        ("Växel 019 555 2000", "Växel ·  · 019 555 2000"),
        (
            "Further information: Project Director Anna Sample, tel. +358 50 555 0126, anna.sample@county.example",
            "Anna Sample · Project Director · +358 50 555 0126 · anna.sample@county.example",
        ),
        ("Anna Sample, Head of Home Care, tel. +358 50 555 0126", "Anna Sample · Head of Home Care · +358 50 555 0126"),
        ("Anna Sample Project Manager tel. +358 50 555 0126", "Anna Sample · Project Manager · +358 50 555 0126"),
        ("Technical support: tel. +358 19 555 2300 (weekdays 8.00–15.00)", "Technical support ·  · +358 19 555 2300"),
    ],
)
def test_a_line_tells_name_title_and_numbers_apart(line: str, expected: str) -> None:
    assert told(line) == [expected]


def test_one_line_may_name_several() -> None:
    line = (
        "Lisätietoja antavat hankejohtaja Aino Mallikas, p. 050 555 0100 ja viestintäpäällikkö Ture Modell, "
        "p. 050 555 0101, ture.modell@kunta.example."
    )
    assert told(line) == [
        "Aino Mallikas · hankejohtaja · 050 555 0100",
        "Ture Modell · viestintäpäällikkö · 050 555 0101 · ture.modell@kunta.example",
    ]
    line = "Ajanvaraus: puh. 019 555 2600 arkisin klo 8–15. Medialle: ylilääkäri Aino Mallikas, puh. 050 555 0152"
    assert told(line) == ["Ajanvaraus ·  · 019 555 2600", "Aino Mallikas · ylilääkäri · 050 555 0152"]


def test_one_person_may_stand_on_several_lines() -> None:
    assert told(
        "Lisätietoja:",
        "Aino Mallikas",
        "hankepäällikkö",
        "puh. 050 555 0100",
        "aino.mallikas@kunta.example",
        "Ture Modell",
        "projektchef",
        "tfn 050 555 0101",
    ) == [
        "Aino Mallikas · hankepäällikkö · 050 555 0100 · aino.mallikas@kunta.example",
        "Ture Modell · projektchef · 050 555 0101",
    ]
    assert told("# Yhteystiedot", "Projektipäällikkö", "Aino Mallikas", "050 555 0100") == [
        "Aino Mallikas · Projektipäällikkö · 050 555 0100"
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Aino Mallikas | hankepäällikkö | 050 555 0100", "Aino Mallikas · hankepäällikkö · 050 555 0100"),
        ("Hallinto | Aino Mallikas | hallintojohtaja | 050 555 0100", "Aino Mallikas · hallintojohtaja · 050 555 0100"),
        ("Hammaslääkärin päivystys | 019 555 2620", "Hammaslääkärin päivystys ·  · 019 555 2620"),
        (
            "Anna Sample | Service Manager | anna.sample@x.example",
            "Anna Sample · Service Manager · anna.sample@x.example",
        ),
    ],
)
def test_a_row_of_a_table_is_a_contact(row: str, expected: str) -> None:
    assert told("Nimi | Titteli | Puhelin", row, kind="row") == [expected]


def test_a_number_under_the_heading_of_an_office_is_that_office() -> None:
    assert told("# Asiakasohjaus", "Puh. 019 555 1111", "asiakas@x.example") == [
        "Asiakasohjaus ·  · 019 555 1111 · asiakas@x.example"
    ]


def test_who_is_named_twice_is_one_contact_with_all_numbers() -> None:
    assert told("Aino Mallikas, puh. 050 555 0100", "Teksti.", "Aino Mallikas, hankepäällikkö, aino@x.example") == [
        "Aino Mallikas · hankepäällikkö · 050 555 0100 · aino@x.example"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Y-tunnus 2844969-4, OVT 003728449694",
        "PL 46, 05800 Esimerkkilä",
        "Avustus on 2 849 500 euroa.",
        "Kokous on 01 02 2020 ja 05.03.2020.",
        "Tilinumero FI21 1234 5600 0007 85",
        "Sähköpostit ovat muotoa etunimi.sukunimi@kunta.example",
        "Aino Mallikas johtaa hanketta.",
        "Seuraa meitä: @kunta",
    ],
)
def test_where_nobody_can_be_reached_there_is_no_contact(line: str) -> None:
    assert told(line) == []


def test_removed_blocks_reach_nobody() -> None:
    assert contacts_of([Block(kind="contact", text="Vaihde 019 555 2000", reason="rule:footer")]) == ()


NAMES = st.sampled_from(["Aino Mallikas", "Ture von Modell", "Anna-Liisa Esimerkki-Niemi", "Åke Ödberg"])
TITLES = st.sampled_from(["hankepäällikkö", "johtava ylilääkäri", "projektchef", "Project Manager", "Head of Care"])
PHONES = st.sampled_from(["050 555 0100", "+358 50 555 0100", "(019) 555 2000", "0295 550 000"])


@given(NAMES, TITLES, PHONES, st.sampled_from(["{n}, {t}, puh. {p}", "{t} {n}, p. {p}", "Lisätietoja: {n}, {t}, {p}"]))
def test_a_name_is_never_glued_to_a_title(name: str, title: str, phone: str, form: str) -> None:
    line = form.format(n=name, t=title, p=phone)
    assert contacts_of([Block(kind="contact", text=line)]) == (Contact(name=name, role=title, phones=(phone,)),)


@given(st.lists(st.text(alphabet="Aa. ,:()@0123456789+-|puhtel\n", max_size=120), max_size=4))
def test_every_contact_can_be_reached_as_the_page_writes_it(texts: list[str]) -> None:
    for each in contacts_of([Block(kind="paragraph", text=text) for text in texts]):
        assert each.phones or each.mails
        flat = " ".join(" ".join(texts).split())
        assert all(reach in flat for reach in (*each.phones, *each.mails))


def test_a_number_that_stands_twice_in_a_line_is_told_once() -> None:
    assert told("Kirjaamo: 019 555 2000, kirjaamo@alue.example, 019 555 2000") == [
        "Kirjaamo ·  · 019 555 2000 · kirjaamo@alue.example"
    ]


def test_a_long_row_of_numbers_and_addresses_is_read_to_its_end() -> None:
    pairs = 10_000
    line = "; ".join(f"050 555 {n:04}, a{n}@kunta.example" for n in range(pairs))
    (found,) = contacts_of([Block(kind="contact", text=f"{line}\n{line}")])
    assert (len(found.phones), len(found.mails)) == (pairs, pairs)


@pytest.mark.parametrize("place", ["a050 555 0100@kunta.example", "050-555-0100@kunta.example 019 555 2000"])
def test_figures_within_an_address_are_no_number_and_those_behind_it_are(place: str) -> None:
    (found,) = contacts_of([Block(kind="contact", text=f"Kirjaamo: {place}")])
    assert len(found.mails) == 1
    assert list(found.phones) == (["019 555 2000"] if " 019" in place else [])


def test_a_directory_in_one_block_is_left_where_a_page_of_contacts_ends() -> None:
    first, last = ("Aino", "Eero", "Irja", "Olli", "Urho"), "abcdefghijklmnopqrst"
    lines = [f"{one} Mallik{other}s{third}, puh. 050 555 0100" for one in first for other in last for third in "aeiou"]
    assert len(contacts_of([Block(kind="contact", text="\n".join(lines))])) == 80


def test_a_street_is_nobodys_name():
    (found,) = contacts_of([Block(kind="contact", text="Kirkkotie 5, puh. 09 555 1234")])
    assert (found.name, found.phones) == ("", ("09 555 1234",))
