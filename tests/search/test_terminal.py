"""How things look in a terminal and in a pipe."""

import pytest

from search.terminal import Look, many, table_of_pages


def summary(title, **known):
    from corpus.model import PageSummary, own_programme, page_id

    who = page_id(title)
    given = {
        "published": None,
        "updated": None,
        "number": None,
        "fetched_at": None,
        "kind": "news",
        "site": "s",
    } | known
    return PageSummary(
        id=who,
        address=f"s/{title[:5]}",
        title=title,
        lang="fi",
        confidence=1.0,
        languages=("fi",),
        programme=own_programme(who),
        version=1,
        **given,
    )


def test_matches_stand_in_brackets_in_a_pipe_and_in_style_on_a_terminal():
    assert Look().marked("uusi avustus haussa", [(5, 12)]) == "uusi [avustus] haussa"
    assert Look(width=80).marked("uusi avustus", [(5, 12)]) == "uusi \x1b[1;4mavustus\x1b[0m"


def test_nothing_is_styled_in_a_pipe():
    look = Look()
    assert [look.dim("a"), look.bold("a"), look.accent("a")] == ["a", "a", "a"]


def test_a_date_says_when_it_is_only_an_update():
    rows = list(table_of_pages([summary("Yksi", updated="2023-05-01"), summary("Kaksi")], Look()))
    assert ["updated 2023-05-01" in rows[1], "undated" in rows[2]] == [True, True]


@pytest.mark.parametrize("width", [None, 60])
def test_a_long_title_does_not_push_the_addresses_away(width):
    rows = list(table_of_pages([summary("x" * 5_000), summary("Lyhyt")], Look(width=width)))
    assert max(map(len, rows)) < 160
    assert all(row.rstrip().endswith(("address", "s/xxxxx", "s/Lyhyt")) for row in rows)


def test_one_is_singular():
    assert [many(1, "page"), many(2, "page"), many(1_234, "page")] == ["1 page", "2 pages", "1,234 pages"]
