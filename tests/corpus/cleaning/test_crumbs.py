"""Lines that lead to a page: known by the title they end with, whatever their label and separators."""

import pytest

from corpus.cleaning.crumbs import joined, trail
from corpus.cleaning.pieces import Piece

TITLE = "Torin penkit: uusi aikataulu"


def pieces(*texts: str) -> list[Piece]:
    return [Piece(kind="paragraph", text=text) for text in texts]


@pytest.mark.parametrize(
    "line",
    [
        f"Etusivu > Tiedotteet > {TITLE}",
        f"Etusivu / Tiedotteet / {TITLE}",
        f"Etusivu› Tiedotteet› {TITLE}",
        f"Sijainti: Etusivu | Tiedotteet | {TITLE.upper()}",
        f"Path: Home – Announcements – {TITLE}",
        "Etusivu > Tiedotteet > Torin penkit: uu…",
    ],
)
def test_a_line_of_parts_that_ends_with_the_title_below_leads_to_the_page(line: str) -> None:
    assert trail(pieces("Valikko", line, "Tulosta", TITLE)) == (1, 3)


def test_a_title_that_is_cut_is_known_by_its_beginning() -> None:
    assert trail(pieces(f"Etusivu > Tiedotteet > {TITLE}", "Torin penkit: uusi…")) == (0, 1)


@pytest.mark.parametrize(
    "line",
    [
        f"Tiedotteet > {TITLE}",
        f"Etusivu – Tiedotteet – {TITLE}",
        f"Sijainti tai polku on ja/tai {TITLE}",
        f"Penkit, puut / pensaat ja kukat / {TITLE}.",
        "Etusivu > Tiedotteet > Torin",
        "Etusivu > Tiedotteet > To…",
    ],
)
def test_a_line_of_fewer_parts_or_with_another_end_is_no_trail(line: str) -> None:
    assert trail(pieces(line, TITLE)) is None


def test_a_row_of_a_table_is_no_trail() -> None:
    row = Piece(kind="row", text=f"2021 | 40 | {TITLE}")
    assert trail([row, *pieces(TITLE)]) is None


def test_a_title_above_the_line_or_one_that_was_removed_names_nothing() -> None:
    line = f"Etusivu > Tiedotteet > {TITLE}"
    assert trail(pieces(TITLE, line)) is None
    assert trail([*pieces(line), Piece(kind="heading", text=TITLE, reason="rule:menu")]) is None


def test_a_trail_broken_at_a_margin_is_one_line_again() -> None:
    made = joined(pieces("Etusivu > Tiedotteet > Torin penkit:", "uusi aikataulu", TITLE, "Loppu"))
    assert [piece.text for piece in made] == [f"Etusivu > Tiedotteet > {TITLE}", TITLE, "Loppu"]


def test_a_trail_that_is_whole_is_not_joined_with_what_follows() -> None:
    lines = pieces(f"Etusivu > Tiedotteet > {TITLE}", "uusi aikataulu", TITLE)
    assert joined(lines) == lines
    apart = [*pieces("Etusivu > Tiedotteet > Torin penkit:"), Piece(kind="paragraph", text="uusi", after_blank=True)]
    assert joined([*apart, *pieces("Torin penkit: uusi")]) == [*apart, *pieces("Torin penkit: uusi")]
