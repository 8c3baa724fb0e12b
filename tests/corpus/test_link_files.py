"""The table of links: what is written comes back, and a spreadsheet takes nothing in it for a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.link_files import links_csv, read_links_csv
from corpus.linking.decided import LinkStanding
from corpus.model import Link, LinkDecision

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12)
RISKY = st.builds(str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "'", "'=", "''", "'-", ""]), TEXT)
ADDRESS = RISKY.filter(str.strip)
DIGEST = st.text("0123456789abcdef", min_size=64, max_size=64)
DECISION = st.builds(
    LinkDecision,
    a=ADDRESS,
    b=ADDRESS,
    digest_a=DIGEST,
    digest_b=DIGEST,
    relation=st.sampled_from(["translation", "same_programme", "same_topic", "near_duplicate", "version"]),
    verdict=st.sampled_from(["confirm", "reject"]),
    who=RISKY,
    made_at=st.datetimes().map(lambda at: at.isoformat(timespec="seconds") + "+00:00"),
    note=RISKY,
)


def written(decisions, links=(), addresses=None):
    standings = [LinkStanding(decision=made, pages=None) for made in decisions]
    return "".join(links_csv(links, standings, addresses or {}))


@given(decisions=st.lists(DECISION, max_size=4))
def test_what_is_written_comes_back_as_it_was(decisions):
    rows = read_links_csv(written(decisions).encode())
    names = ("a", "b", "relation", "verdict", "who", "made_at", "note", "digest_a", "digest_b")
    assert [[getattr(row, name) for name in names] for row in rows] == [
        [getattr(made, name) for name in names] for made in decisions
    ]
    assert [row.line for row in rows] == list(range(2, len(decisions) + 2))


@given(decisions=st.lists(DECISION, max_size=4))
def test_no_cell_begins_as_a_formula_does(decisions):
    for row in csv.reader(io.StringIO(written(decisions), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_links_that_wait_for_a_decision_have_an_empty_verdict_and_decided_ones_stand_once():
    links = [
        Link(a="p1", b="p2", relation="translation", confidence=0.5, state="uncertain", evidence=()),
        Link(a="p1", b="p3", relation="translation", confidence=1.0, state="confirmed", evidence=()),
    ]
    (row,) = read_links_csv(written([], links, {"p1": "b", "p2": "a", "p3": "c"}).encode())
    assert (row.a, row.b, row.verdict) == ("a", "b", None)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "names no column a, b, verdict"),
        (b"x,y\n", "names no column a, b, verdict"),
        (b"a,b,verdict\n\xff,b,confirm\n", "not UTF-8"),
        (b"a,b,verdict,made_at\nx,y,confirm,yesterday\n", "line 2: made_at 'yesterday' is no time"),
        (b"a,b,verdict,made_at\nx,y,confirm,0001-01-01T00:00:00+10:00\n", "line 2: made_at"),
        (b"a,b,verdict,relation\n\nx,y,confirm,friend\n", "line 3: there is no relation 'friend'"),
        (b"a,b,verdict,digest_a\nx,y,confirm,abc\n", "line 2: digest_a is none"),
        (b'a,b,verdict,note\nx,y,confirm,"two\nlines"\nx,,confirm\n', "line 4: no page b"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_line(body, problem):
    with pytest.raises(InputError, match=problem):
        read_links_csv(body)
